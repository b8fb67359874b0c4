"""The commands `token` and `user`: who may use the API and the console."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from commands.errors import Mistake
from config.settings import Settings
from intake_store.model.actor import Role
from intake_store.model.errors import Conflict, Invalid

if TYPE_CHECKING:  # every command reads this file for its arguments, and few need the database
    from intake_store.staff.accounts import Accounts, User


ROLES = [role.value for role in Role]


def add_arguments(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """`token NAME --role ROLE` and `user add|list|password|disable|enable`."""
    token = commands.add_parser("token", help="create an API token and print it as the last line")
    token.add_argument("name", help="what the token is for")
    token.add_argument("--role", choices=ROLES, default=Role.HANDLER.value)
    token.set_defaults(run=_with_accounts(create_token))
    user = commands.add_parser("user", help="people who may log in to the console")
    actions = user.add_subparsers(metavar="ACTION", required=True)
    add = _user_action(actions, "add", "create a user with a random password", add_user)
    add.add_argument("--role", choices=ROLES, default=Role.HANDLER.value)
    _user_action(actions, "password", "give a user a new random password; their logins end", reset_password)
    _user_action(actions, "disable", "lock a user out; their logins end", disable)
    _user_action(actions, "enable", "let a user in again", enable)
    actions.add_parser("list", help="all users").set_defaults(run=_with_accounts(list_users))


def _user_action(
    actions: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    about: str,
    verb: Callable[[Accounts, argparse.Namespace], None],
) -> argparse.ArgumentParser:
    parser = actions.add_parser(name, help=about)
    parser.add_argument("name", help="the user's name")
    parser.set_defaults(run=_with_accounts(verb))
    return parser


def _with_accounts(
    verb: Callable[[Accounts, argparse.Namespace], None],
) -> Callable[[Settings, argparse.Namespace], None]:
    def run(settings: Settings, given: argparse.Namespace) -> None:
        from commands.storage import open_storage

        with open_storage(settings) as storage:
            storage.require_current()
            try:
                verb(storage.accounts, given)
            except Invalid as wrong:
                raise Mistake("\n".join(f"{field} {reason}" for field, reason in wrong.errors.items())) from None
            except Conflict as conflict:
                raise Mistake(conflict.reason) from None

    return run


def create_token(accounts: Accounts, given: argparse.Namespace) -> None:
    """Print a new token, alone on the last line."""
    token = accounts.tokens.create(given.name, given.role, datetime.now(UTC))
    print("The token, shown this once (Authorization: Bearer TOKEN):")
    print(token)


def add_user(accounts: Accounts, given: argparse.Namespace) -> None:
    password = accounts.add(given.name, given.role, datetime.now(UTC))
    print(f"{given.name} may log in with this password, shown this once, and must then choose another:")
    print(password)


def reset_password(accounts: Accounts, given: argparse.Namespace) -> None:
    password = accounts.reset_password(_find(accounts, given.name).id, datetime.now(UTC))
    print(f"{given.name}'s new password, shown this once, to be changed at the next login:")
    print(password)


def disable(accounts: Accounts, given: argparse.Namespace) -> None:
    _switch(accounts, given.name, active=False)


def enable(accounts: Accounts, given: argparse.Namespace) -> None:
    _switch(accounts, given.name, active=True)


def list_users(accounts: Accounts, _given: argparse.Namespace) -> None:
    for user in accounts.list():
        last = user.last_login_at.date().isoformat() if user.last_login_at else "never"
        print(f"{user.name:<24} {user.role:<12} {'active' if user.active else 'disabled':<10} last login: {last}")


def _switch(accounts: Accounts, name: str, *, active: bool) -> None:
    user = _find(accounts, name)
    accounts.change_user(user.id, user.role, active, datetime.now(UTC))
    print(f"{name} is {'active' if active else 'disabled'}.")


def _find(accounts: Accounts, name: str) -> User:
    for user in accounts.list():
        if user.name == name:
            return user
    raise Mistake(f"there is no user {name}")
