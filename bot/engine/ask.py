"""Opens a tip and asks the next question."""

from __future__ import annotations

from bot.conversation import Reply
from bot.engine import closing, describe, language, people, plan, readback
from bot.engine.compose import question, text_of
from bot.engine.draft import Draft
from dialogs.segments import segments
from intake_store.facts import Facts

CONFIRM = "confirm"


def open_tip(draft: Draft) -> None:
    """Begin a tip with this message."""
    notes = {key: text for key, text in draft.conversation.memory.items() if key == language.FIXED}
    draft.set(
        stage="collecting", reference=draft.reference, facts=Facts(), memory=notes, asking=None, asked={}, misses=0,
        messages=0, acknowledged=False, emergency=False,
    )  # fmt: skip
    draft.before = draft.facts
    draft.event("opened")


def next_question(draft: Draft) -> None:
    """Ask what is missing; else read the tip back, or pass an emergency on."""
    name = plan.next_slot(draft.conversation, draft.dialogs.questions, draft.now)
    if name is not None:
        slot(draft, name)
    elif draft.conversation.emergency:
        closing.pass_emergency(draft)
    else:
        read_back(draft)


def slot(draft: Draft, name: str, again: bool = False) -> None:
    """Ask `name`, reworded where it is asked `again`."""
    if name == CONFIRM:
        read_back(draft)
        return
    key = plan.wording(name, draft.conversation, draft.dialogs.questions, again)
    opened(draft, name)
    question(draft, key, draft.voice.choices(name), _names(draft))


def opened(draft: Draft, name: str) -> None:
    """Note that `name` is the open question now."""
    asked = draft.conversation.asked
    draft.set(asking=name, asked={**asked, name: asked.get(name, 0) + 1})


def _names(draft: Draft) -> dict[str, str]:
    """How a question names the people and the vehicle known."""
    total = people.total(draft.facts.people)
    them = draft.voice.raw(f"them.{total}") or draft.voice.raw("them.many") or ""
    cars = draft.facts.vehicles
    return {"them": them, "vehicle": describe.vehicle(cars[-1], draft.voice) if cars else ""}


def read_back(draft: Draft) -> None:
    """Read the tip back and ask whether it is right; after so many times it is passed on as it stands."""
    if draft.conversation.asked.get(CONFIRM, 0) >= draft.dialogs.questions.limits.asked:
        closing.pass_on(draft)
        return
    opened(draft, CONFIRM)
    budget = draft.voice.readback_budget
    lead = [item for item in draft.lead if not item[0].startswith("ack.told")]
    draft.lead[:] = lead
    around = text_of(draft, "ask.confirm", budget, tip="")
    tip = readback.summary(draft, lambda text: segments(f"{around} {text}") <= budget)
    text = around.replace(draft.voice.say("ask.confirm", tip=""), draft.voice.say("ask.confirm", tip=tip))
    draft.replies = (Reply(text, "ask.confirm", draft.voice.choices(CONFIRM)),)
