"""The first admin: a password that holds for an hour, must be changed, and is made anew while nobody came in by it."""

from __future__ import annotations

from datetime import datetime, timedelta

from intake_store.model.actor import Permission, Role
from intake_store.model.errors import Invalid
from intake_store.staff.accounts import Accounts, User

NAME = "admin"
#: How long the password opens the console; sessions and changes of it go on.
VALID = timedelta(hours=1)


def first_login(accounts: Accounts, now: datetime) -> tuple[str, str] | None:
    """Name and password of the first admin, shown this once; None where somebody can come in, or did.

    Raises `database.Unavailable`.
    """
    people = accounts.list()
    if not people:
        return _made(accounts, now)
    unused = next((user for user in people if _is_unused(user, now)), None)
    if unused is None or any(_is_admin(user) for user in people if user is not unused):
        return None
    return unused.name, accounts.reset_password(unused.id, now, VALID)


def is_waiting(accounts: Accounts, now: datetime) -> bool:
    """Whether a first password still opens the console. Raises `database.Unavailable`."""
    return any(user.password_ends_at is not None and now < user.password_ends_at for user in accounts.list())


def _made(accounts: Accounts, now: datetime) -> tuple[str, str] | None:
    try:
        return NAME, accounts.add(NAME, Role.ADMIN, now, valid=VALID)
    except Invalid:  # another process was first
        return None


def _is_unused(user: User, now: datetime) -> bool:
    ended = user.password_ends_at is not None and user.password_ends_at <= now
    return ended and user.last_login_at is None and _is_admin(user)


def _is_admin(user: User) -> bool:
    return user.active and Permission.MANAGE_PEOPLE in user.role.permissions
