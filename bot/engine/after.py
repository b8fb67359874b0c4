"""Messages after the end: added to the same tip and acknowledged once; an emergency is taken up again."""

from __future__ import annotations

from bot.engine import ask, closing, plan, side
from bot.engine.compose import reply
from bot.engine.draft import Draft
from bot.understanding.types import Act

#: What needs no answer after the end.
COURTESY = frozenset({Act.THANKS, Act.BYE, Act.YES, Act.NOISE, Act.SPAM, Act.ABUSE})


def after(draft: Draft) -> None:
    """Answer a message that comes after the tip was passed on."""
    if _goes_on(draft):
        reopen(draft)
    elif draft.alarm:
        reply(draft, "added", reference=draft.conversation.reference or "")
    else:
        _acknowledge(draft)


def _goes_on(draft: Draft) -> bool:
    """True where the tip needs questions after all: an emergency without a place, or facts where there were none."""
    if draft.alarm:
        return bool(plan.open_slots(draft.conversation, draft.dialogs.questions, draft.now))
    told = plan.known(draft.facts) and not plan.known(draft.before)
    return draft.memory(closing.MINIMAL) is not None and told


def reopen(draft: Draft) -> None:
    """Collect again."""
    draft.remember(closing.MINIMAL, None)
    draft.set(stage="collecting", asked={})
    draft.event("reopened")
    ask.next_question(draft)


def _acknowledge(draft: Draft) -> None:
    side.respond_after(draft)
    if draft.changed:
        side.acknowledge_changes(draft)
    if draft.has(Act.ANOTHER_INCIDENT):
        reply(draft, "added.another")
    elif draft.lead and not draft.filled and side.topic_of(draft):
        side.only(draft)
    elif draft.lead or not (draft.conversation.acknowledged or _courtesy(draft)):
        draft.set(acknowledged=True)
        reply(draft, _closing_words(draft), reference=draft.conversation.reference or "")


def _closing_words(draft: Draft) -> str:
    return "minimal" if draft.memory(closing.MINIMAL) else "added"


def _courtesy(draft: Draft) -> bool:
    return bool(draft.read.acts) and draft.read.acts <= COURTESY
