"""Which question comes next, and how it is worded: the slots that the category needs and that nobody told yet."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.engine.facts import times
from bot.engine.facts.people import described, suspects
from dialogs.questions import Questions
from intake_store.model.conversation import Conversation
from intake_store.model.facts import Facts, When, Where
from intake_store.model.slots import BY_NAME, SLOTS, THINGS

#: A crime that ended this long ago is over: danger is not asked about.
OVER = timedelta(hours=1)
#: A category surer than this tells what happened.
SURE_CATEGORY = 0.3
#: A time longer than this is asked for once more.
COARSE = timedelta(days=8)
#: Kinds of facts that together tell what happened.
RICH = 2
#: A story of this many words is taken even where no crime is seen in it.
STORY = 7
#: Confidence up to which a place is mere words, taken for one because "where?" was asked.
GUESSED = 0.6
#: Categories in which somebody may be hurt though nobody is spoken of; in others nobody was near unless words say so.
VIOLENT = frozenset({"assault", "robbery", "domestic_abuse"})
#: The condition of a wording that the first wording was not understood.
AGAIN = "again"


def is_filled(slot: str, conversation: Conversation) -> bool:
    """True where the citizen told `slot`, denied it, did not know it or refused it, or answered its question."""
    facts = conversation.facts
    if slot in facts.answers or slot in conversation.settled:
        return True
    match slot:
        case "where":
            return facts.where is not None and not facts.where.needs_address
        case "what":
            return facts.what is not None and (conversation.emergency or clear(facts) or _rich(facts))
        case "when":
            return facts.when is not None and _narrow(facts.when)
        case "who":
            return any(described(person) for person in suspects(facts.people))
        case "vehicle":
            return any(v.make or v.model or v.colour or v.plate for v in facts.vehicles)
    return bool(BY_NAME[slot].items(facts))


def _narrow(when: When) -> bool:
    """True where the time is resolved and says more than the season, or "every night"."""
    if not times.sure(when):
        return False
    if when.start is None or when.end is None or when.ongoing:
        return when.ongoing and bool(when.precision)
    return when.end - when.start <= COARSE


def _rich(facts: Facts) -> bool:
    """True where so much is told that "what happened?" would be an affront, whatever sort of thing it was."""
    place = facts.where is not None and not facts.where.needs_address
    told = (place, facts.when, *(slot.items(facts) for slot in SLOTS if slot.many))
    return sum(map(bool, told)) >= RICH


def clear(facts: Facts) -> bool:
    """True where it is known what sort of thing happened."""
    return facts.category is not None and facts.category_confidence >= SURE_CATEGORY


def known(facts: Facts) -> bool:
    """True where anything is told that a desk can use: a sort of crime, a real place, somebody, a vehicle, a weapon."""
    somebody = any(described(person) for person in suspects(facts.people))
    place = facts.where is not None and not facts.where.needs_address and not guessed(facts.where)
    category = facts.category not in (None, "other")
    return bool(category or place or somebody or any(slot.items(facts) for slot in THINGS))


def guessed(place: Where) -> bool:
    """True for words that were taken for a place only because one was asked for."""
    return place.source is not None and place.source.confidence <= GUESSED


def usable(facts: Facts) -> bool:
    """True where both where and what are told: the least that a tip needs."""
    return facts.where is not None and facts.what is not None


def danger_open(facts: Facts, now: datetime) -> bool:
    """True where the words leave open whether somebody is in danger."""
    when = facts.when
    if "danger" in facts.answers:
        return False
    return when is None or when.ongoing or when.end is None or now - when.end < OVER


def injuries_open(facts: Facts) -> bool:
    """True where somebody may be hurt."""
    return facts.category in VIOLENT or any(person.role == "victim" for person in facts.people)


def open_slots(conversation: Conversation, questions: Questions, now: datetime) -> list[str]:
    """The slots still to ask, in order, without the read-back."""
    facts, needs = conversation.facts, questions.needs(conversation.facts.category)
    wanted = needs.emergency if conversation.emergency else needs.ask
    slots = [slot for slot in questions.order if slot in wanted and not is_filled(slot, conversation)]
    if "danger" in slots and not danger_open(facts, now):
        slots.remove("danger")
    if "injuries" in slots and not injuries_open(facts):
        slots.remove("injuries")
    if not conversation.emergency and "what" in slots and not clear(facts):
        slots = ["what", *(slot for slot in slots if slot not in ("what", "danger"))]
    return slots


def next_slot(conversation: Conversation, questions: Questions, now: datetime) -> str | None:
    """The slot to ask now; None when everything that matters is told or enough was asked."""
    if conversation.redo:
        return conversation.redo
    limits, asked = questions.limits, conversation.asked
    cap = limits.emergency if conversation.emergency else limits.questions
    free = {"confirm", "danger"} if conversation.emergency else {"confirm"}
    spent = sum(1 for slot, times in asked.items() if times and slot not in free)
    for slot in open_slots(conversation, questions, now):
        fresh = not asked.get(slot)
        if asked.get(slot, 0) < limits.asked and not (fresh and spent >= cap):
            return slot
    return None


def conditions(conversation: Conversation) -> dict[str, bool]:
    """What holds for the wording of a question, by the names that questions.yaml may use."""
    facts = conversation.facts
    people = suspects(facts.people)
    total = sum(person.count or 2 for person in people)
    return {
        "emergency": conversation.emergency,
        "ongoing": facts.when is not None and facts.when.ongoing,
        "address": facts.where is not None and facts.where.needs_address,
        "place": facts.where is not None,
        "told": facts.what is not None,
        "distress": conversation.distress,
        "one": total == 1,
        "many": total > 1,
        "named": any(person.name for person in people),
        "described": any(described(person) for person in people),
        "vehicle": bool(facts.vehicles) and bool(facts.vehicles[-1].make or facts.vehicles[-1].model),
        "weapon": bool(facts.weapons),
    }


def wording(slot: str, conversation: Conversation, questions: Questions, again: bool = False) -> str:
    """The key of the sentence that asks `slot` now; `again`: the first wording was not understood."""
    holds = frozenset(name for name, true in {**conditions(conversation), AGAIN: again}.items() if true)
    category = conversation.facts.category
    return next(item.say for item in questions.wordings[slot] if item.fits(holds, category))
