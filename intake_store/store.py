"""The verbs of intake: look at a conversation, take a turn in it, close what fell silent, read what was said."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from channels.base import InboundMessage
from intake_store.database import Database
from intake_store.records import (
    Committed,
    Duplicate,
    Letter,
    QueuedReply,
    ReferenceTaken,
    Seen,
    TipRow,
    TurnRecord,
    WrongKey,
)
from intake_store.tables import conversations, messages, tips, vault_keys
from intake_store.tip_events import INSERT_EVENTS, event_row
from intake_store.turn_commit import commit
from intake_store.turn_messages import choices_from
from intake_store.turn_open import Opened, look, open_turn
from intake_store.turn_scope import Scope
from intake_store.turn_tip import new_tip_id
from intake_store.vault import Vault, owner_of

__all__ = [
    "Committed",
    "Duplicate",
    "Letter",
    "OpenTurn",
    "QueuedReply",
    "ReferenceTaken",
    "Seen",
    "Store",
    "TipRow",
    "TurnRecord",
    "WrongKey",
]

#: Channels whose citizens fetch what is said to them.
PULLED = frozenset({"web", "terminal"})
LETTERS_AT_ONCE = 500

_LETTERS = (
    select(*(messages.c[name] for name in ("id", "key", "at", "direction", "text", "choices", "tip_id")))
    .add_columns(conversations.c.id.label("conversation_id"))
    .join_from(messages, conversations, messages.c.conversation_id == conversations.c.id)
    .where(conversations.c.address_hash == bindparam("address_hash"), messages.c.id > bindparam("after"))
    .order_by(messages.c.id)
    .limit(LETTERS_AT_ONCE)
)
_FALL_SILENT = (
    update(tips)
    .where(tips.c.status == "collecting", tips.c.last_inbound_at <= bindparam("idle_since"))
    .values(status="new", updated_at=bindparam("closed_at"))
    .returning(tips.c.id)
)


class OpenTurn:
    """One citizen's conversation, locked, in one transaction; leaving the block without a commit undoes everything.

    `state` is what the last turn left (None for a new citizen), `tip` the one it is in, `version` rises by one a turn.
    """

    def __init__(
        self, connection: Connection, vault: Vault, message: InboundMessage, now: datetime, opened: Opened
    ) -> None:
        self._connection, self._vault, self._message, self._now = connection, vault, message, now
        self._opened = opened
        self.version: int = opened.version
        self.state: dict[str, Any] | None = opened.state
        self.tip: TipRow | None = opened.tip
        self.opted_out: bool = opened.opted_out
        self.committed: Committed | None = None
        self.stops = False

    def commit(self, record: TurnRecord) -> Committed:
        """Write the turn; it is stored when the block ends. Raises Duplicate or ReferenceTaken."""
        pulled = self._message.channel in PULLED
        tip_id = self._tip_after(record)
        scope = Scope(self._connection, self._vault, self._message, self._now, self._opened, record, tip_id, pulled)
        self.committed, self.stops = commit(scope), record.stop
        return self.committed

    def _tip_after(self, record: TurnRecord) -> int | None:
        if record.new_tip:
            return new_tip_id(self._now)
        if record.reference is None:
            return None
        if self.tip is None or self.tip.reference != record.reference:
            raise ValueError("the record names a tip that the conversation is not in")
        return self.tip.id


class Store:
    """The intake side of one database. Every verb raises `database.Unavailable` when the database is away."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    def guard_key(self, now: datetime) -> None:
        """Raise WrongKey when the database was sealed with another key; the first key that comes is remembered."""
        with self._database.write() as connection:
            known = connection.execute(select(vault_keys.c.fingerprint)).scalars().all()
            if not known:
                connection.execute(insert(vault_keys), {"fingerprint": self._vault.fingerprint, "at": now})
            elif self._vault.fingerprint not in known:
                raise WrongKey("the key file does not fit this database; bring back the one it was made with")

    def look(self, channel: str, address: str) -> Seen:
        """The conversation as it stands, without waiting for anyone."""
        with self._database.read() as connection:
            return look(connection, self._vault, channel, address)

    @contextlib.contextmanager
    def turn(self, message: InboundMessage, now: datetime) -> Iterator[OpenTurn]:
        """Lock the sender's conversation for one turn. Raises Duplicate when the message was stored before."""
        with self._database.write() as connection:
            opened = open_turn(connection, self._vault, message, now)
            turn = OpenTurn(connection, self._vault, message, now, opened)
            yield turn
            if turn.committed is None:
                connection.rollback()
        if turn.committed is not None and turn.stops:
            self._database.scrub()

    def close_idle(self, now: datetime, idle: timedelta) -> int:
        """Hand tips whose citizen fell silent to the desk, incomplete as they are; returns how many.

        The conversation stays: a later message adds to the same tip.
        """
        with self._database.write() as connection:
            values = {"idle_since": now - idle, "closed_at": now}
            silent = connection.execute(_FALL_SILENT, values).scalars().all()
            if silent:
                rows = [event_row(tip, now, "housekeeping", "idle", "collecting → new") for tip in silent]
                connection.execute(INSERT_EVENTS, rows)
        return len(silent)

    def mailbox(self, channel: str, address: str, after: int = 0) -> list[Letter]:
        """What was said both ways since letter `after`, oldest first, for the citizen's own screen."""
        found = {"address_hash": self._vault.address_hash(channel, address), "after": after}
        with self._database.read() as connection:
            return [self._letter(row) for row in connection.execute(_LETTERS, found)]

    def _letter(self, row: Row[Any]) -> Letter:
        owner = owner_of(row.tip_id, row.conversation_id)
        text = self._vault.open_text(owner, f"text:{row.key}", row.text, "citizen")
        choices = row.choices and self._vault.open(owner, f"choices:{row.key}", row.choices, "citizen")
        return Letter(row.id, row.at, row.direction, text, choices_from(choices) if choices else ())
