"""Ends a tip: passed on, passed to the desk at once, or let be; and what priority it has."""

from __future__ import annotations

from bot.conversation import Reply
from bot.engine import plan, readback
from bot.engine.compose import reply, text_of
from bot.engine.draft import Draft
from dialogs.segments import segments
from intake_store.facts import PRIORITIES

#: The category of a tip that fits no other.
OTHER = "other"
#: The note that a tip ended without anything to pass on, so that a later message with facts goes on with it.
MINIMAL = "minimal"


def close(draft: Draft, complete: bool) -> None:
    """The tip is the desk's now."""
    draft.set(stage="done", asking=None, misses=0)
    draft.remember("redo", None)
    if draft.facts.category is None:
        draft.learn(category=OTHER)
    draft.finished, draft.complete = True, complete
    draft.event("passed_on", "complete" if complete else "partial")


def pass_on(draft: Draft) -> None:
    """Pass the tip on and say so."""
    close(draft, plan.usable(draft.facts))
    reply(draft, "passed", reference=draft.conversation.reference or "")


def pass_emergency(draft: Draft) -> None:
    """Tell that an emergency stands at the desk, with what was told."""
    close(draft, plan.usable(draft.facts))
    draft.lead[:] = [item for item in draft.lead if item[0].startswith("topic.")]
    budget = draft.voice.budget
    around = text_of(draft, "passed.emergency", budget, tip="")
    tip = readback.urgent(draft, lambda text: segments(f"{around} {text}") <= budget)
    text = around.replace(draft.voice.say("passed.emergency", tip=""), draft.voice.say("passed.emergency", tip=tip))
    draft.replies = (Reply(text, "passed.emergency"),)


def let_be(draft: Draft, key: str) -> None:
    """End without questions: nothing was told that could be asked about."""
    close(draft, False)
    draft.remember(MINIMAL, "1")
    reply(draft, key)


def priority(draft: Draft) -> str:
    """The desk's priority of the tip as it stands."""
    facts, questions = draft.facts, draft.dialogs.questions
    if draft.conversation.emergency:
        return "emergency"
    if not plan.known(facts):
        return "normal" if draft.conversation.stage == "collecting" else "low"
    ranks = [questions.needs(facts.category).priority]
    if any(weapon.kind in questions.high_weapons for weapon in facts.weapons):
        ranks.append("high")
    return min(ranks, key=PRIORITIES.index)
