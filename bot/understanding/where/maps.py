"""Positions in links and texts: Google, Apple and OpenStreetMap links, geo: addresses, bare coordinates, what3words."""

from __future__ import annotations

import re
from typing import NamedTuple

_NUMBER = r"(-?\d{1,3}\.\d{3,})"
_PAIR = rf"{_NUMBER}\s*(?:,|%2C|/|\s)\s*\+?{_NUMBER}"
_POSITIONS = (
    re.compile(
        rf"https?://\S*?[?&/](?:q|ll|sll|query|daddr|destination|center|loc:|@|place/|search/|coordinate)=?@?{_PAIR}",
        re.I,
    ),
    re.compile(rf"https?://\S*?/@{_PAIR}", re.I),
    re.compile(rf"https?://\S*?mlat={_NUMBER}&(?:amp;)?mlon={_NUMBER}", re.I),
    re.compile(rf"https?://\S*?#map=\d+/{_NUMBER}/{_NUMBER}", re.I),
    re.compile(rf"geo:{_PAIR}", re.I),
    re.compile(rf"(?<![\w.]){_PAIR}(?![\w.])"),
)
_WORDS = re.compile(r"(?:///|https?://(?:w3w\.co|what3words\.com)/)([^\W\d_]+\.[^\W\d_]+\.[^\W\d_]+)", re.I)
_SHORT = re.compile(
    r"https?://(?:maps\.app\.goo\.gl|goo\.gl/maps|maps\.apple\.com|maps\.google\.[a-z.]+|osm\.org)/\S+", re.I
)
_HINT = re.compile(r"https?://|geo:|///|\d\.\d{3,}")


class Position(NamedTuple):
    """A position in degrees (WGS 84), or the words or link that name one; offsets into the text."""

    start: int
    end: int
    latitude: float | None = None
    longitude: float | None = None


def find(text: str) -> Position | None:
    """The first position that `text` tells."""
    if not _HINT.search(text):
        return None
    for pattern in _POSITIONS:
        found = pattern.search(text)
        if found and abs(float(found.group(1))) <= 90 and abs(float(found.group(2))) <= 180:
            return Position(found.start(), found.end(), float(found.group(1)), float(found.group(2)))
    link = _WORDS.search(text) or _SHORT.search(text)
    return Position(link.start(), link.end()) if link else None
