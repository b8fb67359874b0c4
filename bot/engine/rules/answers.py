"""Reads a message against the open question: what it settles, and whether it was understood."""

from __future__ import annotations

from enum import Enum
from typing import Any

from bot.engine import policy
from bot.engine.facts import people
from bot.engine.tracking import places
from bot.engine.turn_builder import TurnBuilder
from bot.understanding.types import SLOT_OF, Act
from dialogs.segments import plain
from intake_store.model.event_kind import EventKind
from intake_store.model.facts import DECLINED, NONE, UNKNOWN, Person
from intake_store.model.slots import SLOTS

#: Acts that say nothing about the question; a message of these alone is no answer.
EMPTY = frozenset({Act.NOISE, Act.ABUSE, Act.SPAM, Act.GREETING, Act.THANKS, Act.BYE, Act.DISTRESS})
#: Acts that move on, and what they leave as the answer.
MOVES_ON = ((Act.DONT_KNOW, UNKNOWN), (Act.DECLINE, DECLINED), (Act.SKIP, UNKNOWN))
#: Slots that people answer with a question of their own: "on the bus?", "there must be cameras?".
GUESSED = frozenset({"where", "what", "evidence"})
#: Slots whose answer is a thing that can be recognised.
STRUCTURED = frozenset({"danger", *SLOT_OF.values()})
#: Slots whose first answer may be too little: a place without an address, a story without a crime.
DEMANDING = frozenset({"where", "what"})
#: Slots that a yes answers.
YES_OR_NO = frozenset({"danger", "weapon", "injuries", "evidence", "contact"})
#: Citizens' words kept as an answer, in characters: the message itself is kept whole elsewhere.
KEPT = 300
#: Slots that a bare yes does not answer: it leaves open who and how.
MORE_THAN_YES = frozenset({"injuries"})
#: Slots with a fact of their own, which the words become.
KEPT_AS: dict[str, Any] = {slot.name: slot.item for slot in SLOTS if slot.item and not slot.many}
#: The answer to "may we text you?": a no is a refusal, not an absence.
REFUSALS = frozenset({"contact"})


#: A yes or no of this many words or fewer tells nothing else.
BARE = 2


class AnswerOutcome(Enum):
    """What a message was to the open question."""

    SETTLED = "settled"
    MOVED = "moved"  # don't know, none, declined
    MISSED = "missed"
    ASIDE = "aside"  # something else that is answered first, and no miss


def settle(turn: TurnBuilder, slot: str) -> AnswerOutcome:
    """Settle `slot` if the message answers it."""
    if turn.message.choice is not None:
        return _chosen(turn, turn.message.choice, slot)
    if slot in turn.filled and (slot not in DEMANDING or policy.is_filled(slot, turn.conversation)):
        return AnswerOutcome.SETTLED
    if turn.changed or _elsewhere(turn, slot):
        return AnswerOutcome.ASIDE
    if slot == "danger" and turn.conversation.emergency:
        turn.answer(slot, _words(turn))
        return AnswerOutcome.SETTLED
    if slot in turn.understanding.absences and slot in turn.facts.answers:
        return AnswerOutcome.MOVED
    if _asks_us(turn):
        return AnswerOutcome.ASIDE
    return _plain(turn, slot)


def _elsewhere(turn: TurnBuilder, slot: str) -> bool:
    """True where the message is about something else: an alarm, or another incident."""
    alarm = turn.alarm and slot != "danger"
    return alarm or (turn.has(Act.ANOTHER_INCIDENT) and turn.conversation.messages > 1)


def _asks_us(turn: TurnBuilder) -> bool:
    """True where the message is a question to us, or about ours, rather than an answer."""
    if turn.has(Act.REPEAT):
        return True
    known = turn.understanding.question is not None or (turn.has(Act.QUESTION) and turn.asking not in GUESSED)
    says_yes = turn.has(Act.YES) and turn.asking in YES_OR_NO
    return known and not says_yes and not turn.has(Act.NO, Act.DONT_KNOW, Act.DECLINE)


