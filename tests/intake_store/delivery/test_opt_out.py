"""Opting out on both databases: the way back to the citizen is destroyed, the keyed hash stays."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from channels.base import OutboundMessage
from intake_store.db.database import Database
from intake_store.db.tables import conversations, events, messages, optouts, tips
from intake_store.delivery.outbox import Outbox
from intake_store.intake.store import Store
from intake_store.intake.web_transcript import WebTranscript
from intake_store.model.conversation import Conversation
from intake_store.model.turn import Committed, Seen
from intake_store.vault.vault import Vault
from tests.builders.intake import LINE, NUMBER, at, begin_tip, message, next_due, take, turn_of

LEASE = timedelta(seconds=30)


@pytest.fixture
def store(database: Database, vault: Vault) -> Store:
    return Store(database, vault)


@pytest.fixture
def outbox(database: Database, vault: Vault) -> Outbox:
    return Outbox(database, vault)


def stop(store: Store, now: datetime, *replies: str, number: int = 9) -> Committed:
    return take(store, message(number, "STOP"), turn_of(*replies, stop=True), now)


def outbound(database: Database, name: str) -> list[object]:
    wanted = select(messages.c[name]).where(messages.c.direction == "out").order_by(messages.c.id)
    with database.read() as connection:
        return list(connection.execute(wanted).scalars())


def test_stop_destroys_the_address_and_keeps_its_hash_on_the_list(
    database: Database, store: Store, vault: Vault, now: datetime
) -> None:
    begin_tip(store, now)
    stop(store, now)
    with database.read() as connection:
        row = connection.execute(select(conversations)).one()
        listed = connection.execute(select(optouts)).one()
    assert (row.address, row.address_hash, row.state) == (None, None, None)
    assert tuple(listed) == (vault.address_hash("sms", NUMBER), date(2026, 6, 1))
    assert store.look("sms", NUMBER) == Seen(0, None, True)
    assert WebTranscript(database, vault, "sms").entries(NUMBER) == []


def test_nothing_in_the_database_leads_from_the_list_to_a_conversation(
    database: Database, store: Store, vault: Vault, now: datetime
) -> None:
    begin_tip(store, now)
    stop(store, now)
    listed = vault.address_hash("sms", NUMBER)
    with database.read() as connection:
        tables = [table for table in conversations.metadata.sorted_tables if table is not optouts]
        values = [value for table in tables for row in connection.execute(select(table)) for value in row]
    assert listed not in values


def test_the_tip_stays_and_says_that_its_citizen_stopped(database: Database, store: Store, now: datetime) -> None:
    begin_tip(store, now)
    stop(store, now)
    with database.read() as connection:
        assert connection.execute(select(tips.c.facts)).scalar_one() is not None
        assert "opted_out" in connection.execute(select(events.c.kind)).scalars().all()


def test_what_waited_is_cancelled_and_nothing_is_sent(
    database: Database, store: Store, outbox: Outbox, now: datetime
) -> None:
    begin_tip(store, now, "one", "two")
    done = stop(store, now)
    assert not done.queued
    assert next_due(outbox) is None
    assert at(outbox, now).claim(10, LEASE) == []
    assert (outbound(database, "state"), outbound(database, "error")) == (["cancelled"] * 2, ["opted out"] * 2)


def test_one_that_the_courier_held_already_is_recorded_as_sent(
    database: Database, store: Store, outbox: Outbox, now: datetime
) -> None:
    begin_tip(store, now, "one")
    (taken,) = at(outbox, now).claim(10, LEASE)
    stop(store, now)
    outbox.retry(taken.id, "503", timedelta())
    assert outbound(database, "state") == ["cancelled"]
    outbox.sent(taken.id, "SMout", now)
    assert outbound(database, "state") == ["sent"]


def test_a_last_word_carries_the_address_until_it_has_gone(
    database: Database, store: Store, outbox: Outbox, now: datetime
) -> None:
    begin_tip(store, now, "one")
    stop(store, now, "You will get no more messages.")
    (taken,) = at(outbox, now).claim(10, LEASE)
    assert taken.message == OutboundMessage(
        "sms", NUMBER, "You will get no more messages.", taken.message.key, (), LINE
    )
    assert outbound(database, "address")[1] is not None
    outbox.sent(taken.id, "SMout", now)
    assert outbound(database, "address") == [None, None]


def test_a_last_word_that_fails_leaves_no_address_either(
    database: Database, store: Store, outbox: Outbox, now: datetime
) -> None:
    begin_tip(store, now)
    stop(store, now, "You will get no more messages.")
    (taken,) = at(outbox, now).claim(10, LEASE)
    outbox.failed(taken.id, "21610", now)
    assert outbound(database, "address") == [None]


def test_who_opted_out_and_writes_again_is_heard_and_not_answered(
    database: Database, store: Store, outbox: Outbox, now: datetime
) -> None:
    begin_tip(store, now)
    stop(store, now)
    take(store, message(3, "he is back"), turn_of("Call 999", reference="ABC-234"), now)
    assert at(outbox, now).claim(10, LEASE) == []
    assert outbound(database, "state") == ["cancelled"]
    assert store.look("sms", NUMBER) == Seen(0, None, True)
    with database.read() as connection:
        assert len(connection.execute(select(tips.c.reference)).scalars().all()) == 2
        assert connection.execute(select(conversations.c.address_hash)).scalars().all() == [None, None]


def test_start_takes_the_address_off_the_list_and_begins_anew(
    database: Database, store: Store, outbox: Outbox, now: datetime
) -> None:
    begin_tip(store, now)
    stop(store, now)
    with at(store, now).turn(message(10, "START")) as turn:
        assert (turn.opted_out, turn.conversation, turn.tip) == (True, None, None)
        turn.commit(turn_of("Welcome back", resume=True, kept=False, reference=None))
    assert store.look("sms", NUMBER) == Seen(1, Conversation("sms", stage="collecting"), False)
    (taken,) = at(outbox, now).claim(10, LEASE)
    assert taken.message.address == NUMBER
    with database.read() as connection:
        assert connection.execute(select(optouts)).all() == []


def test_stopping_twice_is_stopping_once(database: Database, store: Store, now: datetime) -> None:
    begin_tip(store, now)
    stop(store, now)
    take(store, message(10, "STOP"), turn_of(stop=True, kept=False, reference=None), now)
    with database.read() as connection:
        assert len(connection.execute(select(optouts)).all()) == 1


def test_a_provider_that_says_opted_out_is_believed(
    database: Database, store: Store, outbox: Outbox, now: datetime
) -> None:
    begin_tip(store, now, "one", "two")
    (taken,) = at(outbox, now).claim(10, LEASE)
    outbox.opted_out(taken.id, "21610 opted out", now)
    assert store.look("sms", NUMBER) == Seen(0, None, True)
    assert outbound(database, "state") == ["failed", "cancelled"]
    outbox.opted_out(taken.id, "21610 opted out", now)
    assert at(outbox, now).claim(10, LEASE) == []


def test_after_stop_sqlite_keeps_no_old_page_of_the_address(sqlite_url: str, vault: Vault, now: datetime) -> None:
    database = Database(sqlite_url)
    store = Store(database, vault)
    begin_tip(store, now)
    with database.read() as connection:
        row = connection.execute(select(conversations.c.address, conversations.c.address_hash)).one()
    stop(store, now)
    left = b"".join(path.read_bytes() for path in Path(sqlite_url.removeprefix("sqlite:///")).parent.iterdir())
    assert row.address not in left
    assert left.count(row.address_hash) == 1  # the opt-out list
    database.close()
