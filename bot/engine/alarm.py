"""An emergency in any message, at any point (CONTRACT.md, "The conversation", rule 1)."""

from __future__ import annotations

from dataclasses import replace

from bot.engine.draft import Draft
from bot.understanding.types import Act
from intake_store.facts import When

#: The reasons of `Urgency` that tell of an act under way, which dates it: now. Dire words alone may tell of the past.
UNDER_WAY = frozenset({"act", "armed"})
#: Surer than nothing and less sure than any time that the citizen tells, which takes its place.
INFERRED = 0.35


def sound(draft: Draft) -> None:
    """Make the conversation an emergency where the words, or the answer to "in danger?", say so.

    Each message that does is an event, whatever was known before: a handler may have judged the last one by now.
    """
    reason = _reason(draft)
    if not reason:
        return
    draft.event("emergency", reason)
    if not draft.conversation.emergency:
        draft.set(emergency=True)
        draft.alarm = True


def date(draft: Draft) -> None:
    """An act that goes on as the citizen writes happens now, where they name no time."""
    urgency = draft.read.urgency
    if not draft.alarm or draft.facts.when is not None or urgency is None or urgency.reason not in UNDER_WAY:
        return
    if urgency.source is not None:
        words = draft.read.text[urgency.source.start : urgency.source.end]
        source = replace(urgency.source, confidence=INFERRED, message=draft.conversation.messages - 1)
        draft.learn(when=When(words, ongoing=True, precision="minute", source=source))


def _reason(draft: Draft) -> str | None:
    urgency = draft.read.urgency
    if urgency is not None and urgency.emergency:
        return urgency.reason
    if draft.message.choice == "danger:yes":
        return "answer"
    if draft.asking != "danger" or draft.has(Act.NO) or draft.read.safe is True:
        return None
    return "answer" if draft.has(Act.YES) or draft.read.safe is False else None
