"""What a message adds to the facts: the same thing told twice is one, and newer detail completes older."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.engine import people, places, plan, times, vehicles
from bot.engine.draft import Draft
from bot.understanding.types import Entities, Understanding
from dialogs.segments import plain
from intake_store.facts import Facts, Weapon, What

#: The kinds of entities, and the slot that each fills.
SLOT_OF = {"where": "where", "when": "when", "people": "who", "vehicles": "vehicle", "weapons": "weapon"}
#: A later message changes the category only where it is this much surer, unless it answers "what?".
SURER = 0.2


def stamped(read: Understanding, message: int) -> Understanding:
    """`read` with every source numbered as coming from inbound message `message` of the tip."""
    what = _stamp(read.what, message) if read.what else None
    return replace(read, what=what, found=_stamp_all(read.found, message), denied=_stamp_all(read.denied, message))


def _stamp_all(entities: Entities, message: int) -> Entities:
    return Entities(**{kind: tuple(_stamp(item, message) for item in getattr(entities, kind)) for kind in SLOT_OF})


def _stamp(item: Any, message: int) -> Any:
    return replace(item, source=replace(item.source, message=message)) if item.source else item


def take(draft: Draft, kinds: frozenset[str] = frozenset(SLOT_OF)) -> None:
    """Merge what the message tells of `kinds`, its story and its category into the facts."""
    found, asking = draft.read.found, draft.asking
    _make_room(draft)
    if found.where and "where" in kinds:
        places.take(draft, found.where[0], asking == "where")
    if found.when and "when" in kinds:
        _take_when(draft, asking == "when")
    if found.people and "people" in kinds:
        _take_people(draft, asking == "who")
    if found.vehicles and "vehicles" in kinds:
        draft.learn(vehicles=vehicles.merge(draft.facts.vehicles, found.vehicles))
    if found.weapons and "weapons" in kinds:
        draft.learn(weapons=merge_weapons(draft.facts.weapons, found.weapons))
    _take_story(draft, asking)
    _take_told(draft)
    _note_filled(draft)


def _make_room(draft: Draft) -> None:
    """A question answered anew ("back"): what was told first gives way."""
    for kind, slot in SLOT_OF.items():
        if slot == draft.memory("redo") == draft.asking and getattr(draft.read.found, kind):
            forget(draft, slot)


def forget(draft: Draft, slot: str) -> None:
    """Drop the facts of `slot`."""
    for kind, name in SLOT_OF.items():
        if name == slot:
            draft.learn(**{kind: None if kind in ("where", "when") else ()})


def _take_when(draft: Draft, answering: bool) -> None:
    new = next((when for when in draft.read.found.when if answering or not times.elsewhere(when)), None)
    if new is None:
        return
    again = draft.alarm and new.ongoing
    draft.learn(when=new if again else times.merge(draft.facts.when, new, answering))


def _take_people(draft: Draft, answering: bool) -> None:
    """The people told; those whom a question to us merely names ("will my mum be told?") are none."""
    found = draft.read.found.people
    if draft.read.question is not None:
        found = tuple(person for person in found if people.described(person))
    draft.learn(people=people.merge(draft.facts.people, found, answering))


def merge_weapons(old: tuple[Weapon, ...], new: tuple[Weapon, ...]) -> tuple[Weapon, ...]:
    """One weapon a kind, in the longer of its wordings."""
    kinds = {weapon.kind: weapon for weapon in old}
    for weapon in new:
        known = kinds.get(weapon.kind)
        if known is None or len(weapon.text) > len(known.text):
            kinds[weapon.kind] = weapon
    return tuple(kinds.values())


def _take_story(draft: Draft, asking: str | None) -> None:
    """The words that tell what happened, and the category that they belong to."""
    read, facts = draft.read, draft.facts
    if draft.alarm and (draft.asking != "danger" or len(people.words(read.text)) >= plan.STORY):
        draft.learn(what=_alarming(facts, read.what or What(plain(read.text))))
    elif _bare_answer(draft):
        return
    elif read.what and (facts.what is None or asking == "what" or not plan.known(draft.before)):
        draft.learn(what=_told_again(facts, read.what))
    if read.category and _better_category(draft, asking):
        draft.learn(
            category=read.category,
            category_confidence=read.category_confidence,
            category_found_by=read.category_found_by,
        )


def _bare_answer(draft: Draft) -> bool:
    """True for a few words that answer another question than "what?": they are no story, whatever they remind of."""
    if draft.asking in (None, "confirm"):
        return False
    return _only_when_or_where(draft) or (draft.asking != "what" and len(people.words(draft.read.text)) < plan.STORY)


def _only_when_or_where(draft: Draft) -> bool:
    """True where the words that tell "what" are no more than a time or a place."""
    found, story = draft.read.found, draft.read.what.text if draft.read.what else ""
    texts = [*(when.text for when in found.when), *(where.text for where in found.where)]
    told = {word for text in texts for word in people.words(text)}
    return bool(told) and set(people.words(story)) <= told | set(draft.voice.words("say.bare"))


def _alarming(facts: Facts, new: What) -> What:
    """The story with what makes it an emergency first: that is what officers go to."""
    if facts.what is None or not new.text:
        return facts.what or new
    return replace(new, text=f"{new.text}. {facts.what.text}")


def _told_again(facts: Facts, new: What) -> What:
    """The story told anew; what was said before stays behind it where it told something of its own."""
    old = facts.what.text if facts.what else ""
    if plan.known(facts) or len(people.words(old)) < plan.STORY or old in new.text:
        return new
    return replace(new, text=f"{new.text}. {old}")


def _better_category(draft: Draft, asking: str | None) -> bool:
    old, sure, new_sure = draft.facts.category, draft.facts.category_confidence, draft.read.category_confidence
    if old in (None, "other"):
        return True
    return new_sure > sure if asking == "what" else new_sure > sure + SURER


def _take_told(draft: Draft) -> None:
    """Absences that the message states ("no weapons", "didn't see who"), unless the thing itself is known."""
    empty = {slot for kind, slot in SLOT_OF.items() if not getattr(draft.facts, kind)}
    for slot, word in draft.read.told.items():
        about_the_change = draft.changed and slot == draft.asking
        too_soon = slot == "what" and not draft.conversation.misses
        if not about_the_change and not too_soon and (slot not in SLOT_OF.values() or slot in empty):
            draft.answer(slot, word)


def _note_filled(draft: Draft) -> None:
    """Which slots this message filled or changed; a fact replaces an earlier "don't know"."""
    for kind, slot in SLOT_OF.items():
        if getattr(draft.facts, kind) != getattr(draft.before, kind):
            draft.filled.add(slot)
            draft.unanswer(slot)
            draft.event("told", slot)
    if draft.facts.what != draft.before.what:
        draft.filled.add("what")
        draft.event("told", "what")
