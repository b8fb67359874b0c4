"""Reads a message against the open question: what it settles, and whether it was understood."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from bot.engine import places, plan
from bot.engine.draft import Draft
from bot.understanding.types import Act
from dialogs.segments import plain
from intake_store.facts import DECLINED, NONE, UNKNOWN, Person, What, When, Where

#: Acts that say nothing about the question; a message of these alone is no answer.
EMPTY = frozenset({Act.NOISE, Act.ABUSE, Act.SPAM, Act.GREETING, Act.THANKS, Act.BYE, Act.DISTRESS})
#: Acts that move on, and what they leave as the answer.
MOVES_ON = ((Act.DONT_KNOW, UNKNOWN), (Act.DECLINE, DECLINED), (Act.SKIP, UNKNOWN))
#: Slots that people answer with a question of their own: "on the bus?", "there must be cameras?".
GUESSED = frozenset({"where", "what", "evidence"})
#: Slots whose answer is a thing that can be recognised.
STRUCTURED = frozenset({"danger", "where", "when", "weapon", "who", "vehicle"})
#: Slots whose first answer may be too little: a place without an address, a story without a crime.
DEMANDING = frozenset({"where", "what"})
#: Slots that a yes answers.
YES_OR_NO = frozenset({"danger", "weapon", "evidence", "contact"})
#: Citizens' words kept as an answer, in characters: the message itself is kept whole elsewhere.
KEPT = 300
#: Slots with a fact of their own, which the words become.
KEPT_AS: dict[str, Callable[[str], What | Where | When]] = {"what": What, "where": Where, "when": When}
#: The answer to "may we text you?": a no is a refusal, not an absence.
REFUSALS = frozenset({"contact"})


#: A yes or no of this many words or fewer tells nothing else.
BARE = 2
#: The note of the longest message from which no story was read: it is the story where none is told.
UNREAD = "unread"


class Outcome(Enum):
    """What a message was to the open question."""

    SETTLED = "settled"
    MOVED = "moved"  # don't know, none, declined
    MISSED = "missed"
    ASIDE = "aside"  # something else that is answered first, and no miss


def read(draft: Draft, slot: str) -> Outcome:
    """Settle `slot` if the message answers it."""
    if draft.message.choice is not None:
        return _chosen(draft, draft.message.choice, slot)
    if slot in draft.filled and (slot not in DEMANDING or plan.told(slot, draft.conversation)):
        return Outcome.SETTLED
    if draft.changed or _elsewhere(draft, slot):
        return Outcome.ASIDE
    if slot in draft.read.told and slot in draft.facts.answers:
        return Outcome.MOVED
    if _asks_us(draft):
        return Outcome.ASIDE
    return _plain(draft, slot)


def _elsewhere(draft: Draft, slot: str) -> bool:
    """True where the message is about something else: an alarm, or another incident."""
    alarm = draft.alarm and slot != "danger"
    return alarm or (draft.has(Act.ANOTHER_INCIDENT) and draft.conversation.messages > 1)


def _asks_us(draft: Draft) -> bool:
    """True where the message is a question to us, or about ours, rather than an answer."""
    if draft.has(Act.REPEAT):
        return True
    known = draft.read.question is not None or (draft.has(Act.QUESTION) and draft.asking not in GUESSED)
    says_yes = draft.has(Act.YES) and draft.asking in YES_OR_NO
    return known and not says_yes and not draft.has(Act.NO, Act.DONT_KNOW, Act.DECLINE)


def _plain(draft: Draft, slot: str) -> Outcome:
    """The words themselves: a number, yes or no, don't know, or free text."""
    if slot == "who" and draft.read.number:
        words = _words(draft)
        draft.learn(people=(*draft.facts.people, Person(words, draft.read.number)))
        return Outcome.SETTLED
    for act, word in MOVES_ON:
        if draft.has(act) and slot == "what" and not draft.conversation.misses:
            return Outcome.MISSED
        if draft.has(act):
            draft.answer(slot, word)
            return Outcome.MOVED
    if draft.has(Act.ALREADY_TOLD):
        draft.answer(slot, UNKNOWN)
        draft.say("ack.moving")
        return Outcome.ASIDE
    return _yes_or_no(draft, slot)


def _yes_or_no(draft: Draft, slot: str) -> Outcome:
    deniable = slot in draft.dialogs.questions.deniable
    if slot == "danger" and draft.conversation.emergency:
        draft.answer(slot, _words(draft))
        return Outcome.SETTLED
    if slot == "danger" and draft.read.safe is True:
        draft.answer(slot, NONE)
        return Outcome.MOVED
    if draft.has(Act.NO) and deniable:
        draft.answer(slot, DECLINED if slot in REFUSALS else NONE)
        return Outcome.MOVED
    if draft.has(Act.YES) and deniable and not draft.has(Act.CORRECTION):
        draft.answer(slot, _words(draft))
        return Outcome.SETTLED
    return _free(draft, slot)


def _free(draft: Draft, slot: str) -> Outcome:
    """Words that hold nothing we know: kept as they are where the slot takes any words."""
    if draft.has(Act.GREETING) and not substantive(draft):
        return Outcome.ASIDE
    if _told_other_things(draft, slot):
        return Outcome.ASIDE
    if slot == "where" and not draft.conversation.misses and not places.reads_like_one(draft):
        return Outcome.MISSED
    if slot == "what" and not draft.conversation.misses and len(_words(draft).split()) < plan.STORY:
        return Outcome.MISSED
    if not substantive(draft) or slot not in draft.dialogs.questions.verbatim:
        return Outcome.MISSED
    keep(draft, slot)
    return Outcome.SETTLED


def _told_other_things(draft: Draft, slot: str) -> bool:
    """True where the message answers other questions than the open one: that is no miss, and no words to keep."""
    if slot not in STRUCTURED:
        return False
    found = draft.read.found
    if slot == "who" and not found.people and (found.where or found.when):
        return True
    return bool(draft.filled - {slot}) or (slot in ("where", "when") and draft.read.what is not None)


def substantive(draft: Draft) -> bool:
    """True where the message says something."""
    return bool(_words(draft)) and not (draft.read.acts and draft.read.acts <= EMPTY)


def keep(draft: Draft, slot: str) -> None:
    """Keep the citizen's words for `slot` as they are: as its fact where it has one of its own."""
    words = "" if _says_nothing(draft) else _words(draft)
    if slot == "what" and (earlier := draft.memory(UNREAD)):
        words = earlier if len(earlier) > len(words) or "where" in draft.filled else words
    if words and slot in KEPT_AS:
        draft.learn(**{slot: KEPT_AS[slot](words)})
        draft.event("told", slot)
    else:
        draft.answer(slot, words or UNKNOWN)


def _says_nothing(draft: Draft) -> bool:
    """True for a bare "ok" or "no" to a question that it does not answer."""
    bare = draft.has(Act.YES, Act.NO, Act.MAYBE) or not substantive(draft)
    return bare and len(_words(draft).split()) <= BARE


def _words(draft: Draft) -> str:
    return plain(draft.message.text)[:KEPT]


def _chosen(draft: Draft, choice: str, slot: str) -> Outcome:
    """A pressed button: exactly what it says, for the slot that it belongs to."""
    of, _, word = choice.partition(":")
    if word in ("skip", UNKNOWN):
        draft.answer(of, UNKNOWN)
    elif word in (NONE, "no"):
        draft.answer(of, DECLINED if of in REFUSALS else NONE)
    else:
        draft.answer(of, _words(draft) or word)
    return Outcome.MOVED if of == slot else Outcome.ASIDE
