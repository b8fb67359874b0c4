"""The JSON shape of tips that the API promises; what the code keeps for itself beside it stays inside."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from intake_store.model.facts import Facts, to_json
from intake_store.model.slots import BY_FIELD, Slot
from intake_store.model.tip import Corrected, EvidenceItem, Message, Note, Tip, TipSummary


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


def correction_json(correction: Corrected) -> dict[str, Any]:
    """That a handler corrected a slot; the slot itself shows the corrected value."""
    return {"slot": correction.slot, "by": correction.by, "at": moment(correction.at)}


def item_json(slot: Slot, item: Any) -> dict[str, Any]:
    """An item as the API shows it: its attributes, and where it was found."""
    return {name: _plain(getattr(item, name)) for name in slot.attributes} | {"source": to_json(item.source)}


def _plain(value: Any) -> Any:
    """A time of the facts with the offset of its place, anything else as it is."""
    return value.isoformat() if isinstance(value, datetime) else value


def slot_json(slot: Slot, facts: Facts) -> Any:
    """One slot as the API shows it: what nobody told is null or an empty list."""
    items = tuple(item_json(slot, item) for item in slot.items(facts))
    return list(items) if slot.many else slot.value(items)


def facts_json(facts: Facts) -> dict[str, Any]:
    """The slots that have facts, and the answers to the questions of all."""
    return {field: slot_json(slot, facts) for field, slot in BY_FIELD.items()} | {"answers": dict(facts.answers)}


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
    """The whole tip: its messages in the order in which they were said, internal notes, and who corrected what."""
    return summary_json(tip.summary) | {
        "messages": [message_json(message) for message in tip.messages],
        "notes": [note_json(note) for note in tip.notes],
        "corrections": [correction_json(correction) for correction in tip.corrections],
    }
