"""What a tip says, structured: the value types that understanding fills, the engine merges and the store seals.

Every item knows the words it came from (`Source`). All types are frozen and turn into plain JSON with
`to_json` and back with `from_json`; unknown keys are ignored, so that an older reader survives a newer writer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

#: The slots of CONTRACT.md in the order in which they are asked.
SLOTS = ("danger", "where", "what", "when", "weapon", "who", "vehicle", "evidence", "source", "contact", "confirm")

CATEGORIES = (
    "assault", "robbery", "burglary", "theft", "vehicle_crime", "criminal_damage", "arson", "drugs", "weapons",
    "homicide", "sexual_offence", "domestic_abuse", "child_abuse", "stalking_harassment", "hate_crime",
    "human_trafficking", "kidnap", "fraud", "cyber_crime", "terrorism", "antisocial_behaviour", "traffic",
    "missing_person", "wanted_person", "animal_cruelty", "suspicious_activity", "other",
)  # fmt: skip
PERSON_ROLES = ("suspect", "victim", "witness", "missing", "wanted", "unknown")
WEAPON_KINDS = ("firearm", "knife", "blunt_object", "explosive", "corrosive", "other")
COLOURS = (
    "black", "white", "silver", "grey", "blue", "red", "green", "yellow", "orange", "brown", "gold", "purple", "beige",
)  # fmt: skip
PRIORITIES = ("emergency", "high", "normal", "low")

NONE, UNKNOWN, DECLINED = "none", "unknown", "declined"
#: What `Facts.answers[slot]` holds when the citizen denied, did not know or refused; else it holds their words.
NON_ANSWERS = frozenset({NONE, UNKNOWN, DECLINED})


@dataclass(frozen=True, slots=True)
class Source:
    """The words an item came from: offsets in characters into inbound message number `message` of the tip (from 0)."""

    start: int
    end: int
    confidence: float = 1.0
    found_by: str = "embedded"
    message: int | None = None


@dataclass(frozen=True, slots=True)
class What:
    """The sentence or clause that tells what happened, as said."""

    text: str
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Where:
    """A place as said. `needs_address`: a place only the citizen knows ("outside my house", "next door")."""

    text: str
    latitude: float | None = None
    longitude: float | None = None
    needs_address: bool = False
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class When:
    """A time as said, resolved to [start, end], both aware; `ongoing`: it goes on as the citizen writes."""

    text: str
    start: datetime | None = None
    end: datetime | None = None
    ongoing: bool = False
    precision: str = ""
    """minute, hour, part_of_day, day, week, month, year, or "" when the words were kept unresolved."""
    source: Source | None = None
    day: str = ""
    """The day that was told, ISO 8601, "" when the words name none ("at half 3")."""
    clock: str = ""
    """The time of day that was told: "21:30", "9:30?" where morning or evening is open, a part ("night"), or ""."""


@dataclass(frozen=True, slots=True)
class Person:
    """One person or a group described together; `count` is None when the number is not told ("some lads")."""

    text: str
    count: int | None = 1
    role: str = "suspect"
    name: str | None = None
    source: Source | None = None
    described: bool = False
    """Whether the words tell looks or clothes, not only how many of what."""


@dataclass(frozen=True, slots=True)
class Vehicle:
    """A vehicle used by suspects or stolen, damaged or sought. Make and model in lower case, plate without spaces."""

    text: str
    make: str | None = None
    model: str | None = None
    colour: str | None = None
    plate: str | None = None
    plate_partial: bool = False
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Weapon:
    """A weapon; `kind` is one of `WEAPON_KINDS`."""

    text: str
    kind: str
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """The structured content of a tip. `answers` holds a word of `NON_ANSWERS` or the citizen's own words, per slot."""

    what: What | None = None
    where: Where | None = None
    when: When | None = None
    people: tuple[Person, ...] = ()
    vehicles: tuple[Vehicle, ...] = ()
    weapons: tuple[Weapon, ...] = ()
    category: str | None = None
    category_confidence: float = 0.0
    category_found_by: str = "embedded"
    answers: Mapping[str, str] = field(default_factory=dict)


def to_json(value: Any) -> Any:
    """`value` (any type of this module, or a container) as plain JSON data; datetimes as ISO 8601 with offset."""
    if type(value) in _PLAIN:
        return value
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: to_json(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [to_json(item) for item in value]
    return {  # written out, for every turn writes all of them, and most are plain
        name: item if type(item := getattr(value, name)) in _PLAIN else to_json(item)
        for name in value.__dataclass_fields__
    }


_PLAIN = frozenset({str, int, float, bool, type(None)})


def _build(kind: type[Any], data: Mapping[str, Any]) -> Any:
    known = {f.name: data[f.name] for f in fields(kind) if f.name in data}
    if known.get("source") is not None:
        known["source"] = _build(Source, known["source"])
    for name in ("start", "end"):
        if isinstance(known.get(name), str):
            known[name] = datetime.fromisoformat(known[name])
    return kind(**known)


def from_json(data: Mapping[str, Any]) -> Facts:
    """The `Facts` that `to_json` wrote."""
    one = {"what": What, "where": Where, "when": When}
    many = {"people": Person, "vehicles": Vehicle, "weapons": Weapon}
    known: dict[str, Any] = {f.name: data[f.name] for f in fields(Facts) if f.name in data}
    for name, kind in one.items():
        known[name] = _build(kind, known[name]) if known.get(name) else None
    for name, kind in many.items():
        known[name] = tuple(_build(kind, item) for item in known.get(name) or ())
    return Facts(**known)
