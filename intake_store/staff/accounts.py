"""The people at the console: users, their roles and passwords, and a login that slows guessing down."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

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
FIRST_NAME = "admin"
#: Who can let others in again.
_IS_ADMIN = users.c.role.in_([role.value for role in Role if Permission.MANAGE_PEOPLE in role.permissions])
_NAME = re.compile(r"[\w][\w .'-]{0,62}[\w]", re.UNICODE)


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


class Accounts:
    """Users with their `sessions` and the API's `tokens`."""

    def __init__(self, database: Database, passwords: Passwords | None = None) -> None:
        self._database = database
        self._passwords = passwords or Passwords()
        self.sessions = Sessions(database)
        self.tokens = Tokens(database)

    def token_holder(self, token: str, now: datetime) -> Actor | None:
        """Who holds this API token, None for a bad one."""
        return self.tokens.holder(token, now)

    def first_login(self, now: datetime) -> tuple[str, str] | None:
        """Create the first admin when there is no user at all: (name, password), the password shown never again."""
        with self._database.read() as connection:
            if connection.execute(select(users.c.id).limit(1)).first():
                return None
        return FIRST_NAME, self.add(FIRST_NAME, Role.ADMIN, now, must_change=False)

    def add(self, name: str, role: str, now: datetime, password: str | None = None, *, must_change: bool = True) -> str:
        """Create a user and return the password, a random one when none is given. Invalid names the wrong field."""
        chosen = password or fresh_password()
        _check_user(name, role)
        check_password(chosen, name)
        row = {"name": name, "role": role, "password": self._passwords.hash(chosen), "created_at": now}
        try:
            with self._database.write() as connection:
                connection.execute(insert(users).values(**row, must_change=must_change))
        except IntegrityError:
            raise Invalid({"name": "is taken"}) from None
        return chosen

    def log_in(self, name: str, password: str, now: datetime) -> str | None:
        """The secret of a new session, or None: wrong name, wrong password, switched off or locked, all alike.

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
            if row is None or (row.locked_until is not None and row.locked_until > now):
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
        self._set_password(user_id, new, must_change=False)
        self.sessions.close_all(user_id, now, but=session_id)

    def reset_password(self, user_id: int, now: datetime) -> str:
        """A new random password that must be changed at the next login; every login of the user ends."""
        password = fresh_password()
        self._set_password(user_id, password, must_change=True)
        self.sessions.close_all(user_id, now)
        return password

    def _set_password(self, user_id: int, password: str, *, must_change: bool) -> None:
        fresh = {"password": self._passwords.hash(password), "must_change": must_change}
        with self._database.write() as connection:
            statement = update(users).where(users.c.id == user_id)
            connection.execute(statement.values(**fresh, failures=0, locked_until=None))

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
        statement = select(*columns, users.c.last_login_at).order_by(users.c.name)
        with self._database.read() as connection:
            rows = connection.execute(statement.where(users.c.active) if active_only else statement)
            return [User(row.id, row.name, Role(row.role), *row[3:]) for row in rows]


def locked_until(failures: int, now: datetime) -> datetime | None:
    """Until when a name with so many failures in a row is locked; None while failures are free."""
    if failures < FREE_FAILURES:
        return None
    doubled: timedelta = FIRST_LOCK * 2 ** min(failures - FREE_FAILURES, 16)
    return now + min(doubled, LONGEST_LOCK)


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
