"""What handlers' corrections can teach: each with the citizen's words, once, for a person to review."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update

from intake_store.db.database import Database
from intake_store.db.tables import corrections, tips
from intake_store.desk import audit
from intake_store.desk.tip_reader import TipReader
from intake_store.model.actor import Actor
from intake_store.model.event_kind import EventKind
from intake_store.model.facts import Facts
from intake_store.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class TrainingExample:
    """A citizen's message that the bot misread, with the tip's facts as handlers set them right.

    `corrections` are the ids of all corrections that it comes from, `tells` is True for the message that tells the
    story, whose category then is `category`.
    """

    corrections: tuple[int, ...]
    text: str
    language: str
    category: str | None
    tells: bool
    facts: Facts


class TrainingExamples:
    """Hands out corrections that nobody reviewed, and notes who reviewed them."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database, self._vault = database, vault

    def waiting(self, actor: Actor, now: datetime) -> list[TrainingExample]:
        """An example for each message with unreviewed corrections; that it was read is written down at its tip."""
        wanted = select(corrections).where(corrections.c.reviewed.is_(False)).order_by(corrections.c.id)
        with self._database.write() as connection:
            by_tip: dict[int, list[Row[Any]]] = {}
            for row in connection.execute(wanted):
                by_tip.setdefault(row.tip_id, []).append(row)
            tip_reader = TipReader(connection, self._vault, actor.id)
            found = [one for tip_id, rows in by_tip.items() for one in _examples(tip_reader, tip_id, rows)]
            for tip_id in by_tip:
                audit.record(connection, tip_id, actor, now, EventKind.TAUGHT)
        return found

    def mark_reviewed(self, ids: Collection[int], by: str, now: datetime) -> int:
        """Note that `by` reviewed these corrections; how many were still waiting."""
        with self._database.write() as connection:
            return _mark_reviewed(connection, ids, by, now)


def _mark_reviewed(connection: Connection, ids: Collection[int], by: str, now: datetime) -> int:
    waiting = corrections.c.id.in_(ids), corrections.c.reviewed.is_(False)
    done = update(corrections).where(*waiting).values(reviewed=True, reviewed_at=now, reviewed_by=by)
    return int(connection.execute(done).rowcount)


def _examples(tip_reader: TipReader, tip_id: int, rows: list[Row[Any]]) -> Iterator[TrainingExample]:
    """One example a message that was corrected; a correction of no message's words is about the one with the story."""
    tip = tip_reader.connection.execute(select(tips).where(tips.c.id == tip_id)).one()
    said = [message.text for message in tip_reader.messages([tip_id]).get(tip_id, []) if message.direction == "in"]
    facts = tip_reader.facts(tip)
    story = facts.what.source.message or 0 if facts.what and facts.what.source else 0
    by_message: dict[int, list[int]] = {}
    for row in rows:
        by_message.setdefault(story if row.message is None else row.message, []).append(row.id)
    for number, ids in by_message.items():
        if number < len(said) and said[number].strip():
            yield TrainingExample(tuple(ids), said[number], tip.language or "en", tip.category, number == story, facts)
