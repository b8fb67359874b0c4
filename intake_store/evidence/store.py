"""The files citizens send: which are still to be fetched, and where the fetched ones lie, sealed."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, bindparam, or_, select, update

from channels.base import Attachment
from intake_store.db.clock import NOW
from intake_store.db.database import Database
from intake_store.db.events import add_event
from intake_store.db.tables import conversations, evidence
from intake_store.evidence.sealed_file import IncomingFile, read_chunks
from intake_store.model.event_kind import EventKind
from intake_store.vault.vault import Broken, Vault, VaultError, owner_of

ERROR_CHARACTERS = 200
CONTENT_TYPE_CHARACTERS = 127
DRAFTS_AT_MOST = timedelta(days=1)

_ROW = ("id", "conversation_id", "tip_id", "reference", "name", "content_type", "bytes", "attempts")
_CLAIM = (
    select(*(evidence.c[name] for name in _ROW))
    .add_columns(conversations.c.channel, NOW.label("now"))
    .join_from(evidence, conversations, evidence.c.conversation_id == conversations.c.id)
    .where(evidence.c.due_at <= NOW)
    .where(or_(evidence.c.lease_until.is_(None), evidence.c.lease_until <= NOW))
    .order_by(evidence.c.due_at)
    .limit(bindparam("most"))
    .with_for_update(of=evidence, skip_locked=True)
)
_LEASE = (
    update(evidence)
    .where(evidence.c.id.in_(bindparam("ids", expanding=True)))
    .values(lease_until=bindparam("until"), attempts=evidence.c.attempts + 1)
)
_ONE = evidence.c.id == bindparam("file")
_PENDING = evidence.c.state == "pending"
_SETTLE = (update(evidence).where(_ONE, _PENDING).values(due_at=None, lease_until=None, reference=None)).returning(
    evidence.c.tip_id
)
_RETRY = update(evidence).where(_ONE, _PENDING).values(lease_until=None)
_FIND = select(evidence.c.conversation_id, evidence.c.tip_id, evidence.c.path).where(_ONE)


@dataclass(frozen=True, slots=True)
class Fetch:
    """A file to fetch, ours until the lease ends; `attempts` counts this one, from 1. `owner` is whose key seals it."""

    id: str
    channel: str
    attachment: Attachment
    attempts: int
    owner: str
    tip_id: int | None


class Evidence:
    """The verbs around evidence. `folder` is made when the first file comes. All raise `database.Unavailable`."""

    def __init__(self, database: Database, vault: Vault, folder: Path) -> None:
        self._database = database
        self._vault = vault
        self._folder = folder

    def claim(self, limit: int, lease: timedelta) -> list[Fetch]:
        """Take up to `limit` files that are due to be fetched."""
        with self._database.write() as connection:
            rows = connection.execute(_CLAIM, self._database.time() | {"most": limit}).all()
            if not rows:
                return []
            connection.execute(_LEASE, {"ids": [row.id for row in rows], "until": rows[0].now + lease})
            taken = [self._fetch(connection, row) for row in rows]
        return [fetch for fetch in taken if fetch is not None]

    @contextlib.contextmanager
    def receive(self, fetch: Fetch) -> Iterator[IncomingFile]:
        """A file to `write` the fetched bytes to; what `keep` does not take by the end of the block is discarded."""
        file = IncomingFile(self._vault, fetch.owner, fetch.id, self._path(fetch.id))
        try:
            yield file
        finally:
            file.discard()

    def keep(self, file: IncomingFile, content_type: str, now: datetime) -> None:
        """Put the file in its place and record type, size and SHA-256; the provider's handle is forgotten."""
        file.finish()
        values = {"content_type": content_type[:CONTENT_TYPE_CHARACTERS], "bytes": file.size, "sha256": file.sha256}
        values |= {"path": str(file.path.relative_to(self._folder)), "state": "kept", "error": None}
        with self._database.write() as connection:
            _settle(connection, file.evidence_id, values, now, EventKind.EVIDENCE_KEPT, content_type)

    def refuse(self, evidence_id: str, reason: str, now: datetime) -> None:
        """It is not to be kept (too large, of a kind that is not taken); the handler sees why."""
        with self._database.write() as connection:
            _settle(connection, evidence_id, _lost("refused", reason), now, EventKind.EVIDENCE_REFUSED, reason)

    def failed(self, evidence_id: str, reason: str, now: datetime) -> None:
        """It cannot be fetched any more; the handler sees why."""
        with self._database.write() as connection:
            _settle(connection, evidence_id, _lost("failed", reason), now, EventKind.EVIDENCE_FAILED, reason)

    def retry(self, evidence_id: str, reason: str, wait: timedelta) -> None:
        """It could not be fetched now and is due again after `wait`."""
        with self._database.write() as connection:
            due_at = self._database.now(connection) + wait
            again = {"file": evidence_id, "due_at": due_at, "error": reason[:ERROR_CHARACTERS]}
            connection.execute(_RETRY, again)

    def sweep(self, now: datetime) -> None:
        """Housekeeping: remove the drafts of files that a crash left half received a day ago."""
        for draft in self._folder.glob("*/.*"):
            with contextlib.suppress(FileNotFoundError):  # finished or given up meanwhile
                if draft.stat().st_mtime < (now - DRAFTS_AT_MOST).timestamp():
                    draft.unlink()

    def chunks(self, evidence_id: str, reader: str) -> Iterator[bytes]:
        """The bytes of a kept file, piece by piece. Raises KeyError when there is none, VaultError when damaged."""
        with self._database.read() as connection:
            row = connection.execute(_FIND, {"file": evidence_id}).one_or_none()
        if row is None or row.path is None:
            raise KeyError("no such file")
        owner = owner_of(row.tip_id, row.conversation_id)
        return read_chunks(self._vault, owner, evidence_id, self._folder / row.path, reader)

    def open(self, evidence_id: str, reader: str) -> bytes:
        """All bytes of a kept file; see `chunks`."""
        return b"".join(self.chunks(evidence_id, reader))

    def _path(self, evidence_id: str) -> Path:
        return self._folder / evidence_id[:2] / f"{evidence_id}.sealed"

    def _fetch(self, connection: Connection, row: Any) -> Fetch | None:
        """The job itself; one whose handle does not open is given up at once."""
        owner = owner_of(row.tip_id, row.conversation_id)
        try:
            attachment = self._attachment(row, owner)
        except VaultError as error:
            _settle(connection, row.id, _lost("failed", str(error)), row.now, EventKind.EVIDENCE_FAILED, str(error))
            return None
        return Fetch(row.id, row.channel, attachment, row.attempts + 1, owner, row.tip_id)

    def _attachment(self, row: Any, owner: str) -> Attachment:
        if row.reference is None or row.name is None:
            raise Broken("evidence: the provider's handle is gone")
        reference = self._vault.open_text(owner, f"reference:{row.id}", row.reference, "courier")
        name = self._vault.open_text(owner, f"name:{row.id}", row.name, "courier")
        return Attachment(reference, row.content_type, row.bytes, name)


def _lost(state: str, reason: str) -> dict[str, Any]:
    return {"state": state, "error": reason[:ERROR_CHARACTERS]}


def _settle(
    connection: Connection, evidence_id: str, values: dict[str, Any], now: datetime, kind: EventKind, detail: str
) -> None:
    """End the waiting of one file, with an event; one that was settled before stays as it was."""
    row = connection.execute(_SETTLE, values | {"file": evidence_id}).one_or_none()
    if row is not None and row.tip_id is not None:
        add_event(connection, row.tip_id, now, "courier", kind, detail)
