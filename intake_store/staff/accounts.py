"""The people at the console: users, their roles and passwords, and a login that slows guessing down."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from intake_store.db.database import Database
from intake_store.db.tables import users
from intake_store.model.actor import Actor, Permission, Role
from intake_store.model.errors import Conflict, Invalid, one_of
from intake_store.staff.api_tokens import Tokens
from intake_store.staff.passwords import Passwords, check_password, fresh_password
from intake_store.staff.sessions import Sessions

#: Failures in a row that cost nothing; each further one locks the name for twice as long as the one before.
FREE_FAILURES = 5
FIRST_LOCK, LONGEST_LOCK = timedelta(seconds=30), timedelta(minutes=15)
_NAME = re.compile(r"[\w][\w .'-]{0,62}[\w]", re.UNICODE)

#: Who can let others in again.
_IS_ADMIN = users.c.role.in_([role.value for role in Role if Permission.MANAGE_PEOPLE in role.permissions])


@dataclass(frozen=True, slots=True)
class User:
    """A user as admins see them."""

    id: int
    name: str
    role: Role
    active: bool
    must_change: bool
    created_at: datetime
    last_login_at: datetime | None
    password_ends_at: datetime | None


class Accounts:
    """Users with their `sessions` and the API's `tokens`."""

    def __init__(
        self, database: Database, passwords: Passwords | None = None, replaced: Callable[[], object] = lambda: None
    ) -> None:
        """`replaced` is called when another password took the place of one that was to hold for a time only."""
        self._database = database
        self._passwords = passwords or Passwords()
        self._replaced = replaced
        self.sessions = Sessions(database)
        self.tokens = Tokens(database)

    def token_holder(self, token: str, now: datetime) -> Actor | None:
        """Who holds this API token, None for a bad one."""
        return self.tokens.holder(token, now)

    def add(
        self,
        name: str,
        role: str,
        now: datetime,
        password: str | None = None,
        *,
        must_change: bool = True,
        valid: timedelta | None = None,
    ) -> str:
        """Create a user and return the password, a random one when none is given. Invalid names the wrong field.

        It opens the console for as long as it is `valid`, None for ever.
        """
        chosen = password or fresh_password()
        _check_user(name, role)
        check_password(chosen, name)
        row = {"name": name, "role": role, "password": self._passwords.hash(chosen), "created_at": now}
        row |= {"must_change": must_change, "password_ends_at": _end(now, valid)}
        try:
            with self._database.write() as connection:
                connection.execute(insert(users).values(**row))
        except IntegrityError:
            raise Invalid({"name": "is taken"}) from None
        return chosen

    def log_in(self, name: str, password: str, now: datetime) -> str | None:
        """The secret of a new session, or None: wrong name, wrong or ended password, switched off or locked, all alike.

        The attempt is counted before the password is looked at, so that a crash or parallel guesses count as failures.
        """
        row = self._attempt(name, now)
        right = self._passwords.verify(row[1] if row else None, password)
        if not right or row is None:
            return None
        with self._database.write() as connection:
            done = {"failures": 0, "locked_until": None, "last_login_at": now}
            connection.execute(update(users).where(users.c.id == row[0]).values(**done))
        return self.sessions.open(row[0], now)

    def _attempt(self, name: str, now: datetime) -> tuple[int, str] | None:
        """Count an attempt for `name`; (user id, hash) when it may go on."""
        if not _NAME.fullmatch(name):  # nobody's; and a database may not take it (NUL)
            return None
        with self._database.write() as connection:
            row = connection.execute(
                select(users).where(users.c.name == name, users.c.active).with_for_update()
            ).first()
            locked = row is not None and row.locked_until is not None and row.locked_until > now
            if row is None or locked or _is_past(row.password_ends_at, now):
                return None
            failures = row.failures + 1
            counted = {"failures": failures, "locked_until": locked_until(failures, now)}
            connection.execute(update(users).where(users.c.id == row.id).values(**counted))
            return row.id, row.password

    def change_password(self, user_id: int, old: str, new: str, now: datetime, session_id: int) -> None:
        """Set an own password; Invalid names the field. Every other login of the user ends."""
        with self._database.read() as connection:
            row = connection.execute(select(users.c.name, users.c.password).where(users.c.id == user_id)).one()
        if not self._passwords.verify(row.password, old):
            raise Invalid({"old": "is not your present password"})
        check_password(new, row.name)
        if new == old:
            raise Invalid({"password": "must differ from the present one"})
        self._set_password(user_id, {"password": self._passwords.hash(new), "must_change": False})
        self.sessions.close_all(user_id, now, but=session_id)

    def reset_password(self, user_id: int, now: datetime, valid: timedelta | None = None) -> str:
        """A new random password that must be changed at the next login; every login of the user ends.

        It opens the console for as long as it is `valid`, None for ever.
        """
        password = fresh_password()
        fresh = {"password": self._passwords.hash(password), "must_change": True, "password_ends_at": _end(now, valid)}
        self._set_password(user_id, fresh)
        self.sessions.close_all(user_id, now)
        return password

    def _set_password(self, user_id: int, fresh: dict[str, Any]) -> None:
        ended = {"password_ends_at": None, "failures": 0, "locked_until": None}
        with self._database.write() as connection:
            before = connection.execute(select(users.c.password_ends_at).where(users.c.id == user_id)).scalar()
            connection.execute(update(users).where(users.c.id == user_id).values(**ended | fresh))
        if before is not None:
            self._replaced()

    def change_user(self, user_id: int, role: str, active: bool, now: datetime) -> None:
        """Set role and whether the user may log in; their logins end. Conflict when no admin would be left."""
        if wrong := one_of(role, tuple(Role)):
            raise Invalid({"role": wrong})
        with self._database.write() as connection:
            connection.execute(select(users.c.id).where(_IS_ADMIN).with_for_update())
            connection.execute(update(users).where(users.c.id == user_id).values(role=role, active=active))
            _require_admin(connection)
        self.sessions.close_all(user_id, now)

    def list(self, *, active_only: bool = False) -> list[User]:
        """The users by name."""
        columns = (users.c.id, users.c.name, users.c.role, users.c.active, users.c.must_change, users.c.created_at)
        statement = select(*columns, users.c.last_login_at, users.c.password_ends_at).order_by(users.c.name)
        with self._database.read() as connection:
            rows = connection.execute(statement.where(users.c.active) if active_only else statement)
            return [User(row.id, row.name, Role(row.role), *row[3:]) for row in rows]


def locked_until(failures: int, now: datetime) -> datetime | None:
    """Until when a name with so many failures in a row is locked; None while failures are free."""
    if failures < FREE_FAILURES:
        return None
    doubled: timedelta = FIRST_LOCK * 2 ** min(failures - FREE_FAILURES, 16)
    return now + min(doubled, LONGEST_LOCK)


def _end(now: datetime, valid: timedelta | None) -> datetime | None:
    return None if valid is None else now + valid


def _is_past(end: datetime | None, now: datetime) -> bool:
    return end is not None and end <= now


def _check_user(name: str, role: str) -> None:
    errors = {} if _NAME.fullmatch(name) else {"name": "must have 2 to 64 letters, digits, spaces, dots or dashes"}
    if wrong := one_of(role, tuple(Role)):
        errors["role"] = wrong
    if errors:
        raise Invalid(errors)


def _require_admin(connection: Connection) -> None:
    """Conflict (and so a rollback) unless an active admin remains."""
    admins = select(func.count()).select_from(users).where(_IS_ADMIN, users.c.active)
    if not connection.execute(admins).scalar():
        raise Conflict("One active admin must remain.")
