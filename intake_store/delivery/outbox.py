"""The outbox: what is to be sent, in order per conversation, and what became of it.

A message waits while it has a `due_at`. Taking one gives the taker a lease; when the taker dies, the lease runs out and
the message is due again, both by the database's clock. That is the one place where a citizen can get a message twice: a
courier that dies after the provider took it and before `sent` was stored (`OutboundMessage.key` lets a provider that
knows such keys drop it).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, exists, func, or_, select, update
from sqlalchemy.orm import aliased

from channels.base import OutboundMessage, Receipt
from intake_store.db.clock import NOW
from intake_store.db.database import Database
from intake_store.db.events import add_event
from intake_store.db.tables import Messages, conversations, messages
from intake_store.delivery.choices import choices_from
from intake_store.delivery.opt_out import forget_citizen
from intake_store.delivery.receipts import settle_early, take_early, take_receipt
from intake_store.model.event_kind import EventKind
from intake_store.vault.vault import Vault, VaultError, owner_of

ERROR_CHARACTERS = 200

_earlier = aliased(Messages)
_HEAD = ~exists().where(
    _earlier.conversation_id == messages.c.conversation_id, _earlier.id < messages.c.id, _earlier.due_at.is_not(None)
)
_CLAIM = (
    select(*(messages.c[name] for name in ("id", "key", "conversation_id", "tip_id", "text", "choices", "attempts")))
    .add_columns(func.coalesce(messages.c.address, conversations.c.address).label("address"))
    .add_columns(conversations.c.channel, conversations.c.line, NOW.label("now"))
    .join_from(messages, conversations, messages.c.conversation_id == conversations.c.id)
    .where(messages.c.due_at <= NOW, _HEAD)
    .where(or_(messages.c.lease_until.is_(None), messages.c.lease_until <= NOW))
    .order_by(messages.c.due_at, messages.c.id)
    .limit(bindparam("most"))
    .with_for_update(of=messages, skip_locked=True)
)
_LEASE = (
    update(messages)
    .where(messages.c.id.in_(bindparam("ids", expanding=True)))
    .values(state="sending", lease_until=bindparam("until"), attempts=messages.c.attempts + 1)
)
_ONE = messages.c.id == bindparam("message")
#: What every message that no longer waits looks like; the last address of one who opted out goes with it.
_GONE: dict[str, Any] = {"due_at": None, "lease_until": None, "address": None}
_SENT = update(messages).where(_ONE).values(**_GONE)
_RETRY = update(messages).where(_ONE, messages.c.state == "sending").values(state="queued", lease_until=None)
_FAILED = update(messages).where(_ONE).values(**_GONE, state="failed").returning(messages.c.tip_id)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message that is ours to send until the lease ends; `attempts` counts this one, from 1."""

    id: int
    conversation_id: int
    message: OutboundMessage
    attempts: int


class Outbox:
    """The courier's verbs. All raise `database.Unavailable`; all may be repeated without harm."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    def claim(self, limit: int, lease: timedelta) -> list[Outgoing]:
        """Take up to `limit` due messages, only ever the first waiting one of each conversation."""
        with self._database.write() as connection:
            rows = connection.execute(_CLAIM, self._database.time() | {"most": limit}).all()
            if not rows:
                return []
            connection.execute(_LEASE, {"ids": [row.id for row in rows], "until": rows[0].now + lease})
            taken = [self._outgoing(connection, row) for row in rows]
        return [outgoing for outgoing in taken if outgoing is not None]

    def sent(self, message_id: int, provider_id: str, now: datetime) -> None:
        """The provider took it under `provider_id` ("" when it gives none); a receipt that came before counts."""
        provider_hash = self._vault.provider_hash("out", "", provider_id) if provider_id else None
        with self._database.write() as connection:
            early = take_early(connection, provider_hash)
            done = {
                "message": message_id,
                "provider_hash": provider_hash,
                "sent_at": now,
                "state": "sent",
                "error": None,
            }
            connection.execute(_SENT, done | early)

    def retry(self, message_id: int, reason: str, wait: timedelta) -> None:
        """It could not be sent now: it, and what waits behind it, is due again after `wait`."""
        with self._database.write() as connection:
            due_at = self._database.now(connection) + wait
            again = {"message": message_id, "due_at": due_at, "error": reason[:ERROR_CHARACTERS]}
            connection.execute(_RETRY, again)

    def failed(self, message_id: int, reason: str, now: datetime) -> None:
        """It will never be sent; the handler sees why."""
        with self._database.write() as connection:
            _fail(connection, message_id, reason, now)

    def opted_out(self, message_id: int, reason: str, now: datetime) -> None:
        """The provider says that the citizen blocked the line: as if they had written STOP.

        The conversation is locked before its messages, as in every turn: the other way round two block each other.
        """
        with self._database.write() as connection:
            forget_citizen(connection, message_id, now)
            _fail(connection, message_id, reason, now)
        self._database.scrub()

    def receipt(self, receipt: Receipt, now: datetime) -> bool:
        """Note a delivery report; late, repeated and unknown ones change nothing. True when a message changed."""
        provider_hash = self._vault.provider_hash("out", "", receipt.provider_id)
        with self._database.write() as connection:
            return take_receipt(connection, provider_hash, receipt, now)

    def settle(self, now: datetime) -> None:
        """Housekeeping: reports that came in the same instant as their send's return are taken up, old ones dropped."""
        with self._database.write() as connection:
            settle_early(connection, now)

    def _outgoing(self, connection: Connection, row: Any) -> Outgoing | None:
        """The message itself; one that does not open is failed at once, so that it holds up nothing."""
        try:
            return Outgoing(row.id, row.conversation_id, self._message(row), row.attempts + 1)
        except VaultError as error:
            _fail(connection, row.id, str(error), row.now)
            return None

    def _message(self, row: Any) -> OutboundMessage:
        if row.address is None:
            raise VaultError("no address: the citizen opted out")
        owner, lane = owner_of(row.tip_id, row.conversation_id), owner_of(None, row.conversation_id)
        address = self._vault.open_text(lane, "address", row.address, "courier")
        text = self._vault.open_text(owner, f"text:{row.key}", row.text, "courier")
        choices = self._vault.open(owner, f"choices:{row.key}", row.choices, "courier") if row.choices else b"[]"
        return OutboundMessage(row.channel, address, text, row.key, choices_from(choices), row.line)


def _fail(connection: Connection, message_id: int, reason: str, now: datetime) -> None:
    error = reason[:ERROR_CHARACTERS]
    tip_id = connection.execute(_FAILED, {"message": message_id, "error": error}).scalar()
    if tip_id is not None:
        add_event(connection, tip_id, now, "courier", EventKind.DELIVERY_FAILED, error)
