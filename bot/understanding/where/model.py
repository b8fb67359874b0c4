"""What the words of place say before they are joined: elements of a place, and their strength."""

from __future__ import annotations

from dataclasses import dataclass

#: How much each rule of the grammar tells, from 0 to 10.
STRENGTH: dict[str, float] = {
    "address": 9,
    "map": 9,
    "crossing": 8,
    "street": 7,
    "building": 7,
    "saint": 6,
    "named": 6,
    "road": 6,
    "station": 6,
    "known": 6,
    "lot": 6,
    "brand": 5,
    "bus": 5,
    "postcode": 5,
    "places": 4.5,
    "area": 4,
    "generic": 3.5,
    "unit": 3,
    "capital": 3,
    "own": 3,
    "number": 3,
    "unknown": 1,
}


@dataclass(frozen=True, slots=True)
class Element:
    """One expression of place: letters `first` up to and without `last` of the message, tokens `begin` to `end`.

    `moving`: where somebody went; `living`: where somebody lives or works; `own`: only the citizen knows it.
    """

    rule: str
    first: int
    last: int
    begin: int
    end: int
    moving: bool = False
    living: bool = False
    own: bool = False

    @property
    def strength(self) -> float:
        return STRENGTH[self.rule]
