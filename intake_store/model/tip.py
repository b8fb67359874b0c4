"""What the desk hands out: a tip and its parts as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from channels.registry import TRAITS
from intake_store.model.event_kind import EventKind
from intake_store.model.facts import Facts

STATUSES = ("collecting", "new", "in_review", "closed")
#: Statuses of tips that wait for a person.
OPEN_STATUSES = ("collecting", "new", "in_review")
CHANNELS = tuple(TRAITS)

#: Delivery states of an outbound message as the desk sees them; the store's `pulled` is a web chat's `sent`.
DELIVERY_STATES = ("queued", "sending", "sent", "delivered", "read", "failed", "cancelled")

KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Message:
    """One message either way. `delivery`: one of `DELIVERY_STATES`, None for what came in; `by`: a handler's name."""

    id: int
    at: datetime
    direction: str
    author: str
    text: str
    delivery: str | None = None
    error: str = ""
    by: str | None = None
    choices: tuple[str, ...] = ()
    place: tuple[float, float] | None = None
    """The latitude and longitude of a location that the citizen shared."""


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """A file of the tip. `state`: pending, kept, refused or failed."""

    id: str
    state: str
    content_type: str
    bytes: int | None = None
    sha256: str | None = None
    error: str = ""
    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """An internal note; it never reaches the citizen."""

    at: datetime
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class Corrected:
    """That a slot was corrected, by whom (a name to show) and when; "category" is a slot here, too."""

    slot: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One event of a tip's history. `actor` is a name to show ("bot", "citizen", a handler's or a token's name)."""

    at: datetime
    actor: str
    kind: EventKind
    detail: str = ""


@dataclass(frozen=True, slots=True)
class TipSummary:
    """A tip without its messages. `id` is internal and leaves the program in live events only, never in the API.

    `facts` are the bot's with the slots that handlers corrected in place of its own.
    """

    id: int
    reference: str
    status: str
    priority: str
    channel: str
    language: str
    category: str | None
    complete: bool
    received_at: datetime
    updated_at: datetime
    asking: str | None
    assignee: str | None
    flag: str | None
    facts: Facts
    evidence: tuple[EvidenceItem, ...] = ()


@dataclass(frozen=True, slots=True)
class Tip:
    """A whole tip. `reachable`: the citizen did not stop the line, so that replies go out; `etag` names this state.

    `read` is what the bot alone makes of the conversation; `corrections` are all that were ever made, oldest first.
    """

    summary: TipSummary
    messages: tuple[Message, ...]
    notes: tuple[Note, ...]
    history: tuple[HistoryEntry, ...]
    reachable: bool
    etag: str
    read: Facts
    corrections: tuple[Corrected, ...] = ()
