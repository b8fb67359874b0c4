"""Opens a tip and asks the next question."""

from __future__ import annotations

from bot.engine import policy
from bot.engine.facts import people
from bot.engine.responses import describe, readback
from bot.engine.responses.compose import question, text_of
from bot.engine.rules import closing
from bot.engine.turn_builder import TurnBuilder
from dialogs.segments import segments
from intake_store.model.conversation import Conversation
from intake_store.model.event_kind import EventKind
from intake_store.model.turn import Reply

CONFIRM = "confirm"


def open_tip(turn: TurnBuilder) -> None:
    """Begin a tip with this message."""
    before = turn.conversation
    turn.conversation = Conversation(
        channel=before.channel,
        language=before.language,
        language_said=before.language_said,
        language_chosen=before.language_chosen,
        greeted=before.greeted,
        stage="collecting",
        reference=turn.reference,
    )
    turn.before = turn.facts
    turn.event(EventKind.OPENED)


def next_question(turn: TurnBuilder) -> None:
    """Ask what is missing; else read the tip back, or pass an emergency on."""
    name = policy.next_slot(turn.conversation, turn.dialogs.questions, turn.now)
    if name is not None:
        slot(turn, name)
    elif turn.conversation.emergency:
        closing.pass_emergency(turn)
    else:
        read_back(turn)


def slot(turn: TurnBuilder, name: str, again: bool = False) -> None:
    """Ask `name`, reworded where it is asked `again`."""
    if name == CONFIRM:
        read_back(turn)
        return
    key = policy.wording(name, turn.conversation, turn.dialogs.questions, again)
    opened(turn, name)
    question(turn, key, turn.templates.choices(name), _names(turn))


def opened(turn: TurnBuilder, name: str) -> None:
    """Note that `name` is the open question now."""
    asked = turn.conversation.asked
    turn.set(asking=name, asked={**asked, name: asked.get(name, 0) + 1})


def _names(turn: TurnBuilder) -> dict[str, str]:
    """How a question names the people and the vehicle known."""
    total = people.total(turn.facts.people)
    them = turn.templates.raw(f"them.{total}") or turn.templates.raw("them.many") or ""
    cars = turn.facts.vehicles
    return {"them": them, "vehicle": describe.vehicle(cars[-1], turn.templates) if cars else ""}


def read_back(turn: TurnBuilder) -> None:
    """Read the tip back and ask whether it is right; after so many times it is passed on as it stands."""
    if turn.conversation.asked.get(CONFIRM, 0) >= turn.dialogs.questions.limits.asked:
        closing.pass_on(turn)
        return
    opened(turn, CONFIRM)
    budget = turn.templates.readback_budget
    lead = [item for item in turn.preface if not item[0].startswith("ack.told")]
    turn.preface[:] = lead
    around = text_of(turn, "ask.confirm", budget, tip="")
    tip = readback.summary(turn, lambda text: segments(f"{around} {text}") <= budget)
    text = around.replace(turn.templates.say("ask.confirm", tip=""), turn.templates.say("ask.confirm", tip=tip))
    turn.replies = (Reply(text, "ask.confirm", turn.templates.choices(CONFIRM)),)
