"""The verbs of intake: look at a conversation, take a turn in it, close what fell silent."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from channels.base import InboundMessage
from channels.registry import traits_of
from intake_store.db.database import Database
from intake_store.db.events import add_events, event_row
from intake_store.db.tables import tips, vault_keys
from intake_store.intake.commit import commit
from intake_store.intake.opening import Opened, look, open_turn
from intake_store.intake.scope import Scope
from intake_store.intake.tips import new_tip_id
from intake_store.model.errors import Duplicate, ReferenceTaken, WrongKey
from intake_store.model.event_kind import EventKind
from intake_store.model.turn_record import Committed, QueuedReply, Seen, TipRow, TurnRecord
from intake_store.vault.vault import Vault

__all__ = [
    "Committed",
    "Duplicate",
    "OpenTurn",
    "QueuedReply",
    "ReferenceTaken",
    "Seen",
    "Store",
    "TipRow",
    "TurnRecord",
    "WrongKey",
]

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
        pulled = traits_of(self._message.channel).pulls
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
            self.check_key(connection, now)

    def check_key(self, connection: Connection, now: datetime) -> None:
        """The same within a transaction."""
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
            rows = [event_row(tip, now, "housekeeping", EventKind.IDLE, "collecting → new") for tip in silent]
            add_events(connection, rows)
        return len(silent)
