"""The first admin's password: for an hour, to be changed, made anew only while nobody came in by it."""

from __future__ import annotations

from datetime import timedelta

from intake_store.staff.accounts import Accounts
from intake_store.staff.first_login import VALID, first_login, is_waiting
from tests.builders.desk import PASSWORD, Services

MOMENT = timedelta(seconds=1)


def made(house: Services) -> tuple[str, str]:
    login = first_login(house.accounts, house.clock())
    assert login is not None
    return login


def test_the_first_login_is_made_once_and_must_be_changed(house: Services) -> None:
    name, password = made(house)
    secret = house.accounts.log_in(name, password, house.clock())
    holder = house.accounts.sessions.holder(secret or "", house.clock())
    assert holder is not None
    assert (holder.actor.role, holder.must_change) == ("admin", True)
    assert first_login(house.accounts, house.clock()) is None


def test_the_first_password_holds_for_an_hour(house: Services) -> None:
    name, password = made(house)
    house.clock.forward(seconds=(VALID - MOMENT).total_seconds())
    assert is_waiting(house.accounts, house.clock())
    assert first_login(house.accounts, house.clock()) is None
    assert house.accounts.log_in(name, password, house.clock())
    house.clock.forward(seconds=1)
    assert not is_waiting(house.accounts, house.clock())
    assert house.accounts.log_in(name, password, house.clock()) is None


def test_one_that_nobody_used_in_its_hour_is_made_anew(house: Services) -> None:
    _, old = made(house)
    house.clock.forward(seconds=VALID.total_seconds())
    name, password = made(house)
    assert password != old
    assert house.accounts.log_in(name, old, house.clock()) is None
    assert house.accounts.log_in(name, password, house.clock())


def test_one_that_somebody_used_is_not_made_anew(house: Services) -> None:
    """Whoever came in by it may not have been the one it was for."""
    assert house.accounts.log_in(*made(house), house.clock())
    house.clock.forward(seconds=VALID.total_seconds())
    assert first_login(house.accounts, house.clock()) is None


def test_none_is_made_anew_where_another_admin_can_come_in(house: Services) -> None:
    made(house)
    house.person("priya", "admin")
    house.clock.forward(seconds=VALID.total_seconds())
    assert first_login(house.accounts, house.clock()) is None


def test_a_changed_or_reset_password_has_no_end(house: Services) -> None:
    replaced: list[str] = []
    accounts = Accounts(house.database, house.accounts._passwords, lambda: replaced.append("first"))
    name, password = made(house)
    user = accounts.list()[0].id
    login = accounts.sessions.holder(accounts.log_in(name, password, house.clock()) or "", house.clock())
    assert login is not None
    accounts.change_password(user, password, PASSWORD, house.clock(), login.session_id)
    assert replaced == ["first"]
    fresh = accounts.reset_password(user, house.clock())
    assert replaced == ["first"]
    house.clock.forward(days=30)
    assert accounts.log_in(name, fresh, house.clock())


def test_a_first_password_that_expired_is_replaced_by_a_reset(house: Services) -> None:
    made(house)
    house.clock.forward(days=1)
    fresh = house.accounts.reset_password(house.accounts.list()[0].id, house.clock())
    assert house.accounts.log_in("admin", fresh, house.clock())
    assert first_login(house.accounts, house.clock()) is None
