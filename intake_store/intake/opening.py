"""How a turn opens: the citizen's conversation is found or begun, locked, and a known message ends here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, exists, literal_column, select
from sqlalchemy.dialects import postgresql, sqlite

from channels.base import InboundMessage
from intake_store.db.clock import NOW, Time
from intake_store.db.prepared import Prepared
from intake_store.db.tables import conversations, messages, optouts, tips
from intake_store.model.conversation import Conversation, with_state
from intake_store.model.errors import Duplicate
from intake_store.model.facts import Facts, from_bytes
from intake_store.model.turn import Seen, TipRow
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
    tip_columns = [tips.c[name] for name in (*_TIP_COLUMNS, "facts")]
    return select(*columns, *tip_columns, _OPTED_OUT, _KNOWN, _BEFORE_WAITING).select_from(joined).where(_HERE)


_LOCKED = _find().with_for_update(of=conversations).subquery("locked")
#: With the time at which the row was ours, however long that took.
FIND_AND_LOCK = Prepared(select(_LOCKED, NOW.label("now")))
LOOK = Prepared(
    select(*(conversations.c[name] for name in ("id", "version", "state", "tip_id")), _OPTED_OUT).select_from(
        select(literal_column("1")).subquery("always").outerjoin(conversations, _HERE)
    )
)
#: Two first messages of one citizen: the second waits here for the first and then inserts nothing.
BEGIN = {
    name: Prepared(
        dialect.insert(conversations).inline().values(updated_at=NOW).on_conflict_do_nothing(),
        "channel", "address_hash", "line", "version",
    )
    for name, dialect in {"sqlite": sqlite, "postgresql": postgresql}.items()
}  # fmt: skip


#: Channels that share their messages' ids with another: what came as an SMS does not come again over WhatsApp.
SAME_IDS = {"whatsapp": "sms"}


@dataclass(frozen=True, slots=True)
class Opened:
    """What the locked rows say, and when they were locked: no message of a conversation is older than the last one.

    The hashes are those that it was found by: of the citizen's address, and of the provider's id of the message.
    """

    now: datetime
    address_hash: bytes
    provider_hash: bytes
    conversation_id: int
    version: int
    conversation: Conversation | None
    tip: TipRow | None
    opted_out: bool


def look(connection: Connection, vault: Vault, channel: str, address: str) -> Seen:
    """The conversation as it stands, without a lock."""
    key = {"address_hash": vault.address_hash(channel, address)}
    row = LOOK.first(connection, key)
    conversation = _conversation(vault, row, Facts()) if row.state is not None else None
    return Seen(row.version or 0, conversation, bool(row.opted_out))


def open_turn(connection: Connection, vault: Vault, message: InboundMessage, time: Time) -> Opened:
    """Lock the citizen's conversation, beginning it when there is none; `time` as of `Database`. Raises Duplicate."""
    address_hash = vault.address_hash(message.channel, message.address)
    provider_hash = inbound_hash(vault, message.channel, message.provider_id)
    found = {"address_hash": address_hash, "provider_hash": provider_hash, **time}
    row = FIND_AND_LOCK.first(connection, found)
    if row is None:
        values = {"channel": message.channel, "address_hash": address_hash, "line": message.line, "version": 0}
        BEGIN[connection.dialect.name].run(connection, values | time)
    if row is None or row.version != row.before:
        row = FIND_AND_LOCK.first(connection, found)
    if row.known:
        raise Duplicate
    conversation, opted_out = _whole(vault, row), bool(row.opted_out)
    return Opened(row.now, address_hash, provider_hash, row.id, row.version, conversation, _tip(row), opted_out)


def inbound_hash(vault: Vault, channel: str, provider_id: str) -> bytes:
    """What a citizen's message is known by: the same id of the same provider is the same message."""
    return vault.provider_hash("in", SAME_IDS.get(channel, channel), provider_id)


def _whole(vault: Vault, row: Any) -> Conversation | None:
    """The conversation with the facts of its tip."""
    if row.state is None:
        return None
    facts = vault.open(owner_of(row.tip_id, row.id), "facts", row.facts, "bot") if row.facts else None
    return _conversation(vault, row, from_bytes(facts) if facts else Facts())


def _conversation(vault: Vault, row: Any, facts: Facts) -> Conversation:
    return with_state(vault.open(owner_of(row.tip_id, row.id), "state", row.state, "bot"), facts)


def _tip(row: Any) -> TipRow | None:
    if row.tip_id is None:
        return None
    return TipRow(row.tip_id, *(getattr(row, name) for name in _TIP_COLUMNS))
