"""Files of citizens: claimed, kept, and how far each has come."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from intake_store.db.database import Database
from intake_store.db.tables import evidence
from intake_store.evidence.store import Evidence, Fetch

#: How long a claimed file may take.
LEASE = timedelta(seconds=60)


def keep(files: Evidence, fetch: Fetch, body: bytes, now: datetime) -> None:
    """Receive `body` in pieces, as a photo, and keep it."""
    with files.receive(fetch) as file:
        for start in range(0, len(body), 10_000):
            file.write(body[start : start + 10_000])
        files.keep(file, "image/jpeg", now)


def states(database: Database) -> list[tuple[str, str]]:
    """State and content type of every file, oldest first."""
    with database.read() as connection:
        rows = connection.execute(select(evidence.c.state, evidence.c.content_type).order_by(evidence.c.id))
        return [(row.state, row.content_type) for row in rows]
