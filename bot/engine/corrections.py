"""Corrections of anything told before: "not a honda, a hyundai", "sorry its 85 not 58", "there's 3 of them not two"."""

from __future__ import annotations

from typing import Any

from bot.engine import describe, people
from bot.engine.draft import WRONG, Draft
from bot.engine.exchange import EXCHANGE
from bot.engine.merge import SLOT_OF
from bot.understanding.types import Act, Entities
from dialogs.segments import plain

#: A message of more words than this that names a number tells something else.
RECOUNT = 10


def is_correction(draft: Draft) -> bool:
    """True where the message takes back or replaces something told before."""
    denied, found = _any(draft.read.denied), _any(draft.read.found)
    if draft.has(Act.CORRECTION) or (denied and found):
        return True
    if draft.asking == "confirm":
        again = draft.read.found.when if draft.has(Act.YES) else found
        return denied or draft.has(Act.NO) or bool(again)
    return draft.asking != "who" and _recounts(draft)


def _any(entities: Entities) -> bool:
    return any(getattr(entities, kind) for kind in SLOT_OF)


def _recounts(draft: Draft) -> bool:
    """True where the message counts the people anew and says nothing else of them ("there's 3 of them")."""
    told = people.suspects(draft.read.found.people)
    bare = len(told) == 1 and told[0].count == draft.read.number and not people.described(told[0])
    return bare and _count_changes(draft) and len(people.words(draft.read.text)) <= RECOUNT


def corrected_kinds(draft: Draft) -> frozenset[str]:
    """The kinds of facts that the message corrects: those denied, else those told anew of what was known."""
    denied = {kind for kind in SLOT_OF if getattr(draft.read.denied, kind) and getattr(draft.before, kind)}
    if denied:
        return frozenset(denied | ({"people"} if _count_changes(draft) else set()))
    again = {kind for kind in SLOT_OF if getattr(draft.read.found, kind) and getattr(draft.before, kind)}
    if _count_changes(draft):
        again = {"people"}
    return frozenset(_the_one_meant(draft, again))


def _count_changes(draft: Draft) -> bool:
    """True where the message gives a bare number of people other than the one known."""
    number, known = draft.read.number, people.total(draft.before.people)
    last = draft.memory("previous")
    elsewhere = draft.read.found.where or draft.read.found.when or draft.read.found.vehicles
    recounted = draft.read.denied.people or draft.has(Act.CORRECTION) or draft.asking == "confirm"
    one_of_them = number == 1 and not recounted
    if one_of_them:
        return False
    return number is not None and known not in (0, number) and (last == "who" or not elsewhere)


def _the_one_meant(draft: Draft, kinds: set[str]) -> set[str]:
    """With several kinds told anew, the slot answered last is the one meant, if it is among them."""
    last = draft.memory("previous")
    meant = {kind for kind in kinds if SLOT_OF[kind] == last}
    return meant or kinds


def apply(draft: Draft) -> frozenset[str]:
    """Apply the correction; returns the kinds corrected, which are not merged once more."""
    kinds = corrected_kinds(draft)
    for kind in sorted(kinds):
        EXCHANGE[kind](draft)
        slot = SLOT_OF[kind]
        if getattr(draft.facts, kind) != getattr(draft.before, kind):
            draft.unanswer(slot)
            draft.filled.add(slot)
            draft.changed[slot] = _words(draft, slot)
            draft.event("corrected", slot)
            _take_back(draft, kind)
    return kinds


def _take_back(draft: Draft, kind: str) -> None:
    """Note the words that the correction made wrong, so that the story is not read back with them."""
    known, now = _items(getattr(draft.before, kind)), _items(getattr(draft.facts, kind))
    gone = [f"{SLOT_OF[kind]}\t{text}" for item in known if item not in now and (text := plain(item.text))]
    told = (draft.memory(WRONG) or "").splitlines()
    draft.remember(WRONG, "\n".join(dict.fromkeys([*told, *gone])))


def _items(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,) if value else ()


def _words(draft: Draft, slot: str) -> str:
    """The corrected fact in short words."""
    facts, voice = draft.facts, draft.voice
    match slot:
        case "where":
            return describe.place(facts.where, voice) if facts.where else ""
        case "when":
            return describe.moment(facts.when, draft.now, voice) if facts.when else ""
        case "who" if people.total(facts.people) != people.total(draft.before.people):
            return describe.headcount(people.total(facts.people), voice)
        case "who":
            return voice.listed(describe.person(person, voice) for person in people.suspects(facts.people))
        case "vehicle":
            known = draft.before.vehicles
            return voice.listed(describe.vehicle(item, voice) for item in facts.vehicles if item not in known)
    return voice.listed(describe.weapon(item) for item in facts.weapons)
