"""The forms that correct a slot of the summary card: what they show, and what comes back from them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from intake_store.desk.correction_writer import slot_mark
from intake_store.desk.corrections import CORRECTABLE, MANY, Correction, of
from intake_store.desk.tip_json import slot_json
from intake_store.model.facts import COLOURS, PERSON_ROLES, WEAPON_KINDS, Facts
from intake_store.model.tip import Corrected, Tip
from triage.console.pages.display import Display
from triage.console.pages.labels import label
from triage.console.pages.summary import Field

#: Slots of the card by their name in the tip's JSON.
ON_CARD = {
    "people": "who",
    "vehicles": "vehicle",
    "weapons": "weapon",
    "what": "what",
    "where": "where",
    "when": "when",
}
#: What a form asks for each item: field, label, kind of input, choices.
ASKED: Mapping[str, tuple[tuple[str, str, str, tuple[str, ...]], ...]] = {
    "what": (("text", "What happened", "area", ()),),
    "where": (("text", "Place", "text", ()),),
    "when": (
        ("text", "As told", "text", ()),
        ("start", "From", "datetime-local", ()),
        ("end", "To", "datetime-local", ()),
        ("ongoing", "Still going on", "tick", ()),
    ),
    "people": (
        ("text", "Who", "text", ()),
        ("count", "How many", "number", ()),
        ("role", "Role", "choice", PERSON_ROLES),
    ),
    "vehicles": (
        ("text", "Vehicle", "text", ()),
        ("make", "Make", "text", ()),
        ("model", "Model", "text", ()),
        ("colour", "Colour", "choice", ("", *COLOURS)),
        ("plate", "Plate", "text", ()),
    ),
    "weapons": (("text", "Weapon", "text", ()), ("kind", "Kind", "choice", WEAPON_KINDS)),
}
#: What a form does not ask stays as it was while the fields it belongs to stay.
KEPT = {"where": ("latitude", "longitude", "needs_address"), "people": ("name",), "vehicles": ("plate_partial",)}
DEFAULTS = {"role": "unknown", "kind": "other"}
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
    return {ON_CARD[slot]: _form(tip, display, read, slot, draft or {}) for slot in CORRECTABLE}


def _form(tip: Tip, display: Display, read: Sequence[Field], slot: str, draft: Mapping[str, str]) -> Form:
    facts = tip.summary.facts
    by = next((done for done in reversed(tip.corrections) if done.slot == slot), None)
    before = next((field for field in read if field.slot == ON_CARD[slot]), None) if by else None
    sent = draft if draft.get("slot") == slot else None
    count = len(of(facts, slot)) + 1 if slot in MANY else 1
    items = [*_shown(facts, slot, display), {}][:count]
    rows = tuple(tuple(_inputs(slot, number, item, sent)) for number, item in enumerate(items))
    return Form(slot, slot_mark(facts, slot), rows, by, before, slot in MANY)


def _shown(facts: Facts, slot: str, display: Display) -> list[dict[str, str]]:
    """The items' fields as a form writes them."""
    return [{name: _written(getattr(item, name), display) for name, *_ in ASKED[slot]} for item in of(facts, slot)]


def _written(value: Any, display: Display) -> str:
    if isinstance(value, datetime):
        return value.astimezone(display.timezone).strftime(LOCAL)
    return "" if value is None or value is False else "1" if value is True else str(value)


def _inputs(slot: str, number: int, item: Mapping[str, str], sent: Mapping[str, str] | None) -> list[Input]:
    found = []
    for name, words, kind, choices in ASKED[slot]:
        field = f"{name}-{number}"
        value = item.get(name, DEFAULTS.get(name, "")) if sent is None else sent.get(field, "")
        found.append(
            Input(field, words, kind, value, tuple((code, label(code) if code else "Not told") for code in choices))
        )
    return found


def correction(slot: str, form: Mapping[str, str], facts: Facts, display: Display) -> Correction:
    """What a form sets. An item whose text was emptied is taken away; times are in the line's time zone."""
    if slot not in CORRECTABLE:
        return Correction(slot, None)
    before = of(facts, slot)
    old_shown = slot_json(facts, slot) if slot in MANY else [slot_json(facts, slot)]
    rows = range(len(before) + 1 if slot in MANY else 1)
    items = [
        _item(slot, form, number, old_shown[number] if number < len(before) else {}, display)
        for number in rows
        if form.get(f"text-{number}", "").strip()
    ]
    return Correction(slot, items if slot in MANY else (items[0] if items else None))


def _item(slot: str, form: Mapping[str, str], number: int, old: Mapping[str, Any], display: Display) -> dict[str, Any]:
    found = {name: _read(form.get(f"{name}-{number}", ""), kind) for name, _, kind, _ in ASKED[slot]}
    if slot == "when":
        found |= {name: _time(found[name], old.get(name), display) for name in ("start", "end")}
        same = all(found[name] == old.get(name) for name in ("start", "end"))
        found["precision"] = old.get("precision") if same else None
    same_words = found["text"] == old.get("text") and found.get("plate") == old.get("plate")
    return found | ({name: old.get(name) for name in KEPT.get(slot, ())} if same_words else {})


def in_words(errors: Mapping[str, str]) -> dict[str, str]:
    """Errors under names for people: "people[1].count" is "Row 2, count"."""
    return {_ROW.sub(lambda found: f"Row {int(found[1]) + 1}, ", name): text for name, text in errors.items()}


def _read(text: str, kind: str) -> Any:
    given = text.strip()
    if kind == "tick":
        return bool(given)
    if kind == "number" and given.isascii() and given.isdigit() and len(given) < 9:
        return int(given)
    return given or None


def _time(text: Any, old: str | None, display: Display) -> str | None:
    """A time of a form as ISO 8601 with offset; one that was not touched keeps its seconds and its offset."""
    if not text:
        return None
    if old and _written(datetime.fromisoformat(old), display) == text:
        return old
    try:
        return datetime.fromisoformat(text).replace(tzinfo=display.timezone).isoformat()
    except ValueError:
        return str(text)
