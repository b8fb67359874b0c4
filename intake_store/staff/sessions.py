"""Logins of the console, kept on the server so that any of them can be ended at once."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update

from intake_store.db.database import Database
from intake_store.db.tables import sessions, users
from intake_store.model.actor import Actor, Role

#: A login ends after so long, and sooner when nobody used it for a while: a shift, and a long break.
LIFETIME = timedelta(hours=12)
IDLE = timedelta(hours=2)
#: Activity is written down at most this often.
TOUCH = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Login:
    """A good session: who it is, the session's row, and whether the password must be changed before anything else."""

    actor: Actor
    user_id: int
    session_id: int
    must_change: bool


def digest(secret: str) -> bytes:
    """What is stored of a random secret of 256 bits: no salt and no slow hash are needed for those."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


class Sessions:
    """Opens, recognises and ends logins."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def open(self, user_id: int, now: datetime) -> str:
        """A new login; returns its secret, which is stored nowhere. Expired rows of this user are dropped."""
        secret = secrets.token_urlsafe(32)
        with self._database.write() as connection:
            connection.execute(delete(sessions).where(sessions.c.user_id == user_id, sessions.c.expires_at < now))
            row = {"user_id": user_id, "hash": digest(secret), "created_at": now, "seen_at": now}
            connection.execute(insert(sessions).values(**row, expires_at=now + LIFETIME))
        return secret

    def holder(self, secret: str, now: datetime, *, active: bool = True) -> Login | None:
        """Who holds `secret`; None when it is unknown, ended, expired or idle too long, or the user is switched off.

        `active` False does not count as use: the live queue asks by itself.
        """
        if not secret:
            return None
        with self._database.read() as connection:
            row = connection.execute(_FIND.where(sessions.c.hash == digest(secret))).one_or_none()
        if row is None or now >= row.expires_at or now - row.seen_at >= IDLE:
            return None
        if active and now - row.seen_at >= TOUCH:
            self._touch(row.id, now)
        return _login(row)

    def _touch(self, session_id: int, now: datetime) -> None:
        with self._database.write() as connection:
            connection.execute(update(sessions).where(sessions.c.id == session_id).values(seen_at=now))

    def close(self, session_id: int, now: datetime) -> None:
        """End this login."""
        with self._database.write() as connection:
            connection.execute(update(sessions).where(sessions.c.id == session_id).values(revoked_at=now))

    def close_all(self, user_id: int, now: datetime, *, but: int | None = None) -> None:
        """End every login of the user, but the one with the id `but`."""
        ended = update(sessions).where(sessions.c.user_id == user_id, sessions.c.revoked_at.is_(None))
        with self._database.write() as connection:
            connection.execute((ended if but is None else ended.where(sessions.c.id != but)).values(revoked_at=now))

    def count(self, user_id: int, now: datetime) -> int:
        """How many logins of the user are open."""
        statement = select(sessions.c.id).where(
            sessions.c.user_id == user_id, sessions.c.revoked_at.is_(None), sessions.c.expires_at > now
        )
        with self._database.read() as connection:
            return len(connection.execute(statement.where(sessions.c.seen_at > now - IDLE)).all())


_FIND = (
    select(
        sessions.c.id,
        sessions.c.user_id,
        sessions.c.seen_at,
        sessions.c.expires_at,
        users.c.name,
        users.c.role,
        users.c.must_change,
    )
    .join(users, users.c.id == sessions.c.user_id)
    .where(sessions.c.revoked_at.is_(None), users.c.active)
)


def _login(row: Any) -> Login:
    actor = Actor(f"handler:{row.user_id}", row.name, Role(row.role))
    return Login(actor, row.user_id, row.id, row.must_change)
