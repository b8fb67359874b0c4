"""The rules of the desk that need no database: who acts, what may be set, and how errors carry the decision."""

from __future__ import annotations

from dataclasses import dataclass

from channels.registry import TRAITS
from intake_store.model.errors import Invalid, one_of
from intake_store.model.facts import CATEGORIES, PRIORITIES
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


CHOICES = {"status": SETTABLE_STATUSES, "priority": PRIORITIES, "category": CATEGORIES}


def check_change(change: Change) -> None:
    """Raise Invalid with every field of `change` that no tip can have. The assignee is checked against the users."""
    given = {name: getattr(change, name) for name in CHOICES}
    wrong = {name: one_of(value, CHOICES[name]) for name, value in given.items() if value is not None}
    errors = {name: message for name, message in wrong.items() if message}
    if errors:
        raise Invalid(errors)


def clean(text: str) -> str:
    """A handler's text with Unix line ends, without control characters (NUL cannot be stored) and outer space."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in lines if c in "\n\t" or not _is_control(c)).strip()


def _is_control(character: str) -> bool:
    """C0, C1, and surrogates that no encoder takes."""
    point = ord(character)
    return point < 0x20 or 0x7F <= point < 0xA0 or 0xD800 <= point < 0xE000


def check_text(text: str, limit: int) -> str:
    """`text` cleaned; Invalid when nothing is left or more than `limit` characters are."""
    cleaned = clean(text)
    if not cleaned:
        raise Invalid({"text": "must not be empty"})
    if len(cleaned) > limit:
        raise Invalid({"text": f"must be at most {limit} characters; this is {len(cleaned)}"})
    return cleaned


FILTER_CHOICES = {"status": (*STATUSES, "open"), "priority": PRIORITIES, "channel": CHANNELS, "category": CATEGORIES}
