"""What the desk hands out: a tip and its parts as frozen values, and the JSON shape that the API promises."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from intake_store.facts import Facts, to_json

STATUSES = ("collecting", "new", "in_review", "closed")
#: Statuses of tips that wait for a person.
OPEN_STATUSES = ("collecting", "new", "in_review")
CHANNELS = ("sms", "whatsapp", "telegram", "web", "phone", "terminal")

#: Delivery states of an outbound message as the desk sees them; the store's `pulled` is a web chat's `sent`.
DELIVERY_STATES = ("queued", "sending", "sent", "delivered", "read", "failed", "cancelled")

KEPT = "kept"

#: What the API shows of each slot. Fields that the understanding keeps for itself stay inside.
SHOWN = {
    "what": ("text", "source"),
    "where": ("text", "latitude", "longitude", "needs_address", "source"),
    "when": ("text", "start", "end", "ongoing", "precision", "source"),
    "people": ("text", "count", "role", "name", "source"),
    "vehicles": ("text", "make", "model", "colour", "plate", "plate_partial", "source"),
    "weapons": ("text", "kind", "source"),
}
SOURCE = ("start", "end", "confidence", "found_by", "message")


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
class HistoryEntry:
    """One event of a tip's history. `actor` is a name to show ("bot", "citizen", a handler's or a token's name)."""

    at: datetime
    actor: str
    kind: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class TipSummary:
    """A tip without its messages. `id` is internal and leaves the program in live events only, never in the API."""

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
    """A whole tip. `reachable`: the citizen did not stop the line, so that replies go out; `etag` names this state."""

    summary: TipSummary
    messages: tuple[Message, ...]
    notes: tuple[Note, ...]
    history: tuple[HistoryEntry, ...]
    reachable: bool
    etag: str


def moment(at: datetime) -> str:
    """An aware time as RFC 3339 in UTC with a Z, as the API writes the times of the system itself."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def evidence_json(item: EvidenceItem) -> dict[str, Any]:
    """A piece of evidence; the file itself is at `/api/v1/tips/{reference}/evidence/{id}` once its state is `kept`."""
    shown = ("id", "state", "content_type", "bytes", "sha256")
    return {name: getattr(item, name) for name in shown}


def message_json(message: Message) -> dict[str, Any]:
    """A message; `delivery` and `error` say what became of ours, and are null and "" for the citizen's."""
    shown = ("direction", "author", "text", "delivery", "error", "by")
    place = None if message.place is None else {"latitude": message.place[0], "longitude": message.place[1]}
    return {"at": moment(message.at)} | {name: getattr(message, name) for name in shown} | {"place": place}


def note_json(note: Note) -> dict[str, Any]:
    """An internal note."""
    return {"at": moment(note.at), "by": note.by, "text": note.text}


def facts_json(facts: Facts) -> dict[str, Any]:
    """The slots; what nobody told is null or an empty list."""
    slots = {name: _shown(getattr(facts, name), names) for name, names in SHOWN.items()}
    return slots | {"answers": dict(facts.answers)}


def _shown(value: Any, names: tuple[str, ...]) -> Any:
    if value is None:
        return None
    if isinstance(value, tuple):
        return [_shown(item, names) for item in value]
    shown = {name: to_json(getattr(value, name)) for name in names if name != "source"}
    return shown | {"source": _shown(value.source, SOURCE)} if "source" in names else shown


def summary_json(tip: TipSummary) -> dict[str, Any]:
    """The tip as a list item: all of the contract's fields but the messages."""
    shown = ("reference", "status", "priority", "channel", "language", "category", "complete", "assignee", "flag")
    return (
        {name: getattr(tip, name) for name in shown}
        | {"received_at": moment(tip.received_at), "updated_at": moment(tip.updated_at), "asking": tip.asking}
        | facts_json(tip.facts)
        | {"evidence": [evidence_json(item) for item in tip.evidence]}
    )


def tip_json(tip: Tip) -> dict[str, Any]:
    """The whole tip with its messages in the order in which they were said, and the internal notes."""
    return summary_json(tip.summary) | {
        "messages": [message_json(message) for message in tip.messages],
        "notes": [note_json(note) for note in tip.notes],
    }
