"""Builders for the intake tests: what a citizen sends and what a turn makes of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import func, select

from channels.base import InboundMessage
from intake_store.db.database import Database
from intake_store.db.tables import Base, messages, tips
from intake_store.delivery.outbox import Outbox
from intake_store.evidence.store import Evidence
from intake_store.intake.store import Store
from intake_store.model.conversation import Conversation
from intake_store.model.event_kind import EventKind
from intake_store.model.facts import Facts, What
from intake_store.model.turn import Committed, Event, Reply, Turn

NUMBER = "+447700900123"
LINE = "+441632960000"
REFERENCE = "7K4-MQ2"
OF_CONVERSATION = ("channel", "reference", "language", "asking", "stage", "messages", "unread", "settled")
Verbs = TypeVar("Verbs", Store, Outbox, Evidence)


def message(number: int | str = 1, text: str = "a man broke a window", **changes: Any) -> InboundMessage:
    """The citizen's message with this number."""
    given = {"channel": "sms", "address": NUMBER, "provider_id": f"SM{number}", "text": text, "line": LINE}
    return InboundMessage(**(given | changes))


def turn_of(*replies: str, **changes: Any) -> Turn:
    """A turn in the tip `REFERENCE` that answers with `replies`.

    `changes` are those of the `Turn`, of its conversation (`reference`, `language`, `asking`, `stage`) or of the facts
    (`category`), each by its name; `emergency`: the message tells of one.
    """
    emergency = (Event(EventKind.EMERGENCY, "act"),) if changes.pop("emergency", False) else ()
    facts = changes.pop("facts", Facts(what=What("a man broke a window")))
    facts = replace(facts, category=changes.pop("category", facts.category))
    of_conversation = {name: changes.pop(name) for name in OF_CONVERSATION if name in changes}
    conversation = Conversation(**{"channel": "sms", "stage": "collecting", "reference": REFERENCE} | of_conversation)
    given = {"replies": tuple(Reply(text) for text in replies), "events": emergency} | changes
    return Turn(replace(conversation, facts=facts), **given)


def next_due(outbox: Outbox) -> datetime | None:
    """When the next waiting message (or the next lease's end) is due; None when nothing waits."""
    due = func.coalesce(messages.c.lease_until, messages.c.due_at)
    waiting = messages.c.due_at.is_not(None)
    first = select(func.min(messages.c.id)).where(waiting).group_by(messages.c.conversation_id)
    with outbox._database.read() as connection:
        return connection.execute(select(func.min(due)).where(messages.c.id.in_(first))).scalar()


def at(verbs: Verbs, now: datetime) -> Verbs:
    """The same verbs; their database's clock stands at `now` from here on."""
    verbs._database.clock = lambda: now
    return verbs


def take(store: Store, inbound: InboundMessage, written: Turn, now: datetime) -> Committed:
    """A whole turn."""
    with at(store, now).turn(inbound) as opened:
        return opened.commit(written)


def begin_tip(store: Store, now: datetime, *replies: str, **changes: Any) -> Committed:
    """The first message of a new tip; `changes` are the message's."""
    return take(store, message(**changes), turn_of(*replies), now)


def count(database: Database, table: str) -> int:
    """How many rows the table has."""
    with database.read() as connection:
        return connection.execute(select(func.count()).select_from(Base.metadata.tables[table])).scalar_one()


def tip(database: Database, column: str) -> object:
    """What stands in that column of the only tip."""
    with database.read() as connection:
        return connection.execute(select(tips.c[column])).scalar_one()
