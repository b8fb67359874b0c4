"""One message while a tip is being collected: read against the open question, then the next one is asked."""

from __future__ import annotations

from bot.engine import policy
from bot.engine.rules import answers, ask, closing, confirm, digressions
from bot.engine.rules.answers import AnswerOutcome
from bot.engine.tracking import merge
from bot.engine.turn_builder import TurnBuilder
from bot.understanding.types import Act
from intake_store.model.facts import DECLINED, UNKNOWN

ACKNOWLEDGE = {AnswerOutcome.SETTLED: "ack.told", AnswerOutcome.MOVED: "ack.none"}


def collect(turn: TurnBuilder) -> None:
    """Answer the message and ask what is open."""
    if turn.changed:
        digressions.acknowledge_changes(turn)
    slot = turn.asking
    if turn.understanding.command == "back":
        _back(turn, slot)
    elif slot == ask.CONFIRM:
        confirm.handle(turn)
    elif _leaves(turn):
        closing.pass_on(turn)
    elif digressions.ends(turn):
        digressions.end(turn)
    elif slot is None:
        digressions.respond(turn)
        ask.next_question(turn)
    else:
        _read(turn, slot)


def _leaves(turn: TurnBuilder) -> bool:
    """True where the citizen says goodbye: what was told is passed on as it is; an emergency is still asked about."""
    told = policy.known(turn.facts) or policy.usable(turn.facts)
    return turn.has(Act.BYE) and told and not turn.filled and not turn.conversation.emergency


def _read(turn: TurnBuilder, slot: str) -> None:
    outcome = answers.settle(turn, slot)
    digressions.respond(turn)
    if outcome is AnswerOutcome.MISSED:
        _missed(turn, slot)
        return
    if outcome is not AnswerOutcome.ASIDE:
        _settled(turn, slot, outcome)
    ask_on(turn, slot, again=digressions.wants_rewording(turn))


def _back(turn: TurnBuilder, slot: str | None) -> None:
    """Ask the question before again; its answer replaces the first one."""
    previous = turn.conversation.previous
    limit = turn.dialogs.questions.limits.asked
    if previous is None or turn.conversation.asked.get(previous, 0) >= limit:
        ask_on(turn, slot or ask.CONFIRM, again=False)
        return
    turn.set(redo=previous)
    turn.say("ack.back")
    ask.next_question(turn)


def _settled(turn: TurnBuilder, slot: str, outcome: AnswerOutcome) -> None:
    turn.set(misses=0, previous=slot)
    turn.settle(slot)
    if turn.conversation.redo == slot:
        turn.set(redo=None)
        if slot in turn.facts.answers:
            merge.forget(turn, slot)
    if not turn.preface and not turn.conversation.emergency:
        refused = turn.facts.answers.get(slot) == DECLINED
        turn.say("ack.declined" if refused else ACKNOWLEDGE[outcome])


def _missed(turn: TurnBuilder, slot: str) -> None:
    """Not understood: asked once more in other words, then the words are kept and the bot moves on."""
    misses = turn.conversation.misses + 1
    turn.set(misses=misses)
    if misses >= turn.dialogs.questions.limits.misses:
        answers.keep(turn, slot)
        _settled(turn, slot, AnswerOutcome.MOVED)
    ask_on(turn, slot, again=True)


def ask_on(turn: TurnBuilder, slot: str, again: bool) -> None:
    """Ask what is open now; the same slot again in other words if `again`."""
    limit = turn.dialogs.questions.limits.asked
    if turn.conversation.asked.get(slot, 0) >= limit and not policy.is_filled(slot, turn.conversation):
        turn.answer(slot, UNKNOWN)
        turn.set(redo=None)
    name = policy.next_slot(turn.conversation, turn.dialogs.questions, turn.now)
    if name == slot:
        ask.slot(turn, slot, again)
    else:
        ask.next_question(turn)
