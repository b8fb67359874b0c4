"""Places in a tip: when a mention is where it happened, and when words are an answer to "where?" at all."""

from __future__ import annotations

from bot.engine import policy
from bot.engine.facts import people
from bot.engine.turn_builder import TurnBuilder
from bot.understanding.types import Act
from intake_store.model.facts import Where

#: An answer of this many words or fewer may be the bare name of a place.
NAME_WORDS = 3


def take(turn: TurnBuilder, new: Where, answering: bool) -> None:
    """Learn the place, unless it is none or a better one is known."""
    old = turn.facts.where
    if _no_answer(turn, new):
        return
    if old is None or _better(old, new, answering):
        turn.learn(where=new)


def reads_like_one(turn: TurnBuilder) -> bool:
    """True where words read like a place: short, with a number or a name, or beginning with a small word ("by the")."""
    words = turn.understanding.text.split()
    small = bool(words) and words[0].casefold() in turn.templates.words("say.small")
    named = any(not word[:1].islower() for word in words)
    return len(words) <= NAME_WORDS or small or named


def _no_answer(turn: TurnBuilder, place: Where) -> bool:
    """True for words that were only taken for a place because one was asked for, though they tell something else."""
    read, source = turn.understanding, place.source
    whole = source is not None and source.end - source.start > len(read.text) / 2
    if not whole or not policy.guessed(place):
        return False
    other = read.what or read.question or read.urgency or read.found.when
    patient = not turn.conversation.misses and not turn.conversation.emergency
    story = patient and not reads_like_one(turn)
    return story or bool(other or turn.has(Act.QUESTION, Act.CORRECTION))


def _better(old: Where, new: Where, answering: bool) -> bool:
    """True where `new` says better where it was: an answer to "where?", or the address of "outside my house"."""
    if answering:
        return old.needs_address or not new.needs_address
    vague = old.needs_address or old.source is None or policy.guessed(old) or _nearer(old, new)
    return vague and not new.needs_address and any(c.isdigit() for c in new.text)


def _nearer(old: Where, new: Where) -> bool:
    """True for the number of a street that was told without one."""
    shared = set(people.words(old.text)) & set(people.words(new.text))
    return len(shared) > 1 and not any(c.isdigit() for c in old.text)
