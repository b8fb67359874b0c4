"""The trail that handlers leave: an event for every change of a tip and every reading."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from intake_store.desk_rules import Actor
from intake_store.tables import events
from intake_store.tip_events import INSERT_EVENTS, add_event, event_row

READ, LISTED, EVIDENCE_READ = "read", "listed", "evidence_read"
#: A live list shows the same tips over and over; that somebody saw one in it is written down once in so long.
LISTED_AGAIN = timedelta(minutes=15)


def record(connection: Connection, tip_id: int, actor: Actor, now: datetime, kind: str, detail: str = "") -> None:
    """Write one event. `detail` names codes of ours, never words of anybody."""
    add_event(connection, tip_id, now, actor.id, kind, detail)


def unrecorded(connection: Connection, tip_ids: Sequence[int], actor: Actor, now: datetime) -> list[int]:
    """Those of the tips that the actor was not seen to look at lately."""
    seen = select(events.c.tip_id).where(
        events.c.tip_id.in_(tip_ids),
        events.c.actor == actor.id,
        events.c.kind.in_((READ, LISTED)),
        events.c.at > now - LISTED_AGAIN,
    )
    known = set(connection.execute(seen).scalars()) if tip_ids else set()
    return [tip_id for tip_id in tip_ids if tip_id not in known]


def record_listed(connection: Connection, tip_ids: Sequence[int], actor: Actor, now: datetime) -> None:
    """Write down that the actor saw these tips in a list."""
    connection.execute(INSERT_EVENTS, [event_row(tip_id, now, actor.id, LISTED) for tip_id in tip_ids])
