"""How a turn opens: the citizen's conversation is found or begun, locked, and a known message ends here."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, exists, literal_column, select
from sqlalchemy.dialects import postgresql, sqlite

from channels.base import InboundMessage
from intake_store.clock import NOW, Time
from intake_store.db.tables import conversations, messages, optouts, tips
from intake_store.model.turn_record import Duplicate, Seen, TipRow
from intake_store.vault.vault import Vault, owner_of

_OPTED_OUT = exists().where(optouts.c.address_hash == bindparam("address_hash")).label("opted_out")
#: The direction is written out so that SQLite, too, sees that the partial index serves.
_KNOWN = (
    exists()
    .where(messages.c.provider_hash == bindparam("provider_hash"), messages.c.direction == literal_column("'in'"))
    .label("known")
)
_TIP_COLUMNS = (
    "reference", "status", "priority", "category", "language", "complete", "flag", "assignee",
    "bot_priority", "bot_category",
)  # fmt: skip
_TWIN = conversations.alias("twin")
#: The version that the statement's snapshot shows. PostgreSQL reads a row that it waited for anew, but nothing else:
#: the tip, the opt-out list and the known message would be as they were before the wait.
_BEFORE_WAITING = (
    select(_TWIN.c.version).where(_TWIN.c.address_hash == bindparam("address_hash")).scalar_subquery().label("before")
)
_HERE = conversations.c.address_hash == bindparam("address_hash")


def _find() -> Select[Any]:
    columns = [conversations.c[name] for name in ("id", "version", "state", "tip_id")]
    joined = conversations.outerjoin(tips, tips.c.id == conversations.c.tip_id)
    tip_columns = [tips.c[name] for name in _TIP_COLUMNS]
    return select(*columns, *tip_columns, _OPTED_OUT, _KNOWN, _BEFORE_WAITING).select_from(joined).where(_HERE)


_LOCKED = _find().with_for_update(of=conversations).subquery("locked")
#: With the time at which the row was ours, however long that took.
FIND_AND_LOCK = select(_LOCKED, NOW.label("now"))
LOOK = select(*(conversations.c[name] for name in ("id", "version", "state", "tip_id")), _OPTED_OUT).select_from(
    select(literal_column("1")).subquery("always").outerjoin(conversations, _HERE)
)
#: Two first messages of one citizen: the second waits here for the first and then inserts nothing.
BEGIN = {
    "sqlite": sqlite.insert(conversations).values(updated_at=NOW).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(conversations).values(updated_at=NOW).on_conflict_do_nothing(),
}


@dataclass(frozen=True, slots=True)
class Opened:
    """What the locked rows say, and when they were locked: no message of a conversation is older than the last one."""

    now: datetime
    conversation_id: int
    version: int
    state: dict[str, Any] | None
    tip: TipRow | None
    opted_out: bool


def look(connection: Connection, vault: Vault, channel: str, address: str) -> Seen:
    """The conversation as it stands, without a lock."""
    key = {"address_hash": vault.address_hash(channel, address)}
    row = connection.execute(LOOK, key).one()
    return Seen(row.version or 0, _state(vault, row), bool(row.opted_out))


def open_turn(connection: Connection, vault: Vault, message: InboundMessage, time: Time) -> Opened:
    """Lock the citizen's conversation, beginning it when there is none; `time` as of `Database`. Raises Duplicate."""
    found = {
        "address_hash": vault.address_hash(message.channel, message.address),
        "provider_hash": vault.provider_hash("in", message.channel, message.provider_id),
        **time,
    }
    row = connection.execute(FIND_AND_LOCK, found).one_or_none()
    if row is None:
        values = {"channel": message.channel, "address_hash": found["address_hash"], "line": message.line, "version": 0}
        connection.execute(BEGIN[connection.dialect.name], values | time)
    if row is None or row.version != row.before:
        row = connection.execute(FIND_AND_LOCK, found).one()
    if row.known:
        raise Duplicate
    return Opened(row.now, row.id, row.version, _state(vault, row), _tip(row), bool(row.opted_out))


def _state(vault: Vault, row: Any) -> dict[str, Any] | None:
    if row.state is None:
        return None
    state: dict[str, Any] = json.loads(vault.open(owner_of(row.tip_id, row.id), "state", row.state, "bot"))
    return state


def _tip(row: Any) -> TipRow | None:
    if row.tip_id is None:
        return None
    return TipRow(row.tip_id, *(getattr(row, name) for name in _TIP_COLUMNS))
