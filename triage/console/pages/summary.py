"""The summary card of a tip: every slot in plain words, with denials, what is unknown, and how sure the program is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from intake_store.model import slots
from intake_store.model.facts import Facts, Person, Source, Vehicle, Weapon, When, Where
from triage.console.pages.display import Display
from triage.console.pages.highlights import Origin, Span, anchor
from triage.console.pages.labels import answer, shown, slot_label

#: Below these a field is shown as likely, or as a guess to be checked.
SURE, LIKELY = 0.8, 0.55
#: Characters of a field's words that the card shows.
LONGEST = 280
#: The slots that have facts, in the order of the card.
TELLING = {slot.name: slot for slot in slots.BY_FIELD.values()}
#: Questions of the bot's own, which tell the desk nothing.
HIDDEN = frozenset(slot.name for slot in slots.SLOTS if not slot.on_card)


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a field. `detail` is what the program made of the words, `mark` the anchor of the words."""

    text: str
    detail: str = ""
    sure: str = ""
    mark: str = ""
    map: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """A slot of the card; without statements nobody told it."""

    slot: str
    label: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """Writes the statements; `marked` are the spans of the transcript, per inbound message."""

    display: Display
    now: datetime
    marked: Mapping[int, Sequence[Span]]

    def fields(self, facts: Facts) -> list[Field]:
        """All slots that have facts, told or not, and what else was answered; danger first."""
        asked = [name for name in facts.answers if name not in HIDDEN and name not in TELLING]
        names = sorted([*TELLING, *asked], key=lambda name: name != "danger")
        return [Field(name, slot_label(name), self._statements(name, facts)) for name in names]

    def _statements(self, name: str, facts: Facts) -> tuple[Statement, ...]:
        items = TELLING[name].items(facts) if name in TELLING else ()
        return tuple(map(self._statement, items)) or self._answered(name, facts)

    def _answered(self, name: str, facts: Facts) -> tuple[Statement, ...]:
        value = facts.answers.get(name)
        return () if value is None else (Statement(short(shown(answer(name, value)))),)

    def _statement(self, item: Any) -> Statement:
        source: Source | None = item.source
        sure = sureness(1.0 if source is None else source.confidence)
        place = geo(item) if isinstance(item, Where) else ""
        return Statement(short(shown(item.text)), shown(self._detail(item)), sure, anchor(source, self.marked), place)

    def _detail(self, item: Any) -> str:
        """What the program made of the words, where that says more than they do."""
        match item:
            case Where():
                return "the address is still needed" if item.needs_address else coordinates(item)
            case When():
                return ", ".join(filter(None, (self.display.span(item, self.now), "still going on" * item.ongoing)))
            case Person():
                return person_detail(item)
            case Vehicle():
                return vehicle_detail(item)
            case Weapon():
                return weapon_detail(item)
        return ""


def short(text: str) -> str:
    """The beginning of a long text; all of it stands in the conversation."""
    return text if len(text) <= LONGEST else f"{text[:LONGEST].rstrip()} …"


def sureness(confidence: float) -> str:
    """Nothing for what is sure, a word of caution else."""
    if confidence >= SURE:
        return ""
    return "likely" if confidence >= LIKELY else "unsure, check"


def coordinates(place: Where) -> str:
    """Latitude and longitude in degrees, when the citizen shared them."""
    if place.latitude is None or place.longitude is None:
        return ""
    return f"{place.latitude:.5f}, {place.longitude:.5f}"


def geo(place: Where) -> str:
    """A geo: link (RFC 5870), which opens the handler's own map program and tells no server."""
    return f"geo:{place.latitude:.5f},{place.longitude:.5f}" if coordinates(place) else ""


def person_detail(person: Person) -> str:
    """Name, number and role, as far as they are told."""
    number = "" if person.count in (None, 1) else f"{person.count} people"
    role = "" if person.role == "unknown" else person.role
    return ", ".join(part for part in (person.name or "", number, role) if part)


def weapon_detail(weapon: Weapon) -> str:
    """The kind, where the words do not say it already."""
    kind = weapon.kind.replace("_", " ")
    return "" if kind in weapon.text.lower() or kind == "other" else kind


def vehicle_detail(vehicle: Vehicle) -> str:
    """Colour, make, model and plate."""
    make = (vehicle.make or "").title() if len(vehicle.make or "") > 3 else (vehicle.make or "").upper()
    name = " ".join(part for part in (vehicle.colour or "", make, vehicle.model or "") if part)
    plate = f"{vehicle.plate} (part of the plate)" if vehicle.plate and vehicle.plate_partial else vehicle.plate or ""
    return ", ".join(part for part in (name, plate) if part)


def origins(facts: Facts) -> Iterator[Origin]:
    """Every source in the facts with its field's label."""
    return (Origin(item.source, slot.label) for slot, item in slots.items(facts) if item.source is not None)
