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


def test_a_login_needs_the_right_password(services: Services) -> None:
    services.person("mia")
    assert services.accounts.log_in("mia", "wrong", services.clock()) is None
    assert services.accounts.log_in("mia", PASSWORD + " ", services.clock()) is None
    assert services.accounts.log_in("nobody", PASSWORD, services.clock()) is None
    secret = services.accounts.log_in("mia", PASSWORD, services.clock())
    assert secret is not None
    login = services.accounts.sessions.holder(secret, services.clock())
    assert login is not None
    assert (login.actor.name, login.actor.role, login.must_change) == ("mia", "handler", False)


@pytest.mark.parametrize("junk", ["", "\x00", "\ud800", "x" * 10_000, "نعم" * 50])
def test_strange_input_does_not_log_in(services: Services, junk: str) -> None:
    services.person("mia")
    assert services.accounts.log_in("mia", junk, services.clock()) is None
    assert services.accounts.log_in(junk, PASSWORD, services.clock()) is None
    assert services.accounts.sessions.holder(junk, services.clock()) is None
    assert services.accounts.token_holder(junk, services.clock()) is None


def test_guessing_locks_the_name_for_longer_and_longer(services: Services) -> None:
    services.person("mia")
    for _ in range(FREE_FAILURES):
        assert services.accounts.log_in("mia", "guess", services.clock()) is None
    assert services.accounts.log_in("mia", PASSWORD, services.clock()) is None
    services.clock.forward(seconds=FIRST_LOCK.total_seconds() + 1)
    assert services.accounts.log_in("mia", "guess", services.clock()) is None
    services.clock.forward(seconds=FIRST_LOCK.total_seconds() + 1)
    assert services.accounts.log_in("mia", PASSWORD, services.clock()) is None
    services.clock.forward(seconds=FIRST_LOCK.total_seconds())
    assert services.accounts.log_in("mia", PASSWORD, services.clock()) is not None


def test_the_lock_has_a_longest_time(services: Services) -> None:
    assert locked_until(FREE_FAILURES - 1, services.clock()) is None
    assert locked_until(10_000, services.clock()) == services.clock() + LONGEST_LOCK


def test_parallel_guesses_are_all_counted(services: Services) -> None:
    services.person("mia")
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda n: services.accounts.log_in("mia", f"guess {n}", services.clock()), range(16)))
    assert results == [None] * 16
    with services.database.read() as connection:
        assert connection.execute(select(users.c.failures)).scalar_one() == FREE_FAILURES


def test_a_right_password_forgives_the_failures_before_it(services: Services) -> None:
    services.person("mia")
    for _ in range(3):
        for _ in range(FREE_FAILURES - 1):
            services.accounts.log_in("mia", "guess", services.clock())
        assert services.accounts.log_in("mia", PASSWORD, services.clock())


def test_secrets_are_kept_as_hashes_only(services: Services) -> None:
    services.person("mia")
    secret = services.accounts.log_in("mia", PASSWORD, services.clock()) or ""
    token = services.accounts.tokens.create("dispatch", "handler", services.clock())
    with services.database.read() as connection:
        kept = [connection.execute(select(table)).all() for table in (users, sessions, tokens)]
    assert all(word not in str(kept) for word in (PASSWORD, secret, token))
    assert "$argon2id$" in str(kept)


def test_a_session_ends_after_its_life_and_when_nobody_uses_it(services: Services) -> None:
    services.person("mia")
    secret = services.accounts.log_in("mia", PASSWORD, services.clock()) or ""
    known = services.accounts.sessions.holder
    for _ in range(int(LIFETIME / IDLE) * 2 - 1):
        assert known(secret, services.clock.forward(seconds=IDLE.total_seconds() / 2))
    assert known(secret, services.clock.forward(seconds=IDLE.total_seconds() / 2)) is None
    other = services.accounts.log_in("mia", PASSWORD, services.clock()) or ""
    assert known(other, services.clock.forward(seconds=IDLE.total_seconds())) is None


def test_a_page_that_asks_by_itself_does_not_keep_a_session_alive(services: Services) -> None:
    services.person("mia")
    secret = services.accounts.log_in("mia", PASSWORD, services.clock()) or ""
    step = IDLE.total_seconds() / 4
    alive = [
        services.accounts.sessions.holder(secret, services.clock.forward(seconds=step), active=False) for _ in range(4)
    ]
    assert [login is not None for login in alive] == [True, True, True, False]


