"""Builders for the intake tests: what a citizen sends and what a turn makes of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from channels.base import InboundMessage
from intake_store.db.database import Database
from intake_store.db.tables import Base, tips
from intake_store.intake.store import Store
from intake_store.model.facts import Facts, What
from intake_store.model.turn_record import Committed, QueuedReply, TurnRecord

NUMBER = "+447700900123"
LINE = "+441632960000"
REFERENCE = "7K4-MQ2"


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


def take(store: Store, inbound: InboundMessage, written: TurnRecord, now: datetime) -> Committed:
    """A whole turn."""
    with store.turn(inbound, now) as turn:
        return turn.commit(written)


def begin_tip(store: Store, now: datetime, *replies: str, **changes: Any) -> Committed:
    """The first message of a new tip; `changes` are the message's."""
    return take(store, message(**changes), record(*replies, new_tip=True), now)


def count(database: Database, table: str) -> int:
    """How many rows the table has."""
    with database.read() as connection:
        return connection.execute(select(func.count()).select_from(Base.metadata.tables[table])).scalar_one()


def tip(database: Database, column: str) -> object:
    """What stands in that column of the only tip."""
    with database.read() as connection:
        return connection.execute(select(tips.c[column])).scalar_one()
