"""What the desk sees of an item of a slot, attribute by attribute: its label, and which values a handler may set.

An `Attribute` stands in the annotation of the fact's field. What is read back from the store is held to the field's
bare type alone: a tip must open whatever was written, so that the rules bind handlers and no one else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, Strict

from intake_store.model.text import clean

TEXT_LIMIT, NAME_LIMIT, PLATE_LIMIT = 10_000, 100, 15
MOST_PEOPLE = 100_000
_NO_TIME = "must be a time with its offset, like 2026-06-17T01:30:00+01:00, or null"


@dataclass(frozen=True, slots=True)
class Rule:
    """Which values a handler may set: `type` for pydantic, `must` for every other value, without repeating it.

    `needed`: it cannot be left out; others are read as null then. `input`: how a form asks it (text, area, number,
    tick, datetime-local, choice); `choices` are those of an enumeration, "" for none where none is allowed.
    """

    type: Any
    must: str
    input: str = "text"
    choices: tuple[str, ...] = ()
    needed: bool = False


@dataclass(frozen=True, slots=True)
class Attribute:
    """A field of an item as the desk sees it; a field without one stays inside.

    `label`: what the form calls it, "" where the form does not ask it: it is kept then as long as those that it is
    `of` stay. `preset`: what an empty form offers. `about`: its line in the API's description.
    """

    rule: Rule
    label: str = ""
    of: tuple[str, ...] = ("text",)
    preset: str = ""
    about: str = ""


def _cleaned(value: Any) -> Any:
    return clean(value) if isinstance(value, str) else value


def _cleaned_or_none(value: Any) -> Any:
    return _cleaned(value) or None if isinstance(value, str) else value


def _lower(value: str | None) -> str | None:
    return value.lower() if value else None


def _plate(value: str | None) -> str | None:
    """In upper case without spaces and hyphens. Raises ValueError for what is no plate."""
    plate = "".join((value or "").split()).replace("-", "").upper()
    if plate and not (plate.isalnum() and len(plate) <= PLATE_LIMIT):
        raise ValueError(f"must be letters and digits, at most {PLATE_LIMIT}")
    return plate or None


def _time(value: Any) -> datetime | None:
    """The time of an ISO 8601 text with an offset. Raises ValueError for anything else."""
    if value is None:
        return None
    try:
        at = datetime.fromisoformat(value)
    except (ValueError, TypeError):
        at = datetime.min
    if at.tzinfo is None or not 1900 <= at.year <= 2200:
        raise ValueError(_NO_TIME)
    return at


def _or(empty: Any) -> BeforeValidator:
    """Read null as `empty`."""
    return BeforeValidator(lambda value: empty if value is None else value)


def degrees(most: int) -> Rule:
    """Degrees from -`most` to `most`."""
    number = Annotated[float, Strict(), Field(ge=-most, le=most, allow_inf_nan=False)]
    return Rule(number | None, f"must be a number from -{most} to {most}, or null", "number")


def one_of(choices: tuple[str, ...], empty: str | None = None, *, needed: bool = False) -> Rule:
    """One of `choices`; null, where it is not `needed`, is read as `empty`."""
    code: Any = Literal[choices]
    kind = code if needed else code | None if empty is None else Annotated[code, _or(empty)]
    offered = choices if needed or empty is not None else ("", *choices)
    return Rule(kind, f"must be one of {', '.join(filter(None, choices))}", "choice", offered, needed)


_Text = Annotated[str, Strict(), Field(min_length=1, max_length=TEXT_LIMIT), BeforeValidator(_cleaned)]
_Name = Annotated[Annotated[str, Strict(), Field(max_length=NAME_LIMIT)] | None, BeforeValidator(_cleaned_or_none)]
_Count = Annotated[int, Strict(), Field(ge=1, le=MOST_PEOPLE)]

TEXT = Rule(_Text, "must be a text that is not empty", needed=True)
STORY = Rule(_Text, TEXT.must, "area", needed=True)
NAME = Rule(_Name, "must be a text or null")
LOWER = Rule(Annotated[_Name, AfterValidator(_lower)], NAME.must)
PLATE = Rule(Annotated[_Name, AfterValidator(_plate)], NAME.must)
YES_NO = Rule(Annotated[bool, Strict(), _or(False)], "must be true or false", "tick")
COUNT = Rule(_Count | None, f"must be a whole number from 1 to {MOST_PEOPLE}, or null", "number")
TIME = Rule(Annotated[datetime | None, BeforeValidator(_time)], _NO_TIME, "datetime-local")
