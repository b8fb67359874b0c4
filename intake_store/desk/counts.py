"""How many tips wait, and for whom: the numbers at the head of the queue."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, and_, case, func, select

from intake_store.db.tables import tips, users
from intake_store.model.actor import Actor
from intake_store.model.tip import OPEN_STATUSES


@dataclass(frozen=True, slots=True)
class Counts:
    """Of the open tips: all, the reader's, nobody's, emergencies, and emergencies that nobody has taken."""

    open: int
    mine: int
    unassigned: int
    emergency: int
    waiting: int


def count(connection: Connection, reader: Actor) -> Counts:
    """Count in one pass over the open tips."""
    nobody, urgent = tips.c.assignee.is_(None), tips.c.priority == "emergency"
    wanted = (users.c.name == reader.name, nobody, urgent, and_(urgent, nobody))
    sums = [func.coalesce(func.sum(case((condition, 1), else_=0)), 0) for condition in wanted]
    statement = select(func.count(), *sums).select_from(tips.outerjoin(users, users.c.id == tips.c.assignee))
    row = connection.execute(statement.where(tips.c.status.in_(OPEN_STATUSES))).one()
    return Counts(*(int(value) for value in row))
