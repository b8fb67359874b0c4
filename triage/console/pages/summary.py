"""The summary card of a tip: every slot in plain words, with denials, what is unknown, and how sure the program is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from intake_store.model.facts import Facts, Person, Source, Vehicle, Weapon, Where
from triage.console.pages.display import Display
from triage.console.pages.highlights import Origin, Span, anchor
from triage.console.pages.labels import SLOTS, answer, shown

#: Below these a field is shown as likely, or as a guess to be checked.
SURE, LIKELY = 0.8, 0.55
#: Characters of a field's words that the card shows.
LONGEST = 280


@dataclass(frozen=True, slots=True)
class Line:
    """One statement of a field. `detail` is what the program made of the words, `mark` the anchor of the words."""

    text: str
    detail: str = ""
    sure: str = ""
    mark: str = ""
    map: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """A slot of the card; without lines nobody told it."""

    slot: str
    label: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """Writes the lines; `marked` are the spans of the transcript, per inbound message."""

    display: Display
    now: datetime
    marked: Mapping[int, Sequence[Span]]

    def fields(self, facts: Facts) -> list[Field]:
        """All slots that matter to the desk, told or not; the bot's own (confirm) are left out."""
        found = {slot: tuple(lines) for slot, lines in self._told(facts).items()}
        always = ("what", "where", "when", "who", "vehicle", "weapon")
        more = [slot for slot in facts.answers if slot not in always and slot in SLOTS and slot != "confirm"]
        slots = sorted([*always, *more], key=lambda slot: slot != "danger")  # danger first, the others as they are
        return [Field(slot, SLOTS[slot], found.get(slot) or self._answered(slot, facts)) for slot in slots]

    def _told(self, facts: Facts) -> dict[str, Iterator[Line]]:
        return {
            "what": self._what(facts),
            "where": self._where(facts),
            "when": self._when(facts),
            "who": (self._line(p.text, person_detail(p), p.source) for p in facts.people),
            "vehicle": (self._line(v.text, vehicle_detail(v), v.source) for v in facts.vehicles),
            "weapon": (self._line(w.text, weapon_detail(w), w.source) for w in facts.weapons),
        }

    def _answered(self, slot: str, facts: Facts) -> tuple[Line, ...]:
        value = facts.answers.get(slot)
        return () if value is None else (Line(short(shown(answer(slot, value)))),)

    def _what(self, facts: Facts) -> Iterator[Line]:
        if facts.what:
            yield self._line(facts.what.text, "", facts.what.source)

    def _where(self, facts: Facts) -> Iterator[Line]:
        if facts.where:
            place = facts.where
            detail = "the address is still needed" if place.needs_address else coordinates(place)
            line = self._line(place.text, detail, place.source)
            yield Line(line.text, line.detail, line.sure, line.mark, geo(place))

    def _when(self, facts: Facts) -> Iterator[Line]:
        if facts.when:
            going_on = "still going on" if facts.when.ongoing else ""
            detail = ", ".join(part for part in (self.display.span(facts.when, self.now), going_on) if part)
            yield self._line(facts.when.text, detail, facts.when.source)

    def _line(self, text: str, detail: str, source: Source | None) -> Line:
        confidence = 1.0 if source is None else source.confidence
        return Line(short(shown(text)), shown(detail), sureness(confidence), anchor(source, self.marked))


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
    single = {"what": facts.what, "where": facts.where, "when": facts.when}
    several = {"who": facts.people, "vehicle": facts.vehicles, "weapon": facts.weapons}
    items = [(slot, item) for slot, item in single.items() if item is not None]
    items += [(slot, item) for slot, group in several.items() for item in group]  # type: ignore[misc]
    yield from (Origin(item.source, SLOTS[slot]) for slot, item in items if item.source is not None)
