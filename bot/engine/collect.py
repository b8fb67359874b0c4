"""One message while a tip is being collected: read against the open question, then the next one is asked."""

from __future__ import annotations

from bot.engine import answers, ask, closing, confirm, merge, plan, side
from bot.engine.answers import Outcome
from bot.engine.draft import Draft
from bot.understanding.types import Act
from intake_store.facts import DECLINED, UNKNOWN

ACKNOWLEDGE = {Outcome.SETTLED: "ack.told", Outcome.MOVED: "ack.none"}


def collect(draft: Draft) -> None:
    """Answer the message and ask what is open."""
    if draft.changed:
        side.acknowledge_changes(draft)
    slot = draft.asking
    if draft.read.command == "back":
        _back(draft, slot)
    elif slot == ask.CONFIRM:
        confirm.read(draft)
    elif _leaves(draft):
        closing.pass_on(draft)
    elif side.ends(draft):
        side.end(draft)
    elif slot is None:
        side.respond(draft)
        ask.next_question(draft)
    else:
        _read(draft, slot)


def _leaves(draft: Draft) -> bool:
    """True where the citizen says goodbye: what was told is passed on as it is; an emergency is still asked about."""
    told = plan.known(draft.facts) or plan.usable(draft.facts)
    return draft.has(Act.BYE) and told and not draft.filled and not draft.conversation.emergency


def _read(draft: Draft, slot: str) -> None:
    outcome = answers.read(draft, slot)
    side.respond(draft)
    if outcome is Outcome.MISSED:
        _missed(draft, slot)
        return
    if outcome is not Outcome.ASIDE:
        _settled(draft, slot, outcome)
    ask_on(draft, slot, again=side.wants_rewording(draft))


def _back(draft: Draft, slot: str | None) -> None:
    """Ask the question before again; its answer replaces the first one."""
    previous = draft.memory("previous")
    limit = draft.dialogs.questions.limits.asked
    if previous is None or draft.conversation.asked.get(previous, 0) >= limit:
        ask_on(draft, slot or ask.CONFIRM, again=False)
        return
    draft.remember("redo", previous)
    draft.say("ack.back")
    ask.next_question(draft)


def _settled(draft: Draft, slot: str, outcome: Outcome) -> None:
    draft.set(misses=0)
    draft.settle(slot)
    draft.remember("previous", slot)
    if draft.memory("redo") == slot:
        draft.remember("redo", None)
        if slot in draft.facts.answers:
            merge.forget(draft, slot)
    if not draft.lead and not draft.conversation.emergency:
        refused = draft.facts.answers.get(slot) == DECLINED
        draft.say("ack.declined" if refused else ACKNOWLEDGE[outcome])


def _missed(draft: Draft, slot: str) -> None:
    """Not understood: asked once more in other words, then the words are kept and the bot moves on."""
    misses = draft.conversation.misses + 1
    draft.set(misses=misses)
    if misses >= draft.dialogs.questions.limits.misses:
        answers.keep(draft, slot)
        _settled(draft, slot, Outcome.MOVED)
    ask_on(draft, slot, again=True)


def ask_on(draft: Draft, slot: str, again: bool) -> None:
    """Ask what is open now; the same slot again in other words if `again`."""
    limit = draft.dialogs.questions.limits.asked
    if draft.conversation.asked.get(slot, 0) >= limit and not plan.told(slot, draft.conversation):
        draft.answer(slot, UNKNOWN)
        draft.remember("redo", None)
    name = plan.next_slot(draft.conversation, draft.dialogs.questions, draft.now)
    if name == slot:
        ask.slot(draft, slot, again)
    else:
        ask.next_question(draft)
