"""The rules of the desk that need no database: who acts, what may be set, and how errors carry the decision."""

from __future__ import annotations

from dataclasses import dataclass

from channels.registry import TRAITS
from intake_store.model.errors import Invalid, one_of
from intake_store.model.facts import CATEGORIES, PRIORITIES
from intake_store.model.text import clean
from intake_store.model.tip import CHANNELS, STATUSES

#: Longest reply in characters on the channel that takes most.
LONGEST_REPLY = max(traits.reply_limit for traits in TRAITS.values())
NOTE_LIMIT = 10_000
QUERY_LIMIT = 200

#: Statuses that a person may set; `collecting` is the bot's own.
SETTABLE_STATUSES = ("new", "in_review", "closed")


@dataclass(frozen=True, slots=True)
class Change:
    """What a handler sets on a tip; None leaves a field as it is, `assignee=""` takes the assignee away."""

    status: str | None = None
    priority: str | None = None
    category: str | None = None
    assignee: str | None = None


def must_have_read(change: Change, seen: Change) -> bool:
    """Whether a change is only for one who saw all that was said: it closes the tip, or lowers an emergency."""
    lowers = change.priority is not None and seen.priority == "emergency"
    return change.status == "closed" or lowers


CHOICES = {"status": SETTABLE_STATUSES, "priority": PRIORITIES, "category": CATEGORIES}


def check_change(change: Change) -> None:
    """Raise Invalid with every field of `change` that no tip can have. The assignee is checked against the users."""
    given = {name: getattr(change, name) for name in CHOICES}
    wrong = {name: one_of(value, CHOICES[name]) for name, value in given.items() if value is not None}
    errors = {name: message for name, message in wrong.items() if message}
    if errors:
        raise Invalid(errors)


def check_text(text: str, limit: int) -> str:
    """`text` cleaned; Invalid when nothing is left or more than `limit` characters are."""
    cleaned = clean(text)
    if not cleaned:
        raise Invalid({"text": "must not be empty"})
    if len(cleaned) > limit:
        raise Invalid({"text": f"must be at most {limit} characters; this is {len(cleaned)}"})
    return cleaned


FILTER_CHOICES = {"status": (*STATUSES, "open"), "priority": PRIORITIES, "channel": CHANNELS, "category": CATEGORIES}
