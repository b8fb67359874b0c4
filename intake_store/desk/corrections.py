"""A handler's correction of a slot: what may be set there, field by field, and what it becomes in the tip's facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from intake_store.model.errors import Invalid
from intake_store.model.facts import COLOURS, PERSON_ROLES, WEAPON_KINDS, Facts, Source, from_json, to_json
from intake_store.model.text import clean

ONE, MANY = ("what", "where", "when"), ("people", "vehicles", "weapons")
#: Slots of a tip's JSON that a handler can correct; the category is set as status and priority are.
CORRECTABLE = (*ONE, *MANY)
PRECISIONS = ("minute", "hour", "part_of_day", "day", "week", "month", "year", "")
TEXT_LIMIT, NAME_LIMIT, PLATE_LIMIT, ITEM_LIMIT = 10_000, 100, 15, 30
MOST_PEOPLE = 100_000
#: `Source.found_by` of what a handler set.
HANDLER = "handler"

Reader = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Correction:
    """The new value of a whole slot, as plain JSON of the shape that the API shows; null or [] empties the slot."""

    slot: str
    value: Any


class Wrong(Exception):
    """A field's value cannot be taken; the text says what is wrong and does not repeat the value."""


def _text(value: Any) -> str:
    cleaned = clean(value) if isinstance(value, str) else ""
    if not cleaned:
        raise Wrong("must be a text that is not empty")
    if len(cleaned) > TEXT_LIMIT:
        raise Wrong(f"must be at most {TEXT_LIMIT} characters")
    return cleaned


def _name(value: Any) -> str | None:
    if value is not None and not isinstance(value, str):
        raise Wrong("must be a text or null")
    cleaned = clean(value or "")
    if len(cleaned) > NAME_LIMIT:
        raise Wrong(f"must be at most {NAME_LIMIT} characters")
    return cleaned or None


def _lower(value: Any) -> str | None:
    name = _name(value)
    return name.lower() if name else None


def _plate(value: Any) -> str | None:
    plate = "".join((_name(value) or "").split()).replace("-", "").upper()
    if plate and not (plate.isalnum() and len(plate) <= PLATE_LIMIT):
        raise Wrong(f"must be letters and digits, at most {PLATE_LIMIT}")
    return plate or None


def _yes_no(value: Any) -> bool:
    if value is not None and not isinstance(value, bool):
        raise Wrong("must be true or false")
    return bool(value)


def _count(value: Any) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MOST_PEOPLE:
        raise Wrong(f"must be a whole number from 1 to {MOST_PEOPLE}, or null")
    return value


def _time(value: Any) -> datetime | None:
    if value is None:
        return None
    try:
        at = datetime.fromisoformat(value)
    except (ValueError, TypeError):
        at = datetime.min
    if at.tzinfo is None or not 1900 <= at.year <= 2200:
        raise Wrong("must be a time with its offset, like 2026-06-17T01:30:00+01:00, or null")
    return at


def _degrees(limit: int) -> Reader:
    def read(value: Any) -> float | None:
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not -limit <= value <= limit:
            raise Wrong(f"must be a number from -{limit} to {limit}, or null")
        return float(value)

    return read


def _one_of(choices: tuple[str, ...], default: str | None = None) -> Reader:
    def read(value: Any) -> str | None:
        if value is None and default is not None:
            return default or None
        if value not in choices:
            raise Wrong(f"must be one of {', '.join(filter(None, choices))}")
        return str(value)

    return read


def _precision(value: Any) -> str:
    return str(_one_of(PRECISIONS)("" if value is None else value))


