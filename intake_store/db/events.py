"""A tip's history, written by whoever changes or reads it, in the same transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, insert

from intake_store.db.prepared import Prepared
from intake_store.db.tables import events
from intake_store.model.event_kind import EventKind

DETAIL_CHARACTERS = 200

_INSERT = Prepared(insert(events).inline(), "tip_id", "at", "actor", "kind", "detail")


def event_row(tip_id: int, at: datetime, actor: str, kind: EventKind, detail: str = "") -> dict[str, object]:
    """One row of `events`; `detail` holds values of ours, never words of a citizen."""
    return {
        "tip_id": tip_id,
        "at": at,
        "actor": actor,
        "kind": kind.value,
        "detail": detail[:DETAIL_CHARACTERS],
    }


def add_event(connection: Connection, tip_id: int, at: datetime, actor: str, kind: EventKind, detail: str = "") -> None:
    """Write one event."""
    add_events(connection, [event_row(tip_id, at, actor, kind, detail)])


def add_events(connection: Connection, rows: Sequence[dict[str, object]]) -> None:
    """Write the events of these rows (see `event_row`), of which there may be none."""
    _INSERT.run(connection, *rows)
