"""The answer to the read-back: yes passes the tip on, a correction changes it first, nobody is trapped."""

from __future__ import annotations

from bot.engine import ask, closing, side
from bot.engine.compose import question, reply
from bot.engine.draft import Draft
from bot.understanding.types import Act

#: The note that the citizen was asked what to change.
CHANGING = "changing"


def read(draft: Draft) -> None:
    """Pass the tip on, unless the citizen asks something or says no without saying what is wrong."""
    side.respond(draft)
    if _asks(draft) and draft.conversation.asked.get(ask.CONFIRM, 0) < draft.dialogs.questions.limits.asked:
        _again(draft)
    elif _wants_change(draft):
        draft.remember(CHANGING, "1")
        ask.opened(draft, ask.CONFIRM)
        reply(draft, "ask.confirm.change")
    else:
        _pass_on(draft)


def _asks(draft: Draft) -> bool:
    told = draft.changed or draft.filled or draft.has(Act.YES)
    return not told and (side.topic_of(draft) is not None or draft.has(Act.REPEAT))


def _again(draft: Draft) -> None:
    if draft.has(Act.REPEAT):
        ask.read_back(draft)
        return
    ask.opened(draft, ask.CONFIRM)
    question(draft, "ask.confirm.again", draft.voice.choices(ask.CONFIRM), {})


def _wants_change(draft: Draft) -> bool:
    """True for a plain no (or the button) that does not say what is wrong."""
    if draft.memory(CHANGING):
        return False
    if draft.message.choice is not None:
        return draft.message.choice == f"{ask.CONFIRM}:change"
    unclear = not draft.changed and not draft.filled
    return unclear and draft.has(Act.NO, Act.CORRECTION) and not draft.has(Act.YES, Act.BYE, Act.THANKS)


def _pass_on(draft: Draft) -> None:
    unread = draft.memory(CHANGING) or draft.has(Act.CORRECTION)
    if unread and not draft.changed and not draft.filled and not draft.has(Act.YES):
        draft.flag = draft.flag or "correction"
    elif draft.filled and not draft.changed:
        draft.say("ack.told")
    closing.pass_on(draft)
