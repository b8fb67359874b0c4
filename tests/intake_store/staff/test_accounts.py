"""Users, logins and tokens: who gets in, who does not, and what is kept of a secret."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from intake_store.db.tables import sessions, tokens, users
from intake_store.model.actor import Permission
from intake_store.model.errors import Conflict, Invalid
from intake_store.staff.accounts import FIRST_LOCK, FREE_FAILURES, LONGEST_LOCK, locked_until
from intake_store.staff.sessions import IDLE, LIFETIME
from tests.builders.desk import PASSWORD, Services


def test_a_login_needs_the_right_password(house: Services) -> None:
    house.person("mia")
    assert house.accounts.log_in("mia", "wrong", house.clock()) is None
    assert house.accounts.log_in("mia", PASSWORD + " ", house.clock()) is None
    assert house.accounts.log_in("nobody", PASSWORD, house.clock()) is None
    secret = house.accounts.log_in("mia", PASSWORD, house.clock())
    assert secret is not None
    login = house.accounts.sessions.holder(secret, house.clock())
    assert login is not None
    assert (login.actor.name, login.actor.role, login.must_change) == ("mia", "handler", False)


@pytest.mark.parametrize("junk", ["", "\x00", "\ud800", "x" * 10_000, "نعم" * 50])
def test_strange_input_does_not_log_in(house: Services, junk: str) -> None:
    house.person("mia")
    assert house.accounts.log_in("mia", junk, house.clock()) is None
    assert house.accounts.log_in(junk, PASSWORD, house.clock()) is None
    assert house.accounts.sessions.holder(junk, house.clock()) is None
    assert house.accounts.token_holder(junk, house.clock()) is None


def test_guessing_locks_the_name_for_longer_and_longer(house: Services) -> None:
    house.person("mia")
    for _ in range(FREE_FAILURES):
        assert house.accounts.log_in("mia", "guess", house.clock()) is None
    assert house.accounts.log_in("mia", PASSWORD, house.clock()) is None
    house.clock.forward(seconds=FIRST_LOCK.total_seconds() + 1)
    assert house.accounts.log_in("mia", "guess", house.clock()) is None
    house.clock.forward(seconds=FIRST_LOCK.total_seconds() + 1)
    assert house.accounts.log_in("mia", PASSWORD, house.clock()) is None
    house.clock.forward(seconds=FIRST_LOCK.total_seconds())
    assert house.accounts.log_in("mia", PASSWORD, house.clock()) is not None


def test_the_lock_has_a_longest_time(house: Services) -> None:
    assert locked_until(FREE_FAILURES - 1, house.clock()) is None
    assert locked_until(10_000, house.clock()) == house.clock() + LONGEST_LOCK


def test_parallel_guesses_are_all_counted(house: Services) -> None:
    house.person("mia")
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda n: house.accounts.log_in("mia", f"guess {n}", house.clock()), range(16)))
    assert results == [None] * 16
    with house.database.read() as connection:
        assert connection.execute(select(users.c.failures)).scalar_one() == FREE_FAILURES


def test_a_right_password_forgives_the_failures_before_it(house: Services) -> None:
    house.person("mia")
    for _ in range(3):
        for _ in range(FREE_FAILURES - 1):
            house.accounts.log_in("mia", "guess", house.clock())
        assert house.accounts.log_in("mia", PASSWORD, house.clock())


def test_secrets_are_kept_as_hashes_only(house: Services) -> None:
    house.person("mia")
    secret = house.accounts.log_in("mia", PASSWORD, house.clock()) or ""
    token = house.accounts.tokens.create("dispatch", "handler", house.clock())
    with house.database.read() as connection:
        kept = [connection.execute(select(table)).all() for table in (users, sessions, tokens)]
    assert all(word not in str(kept) for word in (PASSWORD, secret, token))
    assert "$argon2id$" in str(kept)


def test_a_session_ends_after_its_life_and_when_nobody_uses_it(house: Services) -> None:
    house.person("mia")
    secret = house.accounts.log_in("mia", PASSWORD, house.clock()) or ""
    known = house.accounts.sessions.holder
    for _ in range(int(LIFETIME / IDLE) * 2 - 1):
        assert known(secret, house.clock.forward(seconds=IDLE.total_seconds() / 2))
    assert known(secret, house.clock.forward(seconds=IDLE.total_seconds() / 2)) is None
    other = house.accounts.log_in("mia", PASSWORD, house.clock()) or ""
    assert known(other, house.clock.forward(seconds=IDLE.total_seconds())) is None


def test_a_page_that_asks_by_itself_does_not_keep_a_session_alive(house: Services) -> None:
    house.person("mia")
    secret = house.accounts.log_in("mia", PASSWORD, house.clock()) or ""
    step = IDLE.total_seconds() / 4
    alive = [house.accounts.sessions.holder(secret, house.clock.forward(seconds=step), active=False) for _ in range(4)]
    assert [login is not None for login in alive] == [True, True, True, False]


def test_logins_can_be_ended_one_by_one_and_all_together(house: Services) -> None:
    house.person("mia")
    secrets = [house.accounts.log_in("mia", PASSWORD, house.clock()) or "" for _ in range(3)]
    known = house.accounts.sessions.holder
    first = known(secrets[0], house.clock())
    assert first is not None
    assert house.accounts.sessions.count(first.user_id, house.clock()) == 3
    house.accounts.sessions.close_all(first.user_id, house.clock(), but=first.session_id)
    assert [known(secret, house.clock()) is not None for secret in secrets] == [True, False, False]
    house.accounts.sessions.close(first.session_id, house.clock())
    assert known(secrets[0], house.clock()) is None


def test_switching_a_user_off_ends_their_logins_at_once(house: Services) -> None:
    house.person("chief", "admin")
    mia = house.person("mia")
    secret = house.accounts.log_in("mia", PASSWORD, house.clock()) or ""
    house.accounts.change_user(int(mia.id.partition(":")[2]), "handler", False, house.clock())
    assert house.accounts.sessions.holder(secret, house.clock()) is None
    assert house.accounts.log_in("mia", PASSWORD, house.clock()) is None


def test_one_admin_always_remains(house: Services) -> None:
    chief = house.person("chief", "admin")
    with pytest.raises(Conflict):
        house.accounts.change_user(int(chief.id.partition(":")[2]), "handler", True, house.clock())
    assert house.accounts.list()[0].role == "admin"


def test_a_password_set_by_somebody_else_must_be_changed_first(house: Services) -> None:
    password = house.accounts.add("mia", "handler", house.clock())
    login = house.accounts.sessions.holder(house.accounts.log_in("mia", password, house.clock()) or "", house.clock())
    assert login is not None
    assert login.must_change
    house.accounts.change_password(login.user_id, password, PASSWORD, house.clock(), login.session_id)
    assert house.accounts.log_in("mia", PASSWORD, house.clock())
    fresh = house.accounts.reset_password(login.user_id, house.clock())
    assert house.accounts.log_in("mia", PASSWORD, house.clock()) is None
    assert house.accounts.log_in("mia", fresh, house.clock())


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("wrong", "another good one", "old"),
        (PASSWORD, "short", "password"),
        (PASSWORD, "x" * 300, "password"),
        (PASSWORD, "aaaaaaaaaaaaaaaa", "password"),
        (PASSWORD, "i am MIA hello there", "password"),
        (PASSWORD, "a lone half \ud83d of one", "password"),
        (PASSWORD, PASSWORD, "password"),
    ],
)
def test_a_new_password_must_be_a_good_one(house: Services, old: str, new: str, field: str) -> None:
    house.person("mia")
    secret = house.accounts.log_in("mia", PASSWORD, house.clock()) or ""
    login = house.accounts.sessions.holder(secret, house.clock())
    assert login is not None
    with pytest.raises(Invalid) as error:
        house.accounts.change_password(login.user_id, old, new, house.clock(), login.session_id)
    assert list(error.value.errors) == [field]


@pytest.mark.parametrize(
    ("name", "role", "field"), [("", "handler", "name"), ("x\x00y", "handler", "name"), ("mia", "king", "role")]
)
def test_a_user_needs_a_name_and_a_role(house: Services, name: str, role: str, field: str) -> None:
    with pytest.raises(Invalid) as error:
        house.accounts.add(name, role, house.clock())
    assert list(error.value.errors) == [field]


def test_a_name_is_given_once(house: Services) -> None:
    house.person("mia")
    with pytest.raises(Invalid) as error:
        house.accounts.add("mia", "handler", house.clock())
    assert error.value.errors == {"name": "is taken"}


def test_a_token_works_until_it_is_revoked(house: Services) -> None:
    token = house.accounts.tokens.create("dispatch", "supervisor", house.clock())
    actor = house.accounts.token_holder(token, house.clock())
    assert actor is not None
    assert (actor.name, actor.role) == ("dispatch", "supervisor")
    assert not actor.may(Permission.MANAGE_PEOPLE)
    house.accounts.tokens.revoke(int(actor.id.partition(":")[2]), house.clock())
    assert house.accounts.token_holder(token, house.clock()) is None
    assert house.accounts.tokens.list() == []


@pytest.mark.parametrize(("name", "role"), [("", "handler"), ("x" * 65, "handler"), ("x", "king")])
def test_a_token_needs_a_name_and_a_role(house: Services, name: str, role: str) -> None:
    with pytest.raises(Invalid):
        house.accounts.tokens.create(name, role, house.clock())
