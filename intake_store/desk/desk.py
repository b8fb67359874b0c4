"""The verbs of call handlers: list, read, change, reply, note; each leaves its trace in the tip's history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy import Connection, select

from intake_store.db.database import Database
from intake_store.db.tables import evidence, tips
from intake_store.desk import audit
from intake_store.desk.correction_writer import Corrector
from intake_store.desk.corrections import Correction, read_items
from intake_store.desk.counts import Counts, count
from intake_store.desk.queue import Query, check_query, write_cursor
from intake_store.desk.rules import Change
from intake_store.desk.search import listed, searched
from intake_store.desk.tip_reader import TipReader, etag, tip_row
from intake_store.desk.writer import Writer, differs, held
from intake_store.live.bus import OUTBOX, TIPS, Bus
from intake_store.model.actor import Actor
from intake_store.model.errors import NotFound, Stale
from intake_store.model.event_kind import EventKind
from intake_store.model.reference import lookalikes, normal
from intake_store.model.tip import KEPT, Message, Note, Tip, TipSummary
from intake_store.vault.vault import Vault


class Files(Protocol):
    """Where the bytes of evidence are kept."""

    def open(self, evidence_id: str, reader: str) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Page:
    """Tips of a list. `scanned` is how many were looked at, which for a search is more than were found."""

    items: tuple[TipSummary, ...]
    next_cursor: str | None
    scanned: int


@dataclass(frozen=True, slots=True)
class File:
    """A kept file as it was received."""

    id: str
    reference: str
    content_type: str
    sha256: str | None
    body: bytes


class Desk:
    """All that a handler or a program of theirs can do with tips.

    References may be typed in any case and without the dash. Raises NotFound for a tip that is not there, Invalid and
    Conflict (see `model.errors`), and `database.Unavailable` when the database is away.
    """

    def __init__(self, database: Database, vault: Vault, files: Files, bus: Bus) -> None:
        self._database, self._vault, self._files, self._bus = database, vault, files, bus

    def tips(self, query: Query, reader: Actor, now: datetime) -> Page:
        """A page of tips. That the reader saw them is recorded before any of it leaves this call."""
        after = check_query(query)
        look = searched if query.filters.q.strip() else listed
        with self._database.read() as connection:
            tip_reader = TipReader(connection, self._vault, reader.id)
            found = look(tip_reader, query.filters, query.order, after, query.limit)
            fresh = audit.unrecorded(connection, [item.id for item in found.items], reader, now)
        self._record_listed(fresh, reader, now)
        cursor = None if found.after is None else write_cursor(found.after, query.order)
        return Page(found.items, cursor, found.scanned)

    def _record_listed(self, tip_ids: Sequence[int], reader: Actor, now: datetime) -> None:
        if tip_ids:
            with self._database.write() as connection:
                audit.record_listed(connection, tip_ids, reader, now)

    def counts(self, reader: Actor) -> Counts:
        """How many tips wait, for the heads of the queue; tells nothing of their content."""
        with self._database.read() as connection:
            return count(connection, reader)

    def tip(self, reference: str, reader: Actor, now: datetime, *, still_open: bool = False) -> Tip:
        """The whole tip; the reading is recorded in the same transaction.

        `still_open`: a page that was opened before brings itself up to date; such a reading is recorded now and then.
        """
        with self._database.write() as connection:
            row = tip_row(connection, normal(reference))
            if row is None:
                raise NotFound
            if not (still_open and audit.reads_on(connection, row.id, reader, now)):
                audit.record(connection, row.id, reader, now, EventKind.READ)
            return TipReader(connection, self._vault, reader.id).whole(row)

    def near(self, reference: str) -> str | None:
        """The one tip whose reference looks like this mistyped one; None when none does, or several."""
        guesses = lookalikes(normal(reference))
        with self._database.read() as connection:
            found = connection.execute(select(tips.c.reference).where(tips.c.reference.in_(guesses))).scalars().all()
        return found[0] if len(found) == 1 else None

    def change(
        self,
        reference: str,
        change: Change,
        actor: Actor,
        now: datetime,
        if_match: frozenset[str] | None = None,
        seen: Change | None = None,
    ) -> Tip:
        """Set fields of the tip and return it as it is then.

        Raises Stale unless the tip's etag is one of `if_match`, or when a field to be set is not as it was `seen`.
        """
        with self._database.write() as connection:
            row = held(connection, normal(reference))
            if row is None:
                raise NotFound
            if (if_match is not None and etag(row) not in if_match) or (seen and differs(row, change, seen)):
                raise Stale
            Writer(connection, self._vault, actor, now).change(row, change)
            tip = self._reread(connection, row.reference, actor, now)
        self._bus.publish(TIPS, tip.summary.id)
        return tip

    def correct(
        self,
        reference: str,
        correction: Correction,
        actor: Actor,
        now: datetime,
        if_match: frozenset[str] | None = None,
        seen: str | None = None,
    ) -> Tip:
        """Set a whole slot right and return the tip as it is then; what the bot read is kept.

        It stands until a handler sets the slot again: turns write the bot's facts beside it. Raises Invalid with every
        wrong field, and Stale unless the tip's etag is one of `if_match` and the slot's `slot_mark` is `seen`.
        """
        items = read_items(correction)
        with self._database.write() as connection:
            row = tip_row(connection, normal(reference), lock=True)
            if row is None:
                raise NotFound
            corrector = Corrector(connection, self._vault, actor, now)
            if (if_match is not None and etag(row) not in if_match) or corrector.moved(row, correction.slot, seen):
                raise Stale
            corrector.correct(row, correction.slot, items)
            tip = self._reread(connection, row.reference, actor, now)
        self._bus.publish(TIPS, tip.summary.id)
        return tip

    def _reread(self, connection: Connection, reference: str, actor: Actor, now: datetime) -> Tip:
        """The tip as it is after a change, which its author reads."""
        row = tip_row(connection, reference)
        assert row is not None
        audit.record(connection, row.id, actor, now, EventKind.READ)
        return TipReader(connection, self._vault, actor.id).whole(row)

    def reply(self, reference: str, text: str, actor: Actor, now: datetime, once: str | None = None) -> Message:
        """Queue a message to the citizen. Conflict when they stopped the line.

        `once` (32 hexadecimal characters) names the attempt: a second one of that name sends nothing.
        """
        with self._database.write() as connection:
            writer = Writer(connection, self._vault, actor, now)
            message, tip_id = writer.reply(normal(reference), text, once, self._database.time())
        self._bus.publish(OUTBOX, message.id)
        self._bus.publish(TIPS, tip_id)
        return message

    def note(self, reference: str, text: str, actor: Actor, now: datetime) -> Note:
        """Add an internal note, which the citizen never sees."""
        with self._database.write() as connection:
            note, tip_id = Writer(connection, self._vault, actor, now).note(normal(reference), text)
        self._bus.publish(TIPS, tip_id)
        return note

    def file(self, reference: str, evidence_id: str, reader: Actor, now: datetime) -> File:
        """A kept file of this tip; the reading is recorded before its bytes are opened."""
        if not evidence_id.isprintable():  # NUL, which a database does not take
            raise NotFound
        wanted = select(evidence, tips.c.reference.label("tip_reference")).join(tips, tips.c.id == evidence.c.tip_id)
        wanted = wanted.where(tips.c.reference == normal(reference), evidence.c.id == evidence_id)
        with self._database.write() as connection:
            row = connection.execute(wanted.where(evidence.c.state == KEPT)).one_or_none()
            if row is None:
                raise NotFound
            audit.record(connection, row.tip_id, reader, now, EventKind.EVIDENCE_READ, row.content_type)
        body = self._files.open(row.id, reader.id)
        return File(row.id, row.tip_reference, row.content_type, row.sha256, body)