#: The fields of each slot; a field that is not given is read as null.
FIELDS: Mapping[str, Mapping[str, Reader]] = {
    "what": {"text": _text},
    "where": {"text": _text, "latitude": _degrees(90), "longitude": _degrees(180), "needs_address": _yes_no},
    "when": {"text": _text, "start": _time, "end": _time, "ongoing": _yes_no, "precision": _precision},
    "people": {"text": _text, "count": _count, "role": _one_of(PERSON_ROLES, "unknown"), "name": _name},
    "vehicles": {
        "text": _text,
        "make": _lower,
        "model": _lower,
        "colour": _one_of(COLOURS, ""),
        "plate": _plate,
        "plate_partial": _yes_no,
    },
    "weapons": {"text": _text, "kind": _one_of(WEAPON_KINDS)},
}


def read_value(correction: Correction) -> Any:
    """The correction's value as `facts.from_json` reads it, without sources. Raises Invalid with every wrong field."""
    slot, value = correction.slot, correction.value
    if slot not in CORRECTABLE:
        raise Invalid({"slot": f"must be one of {', '.join(CORRECTABLE)}"})
    if slot in MANY:
        return _items(slot, value)
    return None if value is None else _item(slot, value, "")


def _items(slot: str, value: Any) -> list[dict[str, Any]]:
    if not isinstance(value, list) or len(value) > ITEM_LIMIT:
        raise Invalid({slot: f"must be a list of at most {ITEM_LIMIT}"})
    errors: dict[str, str] = {}
    found = []
    for number, item in enumerate(value):
        try:
            found.append(_item(slot, item, f"{slot}[{number}]."))
        except Invalid as error:
            errors |= error.errors
    if errors:
        raise Invalid(errors)
    return found


def _item(slot: str, value: Any, prefix: str) -> dict[str, Any]:
    """One item; `source` is ours to tell, so that what a caller read may be sent back as it was."""
    if not isinstance(value, Mapping):
        raise Invalid({prefix.rstrip(".") or slot: "must be an object"})
    readers = FIELDS[slot]
    errors = {f"{prefix}{name}": "is not a field here" for name in value if name not in (*readers, "source")}
    found: dict[str, Any] = {}
    for name, reader in readers.items():
        try:
            found[name] = reader(value.get(name))
        except Wrong as wrong:
            errors[f"{prefix}{name}"] = str(wrong)
    errors |= {} if errors else {f"{prefix}{name}": text for name, text in _together(slot, found).items()}
    if errors:
        raise Invalid(errors)
    return found


def _together(slot: str, item: dict[str, Any]) -> dict[str, str]:
    """What is wrong between fields that are right by themselves; completes what one field tells of another."""
    if slot == "where" and (item["latitude"] is None) != (item["longitude"] is None):
        return {"longitude": "must be given with the latitude, and only then"}
    if slot == "when":
        return _interval(item)
    return {}


def _interval(item: dict[str, Any]) -> dict[str, str]:
    start, end = item["start"], item["end"]
    if end is not None and (start is None or end < start):
        return {"end": "must not be before the start" if start else "must be given with a start"}
    item["precision"] = (item["precision"] or "minute") if start else ""
    return {}


def corrected(facts: Facts, slot: str, value: Any) -> Any:
    """A slot's value of `read_value` as JSON of the facts: found by the handler, in the words it was found in before.

    An item keeps the words of the one with its text, else those of the one in its place when as many are left.
    """
    before = of(facts, slot)
    now = of(from_json({slot: value}), slot)
    same_number = len(before) == len(now)
    items = [
        replace(item, source=_source(_twin(item, before) or (before[number] if same_number else None)))
        for number, item in enumerate(now)
    ]
    shown: list[Any] = to_json(items)
    return shown if slot in MANY else (shown[0] if shown else None)


def of(facts: Facts, slot: str) -> tuple[Any, ...]:
    """The items of a slot, whether it holds one or many."""
    value = getattr(facts, slot)
    return value if slot in MANY else (() if value is None else (value,))


def _twin(item: Any, before: tuple[Any, ...]) -> Any:
    return next((old for old in before if old.text == item.text), None)


def _source(item: Any) -> Source:
    source: Source | None = None if item is None else item.source
    return Source(0, 0, 1.0, HANDLER) if source is None else replace(source, confidence=1.0, found_by=HANDLER)
