"""What waits is sent: in order, at once, again after a fault, and never forgotten; files are fetched beside."""

from __future__ import annotations

import hashlib
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.courier.courier import Courier
from bot.courier.worker import LOOK
from channels.base import Receipt, SendError
from intake_store.db.database import Database
from intake_store.db.tables import conversations, messages
from intake_store.delivery.outbox import Outbox
from intake_store.evidence.store import Evidence
from intake_store.vault.vault import Vault
from tests.builders.couriers import JPEG, FakeChannel, Faults, couriers, files, photo, replies, states, tell
from tests.builders.threads import eventually
from tests.builders.turns import CITIZEN, TurnServices, message
from tests.fakes.servers import PostgresServer


@pytest.fixture
def services(database: Database, vault: Vault) -> TurnServices:
    return TurnServices(database, vault, clock=lambda: datetime.now(UTC))


@pytest.fixture
def channel() -> FakeChannel:
    return FakeChannel()


def test_a_reply_leaves_as_soon_as_the_turn_is_committed(services: TurnServices, channel: FakeChannel, tmp_path: Path):
    took: list[float] = []
    with couriers(services, channel, tmp_path):
        time.sleep(0.2)
        for number in range(10):
            services.turns.handle(message("a car was stolen", address=f"+44770090{number:04}"))
            committed = time.monotonic()
            eventually(lambda number=number: len(channel.sent) > number)
            took.append(channel.at[-1] - committed)
    assert sorted(took)[5] < LOOK, took  # woken, not found by looking now and then


def test_a_sent_message_is_marked_with_the_providers_id(services: TurnServices, channel: FakeChannel, tmp_path: Path):
    tell(services, "a car was stolen")
    with couriers(services, channel, tmp_path):
        eventually(lambda: states(services) == ["sent"])
    (sent,) = channel.sent
    assert (sent.channel, sent.address) == ("sms", CITIZEN)
    assert Outbox(services.database, services.vault).receipt(Receipt("out-1", "delivered"), services.clock())
    assert states(services) == ["delivered"]
    assert services.count("tipline_sends_total", channel="sms", result="sent") == 1


def test_a_handler_who_looks_at_the_tip_hears_that_the_message_went(
    services: TurnServices, channel: FakeChannel, tmp_path: Path
):
    tell(services, "a car was stolen")
    with services.bus.subscribe(["tips"]) as consoles, couriers(services, channel, tmp_path):
        assert consoles.get(10) == ("tips", 0)
        assert states(services) == ["sent"]


def test_every_citizen_gets_the_replies_in_order_however_many_couriers_work(
    services: TurnServices, channel: FakeChannel, tmp_path: Path
):
    channel.answer = lambda out: time.sleep(0.001 * (hash(out.text) % 7))
    citizens = [f"+44770090000{number}" for number in range(4)]
    for _ in range(5):
        for citizen in citizens:
            tell(services, "and then they ran", address=citizen)
    expected = {row.key: row.id for row in replies(services)}  # type: ignore[attr-defined]
    with couriers(services, channel, tmp_path, many=3):
        eventually(lambda: len(channel.sent) == len(expected))
    for citizen in citizens:
        ids = [expected[out.key] for out in channel.sent if out.address == citizen]
        assert ids == sorted(ids)
    assert len({out.key for out in channel.sent}) == len(expected)


def test_a_message_that_failed_for_now_is_sent_later_and_holds_its_place(
    services: TurnServices, channel: FakeChannel, tmp_path: Path
):
    channel.answer = Faults(SendError("busy", retryable=True))
    tell(services, "a car was stolen", "outside the pub")
    with couriers(services, channel, tmp_path):
        eventually(lambda: len(channel.sent) == 2)
    assert [out.key for out in channel.sent] == [row.key for row in replies(services)]  # type: ignore[attr-defined]
    assert replies(services)[0].attempts == 2  # type: ignore[attr-defined]


