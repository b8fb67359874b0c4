"""Builders for the intake tests: what a citizen sends and what a turn makes of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar

from channels.base import InboundMessage
from intake_store.delivery.outbox import Outbox
from intake_store.evidence.store import Evidence
from intake_store.intake.store import Store
from intake_store.model.facts import Facts, What
from intake_store.model.turn_record import Committed, QueuedReply, TurnRecord

NUMBER = "+447700900123"
LINE = "+441632960000"
REFERENCE = "7K4-MQ2"
Verbs = TypeVar("Verbs", Store, Outbox, Evidence)


def message(number: int | str = 1, text: str = "a man broke a window", **changes: Any) -> InboundMessage:
    """The citizen's message with this number."""
    given = {"channel": "sms", "address": NUMBER, "provider_id": f"SM{number}", "text": text, "line": LINE}
    return InboundMessage(**(given | changes))


def record(*replies: str, **changes: Any) -> TurnRecord:
    """A turn in the tip `REFERENCE` that answers with `replies`."""
    given: dict[str, Any] = {
        "state": {"stage": "collecting"},
        "facts": Facts(what=What("a man broke a window")),
        "reference": REFERENCE,
    }
    return TurnRecord(**(given | {"replies": tuple(QueuedReply(text) for text in replies)} | changes))


def at(verbs: Verbs, now: datetime) -> Verbs:
    """The same verbs; their database's clock stands at `now` from here on."""
    verbs._database.clock = lambda: now
    return verbs


def take(store: Store, inbound: InboundMessage, written: TurnRecord, now: datetime) -> Committed:
    """A whole turn."""
    with at(store, now).turn(inbound) as turn:
        return turn.commit(written)


def begin_tip(store: Store, now: datetime, *replies: str, **changes: Any) -> Committed:
    """The first message of a new tip; `changes` are the message's."""
    return take(store, message(**changes), record(*replies, new_tip=True), now)