def _plain(turn: TurnBuilder, slot: str) -> AnswerOutcome:
    """The words themselves: a number, yes or no, don't know, or free text."""
    if slot == "who" and turn.understanding.number:
        words = _words(turn)
        turn.learn(people=(*turn.facts.people, Person(words, turn.understanding.number)))
        return AnswerOutcome.SETTLED
    for act, word in MOVES_ON:
        if turn.has(act) and slot == "what" and not turn.conversation.misses:
            return AnswerOutcome.MISSED
        if turn.has(act):
            turn.answer(slot, word)
            return AnswerOutcome.MOVED
    if turn.has(Act.ALREADY_TOLD):
        turn.answer(slot, UNKNOWN)
        turn.say("ack.moving")
        return AnswerOutcome.ASIDE
    return _yes_or_no(turn, slot)


def _yes_or_no(turn: TurnBuilder, slot: str) -> AnswerOutcome:
    deniable = slot in turn.dialogs.questions.deniable
    if slot == "danger" and turn.understanding.nobody_in_danger:
        turn.answer(slot, NONE)
        return AnswerOutcome.MOVED
    if turn.has(Act.NO) and deniable:
        turn.answer(slot, DECLINED if slot in REFUSALS else NONE)
        return AnswerOutcome.MOVED
    if turn.has(Act.YES) and deniable and not turn.has(Act.CORRECTION):
        if slot in MORE_THAN_YES and _says_nothing(turn) and not turn.conversation.misses:
            return AnswerOutcome.MISSED
        turn.answer(slot, _words(turn))
        return AnswerOutcome.SETTLED
    return _free(turn, slot)


def _free(turn: TurnBuilder, slot: str) -> AnswerOutcome:
    """Words that hold nothing we know: kept as they are where the slot takes any words."""
    if turn.has(Act.GREETING) and not substantive(turn):
        return AnswerOutcome.ASIDE
    if _told_other_things(turn, slot):
        return AnswerOutcome.ASIDE
    if slot == "where" and not turn.conversation.misses and not places.reads_like_one(turn):
        return AnswerOutcome.MISSED
    if slot == "what" and not turn.conversation.misses and len(_words(turn).split()) < policy.STORY:
        return AnswerOutcome.MISSED
    if not substantive(turn) or slot not in turn.dialogs.questions.verbatim:
        return AnswerOutcome.MISSED
    keep(turn, slot)
    return AnswerOutcome.SETTLED


def _told_other_things(turn: TurnBuilder, slot: str) -> bool:
    """True where the message answers other questions than the open one: that is no miss, and no words to keep."""
    if slot not in STRUCTURED:
        return False
    found = turn.understanding.found
    if slot == "who" and not found.people and (found.where or found.when):
        return True
    others = turn.filled - {slot}
    if slot in MORE_THAN_YES and not any(map(people.described, found.people)):
        others.discard("who")  # "my mum": who it is, not what they look like
    return bool(others) or (slot in ("where", "when") and turn.understanding.what is not None)


def substantive(turn: TurnBuilder) -> bool:
    """True where the message says something."""
    return bool(_words(turn)) and not (turn.understanding.acts and turn.understanding.acts <= EMPTY)


def keep(turn: TurnBuilder, slot: str) -> None:
    """Keep the citizen's words for `slot` as they are: as its fact where it has one of its own."""
    words = "" if _says_nothing(turn) else _words(turn)
    if slot == "what" and (earlier := turn.conversation.unread):
        words = earlier if len(earlier) > len(words) or "where" in turn.filled else words
    if words and slot in KEPT_AS:
        turn.learn(**{slot: KEPT_AS[slot](words)})
        turn.event(EventKind.TOLD, slot)
    else:
        turn.answer(slot, words or UNKNOWN)


def _says_nothing(turn: TurnBuilder) -> bool:
    """True for a bare "ok" or "no" to a question that it does not answer."""
    bare = turn.has(Act.YES, Act.NO, Act.MAYBE) or not substantive(turn)
    return bare and len(_words(turn).split()) <= BARE


def _words(turn: TurnBuilder) -> str:
    return plain(turn.message.text)[:KEPT]


def _chosen(turn: TurnBuilder, choice: str, slot: str) -> AnswerOutcome:
    """A pressed button: exactly what it says, for the slot that it belongs to."""
    of, _, word = choice.partition(":")
    if word in ("skip", UNKNOWN):
        turn.answer(of, UNKNOWN)
    elif word in (NONE, "no"):
        turn.answer(of, DECLINED if of in REFUSALS else NONE)
    else:
        turn.answer(of, _words(turn) or word)
    return AnswerOutcome.MOVED if of == slot else AnswerOutcome.ASIDE
