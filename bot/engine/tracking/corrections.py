"""Corrections of anything told before: "not a honda, a hyundai", "sorry its 85 not 58", "there's 3 of them not two"."""

from __future__ import annotations

from bot.engine.facts import people
from bot.engine.responses import describe
from bot.engine.tracking.replacements import exchange
from bot.engine.turn_builder import TurnBuilder
from bot.understanding.types import SLOT_OF, Act, Entities
from dialogs.segments import plain
from intake_store.model.conversation import TakenBack
from intake_store.model.event_kind import EventKind
from intake_store.model.slots import BY_FIELD, BY_NAME

#: A message of more words than this that names a number tells something else.
RECOUNT = 10


def is_correction(turn: TurnBuilder) -> bool:
    """True where the message takes back or replaces something told before."""
    denied, found = _any(turn.understanding.denied), _any(turn.understanding.found)
    if turn.has(Act.CORRECTION) or (denied and found):
        return True
    if turn.asking == "confirm":
        again = turn.understanding.found.when if turn.has(Act.YES) else found
        return denied or turn.has(Act.NO) or bool(again)
    return turn.asking != "who" and _recounts(turn)


def _any(entities: Entities) -> bool:
    return any(getattr(entities, kind) for kind in SLOT_OF)


def _recounts(turn: TurnBuilder) -> bool:
    """True where the message counts the people anew and says nothing else of them ("there's 3 of them")."""
    told = people.suspects(turn.understanding.found.people)
    bare = len(told) == 1 and told[0].count == turn.understanding.number and not people.described(told[0])
    return bare and _count_changes(turn) and len(people.words(turn.understanding.text)) <= RECOUNT


def corrected_kinds(turn: TurnBuilder) -> frozenset[str]:
    """The kinds of facts that the message corrects: those denied, else those told anew of what was known."""
    denied = {kind for kind in SLOT_OF if getattr(turn.understanding.denied, kind) and getattr(turn.before, kind)}
    if denied:
        return frozenset(denied | ({"people"} if _count_changes(turn) else set()))
    again = {kind for kind in SLOT_OF if getattr(turn.understanding.found, kind) and getattr(turn.before, kind)}
    if _count_changes(turn):
        again = {"people"}
    return frozenset(_the_one_meant(turn, again))


def _count_changes(turn: TurnBuilder) -> bool:
    """True where the message gives a bare number of people other than the one known."""
    number, known = turn.understanding.number, people.total(turn.before.people)
    last = turn.conversation.previous
    elsewhere = turn.understanding.found.where or turn.understanding.found.when or turn.understanding.found.vehicles
    recounted = turn.understanding.denied.people or turn.has(Act.CORRECTION) or turn.asking == "confirm"
    one_of_them = number == 1 and not recounted
    if one_of_them:
        return False
    return number is not None and known not in (0, number) and (last == "who" or not elsewhere)


def _the_one_meant(turn: TurnBuilder, kinds: set[str]) -> set[str]:
    """With several kinds told anew, the slot answered last is the one meant, if it is among them."""
    last = turn.conversation.previous
    meant = {kind for kind in kinds if SLOT_OF[kind] == last}
    return meant or kinds


def apply(turn: TurnBuilder) -> frozenset[str]:
    """Apply the correction; returns the kinds corrected, which are not merged once more."""
    kinds = corrected_kinds(turn)
    for kind in sorted(kinds):
        exchange(turn, kind)
        slot = SLOT_OF[kind]
        if getattr(turn.facts, kind) != getattr(turn.before, kind):
            turn.unanswer(slot)
            turn.filled.add(slot)
            turn.changed[slot] = _words(turn, slot)
            turn.event(EventKind.CORRECTED, slot)
            _take_back(turn, kind)
    return kinds


def _take_back(turn: TurnBuilder, kind: str) -> None:
    """Note the words that the correction made wrong, so that the story is not read back with them."""
    slot = BY_FIELD[kind]
    known, now = slot.items(turn.before), slot.items(turn.facts)
    gone = [TakenBack(slot.name, text) for item in known if item not in now and (text := plain(item.text))]
    turn.set(taken_back=tuple(dict.fromkeys([*turn.conversation.taken_back, *gone])))


def _words(turn: TurnBuilder, slot: str) -> str:
    """The corrected fact in short words."""
    facts, templates = turn.facts, turn.templates
    match slot:
        case "when":
            return describe.moment(facts.when, turn.now, templates) if facts.when else ""
        case "who" if people.total(facts.people) != people.total(turn.before.people):
            return templates.counted("say.people", people.total(facts.people))
        case "who":
            return templates.listed(describe.person(person, templates) for person in people.suspects(facts.people))
        case "vehicle":
            known = turn.before.vehicles
            return templates.listed(describe.vehicle(item, templates) for item in facts.vehicles if item not in known)
    now, known = BY_NAME[slot].items(facts), BY_NAME[slot].items(turn.before)
    return templates.listed(describe.item(item, templates) for item in [i for i in now if i not in known] or now)
