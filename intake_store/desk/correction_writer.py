"""Writes a handler's correction: the slot as it is shown from now on, what the bot had read, who and when."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, update

from intake_store.db.tables import corrections, tips
from intake_store.desk import audit
from intake_store.desk.corrections import corrected
from intake_store.desk.tip_json import item_json
from intake_store.desk.tip_reader import TipReader
from intake_store.model.actor import Actor
from intake_store.model.event_kind import EventKind
from intake_store.model.facts import Facts, Source, from_json, to_json
from intake_store.model.slots import BY_FIELD, Slot
from intake_store.vault.vault import Vault, new_key, owner_of


@dataclass(frozen=True, slots=True)
class Corrector:
    """Corrects in one actor's name at one moment; the tip's row must be locked."""

    connection: Connection
    vault: Vault
    actor: Actor
    now: datetime

    def moved(self, row: Row[Any], field: str, seen: str | None) -> bool:
        """Whether the slot is no longer the one that had the mark `seen`."""
        return seen is not None and slot_mark(self._reader.facts(row), field) != seen

    @property
    def _reader(self) -> TipReader:
        return TipReader(self.connection, self.vault, self.actor.id)

    def correct(self, row: Row[Any], field: str, items: tuple[Any, ...]) -> None:
        """Set the slot to the items of `corrections.read_items`; nothing is written when it says so already."""
        slot = BY_FIELD[field]
        shown, read = self._reader.facts(row), self._reader.raw_facts(row)
        fresh = corrected(slot.items(shown), items)
        if _plain(slot, fresh) == _plain(slot, slot.items(shown)):
            return
        value = to_json(slot.value(fresh))
        own = self._reader.handler_facts(row) | {field: value}
        change = {"handler_facts": self._seal(row, "handler_facts", own), "updated_at": self.now}
        self.connection.execute(update(tips).where(tips.c.id == row.id).values(**change))
        self._keep(row, field, read.get(field), value, first_source(slot, from_json(read)))
        audit.record(self.connection, row.id, self.actor, self.now, EventKind.SET_RIGHT, field)

    def sorted(self, row: Row[Any], category: str) -> None:
        """Keep that a handler put the tip into another category than it was in; the column is the caller's to set."""
        self._keep(row, "category", row.bot_category, category, None)

    def _keep(self, row: Row[Any], slot: str, original: Any, fresh: Any, source: Source | None) -> None:
        key = new_key()
        values = {"key": key, "tip_id": row.id, "actor": self.actor.id, "user_id": self.actor.user_id, "at": self.now}
        values |= {"slot": slot, "original": self._seal(row, f"original:{key}", original)}
        values |= {"corrected": self._seal(row, f"corrected:{key}", fresh), "reviewed": False}
        if source is not None and source.message is not None:
            values |= {"message": source.message, "words_start": source.start, "words_end": source.end}
        self.connection.execute(insert(corrections), values)

    def _seal(self, row: Row[Any], field: str, value: Any) -> bytes:
        return self.vault.seal(owner_of(row.id, row.conversation_id), field, json.dumps(value))


def first_source(slot: Slot, facts: Facts) -> Source | None:
    """The words that the first item of the slot came from."""
    return next((item.source for item in slot.items(facts)), None)


def slot_mark(facts: Facts, field: str) -> str:
    """Names what a slot shows: 32 hexadecimal characters, so that a form can tell what its author saw."""
    slot = BY_FIELD[field]
    return hashlib.sha256(json.dumps(_plain(slot, slot.items(facts)), sort_keys=True).encode()).hexdigest()[:32]


def _plain(slot: Slot, items: tuple[Any, ...]) -> list[dict[str, Any]]:
    """The items as they are shown, without where they were found."""
    return [item_json(slot, item) | {"source": None} for item in items]
