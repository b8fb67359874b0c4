"""Messages after the end: added to the same tip and acknowledged once; an emergency is taken up again."""

from __future__ import annotations

from bot.engine import policy
from bot.engine.responses.compose import reply
from bot.engine.rules import ask, digressions
from bot.engine.turn_builder import TurnBuilder
from bot.understanding.types import Act
from intake_store.model.event_kind import EventKind

#: What needs no answer after the end.
COURTESY = frozenset({Act.THANKS, Act.BYE, Act.YES, Act.NOISE, Act.SPAM, Act.ABUSE})


def after(turn: TurnBuilder) -> None:
    """Answer a message that comes after the tip was passed on."""
    if _goes_on(turn):
        reopen(turn)
    elif turn.alarm:
        reply(turn, "added", reference=turn.conversation.reference or "")
    else:
        _acknowledge(turn)


def _goes_on(turn: TurnBuilder) -> bool:
    """True where the tip needs questions after all: an emergency without a place, or facts where there were none."""
    if turn.alarm:
        return bool(policy.open_slots(turn.conversation, turn.dialogs.questions, turn.now))
    told = policy.known(turn.facts) and not policy.known(turn.before)
    return turn.conversation.minimal and told


def reopen(turn: TurnBuilder) -> None:
    """Collect again."""
    turn.set(stage="collecting", asked={}, minimal=False)
    turn.event(EventKind.REOPENED)
    ask.next_question(turn)


def _acknowledge(turn: TurnBuilder) -> None:
    digressions.respond_after(turn)
    if turn.changed:
        digressions.acknowledge_changes(turn)
    if turn.has(Act.ANOTHER_INCIDENT):
        reply(turn, "added.another")
    elif turn.preface and not turn.filled and digressions.topic_of(turn):
        digressions.only(turn)
    elif turn.preface or not (turn.conversation.acknowledged or _courtesy(turn)):
        turn.set(acknowledged=True)
        reply(turn, _closing_words(turn), reference=turn.conversation.reference or "")


def _closing_words(turn: TurnBuilder) -> str:
    return "minimal" if turn.conversation.minimal else "added"


def _courtesy(turn: TurnBuilder) -> bool:
    return bool(turn.understanding.acts) and turn.understanding.acts <= COURTESY
