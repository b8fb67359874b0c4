"""Places in a tip: when a mention is where it happened, and when words are an answer to "where?" at all."""

from __future__ import annotations

from bot.engine import people, plan
from bot.engine.draft import Draft
from bot.understanding.types import Act
from intake_store.facts import Where

#: An answer of this many words or fewer may be the bare name of a place.
NAME_WORDS = 3


def take(draft: Draft, new: Where, answering: bool) -> None:
    """Learn the place, unless it is none or a better one is known."""
    old = draft.facts.where
    if _no_answer(draft, new):
        return
    if old is None or _better(old, new, answering):
        draft.learn(where=new)


def reads_like_one(draft: Draft) -> bool:
    """True where words read like a place: short, with a number or a name, or beginning with a small word ("by the")."""
    words = draft.read.text.split()
    small = bool(words) and words[0].casefold() in draft.voice.words("say.small")
    named = any(not word[:1].islower() for word in words)
    return len(words) <= NAME_WORDS or small or named


def _no_answer(draft: Draft, place: Where) -> bool:
    """True for words that were only taken for a place because one was asked for, though they tell something else."""
    read, source = draft.read, place.source
    whole = source is not None and source.end - source.start > len(read.text) / 2
    if not whole or not plan.guessed(place):
        return False
    other = read.what or read.question or read.urgency or read.found.when
    patient = not draft.conversation.misses and not draft.conversation.emergency
    story = patient and not reads_like_one(draft)
    return story or bool(other or draft.has(Act.QUESTION, Act.CORRECTION))


def _better(old: Where, new: Where, answering: bool) -> bool:
    """True where `new` says better where it was: an answer to "where?", or the address of "outside my house"."""
    if answering:
        return old.needs_address or not new.needs_address
    vague = old.needs_address or old.source is None or plan.guessed(old) or _nearer(old, new)
    return vague and not new.needs_address and any(c.isdigit() for c in new.text)


def _nearer(old: Where, new: Where) -> bool:
    """True for the number of a street that was told without one."""
    shared = set(people.words(old.text)) & set(people.words(new.text))
    return len(shared) > 1 and not any(c.isdigit() for c in old.text)
