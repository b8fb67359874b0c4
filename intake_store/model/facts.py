"""What a tip says, structured: the value types that understanding fills, the engine merges and the store seals.

Every item knows the words it came from (`Source`), and its annotations say which of its fields the desk sees and
corrects (`attributes`). All types are frozen; they turn into JSON and back in `pydantic_core`, which ignores unknown
keys, so that an older reader survives a newer writer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any

from pydantic import TypeAdapter
from pydantic_core import to_jsonable_python

from intake_store.model.attributes import (
    COUNT,
    LOWER,
    NAME,
    PLATE,
    STORY,
    TEXT,
    TIME,
    YES_NO,
    Attribute,
    degrees,
    one_of,
)
from intake_store.model.stored_json import checked, dumped, parsed

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
PRECISIONS = ("minute", "hour", "part_of_day", "day", "week", "month", "year", "")
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

    text: Annotated[str, Attribute(STORY, "What happened")]
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Where:
    """A place as said. `needs_address`: a place only the citizen knows ("outside my house", "next door")."""

    text: Annotated[str, Attribute(TEXT, "Place")]
    latitude: Annotated[float | None, Attribute(degrees(90))] = None
    longitude: Annotated[float | None, Attribute(degrees(180))] = None
    needs_address: Annotated[bool, Attribute(YES_NO)] = False
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class When:
    """A time as said, resolved to [start, end], both aware; `ongoing`: it goes on as the citizen writes."""

    text: Annotated[str, Attribute(TEXT, "As told", about="As said.")]
    start: Annotated[datetime | None, Attribute(TIME, "From", about="RFC 3339")] = None
    end: Annotated[datetime | None, Attribute(TIME, "To", about="RFC 3339")] = None
    ongoing: Annotated[bool, Attribute(YES_NO, "Still going on")] = False
    precision: Annotated[
        str,
        Attribute(
            one_of(PRECISIONS, ""),
            of=("start", "end"),
            about="minute, hour, part_of_day, day, week, month, year, or empty when not resolved.",
        ),
    ] = ""
    source: Source | None = None
    day: str = ""
    """The day that was told, ISO 8601, "" when the words name none ("at half 3")."""
    clock: str = ""
    """The time of day that was told: "21:30", "9:30?" where morning or evening is open, a part ("night"), or ""."""


@dataclass(frozen=True, slots=True)
class Person:
    """One person or a group described together; `count` is None when the number is not told ("some lads")."""

    text: Annotated[str, Attribute(TEXT, "Who")]
    count: Annotated[int | None, Attribute(COUNT, "How many")] = 1
    role: Annotated[str, Attribute(one_of(PERSON_ROLES, "unknown"), "Role", preset="unknown")] = "suspect"
    name: Annotated[str | None, Attribute(NAME)] = None
    source: Source | None = None
    described: bool = False
    """Whether the words tell looks or clothes, not only how many of what."""


@dataclass(frozen=True, slots=True)
class Vehicle:
    """A vehicle used by suspects or stolen, damaged or sought. Make and model in lower case, plate without spaces."""

    text: Annotated[str, Attribute(TEXT, "Vehicle")]
    make: Annotated[str | None, Attribute(LOWER, "Make", about="In lower case.")] = None
    model: Annotated[str | None, Attribute(LOWER, "Model", about="In lower case.")] = None
    colour: Annotated[str | None, Attribute(one_of(COLOURS), "Colour")] = None
    plate: Annotated[str | None, Attribute(PLATE, "Plate", about="In upper case without spaces.")] = None
    plate_partial: Annotated[bool, Attribute(YES_NO, of=("text", "plate"))] = False
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Weapon:
    """A weapon; `kind` is one of `WEAPON_KINDS`."""

    text: Annotated[str, Attribute(TEXT, "Weapon")]
    kind: Annotated[str, Attribute(one_of(WEAPON_KINDS, needed=True), "Kind", preset="other")]
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Injury:
    """What somebody suffered, in the words that tell it; `who` it was, where they name somebody."""

    text: Annotated[str, Attribute(TEXT, "Injury")]
    who: Annotated[str | None, Attribute(NAME, "Who", about="Who is hurt, in the citizen's words.")] = None
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
    injuries: tuple[Injury, ...] = ()
    category: str | None = None
    category_confidence: float = 0.0
    category_found_by: str = "embedded"
    answers: Mapping[str, str] = field(default_factory=dict)


_FACTS: TypeAdapter[Facts] = TypeAdapter(Facts)


def to_json(value: Any) -> Any:
    """`value` (any type of this module, or a container) as plain JSON data; datetimes as ISO 8601 with offset."""
    return _FACTS.dump_python(value, mode="json") if isinstance(value, Facts) else to_jsonable_python(value)


def from_json(data: Any) -> Facts:
    """The `Facts` that `to_json` wrote. Raises Unreadable."""
    return checked(_FACTS, data, "facts")


def to_bytes(facts: Facts) -> bytes:
    """The facts as JSON in UTF-8, as they are sealed."""
    return dumped(_FACTS, facts)


def from_bytes(data: bytes) -> Facts:
    """The `Facts` that `to_bytes` wrote. Raises Unreadable."""
    return parsed(_FACTS, data, "facts")