def test_the_provider_says_how_long_to_wait(services: TurnServices, channel: FakeChannel, tmp_path: Path):
    channel.answer = Faults(SendError("slow down", retryable=True, retry_after=30))
    tell(services, "a car was stolen")
    now = datetime.now(UTC)
    with couriers(services, channel, tmp_path):
        eventually(lambda: replies(services)[0].error == "slow down")  # type: ignore[attr-defined]
    assert replies(services)[0].due_at >= now + timedelta(seconds=30)  # type: ignore[attr-defined]
    assert channel.sent == []


def test_a_message_that_cannot_be_sent_fails_with_a_reason_and_the_next_one_goes(
    services: TurnServices, channel: FakeChannel, tmp_path: Path
):
    channel.answer = Faults(SendError("not a mobile number", retryable=False))
    tell(services, "a car was stolen", "outside the pub")
    with couriers(services, channel, tmp_path):
        eventually(lambda: states(services) == ["failed", "sent"])
    assert replies(services)[0].error == "not a mobile number"  # type: ignore[attr-defined]


def test_after_many_attempts_it_is_given_up_with_the_last_reason(
    services: TurnServices, channel: FakeChannel, tmp_path: Path
):
    channel.answer = Faults(SendError("still busy", retryable=True))
    tell(services, "a car was stolen")
    with services.database.write() as connection:
        connection.execute(messages.update().where(messages.c.direction == "out").values(attempts=19))
    with couriers(services, channel, tmp_path):
        eventually(lambda: states(services) == ["failed"])
    assert replies(services)[0].error == "still busy"  # type: ignore[attr-defined]


def test_a_citizen_who_blocked_the_line_is_forgotten(services: TurnServices, channel: FakeChannel, tmp_path: Path):
    channel.answer = Faults(SendError("opted out", retryable=False, opted_out=True))
    tell(services, "a car was stolen", "outside the pub")
    with couriers(services, channel, tmp_path):
        eventually(lambda: states(services) == ["failed", "cancelled"])
    with services.database.read() as connection:
        assert connection.execute(select(conversations.c.address, conversations.c.address_hash)).one() == (None, None)
    assert services.store.look("sms", CITIZEN).opted_out


def test_a_channel_that_is_not_set_up_keeps_its_messages_for_later(services: TurnServices, tmp_path: Path):
    tell(services, "a car was stolen")
    other = FakeChannel()
    outbox, kept = Outbox(services.database, services.vault), Evidence(services.database, services.vault, tmp_path)
    idle = Courier(outbox, kept, {"telegram": other}, services.bus, services.metrics, lambda: datetime.now(UTC),
                   threads=1, media_limit=1)  # fmt: skip
    stop = threading.Event()
    thread = threading.Thread(target=idle.loops["courier"], args=(stop,))
    thread.start()
    eventually(lambda: replies(services)[0].error)  # type: ignore[attr-defined]
    stop.set()
    thread.join(10)
    assert states(services) == ["queued"]


def test_what_a_killed_courier_had_in_hand_is_sent_when_its_lease_is_over(
    services: TurnServices, channel: FakeChannel, tmp_path: Path
):
    tell(services, "a car was stolen")
    dead = Outbox(services.database, services.vault).claim(9, timedelta(seconds=1))
    assert len(dead) == 1
    started = time.monotonic()
    with couriers(services, channel, tmp_path):
        time.sleep(0.3)
        assert channel.sent == []
        eventually(lambda: states(services) == ["sent"])
    assert time.monotonic() - started > 0.7


def test_a_courier_that_stops_finishes_what_it_has_in_hand(
    services: TurnServices, channel: FakeChannel, tmp_path: Path
):
    begun = threading.Event()
    channel.answer = lambda _: (begun.set(), time.sleep(0.3))
    tell(services, "a car was stolen")
    with couriers(services, channel, tmp_path):
        assert begun.wait(5)
    assert states(services) == ["sent"]


