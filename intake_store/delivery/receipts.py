"""Delivery reports: they come late, twice, in any order, and sometimes before the send they report on returned."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, delete, exists, literal_column, select, update
from sqlalchemy.dialects import postgresql, sqlite

from channels.base import Receipt
from intake_store.db.events import add_event
from intake_store.db.tables import early_receipts, messages
from intake_store.model.event_kind import EventKind

ERROR_CHARACTERS = 200
EARLY_AT_MOST = timedelta(days=1)
#: A report counts only when it stands after what is known. Delivery proves a failure wrong, never the other way round.
PROGRESS = ("queued", "cancelled", "sending", "sent", "failed", "delivered", "read")
REPORTED = ("sent", "failed", "delivered", "read")

_FIND = (
    select(messages.c.id, messages.c.tip_id, messages.c.state)
    .where(messages.c.provider_hash == bindparam("hash"), messages.c.direction == literal_column("'out'"))
    .with_for_update()
)
_UPDATE = update(messages).where(messages.c.id == bindparam("message"))
_FIND_EARLY = select(early_receipts.c.status, early_receipts.c.error).where(
    early_receipts.c.provider_hash == bindparam("hash")
)
_DROP_EARLY = delete(early_receipts).where(early_receipts.c.provider_hash == bindparam("hash"))
_COLUMNS = ("provider_hash", "status", "error", "at")
_DROP_OLD = delete(early_receipts).where(early_receipts.c.at < bindparam("before"))
_MATCHED = select(early_receipts).where(
    exists().where(
        messages.c.provider_hash == early_receipts.c.provider_hash, messages.c.direction == literal_column("'out'")
    )
)


def _upsert(insert: Any) -> Any:
    taken = {name: insert.excluded[name] for name in _COLUMNS}
    return insert.on_conflict_do_update(index_elements=["provider_hash"], set_=taken)


_KEEP_EARLY = {
    "sqlite": _upsert(sqlite.insert(early_receipts)),
    "postgresql": _upsert(postgresql.insert(early_receipts)),
}


def take_receipt(connection: Connection, provider_hash: bytes, receipt: Receipt, now: datetime) -> bool:
    """Bring the message forward to what the receipt says; True when that changed anything."""
    if receipt.status not in REPORTED:
        return False
    row = connection.execute(_FIND, {"hash": provider_hash}).first()
    if row is None:
        _keep_early(connection, provider_hash, receipt, now)
        return False
    if not _is_later(receipt.status, row.state):
        return False
    changes = {"message": row.id, "state": receipt.status, "error": receipt.error[:ERROR_CHARACTERS] or None}
    connection.execute(_UPDATE, changes)
    if receipt.status == "failed" and row.tip_id is not None:
        add_event(connection, row.tip_id, now, "courier", EventKind.DELIVERY_FAILED, receipt.error)
    return True


def take_early(connection: Connection, provider_hash: bytes | None) -> dict[str, Any]:
    """State and error of a report that was faster than the send's return, or nothing."""
    if provider_hash is None:
        return {}
    row = connection.execute(_FIND_EARLY, {"hash": provider_hash}).one_or_none()
    if row is None:
        return {}
    connection.execute(_DROP_EARLY, {"hash": provider_hash})
    return {"state": row.status, "error": row.error or None}


def settle_early(connection: Connection, now: datetime) -> None:
    """Take up early reports whose message is known by now, and forget those that no message ever took up."""
    for row in connection.execute(_MATCHED).all():
        connection.execute(_DROP_EARLY, {"hash": row.provider_hash})
        take_receipt(connection, row.provider_hash, Receipt("", row.status, row.error), now)
    connection.execute(_DROP_OLD, {"before": now - EARLY_AT_MOST})


def _keep_early(connection: Connection, provider_hash: bytes, receipt: Receipt, now: datetime) -> None:
    known = connection.execute(_FIND_EARLY, {"hash": provider_hash}).one_or_none()
    if known is not None and not _is_later(receipt.status, known.status):
        return
    row = {"provider_hash": provider_hash, "status": receipt.status, "error": receipt.error[:ERROR_CHARACTERS]}
    connection.execute(_KEEP_EARLY[connection.dialect.name], row | {"at": now})


def _is_later(status: str, known: str) -> bool:
    return PROGRESS.index(status) > PROGRESS.index(known)
