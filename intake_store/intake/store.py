"""The verbs of intake: look at a conversation, take a turn in it, close what fell silent."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, insert, select, update

from channels.base import InboundMessage
from channels.registry import traits_of
from intake_store.db.database import Database
from intake_store.db.events import add_events, event_row
from intake_store.db.failures import Clash
from intake_store.db.tables import messages, tips, vault_keys
from intake_store.intake.commit import commit
from intake_store.intake.opening import Opened, look, open_turn
from intake_store.intake.scope import Scope
from intake_store.intake.tips import new_tip_id
from intake_store.model.conversation import Conversation
from intake_store.model.errors import Duplicate, ReferenceTaken, WrongKey
from intake_store.model.event_kind import EventKind
from intake_store.model.turn import Committed, Seen, TipRow, Turn
from intake_store.vault.vault import Vault

_FALL_SILENT = (
    update(tips)
    .where(tips.c.status == "collecting", tips.c.last_inbound_at <= bindparam("idle_since"))
    .values(status="new", updated_at=bindparam("closed_at"))
    .returning(tips.c.id)
)


def is_sealed(database: Database) -> bool:
    """Whether a key was used on the database: no other one may be made for it. Raises `database.Unavailable`."""
    with database.read() as connection:
        known = connection.dialect.has_table(connection, vault_keys.name)
        return known and connection.execute(select(vault_keys.c.fingerprint).limit(1)).first() is not None


#: What a row that is there already means in a turn; in any other table it is a mistake of ours.
_THERE_ALREADY = {tips.name: ReferenceTaken, messages.name: Duplicate}


@contextlib.contextmanager
def _said_by_the_turn() -> Iterator[None]:
    """Say by the turn's own words which row was there before."""
    try:
        yield
    except Clash as clash:
        raise _THERE_ALREADY.get(clash.table, clash) from None


class OpenTurn:
    """One citizen's conversation, locked, in one transaction; leaving the block without a commit undoes everything.

    `conversation` is what the last turn left (None for a new citizen), `tip` the one it is in; `version` rises with
    each turn, and with each change of a tip by a handler.
    """

    def __init__(self, connection: Connection, vault: Vault, message: InboundMessage, opened: Opened) -> None:
        self._connection, self._vault, self._message, self._opened = connection, vault, message, opened
        self.version: int = opened.version
        self.conversation: Conversation | None = opened.conversation
        self.tip: TipRow | None = opened.tip
        self.opted_out: bool = opened.opted_out
        self.committed: Committed | None = None
        self.stops = False

    def commit(self, turn: Turn) -> Committed:
        """Write the turn; it is stored when the block ends."""
        pulled = traits_of(self._message.channel).pulls
        tip_id = self._tip_after(turn.conversation.reference)
        vault = self._vault
        scope = Scope(self._connection, vault, vault.sealer(), self._message, self._opened, turn, tip_id, pulled)
        self.committed, self.stops = commit(scope), turn.stop
        return self.committed

    def _tip_after(self, reference: str | None) -> int | None:
        """The tip that the conversation is in after the turn: none, the one it was in, or a new one."""
        if reference is None:
            return None
        return self.tip.id if self.tip is not None and self.tip.reference == reference else new_tip_id(self._opened.now)


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
            raise WrongKey("the key file does not fit this database: bring back the one that it was sealed with")

    def look(self, channel: str, address: str) -> Seen:
        """The conversation as it stands, without waiting for anyone."""
        with self._database.read() as connection:
            return look(connection, self._vault, channel, address)

    @contextlib.contextmanager
    def turn(self, message: InboundMessage) -> Iterator[OpenTurn]:
        """Lock the sender's conversation for one turn.

        Raises Duplicate when the message was stored before, ReferenceTaken when another tip has the new one's
        reference; either at the latest when the block ends.
        """
        with _said_by_the_turn(), self._database.write_together() as connection:
            opened = open_turn(connection, self._vault, message, self._database.time())
            turn = OpenTurn(connection, self._vault, message, opened)
            yield turn
            if turn.committed is None:
                connection.rollback()
        if turn.committed is not None and turn.stops:
            self._database.scrub()

    def close_idle(self, idle: timedelta) -> int:
        """Hand tips whose citizen fell silent to the desk, incomplete as they are; returns how many.

        The conversation stays: a later message adds to the same tip.
        """
        with self._database.write() as connection:
            now = self._database.now(connection)
            values = {"idle_since": now - idle, "closed_at": now}
            silent = connection.execute(_FALL_SILENT, values).scalars().all()
            rows = [event_row(tip, now, "housekeeping", EventKind.IDLE, "collecting → new") for tip in silent]
            add_events(connection, rows)
        return len(silent)
