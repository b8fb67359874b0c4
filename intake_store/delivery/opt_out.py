"""Opting out: the way back to the citizen is destroyed, a keyed hash on a list stays."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from intake_store.db.events import add_event
from intake_store.db.prepared import Prepared
from intake_store.db.tables import conversations, messages, optouts
from intake_store.model.event_kind import EventKind

OPTED_OUT = "opted out"

_INSERT = {
    "sqlite": Prepared(sqlite.insert(optouts).on_conflict_do_nothing(), "address_hash", "month"),
    "postgresql": Prepared(postgresql.insert(optouts).on_conflict_do_nothing(), "address_hash", "month"),
}
_DELETE = Prepared(delete(optouts).where(optouts.c.address_hash == bindparam("gone")))
_CANCEL = Prepared(
    update(messages)
    .where(messages.c.conversation_id == bindparam("conversation"), messages.c.due_at.is_not(None))
    .values(state="cancelled", due_at=None, lease_until=None, address=None, error=OPTED_OUT)
)
_OF_MESSAGE = (
    select(conversations.c.id, conversations.c.address_hash, conversations.c.tip_id)
    .join_from(messages, conversations, messages.c.conversation_id == conversations.c.id)
    .where(messages.c.id == bindparam("message"))
    .with_for_update(of=conversations)
)
_FORGET = (
    update(conversations)
    .where(conversations.c.id == bindparam("conversation"))
    .values(address=None, address_hash=None, state=None)
)


def list_opt_out(connection: Connection, address_hash: bytes, now: datetime) -> None:
    """Put the address on the list, with the month alone: the moment would lead to the conversation that ended then."""
    row = {"address_hash": address_hash, "month": now.date().replace(day=1)}
    _INSERT[connection.dialect.name].run(connection, row)


def unlist_opt_out(connection: Connection, address_hash: bytes) -> None:
    """Take the address off the list."""
    _DELETE.run(connection, {"gone": address_hash})


def cancel_waiting(connection: Connection, conversation_id: int) -> None:
    """Send nothing of what still waits there. What is with the provider already cannot be called back."""
    _CANCEL.run(connection, {"conversation": conversation_id})


def forget_citizen(connection: Connection, message_id: int, now: datetime) -> None:
    """Opt out the citizen whom this message was for, because the provider says so."""
    row = connection.execute(_OF_MESSAGE, {"message": message_id}).one_or_none()
    if row is None or row.address_hash is None:
        return
    list_opt_out(connection, row.address_hash, now)
    cancel_waiting(connection, row.id)
    connection.execute(_FORGET, {"conversation": row.id})
    if row.tip_id is not None:
        add_event(connection, row.tip_id, now, "courier", EventKind.OPTED_OUT, "by the provider")