def test_logins_can_be_ended_one_by_one_and_all_together(services: Services) -> None:
    services.person("mia")
    secrets = [services.accounts.log_in("mia", PASSWORD, services.clock()) or "" for _ in range(3)]
    known = services.accounts.sessions.holder
    first = known(secrets[0], services.clock())
    assert first is not None
    assert services.accounts.sessions.count(first.user_id, services.clock()) == 3
    services.accounts.sessions.close_all(first.user_id, services.clock(), but=first.session_id)
    assert [known(secret, services.clock()) is not None for secret in secrets] == [True, False, False]
    services.accounts.sessions.close(first.session_id, services.clock())
    assert known(secrets[0], services.clock()) is None


def test_switching_a_user_off_ends_their_logins_at_once(services: Services) -> None:
    services.person("chief", "admin")
    mia = services.person("mia")
    secret = services.accounts.log_in("mia", PASSWORD, services.clock()) or ""
    services.accounts.change_user(int(mia.id.partition(":")[2]), "handler", False, services.clock())
    assert services.accounts.sessions.holder(secret, services.clock()) is None
    assert services.accounts.log_in("mia", PASSWORD, services.clock()) is None


def test_one_admin_always_remains(services: Services) -> None:
    chief = services.person("chief", "admin")
    with pytest.raises(Conflict):
        services.accounts.change_user(int(chief.id.partition(":")[2]), "handler", True, services.clock())
    assert services.accounts.list()[0].role == "admin"


def test_a_password_set_by_somebody_else_must_be_changed_first(services: Services) -> None:
    password = services.accounts.add("mia", "handler", services.clock())
    login = services.accounts.sessions.holder(
        services.accounts.log_in("mia", password, services.clock()) or "", services.clock()
    )
    assert login is not None
    assert login.must_change
    services.accounts.change_password(login.user_id, password, PASSWORD, services.clock(), login.session_id)
    assert services.accounts.log_in("mia", PASSWORD, services.clock())
    fresh = services.accounts.reset_password(login.user_id, services.clock())
    assert services.accounts.log_in("mia", PASSWORD, services.clock()) is None
    assert services.accounts.log_in("mia", fresh, services.clock())


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
def test_a_new_password_must_be_a_good_one(services: Services, old: str, new: str, field: str) -> None:
    services.person("mia")
    secret = services.accounts.log_in("mia", PASSWORD, services.clock()) or ""
    login = services.accounts.sessions.holder(secret, services.clock())
    assert login is not None
    with pytest.raises(Invalid) as error:
        services.accounts.change_password(login.user_id, old, new, services.clock(), login.session_id)
    assert list(error.value.errors) == [field]


@pytest.mark.parametrize(
    ("name", "role", "field"), [("", "handler", "name"), ("x\x00y", "handler", "name"), ("mia", "king", "role")]
)
def test_a_user_needs_a_name_and_a_role(services: Services, name: str, role: str, field: str) -> None:
    with pytest.raises(Invalid) as error:
        services.accounts.add(name, role, services.clock())
    assert list(error.value.errors) == [field]


def test_a_name_is_given_once(services: Services) -> None:
    services.person("mia")
    with pytest.raises(Invalid) as error:
        services.accounts.add("mia", "handler", services.clock())
    assert error.value.errors == {"name": "is taken"}


def test_a_token_works_until_it_is_revoked(services: Services) -> None:
    token = services.accounts.tokens.create("dispatch", "supervisor", services.clock())
    actor = services.accounts.token_holder(token, services.clock())
    assert actor is not None
    assert (actor.name, actor.role) == ("dispatch", "supervisor")
    assert not actor.may(Permission.MANAGE_PEOPLE)
    services.accounts.tokens.revoke(int(actor.id.partition(":")[2]), services.clock())
    assert services.accounts.token_holder(token, services.clock()) is None
    assert services.accounts.tokens.list() == []


@pytest.mark.parametrize(("name", "role"), [("", "handler"), ("x" * 65, "handler"), ("x", "king")])
def test_a_token_needs_a_name_and_a_role(services: Services, name: str, role: str) -> None:
    with pytest.raises(Invalid):
        services.accounts.tokens.create(name, role, services.clock())
