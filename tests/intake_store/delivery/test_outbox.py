"""The outbox on both databases: order, leases, retries and receipts."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.dialects import sqlite

from channels.base import Choice, OutboundMessage, Receipt
from intake_store.db.database import Database
from intake_store.db.tables import early_receipts, events, messages
from intake_store.delivery.outbox import Outbox, Outgoing
from intake_store.delivery.receipts import _FIND
from intake_store.intake.store import Store
from intake_store.model.turn import Reply
from intake_store.vault.vault import DerivedKeys, Vault
from tests.builders.intake import LINE, NUMBER, at, begin_tip, message, next_due, take, turn_of
from tests.builders.threads import at_once

LEASE = timedelta(seconds=30)
SECOND = timedelta(seconds=1)


@pytest.fixture
def store(database: Database, vault: Vault) -> Store:
    return Store(database, vault)


@pytest.fixture
def outbox(database: Database, vault: Vault) -> Outbox:
    return Outbox(database, vault)


def claim(outbox: Outbox, now: datetime) -> list[Outgoing]:
    return at(outbox, now).claim(10, LEASE)


def texts(taken: list[Outgoing]) -> list[str]:
    return [outgoing.message.text for outgoing in taken]


def column(database: Database, name: str) -> list[object]:
    """What stands in that column of the outbound messages, in order."""
    wanted = select(messages.c[name]).where(messages.c.direction == "out").order_by(messages.c.id)
    with database.read() as connection:
        return list(connection.execute(wanted).scalars())


def send(outbox: Outbox, now: datetime, provider_id: str = "SMout") -> None:
    (outgoing,) = claim(outbox, now)
    outbox.sent(outgoing.id, provider_id, now)


def test_a_reply_is_due_at_once_and_goes_where_the_message_came_from(
    store: Store, outbox: Outbox, now: datetime
) -> None:
    choices = (Choice("Yes", "yes"),)
    take(store, message(), turn_of(replies=(Reply("Any weapon?", choices=choices),)), now)
    assert next_due(outbox) == now
    (taken,) = claim(outbox, now)
    key = taken.message.key
    assert taken.message == OutboundMessage("sms", NUMBER, "Any weapon?", key, choices, LINE)
    assert (taken.attempts, len(key)) == (1, 32)


def test_an_empty_outbox_has_nothing_due(outbox: Outbox, now: datetime) -> None:
    assert next_due(outbox) is None
    assert claim(outbox, now) == []


def test_replies_leave_one_by_one_in_order(store: Store, outbox: Outbox, now: datetime) -> None:
    begin_tip(store, now, "one", "two")
    take(store, message(2), turn_of("three"), now)
    for text in ("one", "two", "three"):
        (taken,) = claim(outbox, now)
        assert taken.message.text == text
        assert claim(outbox, now) == []
        outbox.sent(taken.id, f"SM{text}", now)
    assert claim(outbox, now) == []
    assert next_due(outbox) is None


def test_conversations_do_not_wait_for_each_other(store: Store, outbox: Outbox, now: datetime) -> None:
    begin_tip(store, now, "a1", "a2")
    take(store, message(2, address="+447700900999"), turn_of("b1", reference="ABC-234"), now)
    assert sorted(texts(claim(outbox, now))) == ["a1", "b1"]


def test_no_more_are_taken_than_asked_for(store: Store, outbox: Outbox, now: datetime) -> None:
    for number in range(4):
        told = turn_of("hi", reference=f"ABC-23{number}")
        take(store, message(number, address=f"+4477009009{number}"), told, now)
    assert len(at(outbox, now).claim(3, LEASE)) == 3
    assert len(at(outbox, now).claim(3, LEASE)) == 1


def test_couriers_that_claim_at_once_never_take_the_same(store: Store, outbox: Outbox, now: datetime) -> None:
    for number in range(8):
        told = turn_of("one", "two", reference=f"ABC-23{number}")
        take(store, message(number, address=f"+4477009009{number}"), told, now)
    results = at_once(*[lambda: at(outbox, now).claim(4, LEASE)] * 4)
    taken = [outgoing.id for result in results if isinstance(result, list) for outgoing in result]
    assert len(taken) == len(set(taken)), results
    rest = claim(outbox, now)
    assert len(taken) + len(rest) == 8
    assert all(text == "one" for text in texts(rest))


def test_a_lease_that_ran_out_is_due_again_with_the_same_key(store: Store, outbox: Outbox, now: datetime) -> None:
    begin_tip(store, now, "one")
    (first,) = claim(outbox, now)
    assert next_due(outbox) == now + LEASE
    assert claim(outbox, now + LEASE - SECOND) == []
    (second,) = claim(outbox, now + LEASE)
    assert (second.id, second.attempts) == (first.id, 2)
    assert second.message.key == first.message.key


def test_a_retry_waits_and_holds_back_what_comes_after(store: Store, outbox: Outbox, now: datetime) -> None:
    begin_tip(store, now, "one", "two")
    (taken,) = claim(outbox, now)
    outbox.retry(taken.id, "429 too many requests", 5 * SECOND)
    assert next_due(outbox) == now + 5 * SECOND
    assert claim(outbox, now + 4 * SECOND) == []
    assert texts(claim(outbox, now + 5 * SECOND)) == ["one"]


def test_one_that_failed_lets_the_next_go_and_tells_the_desk(
    database: Database, store: Store, outbox: Outbox, now: datetime
) -> None:
    begin_tip(store, now, "one", "two")
    (taken,) = claim(outbox, now)
    outbox.failed(taken.id, "30003 unreachable", now)
    assert texts(claim(outbox, now)) == ["two"]
    assert (column(database, "state"), column(database, "error")) == (
        ["failed", "sending"],
        ["30003 unreachable", None],
    )
    with database.read() as connection:
        last = connection.execute(select(events.c.actor, events.c.kind, events.c.detail).order_by(events.c.id.desc()))
        assert tuple(last.first() or ()) == ("courier", "delivery_failed", "30003 unreachable")


def test_what_is_pulled_is_never_sent(database: Database, store: Store, outbox: Outbox, now: datetime) -> None:
    done = take(store, message(channel="web", address="session"), turn_of("hello"), now)
    assert not done.queued
    assert claim(outbox, now) == []
    assert column(database, "state") == ["pulled"]


def test_a_message_that_does_not_open_fails_and_holds_up_nothing(
    database: Database, store: Store, outbox: Outbox, now: datetime
) -> None:
    begin_tip(store, now, "one", "two")
    with database.write() as connection:
        first = select(messages.c.id).where(messages.c.direction == "out").order_by(messages.c.id).limit(1)
        connection.execute(update(messages).where(messages.c.id == first.scalar_subquery()).values(text=b"\x01" * 64))
    assert claim(outbox, now) == []
    assert column(database, "error")[0] == "tip text: sealed with another key, moved or changed"
    assert texts(claim(outbox, now)) == ["two"]


def test_the_wrong_key_sends_nothing(database: Database, store: Store, now: datetime) -> None:
    begin_tip(store, now, "one")
    assert claim(Outbox(database, Vault(DerivedKeys(b"k" * 32))), now) == []


# -- receipts


@pytest.mark.parametrize(
    ("arriving", "expected"),
    [
        (["sent", "delivered", "read"], "read"),
        (["delivered", "sent"], "delivered"),
        (["read", "delivered", "sent"], "read"),
        (["delivered", "delivered"], "delivered"),
        (["failed", "sent"], "failed"),
        (["failed", "delivered"], "delivered"),
        (["delivered", "failed"], "delivered"),
        (["nonsense"], "sent"),
        ([], "sent"),
    ],
)
def test_receipts_in_any_order_end_the_same(
    database: Database, store: Store, outbox: Outbox, now: datetime, arriving: list[str], expected: str
) -> None:
    begin_tip(store, now, "one")
    send(outbox, now)
    for status in arriving:
        outbox.receipt(Receipt("SMout", status), now)
    assert column(database, "state") == [expected]


def test_a_receipt_says_whether_it_changed_anything(store: Store, outbox: Outbox, now: datetime) -> None:
    begin_tip(store, now, "one")
    send(outbox, now)
    assert outbox.receipt(Receipt("SMout", "delivered"), now)
    assert not outbox.receipt(Receipt("SMout", "delivered"), now)
    assert not outbox.receipt(Receipt("SMother", "delivered"), now)


def test_a_receipt_that_comes_before_the_send_returned_counts(
    database: Database, store: Store, outbox: Outbox, now: datetime
) -> None:
    begin_tip(store, now, "one")
    (taken,) = claim(outbox, now)
    outbox.receipt(Receipt("SMout", "failed", "30005"), now)
    outbox.receipt(Receipt("SMout", "sent"), now)
    outbox.sent(taken.id, "SMout", now)
    assert (column(database, "state"), column(database, "error")) == (["failed"], ["30005"])


def test_receipts_that_nobody_took_up_are_settled_or_forgotten(
    database: Database, store: Store, outbox: Outbox, vault: Vault, now: datetime
) -> None:
    begin_tip(store, now, "one")
    send(outbox, now)
    outbox.receipt(Receipt("SMother", "read"), now)
    late = {"provider_hash": vault.provider_hash("out", "", "SMout"), "status": "read", "error": "", "at": now}
    with database.write() as connection:
        connection.execute(early_receipts.insert(), late)
    outbox.settle(now)
    assert column(database, "state") == ["read"]
    outbox.settle(now + timedelta(days=2))
    with database.read() as connection:
        assert connection.execute(select(early_receipts)).all() == []


def test_a_failed_receipt_tells_the_desk_once(database: Database, store: Store, outbox: Outbox, now: datetime) -> None:
    begin_tip(store, now, "one")
    send(outbox, now)
    for _ in range(2):
        outbox.receipt(Receipt("SMout", "failed", "30003"), now)
    with database.read() as connection:
        kinds = connection.execute(select(events.c.kind)).scalars().all()
    assert list(kinds).count("delivery_failed") == 1
    assert column(database, "error") == ["30003"]


def test_sending_twice_after_a_crash_keeps_one_row(
    database: Database, store: Store, outbox: Outbox, now: datetime
) -> None:
    begin_tip(store, now, "one")
    claim(outbox, now)
    (again,) = claim(outbox, now + LEASE)
    outbox.sent(again.id, "SMsecond", now + LEASE)
    outbox.sent(again.id, "SMsecond", now + LEASE)
    assert column(database, "state") == ["sent"]
    assert column(database, "sent_at") == [now + LEASE]
    assert next_due(outbox) is None


def test_a_receipt_finds_its_message_by_an_index(sqlite_url: str) -> None:
    """It holds what was sent alone; a condition that it does not show to cover would leave it unused."""
    database = Database(sqlite_url)
    asked = str(_FIND.compile(dialect=sqlite.dialect()))
    with database.read() as connection:
        (plan,) = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked}", (b"h",)).all()
    database.close()
    assert "ix_messages_outbound" in plan.detail
