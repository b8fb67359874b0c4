"""What a handler's verbs write, inside the transaction that the desk opened."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from channels.registry import traits_of
from intake_store.db.clock import NOW, Time
from intake_store.db.tables import conversations, messages, notes, tips, users
from intake_store.desk import audit
from intake_store.desk.correction_writer import Corrector
from intake_store.desk.reopen import resume
from intake_store.desk.rules import NOTE_LIMIT, Change, check_change, check_text
from intake_store.desk.tip_reader import TipReader, tip_row
from intake_store.model.actor import Actor
from intake_store.model.errors import Conflict, Invalid, NotFound
from intake_store.model.event_kind import EventKind
from intake_store.model.tip import Message, Note
from intake_store.vault.vault import Vault, new_key, owner_of

_KEY = re.compile(r"[0-9a-f]{32}")


_HOLD = (
    update(conversations)
    .where(conversations.c.id == bindparam("conversation"))
    .values(version=conversations.c.version + 1)
)


def held(connection: Connection, reference: str) -> Row[Any] | None:
    """The tip's row, locked together with its conversation: no turn comes between it and what is done to it.

    The conversation is locked first, as every turn does. A turn that waited for it sees by the version that it must
    read the tip anew, so that a message that comes as a handler closes the tip opens it again.
    """
    row = tip_row(connection, reference)
    if row is None:
        return None
    connection.execute(_HOLD, {"conversation": row.conversation_id})
    return tip_row(connection, reference, lock=True)


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes in one actor's name at one moment."""

    connection: Connection
    vault: Vault
    actor: Actor
    now: datetime

    def change(self, row: Row[Any], change: Change) -> None:
        """Set what differs on the locked tip, with an event per field. Raises Invalid."""
        check_change(change)
        columns = self._wanted(change)
        shown = {"assignee": change.assignee or "nobody"}
        before = {"assignee": row.assignee_name or "nobody"}
        fresh = {name: value for name, value in columns.items() if value != getattr(row, name)}
        for name, value in fresh.items():
            detail = f"{before.get(name, getattr(row, name) or 'none')} → {shown.get(name, value)}"
            audit.record(self.connection, row.id, self.actor, self.now, EventKind[name.upper()], detail)
        if "category" in fresh:
            Corrector(self.connection, self.vault, self.actor, self.now).sorted(row, fresh["category"])
        if fresh:
            self._touch(row.id, fresh)

    def _wanted(self, change: Change) -> dict[str, Any]:
        given = {name: getattr(change, name) for name in ("status", "priority", "category")}
        columns = {name: value for name, value in given.items() if value is not None}
        return columns if change.assignee is None else columns | {"assignee": self._user_id(change.assignee)}

    def _user_id(self, name: str) -> int | None:
        if not name:
            return None
        wanted = select(users.c.id).where(users.c.name == name, users.c.active)
        user_id: int | None = self.connection.execute(wanted).scalar_one_or_none() if name.isprintable() else None
        if user_id is None:
            raise Invalid({"assignee": "is nobody at this desk"})
        return user_id

    def _touch(self, tip_id: int, columns: dict[str, Any]) -> None:
        self.connection.execute(update(tips).where(tips.c.id == tip_id).values(**columns, updated_at=self.now))

    def reply(self, reference: str, text: str, once: str | None, time: Time) -> tuple[Message, int]:
        """Put a message into the outbox; (message, tip id). Locks the conversation first, as every turn does.

        The message is of the moment of the lock, and due then, by the database's clock; `time` is `Database.time()`.
        """
        row = self._tip(reference)
        conversation = self._lock_conversation(row.conversation_id, time)
        channel = traits_of(row.channel)
        if not channel.reply_limit:
            raise Conflict(f"No reply is possible on this channel ({channel.label}).")
        cleaned = check_text(text, channel.reply_limit)
        if conversation.address is None:
            raise Conflict("The citizen stopped the line, so nothing can be sent to them.")
        key = once if once and _KEY.fullmatch(once) else new_key()
        if self._message(row.id, key) is None:
            self._queue(row, key, cleaned, conversation.now)
            resume(self.connection, self.vault, row)
            audit.record(self.connection, row.id, self.actor, self.now, EventKind.REPLY)
            self._touch(row.id, {})
        written = self._message(row.id, key)
        assert written is not None
        return written, row.id

    def _lock_conversation(self, conversation_id: int, time: Time) -> Any:
        wanted = select(conversations.c.id, conversations.c.address).where(conversations.c.id == conversation_id)
        locked = wanted.with_for_update().subquery()
        return self.connection.execute(select(locked, NOW.label("now")), time).one()

    def _message(self, tip_id: int, key: str) -> Message | None:
        wanted = select(messages, users.c.name.label("user_name")).outerjoin(users, users.c.id == messages.c.user_id)
        row = self.connection.execute(wanted.where(messages.c.tip_id == tip_id, messages.c.key == key)).one_or_none()
        return None if row is None else TipReader(self.connection, self.vault, self.actor.id).message(row)

    def _queue(self, tip: Row[Any], key: str, text: str, now: datetime) -> None:
        pulled = traits_of(tip.channel).pulls
        row = {"key": key, "conversation_id": tip.conversation_id, "tip_id": tip.id, "direction": "out"}
        row |= {"author": "handler", "user_id": self.actor.user_id, "at": now, "attempts": 0}
        row |= {"text": self.vault.seal(owner_of(tip.id, tip.conversation_id), f"text:{key}", text)}
        row |= {"state": "pulled" if pulled else "queued", "due_at": None if pulled else now}
        self.connection.execute(insert(messages), row)

    def note(self, reference: str, text: str) -> tuple[Note, int]:
        """Add an internal note; (note, tip id)."""
        row, key = self._tip(reference), new_key()
        cleaned = check_text(text, NOTE_LIMIT)
        values = {"key": key, "tip_id": row.id, "actor": self.actor.id, "user_id": self.actor.user_id, "at": self.now}
        sealed = self.vault.seal(owner_of(row.id, row.conversation_id), f"note:{key}", cleaned)
        self.connection.execute(insert(notes), values | {"text": sealed})
        audit.record(self.connection, row.id, self.actor, self.now, EventKind.NOTE)
        self._touch(row.id, {})
        return Note(self.now, self.actor.name, cleaned), row.id

    def _tip(self, reference: str) -> Row[Any]:
        row = tip_row(self.connection, reference)
        if row is None:
            raise NotFound
        return row


def differs(row: Row[Any], change: Change, seen: Change) -> bool:
    """Whether a field that the change sets is no longer as its author saw it."""
    now = Change(row.status, row.priority, row.category or "", row.assignee_name or "")
    return any(
        getattr(change, field.name) is not None and getattr(now, field.name) != getattr(seen, field.name)
        for field in fields(Change)
    )
