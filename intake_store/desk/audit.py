"""The trail that handlers leave: an event for every change of a tip and every reading."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from intake_store.db.events import add_event, add_events, event_row
from intake_store.db.tables import events
from intake_store.model.actor import Actor
from intake_store.model.event_kind import EventKind

#: A live page shows the same tips over and over; that somebody looks at one there is written down once in so long.
AGAIN = timedelta(minutes=15)


def record(connection: Connection, tip_id: int, actor: Actor, now: datetime, kind: EventKind, detail: str = "") -> None:
    """Write one event. `detail` names codes of ours, never words of anybody."""
    add_event(connection, tip_id, now, actor.id, kind, detail)


def unrecorded(connection: Connection, tip_ids: Sequence[int], actor: Actor, now: datetime) -> list[int]:
    """Those of the tips that the actor was not seen to look at lately."""
    known = _seen(connection, tip_ids, actor, now, (EventKind.READ, EventKind.LISTED)) if tip_ids else set()
    return [tip_id for tip_id in tip_ids if tip_id not in known]


def reads_on(connection: Connection, tip_id: int, actor: Actor, now: datetime) -> bool:
    """Whether the actor was recorded to read the tip lately."""
    return bool(_seen(connection, [tip_id], actor, now, (EventKind.READ,)))


def _seen(
    connection: Connection, tip_ids: Sequence[int], actor: Actor, now: datetime, kinds: tuple[EventKind, ...]
) -> set[int]:
    mine = select(events.c.tip_id).where(events.c.tip_id.in_(tip_ids), events.c.actor == actor.id)
    return set(connection.execute(mine.where(events.c.kind.in_(kinds), events.c.at > now - AGAIN)).scalars())


def record_listed(connection: Connection, tip_ids: Sequence[int], actor: Actor, now: datetime) -> None:
    """Write down that the actor saw these tips in a list."""
    add_events(connection, [event_row(tip_id, now, actor.id, EventKind.LISTED) for tip_id in tip_ids])
