"""What a correction does to each kind of fact: the wrong thing goes, the right one takes its place."""

from __future__ import annotations

from dataclasses import replace

from bot.engine.facts import people, things, times, vehicles
from bot.engine.turn_builder import TurnBuilder
from bot.understanding.types import Act
from intake_store.model.facts import Person, Vehicle, Where


def _where(turn: TurnBuilder) -> None:
    old, found, denied = turn.before.where, turn.understanding.found.where, turn.understanding.denied.where
    if not found:
        if old and denied and _mentions(old.text, denied[0].text):
            turn.learn(where=None)
        return
    turn.learn(where=_patched(old, denied, found[0]) or found[0])


def _mentions(text: str, part: str) -> bool:
    return set(people.words(part)) <= set(people.words(text))


def _patched(old: Where | None, denied: tuple[Where, ...], found: Where) -> Where | None:
    """The old place with the denied words exchanged ("85, not 58"), where the correction is no whole place."""
    if old is None or not denied or len(people.words(found.text)) > 1:
        return None
    was = denied[0].text
    at = old.text.casefold().find(was.casefold())
    return replace(found, text=old.text[:at] + found.text + old.text[at + len(was) :]) if at >= 0 else None


def _when(turn: TurnBuilder) -> None:
    found = turn.understanding.found.when
    if found:
        turn.learn(when=times.corrected(turn.before.when, found[0]))
    elif turn.understanding.denied.when:
        turn.learn(when=None)


def _people(turn: TurnBuilder) -> None:
    number, found = turn.understanding.number, people.suspects(turn.understanding.found.people)
    if number is not None and people.total(tuple(found)) != number:
        turn.learn(people=_recounted(turn.before.people, number, turn.understanding.denied.people))
    elif found:
        others = tuple(p for p in turn.before.people if p.role not in people.SOUGHT)
        turn.learn(people=others + _redescribed(people.suspects(turn.before.people), found, number))
    elif turn.understanding.denied.people:
        turn.learn(people=_without(turn.before.people, turn.understanding.denied.people))


def _recounted(known: tuple[Person, ...], number: int, denied: tuple[Person, ...]) -> tuple[Person, ...]:
    """The same people in another number: of the group that the number was denied of, else of all together."""
    sought = people.suspects(known)
    counts = {person.count for person in denied}
    group = next((p for p in sought if p.count in counts), sought[0] if sought else None)
    if group is None:
        return known
    if group.count in counts or len(sought) == 1:
        return tuple(_numbered(p, p.text, number) if p is group else p for p in known)
    rest = tuple(p for p in known if p.role not in people.SOUGHT)
    return (*rest, _numbered(group, ", ".join(p.text for p in sought), number))


def _numbered(person: Person, text: str, number: int) -> Person:
    """The group with its new number, which the words show, too: they may still tell the old one."""
    return replace(person, text=f"{text} ({number})", count=number)


def _redescribed(known: list[Person], found: list[Person], number: int | None) -> tuple[Person, ...]:
    """A correction of people: one mention for one keeps what it does not change."""
    if len(known) == 1 and len(found) == 1:
        old, new = known[0], found[0]
        one_of_them = new.count == 1 and number != 1 and (old.count or 0) > 1
        if one_of_them and not people.described(new):
            return (old,)
        count = old.count if one_of_them else new.count or old.count
        return (replace(old, text=people.both(old.text, new.text), count=count, name=new.name or old.name),)
    return tuple(found)


def _without(known: tuple[Person, ...], denied: tuple[Person, ...]) -> tuple[Person, ...]:
    names = {person.name for person in denied if person.name}
    return tuple(p for p in known if p.name not in names and not any(_mentions(p.text, d.text) for d in denied))


def _vehicles(turn: TurnBuilder) -> None:
    known, found, denied = (
        list(turn.before.vehicles),
        list(turn.understanding.found.vehicles),
        turn.understanding.denied.vehicles,
    )
    for index, item in enumerate(denied):
        at = _vehicle_meant(known, item)
        new = found.pop(0) if found else None
        if at is not None:
            known[at] = vehicles.corrected(known[at], item, new or Vehicle(known[at].text))
        elif new is not None:
            _exchange(known, new, index)
    for new in found:
        _exchange(known, new, -1)
    turn.learn(vehicles=tuple(known))


def _vehicle_meant(known: list[Vehicle], denied: Vehicle) -> int | None:
    """The known vehicle that a denial speaks of: the one that shares most with it."""
    scored = [(vehicles.agreement(item, denied), index) for index, item in enumerate(known)]
    return max(scored)[1] if scored and max(scored)[0] else None


def _exchange(known: list[Vehicle], new: Vehicle, fallback: int) -> None:
    """Put what `new` tells in place of the known vehicle that it is most like, else of the one told last."""
    if not known:
        known.append(new)
        return
    scored = [(vehicles.agreement(item, new), index) for index, item in enumerate(known)]
    at = max(scored)[1] if max(scored)[0] else fallback % len(known)
    known[at] = vehicles.corrected(known[at], None, new)


#: How the kinds of facts are corrected that are no mere things.
EXCHANGE = {"where": _where, "when": _when, "people": _people, "vehicles": _vehicles}


def exchange(turn: TurnBuilder, kind: str) -> None:
    """Put what the message tells of `kind` in place of what it takes back."""
    if kind in EXCHANGE:
        EXCHANGE[kind](turn)
        return
    told = turn.understanding
    denied, found = getattr(told.denied, kind), getattr(told.found, kind)
    instead = turn.has(Act.CORRECTION)
    turn.learn(**{kind: things.corrected(getattr(turn.before, kind), denied, found, instead)})
