"""An emergency in any message, at any point (CONTRACT.md, "The conversation", rule 1)."""

from __future__ import annotations

from bot.engine.draft import Draft
from bot.understanding.types import Act


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


def _reason(draft: Draft) -> str | None:
    urgency = draft.read.urgency
    if urgency is not None and urgency.emergency:
        return urgency.reason
    if draft.message.choice == "danger:yes":
        return "answer"
    if draft.asking != "danger" or draft.has(Act.NO) or draft.read.safe is True:
        return None
    return "answer" if draft.has(Act.YES) or draft.read.safe is False else None
