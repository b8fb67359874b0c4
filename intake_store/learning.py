"""Corrections as lessons: a supervisor reviews one, and the reviewed ones are read out with the words they are of."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update

from intake_store.db.database import Database
from intake_store.db.tables import corrections, messages
from intake_store.desk import audit
from intake_store.desk.rules import Actor, Conflict, NotFound
from intake_store.vault.vault import Vault, owner_of

REVIEWED = "correction_reviewed"


@dataclass(frozen=True, slots=True)
class TrainingExample:
    """What the bot read in `text`, a citizen's message, and what a handler made of it, as JSON of the facts.

    `text` is None where nothing tells which message it was, as when the bot had read nothing.
    """

    slot: str
    original: Any
    corrected: Any
    text: str | None


@dataclass(frozen=True, slots=True)
class Learning:
    """Reviews corrections and reads the reviewed ones."""

    database: Database
    vault: Vault

    def review(self, correction_id: int, actor: Actor, now: datetime) -> None:
        """Mark a correction as fit to learn from; once is enough. Raises NotFound, and Conflict below a supervisor."""
        if not actor.may("supervisor"):
            raise Conflict("Only supervisors review corrections.")
        here = corrections.c.id == correction_id
        with self.database.write() as connection:
            row = connection.execute(select(corrections).where(here).with_for_update()).one_or_none()
            if row is None:
                raise NotFound
            if not row.reviewed:
                done = {"reviewed": True, "reviewed_at": now, "reviewed_by": actor.id}
                connection.execute(update(corrections).where(here).values(**done))
                audit.record(connection, row.tip_id, actor, now, REVIEWED, row.slot)

    def corrections_to_learn(self, reader: str) -> Iterator[TrainingExample]:
        """The reviewed corrections, oldest first; identities are still in them."""
        wanted = select(corrections).where(corrections.c.reviewed).order_by(corrections.c.id)
        with self.database.read() as connection:
            for row in connection.execute(wanted).all():
                yield self._lesson(connection, row, reader)

    def _lesson(self, connection: Connection, row: Row[Any], reader: str) -> TrainingExample:
        original, corrected = (
            json.loads(self._open(row, f"{name}:{row.key}", getattr(row, name), reader))
            for name in ("original", "corrected")
        )
        return TrainingExample(row.slot, original, corrected, self._text(connection, row, reader))

    def _text(self, connection: Connection, row: Row[Any], reader: str) -> str | None:
        if row.message is None:
            return None
        said = select(messages.c.key, messages.c.text).where(messages.c.tip_id == row.tip_id)
        said = said.where(messages.c.direction == "in").order_by(messages.c.id).offset(row.message).limit(1)
        found = connection.execute(said).one_or_none()
        return None if found is None else self._open(row, f"text:{found.key}", found.text, reader)

    def _open(self, row: Row[Any], field: str, sealed: bytes, reader: str) -> str:
        return self.vault.open_text(owner_of(row.tip_id, 0), field, sealed, reader)