def test_no_more_is_claimed_than_can_be_sent_at_once(services: TurnServices, channel: FakeChannel, tmp_path: Path):
    release = threading.Event()
    channel.answer = lambda _: release.wait(10)
    for number in range(6):
        tell(services, "a car was stolen", address=f"+44770090000{number}")
    with couriers(services, channel, tmp_path, threads=2):
        eventually(lambda: states(services).count("sending") == 2)
        time.sleep(0.2)
        assert states(services).count("sending") == 2
        release.set()
        eventually(lambda: states(services).count("sent") == 6)


def test_a_courier_outlives_its_database(own_postgresql: PostgresServer, vault: Vault, tmp_path: Path):
    database = Database(own_postgresql.url(own_postgresql.create()))
    database.migrate()
    services, channel = TurnServices(database, vault), FakeChannel()
    tell(services, "a car was stolen")
    channel.answer = lambda _: own_postgresql.stop()
    with couriers(services, channel, tmp_path):
        eventually(lambda: len(channel.sent) == 1)
        time.sleep(0.3)
        channel.answer = lambda _: None
        own_postgresql.start()
        eventually(lambda: states(services) == ["sent"])
        tell(services, "outside the pub")
        eventually(lambda: states(services) == ["sent", "sent"])
    assert len(channel.sent) == 2
    database.close()


def test_a_file_is_fetched_kept_and_never_readable_on_the_disk(
    services: TurnServices, channel: FakeChannel, tmp_path: Path
):
    channel.files["https://provider/1"] = JPEG
    photo(services)
    with couriers(services, channel, tmp_path) as kept:
        eventually(lambda: files(services)[0].state == "kept")  # type: ignore[attr-defined]
        (file,) = files(services)
        assert file.sha256 == hashlib.sha256(JPEG).hexdigest()  # type: ignore[attr-defined]
        assert kept.open(file.id, "handler:1") == JPEG  # type: ignore[attr-defined]
    stored = [path.read_bytes() for path in (tmp_path / "evidence").rglob("*") if path.is_file()]
    assert len(stored) == 1
    assert b"a photo" not in stored[0]
    assert services.count("tipline_media_total", result="kept") == 1


@pytest.mark.parametrize("content", [b"MZ" + b"\0" * 100, JPEG * 100, b""], ids=["a program", "too large", "empty"])
def test_what_is_no_evidence_is_refused_and_leaves_nothing(
    services: TurnServices, channel: FakeChannel, tmp_path: Path, content: bytes
):
    channel.files["https://provider/1"] = content
    photo(services)
    with couriers(services, channel, tmp_path):
        eventually(lambda: files(services)[0].state == "refused")  # type: ignore[attr-defined]
    assert not [path for path in (tmp_path / "evidence").rglob("*") if path.is_file()]


def test_a_file_that_is_gone_fails_with_a_reason(services: TurnServices, channel: FakeChannel, tmp_path: Path):
    photo(services)
    with couriers(services, channel, tmp_path):
        eventually(lambda: files(services)[0].state == "failed")  # type: ignore[attr-defined]
    assert files(services)[0].error == "no such file"  # type: ignore[attr-defined]


def test_a_file_that_failed_for_now_is_fetched_again(services: TurnServices, channel: FakeChannel, tmp_path: Path):
    channel.files["https://provider/1"] = JPEG
    faults = Faults(SendError("busy", retryable=True))
    channel.fetching = lambda: faults(None)
    photo(services)
    with couriers(services, channel, tmp_path):
        eventually(lambda: files(services)[0].state == "kept")  # type: ignore[attr-defined]


def test_a_slow_film_delays_no_text(services: TurnServices, channel: FakeChannel, tmp_path: Path):
    release = threading.Event()
    channel.files["https://provider/1"] = JPEG
    channel.fetching = lambda: release.wait(10)
    for _ in range(4):
        photo(services)
    with couriers(services, channel, tmp_path):
        tell(services, "a car was stolen", address="+447700900002")
        eventually(lambda: any(out.address == "+447700900002" for out in channel.sent), seconds=2)
        release.set()
