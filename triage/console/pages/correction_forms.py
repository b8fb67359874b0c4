"""The forms that correct a slot of the summary card: what they show, and what comes back from them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from intake_store.desk.correction_writer import slot_mark
from intake_store.desk.corrections import Correction
from intake_store.desk.tip_json import item_json
from intake_store.model.attributes import Attribute
from intake_store.model.facts import Facts
from intake_store.model.slots import BY_FIELD, Slot
from intake_store.model.tip import Corrected, Tip
from triage.console.pages.display import Display
from triage.console.pages.labels import label
from triage.console.pages.summary import Field

_ROW = re.compile(r"^[a-z]+\[(\d+)\]\.?")
LOCAL = "%Y-%m-%dT%H:%M"


@dataclass(frozen=True, slots=True)
class Input:
    """One input of a form; `choices` are (code, words)."""

    name: str
    label: str
    kind: str
    value: str
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Form:
    """The form of a slot, with the last correction and the lines of what the bot read before it."""

    slot: str
    mark: str
    rows: tuple[tuple[Input, ...], ...]
    by: Corrected | None
    read: Field | None
    many: bool


def forms(tip: Tip, display: Display, read: Sequence[Field], draft: Mapping[str, str] | None = None) -> dict[str, Form]:
    """A form per slot of the card; `draft` are the fields of one that was sent and could not be taken."""
    return {slot.name: _form(tip, display, read, slot, draft or {}) for slot in BY_FIELD.values()}


def _form(tip: Tip, display: Display, read: Sequence[Field], slot: Slot, draft: Mapping[str, str]) -> Form:
    facts = tip.summary.facts
    by = next((done for done in reversed(tip.corrections) if done.slot == slot.field), None)
    before = next((field for field in read if field.slot == slot.name), None) if by else None
    sent = draft if draft.get("slot") == slot.field else None
    items = _shown(slot, facts, display)
    rows = [*items, {}] if slot.many else items or [{}]
    inputs = tuple(tuple(_inputs(slot, number, item, sent)) for number, item in enumerate(rows))
    return Form(slot.field, slot_mark(facts, slot.field), inputs, by, before, slot.many)


def asked(slot: Slot) -> dict[str, Attribute]:
    """What a form asks of each item."""
    return {name: mark for name, mark in slot.attributes.items() if mark.label}


def _shown(slot: Slot, facts: Facts, display: Display) -> list[dict[str, str]]:
    """The items' fields as a form writes them."""
    return [{name: _written(getattr(item, name), display) for name in asked(slot)} for item in slot.items(facts)]


def _written(value: Any, display: Display) -> str:
    if isinstance(value, datetime):
        return value.astimezone(display.timezone).strftime(LOCAL)
    return "" if value is None or value is False else "1" if value is True else str(value)


def _inputs(slot: Slot, number: int, item: Mapping[str, str], sent: Mapping[str, str] | None) -> Iterator[Input]:
    for name, mark in asked(slot).items():
        field = f"{name}-{number}"
        value = item.get(name, mark.preset) if sent is None else sent.get(field, "")
        choices = tuple((code, label(code) if code else "Not told") for code in mark.rule.choices)
        yield Input(field, mark.label, mark.rule.input, value, choices)


def correction(field: str, form: Mapping[str, str], facts: Facts, display: Display) -> Correction:
    """What a form sets. An item whose text was emptied is taken away; times are in the line's time zone."""
    slot = BY_FIELD.get(field)
    if slot is None:
        return Correction(field, None)
    before = [item_json(slot, item) for item in slot.items(facts)]
    rows = [*before, {}] if slot.many else before or [{}]
    items = [
        _item(slot, form, number, old, display)
        for number, old in enumerate(rows)
        if form.get(f"text-{number}", "").strip()
    ]
    return Correction(field, items if slot.many else next(iter(items), None))


def _item(slot: Slot, form: Mapping[str, str], number: int, old: Mapping[str, Any], display: Display) -> dict[str, Any]:
    """An item of a form; what it does not ask stays as it was while the fields that it belongs to stay."""
    fields = asked(slot).items()
    found = {
        name: _read(form.get(f"{name}-{number}", ""), mark.rule.input, old.get(name), display) for name, mark in fields
    }
    kept = [name for name, mark in slot.attributes.items() if name not in found and _stays(mark, found, old)]
    return found | {name: old.get(name) for name in kept}


def _stays(mark: Attribute, found: Mapping[str, Any], old: Mapping[str, Any]) -> bool:
    return all(found[name] == old.get(name) for name in mark.of)


def _read(text: str, kind: str, old: str | None, display: Display) -> Any:
    """What was typed, as JSON; null for nothing."""
    given = text.strip()
    if kind == "tick":
        return bool(given)
    if kind == "datetime-local":
        return _time(given, old, display)
    if kind == "number" and given.isascii() and given.isdigit() and len(given) < 9:
        return int(given)
    return given or None


def _time(text: str, old: str | None, display: Display) -> str | None:
    """A time of a form as ISO 8601 with offset; one that was not touched keeps its seconds and its offset."""
    if not text:
        return None
    if old and _written(datetime.fromisoformat(old), display) == text:
        return old
    try:
        return datetime.fromisoformat(text).replace(tzinfo=display.timezone).isoformat()
    except ValueError:
        return text


def in_words(errors: Mapping[str, str]) -> dict[str, str]:
    """Errors under names for people: "people[1].count" is "Row 2, count"."""
    return {_ROW.sub(lambda found: f"Row {int(found[1]) + 1}, ", name): text for name, text in errors.items()}
