"""Ends a tip: passed on, passed to the desk at once, or ended without questions; and tells its priority."""

from __future__ import annotations

from bot.engine import policy
from bot.engine.responses import readback
from bot.engine.responses.compose import reply, text_of
from bot.engine.turn_builder import TurnBuilder
from dialogs.segments import segments
from intake_store.model.event_kind import EventKind
from intake_store.model.facts import PRIORITIES
from intake_store.model.turn import Reply

#: The category of a tip that fits no other.
OTHER = "other"
#: Why a person should look at what one who opted out writes.
CANNOT_BE_ANSWERED = "cannot_be_answered"


def close(turn: TurnBuilder, complete: bool) -> None:
    """The tip is the desk's now."""
    turn.set(stage="done", asking=None, misses=0, redo=None)
    if turn.facts.category is None:
        turn.learn(category=OTHER)
    turn.finished, turn.complete = True, complete
    turn.event(EventKind.PASSED_ON, "complete" if complete else "partial")


def pass_on(turn: TurnBuilder) -> None:
    """Pass the tip on and say so."""
    close(turn, policy.usable(turn.facts))
    reply(turn, "passed", reference=turn.conversation.reference or "")


def pass_emergency(turn: TurnBuilder) -> None:
    """Tell that an emergency stands at the desk, with what was told."""
    close(turn, policy.usable(turn.facts))
    turn.preface[:] = [item for item in turn.preface if item[0].startswith("topic.")]
    budget = turn.templates.budget
    around = text_of(turn, "passed.emergency", budget, tip="")
    tip = readback.urgent(turn, lambda text: segments(f"{around} {text}") <= budget)
    text = around.replace(
        turn.templates.say("passed.emergency", tip=""), turn.templates.say("passed.emergency", tip=tip)
    )
    turn.replies = (Reply(text, "passed.emergency"),)


def let_be(turn: TurnBuilder, key: str) -> None:
    """End without questions: nothing was told that could be asked about."""
    close(turn, False)
    turn.set(minimal=True)
    reply(turn, key)


def hand_over(turn: TurnBuilder) -> None:
    """Pass on what one who opted out writes, marked: nothing can be asked, and nobody can answer."""
    close(turn, policy.usable(turn.facts))
    turn.set(stage="stopped")
    turn.flag = CANNOT_BE_ANSWERED
    turn.event(EventKind.FLAGGED, CANNOT_BE_ANSWERED)


def priority(turn: TurnBuilder) -> str:
    """The desk's priority of the tip as it stands."""
    facts, questions = turn.facts, turn.dialogs.questions
    if turn.conversation.emergency:
        return "emergency"
    if not policy.known(facts):
        return "normal" if turn.conversation.stage == "collecting" else "low"
    ranks = [questions.needs(facts.category).priority]
    if any(weapon.kind in questions.high_weapons for weapon in facts.weapons):
        ranks.append("high")
    return min(ranks, key=PRIORITIES.index)
