"""The answer to the read-back: yes passes the tip on, a correction changes it first, nobody is trapped."""

from __future__ import annotations

from bot.engine.responses.compose import question, reply
from bot.engine.rules import ask, closing, digressions
from bot.engine.turn_builder import TurnBuilder
from bot.understanding.types import Act


def handle(turn: TurnBuilder) -> None:
    """Pass the tip on, unless the citizen asks something or says no without saying what is wrong."""
    digressions.respond(turn)
    if _asks(turn) and turn.conversation.asked.get(ask.CONFIRM, 0) < turn.dialogs.questions.limits.asked:
        _again(turn)
    elif _wants_change(turn):
        turn.set(asked_what_to_change=True)
        ask.opened(turn, ask.CONFIRM)
        reply(turn, "ask.confirm.change")
    else:
        _pass_on(turn)


def _asks(turn: TurnBuilder) -> bool:
    told = turn.changed or turn.filled or turn.has(Act.YES)
    return not told and (digressions.topic_of(turn) is not None or turn.has(Act.REPEAT))


def _again(turn: TurnBuilder) -> None:
    if turn.has(Act.REPEAT):
        ask.read_back(turn)
        return
    ask.opened(turn, ask.CONFIRM)
    question(turn, "ask.confirm.again", turn.templates.choices(ask.CONFIRM), {})


def _wants_change(turn: TurnBuilder) -> bool:
    """True for a plain no (or the button) that does not say what is wrong."""
    if turn.conversation.asked_what_to_change:
        return False
    if turn.message.choice is not None:
        return turn.message.choice == f"{ask.CONFIRM}:change"
    unclear = not turn.changed and not turn.filled
    return unclear and turn.has(Act.NO, Act.CORRECTION) and not turn.has(Act.YES, Act.BYE, Act.THANKS)


def _pass_on(turn: TurnBuilder) -> None:
    unread = turn.conversation.asked_what_to_change or turn.has(Act.CORRECTION)
    if unread and not turn.changed and not turn.filled and not turn.has(Act.YES):
        turn.flag = turn.flag or "correction"
    elif turn.filled and not turn.changed:
        turn.say("ack.told")
    closing.pass_on(turn)
