"""The tables of the intake store: which columns there are, which of them are sealed, and what keeps them unique."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, Integer, String, and_
from sqlalchemy.orm import Mapped, mapped_column

from intake_store.db.desk_tables import (
    Corrections,
    Notes,
    Sessions,
    Tokens,
    Users,
    corrections,
    notes,
    sessions,
    tokens,
    users,
)
from intake_store.db.schema import Base, UtcTime, table

__all__ = [
    "Base",
    "Conversations",
    "Corrections",
    "EarlyReceipts",
    "Events",
    "Evidence",
    "Messages",
    "Notes",
    "OptOuts",
    "Sessions",
    "Tips",
    "Tokens",
    "Users",
    "UtcTime",
    "VaultKeys",
    "conversations",
    "corrections",
    "early_receipts",
    "events",
    "evidence",
    "messages",
    "notes",
    "optouts",
    "sessions",
    "tips",
    "tokens",
    "users",
    "vault_keys",
]


class Conversations(Base):
    """One citizen on one channel. Opting out empties `address_hash` and `address`: nothing leads to them any more.

    `state` is sealed under the open tip, or under the conversation while there is none; `address` always under the
    conversation. `tip_id` has no foreign key because the two tables would then need each other to be created.
    """

    __tablename__ = "conversations"
    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(16))
    address_hash: Mapped[bytes | None] = mapped_column(unique=True)
    address: Mapped[bytes | None]
    line: Mapped[str] = mapped_column(default="")
    tip_id: Mapped[int | None]
    version: Mapped[int] = mapped_column(default=0)
    state: Mapped[bytes | None]
    updated_at: Mapped[datetime]


class Tips(Base):
    """One tip. Its id is ours alone and chosen by the store (keys derive from it); people know the reference.

    `bot_priority` and `bot_category` are what the bot last thought: where the column says something else, a handler
    has decided, and the bot's opinion no longer counts. `facts` are the bot's alone; `handler_facts` holds the slots
    that handlers corrected, which are shown in place of the bot's, so that neither overwrites the other.
    """

    __tablename__ = "tips"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    reference: Mapped[str] = mapped_column(String(16), unique=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), index=True)
    channel: Mapped[str] = mapped_column(String(16))
    language: Mapped[str] = mapped_column(String(16))
    status: Mapped[str] = mapped_column(String(16))
    priority: Mapped[str] = mapped_column(String(16))
    category: Mapped[str | None] = mapped_column(String(32))
    bot_priority: Mapped[str] = mapped_column(String(16))
    bot_category: Mapped[str | None] = mapped_column(String(32))
    complete: Mapped[bool]
    asking: Mapped[str | None] = mapped_column(String(16))
    flag: Mapped[str | None] = mapped_column(String(64))
    assignee: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    facts: Mapped[bytes | None]
    handler_facts: Mapped[bytes | None]
    received_at: Mapped[datetime] = mapped_column(index=True)
    updated_at: Mapped[datetime]
    last_inbound_at: Mapped[datetime]

    __table_args__ = (Index("ix_tips_status", "status", "received_at"),)


class Messages(Base):
    """What was said either way, and the outbox: a row with `due_at` waits to be sent, one without does not.

    `key` is random, names the row inside its seals and reaches the provider as the idempotency key. `provider_hash` is
    the keyed hash of the provider's message id (some ids contain the address); inbound it makes repeats visible,
    outbound receipts find their message by it. `address` is sealed and set only on the last message to a citizen who
    opted out, until that message has gone.
    """

    __tablename__ = "messages"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(32))
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    tip_id: Mapped[int | None] = mapped_column(ForeignKey("tips.id"), index=True)
    direction: Mapped[str] = mapped_column(String(3))  # in | out
    author: Mapped[str] = mapped_column(String(16))  # citizen | bot | handler
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    text: Mapped[bytes]
    choices: Mapped[bytes | None]
    location: Mapped[bytes | None]
    at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    provider_hash: Mapped[bytes | None]
    edits_hash: Mapped[bytes | None]
    address: Mapped[bytes | None]
    state: Mapped[str] = mapped_column(
        String(16)
    )  # received | queued sending sent delivered read failed pulled cancelled
    due_at: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    error: Mapped[str | None] = mapped_column(String(200))

    __table_args__ = (Index("ix_messages_conversation", "conversation_id", "id"),)


Index(
    "uq_messages_inbound",
    Messages.provider_hash,
    unique=True,
    sqlite_where=Messages.direction == "in",
    postgresql_where=Messages.direction == "in",
)
#: Only what a provider took has a hash: a turn, which queues replies, leaves this index alone.
_TAKEN = and_(Messages.direction == "out", Messages.provider_hash.is_not(None))
Index("ix_messages_outbound", Messages.provider_hash, sqlite_where=_TAKEN, postgresql_where=_TAKEN)
Index(
    "ix_messages_waiting",
    Messages.conversation_id,
    Messages.id,
    Messages.due_at,
    sqlite_where=Messages.due_at.is_not(None),
    postgresql_where=Messages.due_at.is_not(None),
)


class EarlyReceipts(Base):
    """Delivery reports that came before their message was marked as sent; taken up then, or dropped after a day."""

    __tablename__ = "early_receipts"
    provider_hash: Mapped[bytes] = mapped_column(primary_key=True)
    status: Mapped[str] = mapped_column(String(16))
    error: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime]


class Evidence(Base):
    """A file the citizen sent. `reference` (the provider's handle) and `name` are sealed; the bytes lie on disk.

    `due_at` is set while the file is still to be fetched. The public id is random.
    """

    __tablename__ = "evidence"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    tip_id: Mapped[int | None] = mapped_column(ForeignKey("tips.id"), index=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"))
    state: Mapped[str] = mapped_column(String(16))  # pending | kept | refused | failed
    reference: Mapped[bytes | None]
    name: Mapped[bytes | None]
    content_type: Mapped[str] = mapped_column(String(127))
    bytes: Mapped[int | None]
    sha256: Mapped[str | None] = mapped_column(String(64))
    path: Mapped[str | None] = mapped_column(String(64))
    at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    error: Mapped[str | None] = mapped_column(String(200))


Index(
    "ix_evidence_waiting",
    Evidence.due_at,
    sqlite_where=Evidence.due_at.is_not(None),
    postgresql_where=Evidence.due_at.is_not(None),
)


class Events(Base):
    """A tip's history: every change, and every reading by a handler. `detail` names slots and values of ours only;
    what may hold a citizen's or handler's words goes sealed into `words` (field "event:<kind>")."""

    __tablename__ = "events"
    id: Mapped[int] = mapped_column(primary_key=True)
    tip_id: Mapped[int] = mapped_column(ForeignKey("tips.id"), index=True)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(64))  # bot | citizen | courier | housekeeping | handler:<id> | api:<id>
    kind: Mapped[str] = mapped_column(String(32))
    detail: Mapped[str] = mapped_column(String(200), default="")
    words: Mapped[bytes | None]


class OptOuts(Base):
    """Keyed hashes of the addresses that must not be written to until they ask for it again.

    Neither the time (a month's first day) nor the order of the rows tells which conversation one belonged to.
    """

    __tablename__ = "optouts"
    address_hash: Mapped[bytes] = mapped_column(primary_key=True)
    month: Mapped[date]

    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy reads it as a plain dict


class VaultKeys(Base):
    """The fingerprint of the key this database is sealed with, so that a lost key file is noticed at the start."""

    __tablename__ = "vault_keys"
    fingerprint: Mapped[str] = mapped_column(String(32), primary_key=True)
    at: Mapped[datetime]


conversations = table(Conversations)
tips = table(Tips)
messages = table(Messages)
early_receipts = table(EarlyReceipts)
evidence = table(Evidence)
events = table(Events)
optouts = table(OptOuts)
vault_keys = table(VaultKeys)
