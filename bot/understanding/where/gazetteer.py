"""A force's own place names, from a file: one name a line, or CSV `name,latitude,longitude`."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from bot.understanding.text.tokens import Entry, Phrases, Tokeniser

_LATITUDES, _LONGITUDES = 90.0, 180.0


class GazetteerError(Exception):
    """A line that is no place; the text names file and line."""


@dataclass(frozen=True, slots=True)
class Place:
    """One name of the gazetteer, with its position in degrees (WGS 84) where the file tells it."""

    name: str
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The places that a force knows; `phrases` finds them in a message."""

    places: tuple[Place, ...] = ()

    def phrases(self, tokeniser: Tokeniser) -> Phrases[Place]:
        """The names, for matching over tokens."""
        return Phrases((Entry(place.name, place) for place in self.places), tokeniser)


def load(path: Path) -> Gazetteer:
    """Read a gazetteer in UTF-8; empty lines and those with # in front are skipped. Raises GazetteerError."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    return Gazetteer(tuple(_place(row, path, line) for line, row in enumerate(rows, 1) if _holds(row)))


def _holds(row: list[str]) -> bool:
    return bool(row) and bool(row[0].strip()) and not row[0].lstrip().startswith("#")


def _place(row: list[str], path: Path, line: int) -> Place:
    name = row[0].strip()
    if len(row) < 3 or not (row[1].strip() and row[2].strip()):
        return Place(name)
    try:
        latitude, longitude = float(row[1]), float(row[2])
    except ValueError as error:
        raise GazetteerError(f"{path}:{line}: latitude and longitude must be numbers") from error
    if not (-_LATITUDES <= latitude <= _LATITUDES and -_LONGITUDES <= longitude <= _LONGITUDES):
        raise GazetteerError(f"{path}:{line}: latitude or longitude out of range")
    return Place(name, latitude, longitude)
