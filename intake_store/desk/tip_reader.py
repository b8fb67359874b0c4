"""Opens the rows of tips into the values that the desk hands out; every seal is opened in the reader's name."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection, Row, select

from intake_store.db.tables import conversations, corrections, events, evidence, messages, notes, tips, tokens, users
from intake_store.model.event_kind import EventKind
from intake_store.model.facts import Facts, from_bytes, from_json
from intake_store.model.tip import Corrected, EvidenceItem, HistoryEntry, Message, Note, Tip, TipSummary
from intake_store.vault.vault import Vault, owner_of

T = TypeVar("T")

#: Web chat fetches its messages itself: for the desk that is as good as sent.
DELIVERY = {"pulled": "sent"}
#: Events of a tip that are handed out with it; all are kept.
HISTORY = 300


@dataclass(frozen=True, slots=True)
class TipReader:
    """Reads tips over one connection; `reader` is the id of the actor who looks."""

    connection: Connection
    vault: Vault
    reader: str

    def summaries(self, rows: Sequence[Row[Any]]) -> list[TipSummary]:
        """The tips of these rows (see `queue.page`), with their files."""
        files = self.evidence([row.id for row in rows])
        return [self.summary(row, files.get(row.id, ())) for row in rows]

    def summary(self, row: Row[Any], files: Sequence[EvidenceItem]) -> TipSummary:
        """One tip; `asking` is the open question only while the bot still asks."""
        return TipSummary(
            id=row.id,
            reference=row.reference,
            status=row.status,
            priority=row.priority,
            channel=row.channel,
            language=row.language,
            category=row.category,
            complete=row.complete,
            received_at=row.received_at,
            updated_at=row.updated_at,
            asking=row.asking if row.status == "collecting" else None,
            assignee=row.assignee_name,
            flag=row.flag,
            facts=self.facts(row),
            evidence=tuple(files),
        )

    def facts(self, row: Row[Any]) -> Facts:
        """What the tip says, as handlers corrected it; nothing yet gives empty facts."""
        if row.facts is not None and row.handler_facts is None:
            return from_bytes(self.vault.open(owner_of(row.id, 0), "facts", row.facts, self.reader))
        return from_json(self.shown_facts(row))

    def shown_facts(self, row: Row[Any]) -> dict[str, Any]:
        """The bot's facts as JSON, with the slots that handlers set in place of its own."""
        return self.raw_facts(row) | self.handler_facts(row)

    def raw_facts(self, row: Row[Any]) -> dict[str, Any]:
        """The JSON of the facts as the bot keeps them."""
        return self._json(row.id, "facts", row.facts)

    def handler_facts(self, row: Row[Any]) -> dict[str, Any]:
        """The JSON of the slots that handlers set."""
        return self._json(row.id, "handler_facts", row.handler_facts)

    def _json(self, tip_id: int, field: str, sealed: bytes | None) -> dict[str, Any]:
        found: dict[str, Any] = {} if sealed is None else json.loads(self._open(tip_id, field, sealed))
        return found

    def texts(self, tip_ids: Sequence[int]) -> dict[int, list[str]]:
        """The bare texts of all messages and notes per tip, for a search."""
        found: dict[int, list[str]] = defaultdict(list)
        for table, field in ((messages, "text"), (notes, "note")):
            wanted = select(table.c.tip_id, table.c.key, table.c.text).where(table.c.tip_id.in_(tip_ids))
            for tip_id, key, sealed in self.connection.execute(wanted):
                found[tip_id].append(self._open(tip_id, f"{field}:{key}", sealed))
        return found

    def whole(self, row: Row[Any]) -> Tip:
        """The tip with all that belongs to it."""
        said = self.messages([row.id]).get(row.id, [])
        files = self.evidence([row.id]).get(row.id, [])
        notes = self.notes([row.id]).get(row.id, [])
        return Tip(
            summary=self.summary(row, files),
            messages=tuple(said),
            notes=tuple(notes),
            history=self.history(row.id),
            reachable=self._reachable(row.conversation_id),
            etag=etag(row),
            read=from_json(self.raw_facts(row)),
            corrections=self.corrections(row.id),
        )

    def messages(self, tip_ids: Sequence[int]) -> dict[int, list[Message]]:
        """What was said, per tip, in order."""
        wanted = select(messages, users.c.name.label("user_name")).outerjoin(users, users.c.id == messages.c.user_id)
        rows = self.connection.execute(wanted.where(messages.c.tip_id.in_(tip_ids)).order_by(messages.c.id))
        return _by_tip((row.tip_id, self.message(row)) for row in rows)

    def message(self, row: Row[Any]) -> Message:
        """One message; the citizen's have no delivery state."""
        ours = row.direction == "out"
        return Message(
            id=row.id,
            at=row.at,
            direction=row.direction,
            author=row.author,
            text=self._open(row.tip_id, f"text:{row.key}", row.text),
            delivery=DELIVERY.get(row.state, row.state) if ours else None,
            error=(row.error or "") if ours else "",
            by=row.user_name,
            choices=self._choices(row),
            place=self._place(row),
        )

    def _choices(self, row: Row[Any]) -> tuple[str, ...]:
        if row.choices is None:
            return ()
        return tuple(label for label, _ in json.loads(self._open(row.tip_id, f"choices:{row.key}", row.choices)))

    def _place(self, row: Row[Any]) -> tuple[float, float] | None:
        if row.location is None:
            return None
        latitude, longitude = json.loads(self._open(row.tip_id, f"location:{row.key}", row.location))
        return latitude, longitude

    def notes(self, tip_ids: Sequence[int]) -> dict[int, list[Note]]:
        """The internal notes per tip, oldest first."""
        rows = self.connection.execute(select(notes).where(notes.c.tip_id.in_(tip_ids)).order_by(notes.c.id)).all()
        names = self.names({row.actor for row in rows})
        return _by_tip((row.tip_id, self._note(row, names)) for row in rows)

    def _note(self, row: Row[Any], names: dict[str, str]) -> Note:
        return Note(row.at, names[row.actor], self._open(row.tip_id, f"note:{row.key}", row.text))

    def corrections(self, tip_id: int) -> tuple[Corrected, ...]:
        """Who corrected what, oldest first."""
        wanted = select(corrections.c.slot, corrections.c.actor, corrections.c.at).order_by(corrections.c.id)
        rows = self.connection.execute(wanted.where(corrections.c.tip_id == tip_id)).all()
        names = self.names({row.actor for row in rows})
        return tuple(Corrected(row.slot, names[row.actor], row.at) for row in rows)

    def evidence(self, tip_ids: Sequence[int]) -> dict[int, list[EvidenceItem]]:
        """The files per tip, in the order in which they came."""
        wanted = select(evidence).where(evidence.c.tip_id.in_(tip_ids)).order_by(evidence.c.message_id, evidence.c.id)
        return _by_tip((row.tip_id, file_of(row)) for row in self.connection.execute(wanted))

    def history(self, tip_id: int) -> tuple[HistoryEntry, ...]:
        """The last events of the tip, oldest first; a program that polls leaves very many."""
        wanted = select(events).where(events.c.tip_id == tip_id).order_by(events.c.id.desc()).limit(HISTORY)
        rows = self.connection.execute(wanted).all()[::-1]
        names = self.names({row.actor for row in rows})
        return tuple(HistoryEntry(row.at, names[row.actor], EventKind(row.kind), row.detail) for row in rows)

    def names(self, actors: Iterable[str]) -> dict[str, str]:
        """The names to show for actors' ids; "bot" and the like stand for themselves."""
        known = {actor: actor for actor in actors}
        for prefix, table in (("handler", users), ("api", tokens)):
            ids = [int(actor.partition(":")[2]) for actor in known if actor.startswith(f"{prefix}:")]
            rows = self.connection.execute(select(table.c.id, table.c.name).where(table.c.id.in_(ids))) if ids else ()
            known |= {f"{prefix}:{row.id}": row.name for row in rows}
        return known

    def _reachable(self, conversation_id: int) -> bool:
        address = select(conversations.c.id).where(conversations.c.id == conversation_id)
        return self.connection.execute(address.where(conversations.c.address.is_not(None))).first() is not None

    def _open(self, tip_id: int, field: str, sealed: bytes) -> str:
        return self.vault.open_text(owner_of(tip_id, 0), field, sealed, self.reader)


def file_of(row: Row[Any]) -> EvidenceItem:
    """A file's row; the name that the citizen gave it stays sealed, nobody needs it."""
    return EvidenceItem(
        row.id, row.state, row.content_type, row.bytes, row.sha256, error=row.error or "", message_id=row.message_id
    )


def etag(row: Row[Any]) -> str:
    """Names the state of a tip: any change of its columns or content gives another."""
    shown = (row.id, row.updated_at.isoformat(), row.status, row.priority, row.category, row.assignee, row.flag)
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:32]


def tip_row(connection: Connection, reference: str, *, lock: bool = False) -> Row[Any] | None:
    """The tip with this exact reference and its assignee's name."""
    wanted = select(tips, users.c.name.label("assignee_name")).outerjoin(users, users.c.id == tips.c.assignee)
    wanted = wanted.where(tips.c.reference == reference)
    return connection.execute(wanted.with_for_update(of=tips) if lock else wanted).one_or_none()


def _by_tip(pairs: Iterable[tuple[int, T]]) -> dict[int, list[T]]:
    found: dict[int, list[T]] = defaultdict(list)
    for tip_id, value in pairs:
        found[tip_id].append(value)
    return found
