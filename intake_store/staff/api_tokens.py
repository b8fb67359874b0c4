"""Tokens of the API: random, only their hash kept, each with a name and a role."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import insert, select, update

from intake_store.db.database import Database
from intake_store.db.tables import tokens
from intake_store.model.actor import Actor, Role
from intake_store.model.errors import Invalid, one_of
from intake_store.staff.sessions import digest

#: Marks the token as ours for scanners of leaked secrets.
PREFIX = "tipline_"
NAME_LIMIT = 64
#: Use is written down at most this often.
TOUCH = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A token as admins see it; the secret itself is gone once it was shown."""

    id: int
    name: str
    role: Role
    created_at: datetime
    used_at: datetime | None


class Tokens:
    """Creates, recognises and revokes API tokens."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, name: str, role: str, now: datetime) -> str:
        """A new token; Invalid for an empty or overlong name or an unknown role. Returned once, stored as a hash."""
        errors = {"name": _wrong_name(name), "role": one_of(role, tuple(Role)) or ""}
        if any(errors.values()):
            raise Invalid({field: message for field, message in errors.items() if message})
        token = PREFIX + secrets.token_urlsafe(32)
        with self._database.write() as connection:
            connection.execute(insert(tokens).values(name=name, role=role, hash=digest(token), created_at=now))
        return token

    def holder(self, token: str, now: datetime) -> Actor | None:
        """Who holds `token`; None when it is unknown, expired or revoked."""
        if not token.startswith(PREFIX):
            return None
        valid = select(tokens).where(tokens.c.hash == digest(token), tokens.c.revoked_at.is_(None))
        with self._database.read() as connection:
            row = connection.execute(valid).one_or_none()
        if row is None or (row.expires_at is not None and row.expires_at <= now):
            return None
        if row.used_at is None or now - row.used_at >= TOUCH:
            self._touch(row.id, now)
        return Actor(f"api:{row.id}", row.name, Role(row.role))

    def _touch(self, token_id: int, now: datetime) -> None:
        with self._database.write() as connection:
            connection.execute(update(tokens).where(tokens.c.id == token_id).values(used_at=now))

    def list(self) -> list[TokenRow]:
        """The tokens in force, oldest first."""
        columns = (tokens.c.id, tokens.c.name, tokens.c.role, tokens.c.created_at, tokens.c.used_at)
        with self._database.read() as connection:
            rows = connection.execute(select(*columns).where(tokens.c.revoked_at.is_(None)).order_by(tokens.c.id))
            return [TokenRow(row.id, row.name, Role(row.role), row.created_at, row.used_at) for row in rows]

    def revoke(self, token_id: int, now: datetime) -> None:
        """End the token; nothing happens when there is none."""
        with self._database.write() as connection:
            connection.execute(update(tokens).where(tokens.c.id == token_id).values(revoked_at=now))


def _wrong_name(name: str) -> str:
    return "" if name.strip() and len(name) <= NAME_LIMIT else f"must have 1 to {NAME_LIMIT} characters"
