"""An emergency in any message, at any point of the conversation."""

from __future__ import annotations

from dataclasses import replace

from bot.engine.turn_builder import TurnBuilder
from bot.understanding.types import Act
from intake_store.model.event_kind import EventKind
from intake_store.model.facts import When

#: The reasons of `Urgency` that tell of an act under way, which dates it: now. Dire words alone may tell of the past.
UNDER_WAY = frozenset({"act", "armed"})
#: Surer than nothing and less sure than any time that the citizen tells, which takes its place.
INFERRED = 0.35


def sound(turn: TurnBuilder) -> None:
    """Make the conversation an emergency where the words, or the answer to "in danger?", say so.

    Each message that does is an event, whatever was known before: a handler may have judged the last one by now.
    """
    reason = _reason(turn)
    if not reason:
        return
    turn.event(EventKind.EMERGENCY, reason)
    if not turn.conversation.emergency:
        turn.set(emergency=True)
        turn.alarm = True


def date(turn: TurnBuilder) -> None:
    """An act that goes on as the citizen writes happens now, where they name no time."""
    urgency = turn.understanding.urgency
    if not turn.alarm or turn.facts.when is not None or urgency is None or urgency.reason not in UNDER_WAY:
        return
    if urgency.source is not None:
        words = turn.understanding.text[urgency.source.start : urgency.source.end]
        source = replace(urgency.source, confidence=INFERRED, message=turn.conversation.messages - 1)
        turn.learn(when=When(words, ongoing=True, precision="minute", source=source))


def _reason(turn: TurnBuilder) -> str | None:
    urgency = turn.understanding.urgency
    if urgency is not None and urgency.emergency:
        return urgency.reason
    if turn.message.choice == "danger:yes":
        return "answer"
    denied = turn.has(Act.NO) or turn.understanding.nobody_in_danger
    return "answer" if turn.asking == "danger" and turn.has(Act.YES) and not denied else None
