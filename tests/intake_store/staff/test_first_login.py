"""The first admin's password: for an hour, to be changed, made anew only while nobody came in by it."""

from __future__ import annotations

from datetime import timedelta

from intake_store.staff.accounts import Accounts
from intake_store.staff.first_login import VALID, first_login, is_waiting
from tests.builders.desk import PASSWORD, Services

MOMENT = timedelta(seconds=1)


def made(services: Services) -> tuple[str, str]:
    login = first_login(services.accounts, services.clock())
    assert login is not None
    return login


def test_the_first_login_is_made_once_and_must_be_changed(services: Services) -> None:
    name, password = made(services)
    secret = services.accounts.log_in(name, password, services.clock())
    holder = services.accounts.sessions.holder(secret or "", services.clock())
    assert holder is not None
    assert (holder.actor.role, holder.must_change) == ("admin", True)
    assert first_login(services.accounts, services.clock()) is None


def test_the_first_password_holds_for_an_hour(services: Services) -> None:
    name, password = made(services)
    services.clock.forward(seconds=(VALID - MOMENT).total_seconds())
    assert is_waiting(services.accounts, services.clock())
    assert first_login(services.accounts, services.clock()) is None
    assert services.accounts.log_in(name, password, services.clock())
    services.clock.forward(seconds=1)
    assert not is_waiting(services.accounts, services.clock())
    assert services.accounts.log_in(name, password, services.clock()) is None


def test_one_that_nobody_used_in_its_hour_is_made_anew(services: Services) -> None:
    _, old = made(services)
    services.clock.forward(seconds=VALID.total_seconds())
    name, password = made(services)
    assert password != old
    assert services.accounts.log_in(name, old, services.clock()) is None
    assert services.accounts.log_in(name, password, services.clock())


def test_one_that_somebody_used_is_not_made_anew(services: Services) -> None:
    """Whoever came in by it may not have been the one it was for."""
    assert services.accounts.log_in(*made(services), services.clock())
    services.clock.forward(seconds=VALID.total_seconds())
    assert first_login(services.accounts, services.clock()) is None


def test_none_is_made_anew_where_another_admin_can_come_in(services: Services) -> None:
    made(services)
    services.person("priya", "admin")
    services.clock.forward(seconds=VALID.total_seconds())
    assert first_login(services.accounts, services.clock()) is None


def test_a_changed_or_reset_password_has_no_end(services: Services) -> None:
    replaced: list[str] = []
    accounts = Accounts(services.database, services.accounts._passwords, lambda: replaced.append("first"))
    name, password = made(services)
    user = accounts.list()[0].id
    login = accounts.sessions.holder(accounts.log_in(name, password, services.clock()) or "", services.clock())
    assert login is not None
    accounts.change_password(user, password, PASSWORD, services.clock(), login.session_id)
    assert replaced == ["first"]
    fresh = accounts.reset_password(user, services.clock())
    assert replaced == ["first"]
    services.clock.forward(days=30)
    assert accounts.log_in(name, fresh, services.clock())


def test_a_first_password_that_expired_is_replaced_by_a_reset(services: Services) -> None:
    made(services)
    services.clock.forward(days=1)
    fresh = services.accounts.reset_password(services.accounts.list()[0].id, services.clock())
    assert services.accounts.log_in("admin", fresh, services.clock())
    assert first_login(services.accounts, services.clock()) is None
