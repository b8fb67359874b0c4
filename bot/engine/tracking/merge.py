"""What a message adds to the facts: the same thing told twice is one, and newer detail completes older."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from bot.engine import policy
from bot.engine.facts import people, things, times, vehicles
from bot.engine.tracking import places
from bot.engine.turn_builder import TurnBuilder
from bot.understanding.types import SLOT_OF, Entities, Understanding
from dialogs.segments import plain
from intake_store.model.event_kind import EventKind
from intake_store.model.facts import Facts, What
from intake_store.model.slots import BY_NAME

#: A later message changes the category only where it is this much surer, unless it answers "what?".
SURER = 0.2
NOTHING = Entities()


def stamped(read: Understanding, message: int) -> Understanding:
    """`read` with every source numbered as coming from inbound message `message` of the tip."""
    what = _stamp(read.what, message) if read.what else None
    return replace(read, what=what, found=_stamp_all(read.found, message), denied=_stamp_all(read.denied, message))


def _stamp_all(entities: Entities, message: int) -> Entities:
    if entities == NOTHING:
        return entities
    return Entities(**{kind: tuple(_stamp(item, message) for item in getattr(entities, kind)) for kind in SLOT_OF})


def _stamp(item: Any, message: int) -> Any:
    return replace(item, source=replace(item.source, message=message)) if item.source else item


def take(turn: TurnBuilder, kinds: frozenset[str] = frozenset(SLOT_OF)) -> None:
    """Merge what the message tells of `kinds`, its story and its category into the facts."""
    _make_room(turn)
    for kind, slot in SLOT_OF.items():
        if kind in kinds and getattr(turn.understanding.found, kind):
            _take_kind(turn, kind, turn.asking == slot)
    _take_story(turn, turn.asking)
    _take_absences(turn)
    _note_filled(turn)


def _take_kind(turn: TurnBuilder, kind: str, answering: bool) -> None:
    if kind in TAKE:
        TAKE[kind](turn, answering)
    else:
        turn.learn(**{kind: things.merge(getattr(turn.facts, kind), getattr(turn.understanding.found, kind))})


def _make_room(turn: TurnBuilder) -> None:
    """A question answered anew ("back"): what was told first gives way."""
    for kind, slot in SLOT_OF.items():
        if slot == turn.conversation.redo == turn.asking and getattr(turn.understanding.found, kind):
            forget(turn, slot)


def forget(turn: TurnBuilder, slot: str) -> None:
    """Drop the facts of `slot`."""
    if slot in SLOT_OF.values():
        turn.learn(**{BY_NAME[slot].field: BY_NAME[slot].value(())})


def _take_where(turn: TurnBuilder, answering: bool) -> None:
    places.take(turn, turn.understanding.found.where[0], answering)


def _take_when(turn: TurnBuilder, answering: bool) -> None:
    new = next((when for when in turn.understanding.found.when if answering or not times.elsewhere(when)), None)
    if new is None:
        return
    again = turn.alarm and new.ongoing
    turn.learn(when=new if again else times.merge(turn.facts.when, new, answering))


def _take_people(turn: TurnBuilder, answering: bool) -> None:
    """The people told; those whom a question to us merely names ("will my mum be told?") are none."""
    found = turn.understanding.found.people
    if turn.understanding.question is not None:
        found = tuple(person for person in found if people.described(person))
    turn.learn(people=people.merge(turn.facts.people, found, answering))


def _take_vehicles(turn: TurnBuilder, _answering: bool) -> None:
    turn.learn(vehicles=vehicles.merge(turn.facts.vehicles, turn.understanding.found.vehicles))


#: How the kinds of facts are merged that are no mere things; the second argument says whether its question was open.
TAKE: dict[str, Callable[[TurnBuilder, bool], None]] = {
    "where": _take_where,
    "when": _take_when,
    "people": _take_people,
    "vehicles": _take_vehicles,
}


def _take_story(turn: TurnBuilder, asking: str | None) -> None:
    """The words that tell what happened, and the category that they belong to."""
    read, facts = turn.understanding, turn.facts
    if turn.alarm and (turn.asking != "danger" or len(people.words(read.text)) >= policy.STORY):
        turn.learn(what=_alarming(facts, read.what or What(plain(read.text))))
    elif _bare_answer(turn):
        return
    elif read.what and (facts.what is None or asking == "what" or not policy.known(turn.before)):
        turn.learn(what=_told_again(facts, read.what))
    if read.category and _better_category(turn, asking):
        turn.learn(
            category=read.category,
            category_confidence=read.category_confidence,
            category_found_by=read.category_found_by,
        )


def _bare_answer(turn: TurnBuilder) -> bool:
    """True for a few words that answer another question than "what?": they are no story, whatever they remind of."""
    if turn.asking in (None, "confirm"):
        return False
    return _only_when_or_where(turn) or (
        turn.asking != "what" and len(people.words(turn.understanding.text)) < policy.STORY
    )


def _only_when_or_where(turn: TurnBuilder) -> bool:
    """True where the words that tell "what" are no more than a time or a place."""
    found, story = turn.understanding.found, turn.understanding.what.text if turn.understanding.what else ""
    texts = [*(when.text for when in found.when), *(where.text for where in found.where)]
    told = {word for text in texts for word in people.words(text)}
    return bool(told) and set(people.words(story)) <= told | set(turn.templates.words("say.bare"))


def _alarming(facts: Facts, new: What) -> What:
    """The story with what makes it an emergency first: that is what officers go to."""
    if facts.what is None or not new.text:
        return facts.what or new
    return replace(new, text=f"{new.text}. {facts.what.text}")


def _told_again(facts: Facts, new: What) -> What:
    """The story told anew; what was said before stays behind it where it told something of its own."""
    old = facts.what.text if facts.what else ""
    if policy.known(facts) or len(people.words(old)) < policy.STORY or old in new.text:
        return new
    return replace(new, text=f"{new.text}. {old}")


def _better_category(turn: TurnBuilder, asking: str | None) -> bool:
    old, sure, new_sure = turn.facts.category, turn.facts.category_confidence, turn.understanding.category_confidence
    if old in (None, "other"):
        return True
    return new_sure > sure if asking == "what" else new_sure > sure + SURER


def _take_absences(turn: TurnBuilder) -> None:
    """Absences that the message states ("no weapons", "didn't see who"), unless the thing itself is known."""
    empty = {slot for kind, slot in SLOT_OF.items() if not getattr(turn.facts, kind)}
    for slot, word in turn.understanding.absences.items():
        about_the_change = turn.changed and slot == turn.asking
        too_soon = slot == "what" and not turn.conversation.misses
        if not about_the_change and not too_soon and (slot not in SLOT_OF.values() or slot in empty):
            turn.answer(slot, word)


def _note_filled(turn: TurnBuilder) -> None:
    """Which slots this message filled or changed; a fact replaces an earlier "don't know"."""
    for kind, slot in SLOT_OF.items():
        if getattr(turn.facts, kind) != getattr(turn.before, kind):
            turn.filled.add(slot)
            turn.unanswer(slot)
            turn.event(EventKind.TOLD, slot)
    if turn.facts.what != turn.before.what:
        turn.filled.add("what")
        turn.event(EventKind.TOLD, "what")
