"""How much waits to be sent or fetched, for operators: numbers only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from intake_store.db.database import Database
from intake_store.db.tables import evidence, messages

_MESSAGES = select(func.count(), func.min(messages.c.at)).where(messages.c.due_at.is_not(None))
_FILES = select(func.count()).where(evidence.c.due_at.is_not(None))


@dataclass(frozen=True, slots=True)
class Backlog:
    """`oldest` is the seconds that the longest waiting message has waited, 0 when none waits."""

    messages: int
    oldest: float
    files: int


def backlog(database: Database, now: datetime) -> Backlog:
    """What waits now. Raises `database.Unavailable`."""
    with database.read() as connection:
        count, oldest = connection.execute(_MESSAGES).one()
        files = connection.execute(_FILES).scalar() or 0
    return Backlog(count, max(0.0, (now - oldest).total_seconds()) if oldest else 0.0, files)
