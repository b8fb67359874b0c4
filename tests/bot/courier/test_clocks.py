"""Machines whose own clocks are wrong lease, send and order messages no differently: the database's clock decides."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.courier.worker import LOOK
from channels.base import SendError
from intake_store.db.database import Database
from intake_store.db.tables import messages, tips
from intake_store.desk.desk import Desk
from intake_store.model.actor import Actor
from intake_store.vault.vault import Vault
from tests.builders.couriers import JPEG, FakeChannel, Faults, couriers, files, photo, replies, states, tell
from tests.builders.desk import MemoryEvidence
from tests.builders.threads import eventually
from tests.builders.turns import TurnServices, message

MINUTE = 60.0


def clock(ahead: float = 0.0) -> Callable[[], datetime]:
    """A machine's clock, so many seconds ahead of the true time."""
    return lambda: datetime.now(UTC) + timedelta(seconds=ahead)


@pytest.fixture
def services(database: Database, vault: Vault) -> TurnServices:
    return TurnServices(database, vault, clock=clock())


@pytest.fixture
def channel() -> FakeChannel:
    return FakeChannel()


def times(services: TurnServices) -> list[datetime]:
    """When each message was said, in the order in which they were stored."""
    with services.database.read() as connection:
        return list(connection.execute(select(messages.c.at).order_by(messages.c.id)).scalars())


# -- leases and due times


def test_a_courier_whose_clock_is_ahead_takes_nothing_that_another_is_sending(
    services: TurnServices, channel: FakeChannel, tmp_path: Path
):
    release = threading.Event()
    channel.answer = lambda _: release.wait(10)
    tell(services, "a car was stolen")
    with couriers(services, channel, tmp_path):
        eventually(lambda: states(services) == ["sending"])
        with couriers(services, channel, tmp_path, clock=clock(MINUTE)):
            time.sleep(3 * LOOK)
            release.set()
        eventually(lambda: states(services) == ["sent"])
    assert len(channel.sent) == 1


@pytest.mark.parametrize("ahead", [-10 * MINUTE, 10 * MINUTE])
def test_a_reply_leaves_at_once_whichever_clock_the_courier_has(
    services: TurnServices, channel: FakeChannel, tmp_path: Path, ahead: float
):
    with couriers(services, channel, tmp_path, clock=clock(ahead)):
        tell(services, "a man with a knife is at my door")
        eventually(lambda: states(services) == ["sent"])


def test_a_reply_leaves_at_once_whichever_clock_the_web_server_has(
    database: Database, vault: Vault, channel: FakeChannel, tmp_path: Path
):
    services = TurnServices(database, vault, clock=clock(10 * MINUTE))
    with couriers(services, channel, tmp_path):
        tell(services, "a man with a knife is at my door")
        eventually(lambda: states(services) == ["sent"])


def test_a_handlers_reply_leaves_at_once_whichever_clock_the_desk_has(
    services: TurnServices, channel: FakeChannel, tmp_path: Path
):
    tell(services, "a car was stolen")
    desk = Desk(services.database, services.vault, MemoryEvidence(), services.bus)
    desk.reply(reference(services), "Which car?", Actor("api:1", "dispatch", "handler"), clock(10 * MINUTE)())
    with couriers(services, channel, tmp_path):
        eventually(lambda: states(services) == ["sent", "sent"])


def test_what_a_courier_ahead_of_time_could_not_send_is_due_again_soon(
    services: TurnServices, channel: FakeChannel, tmp_path: Path
):
    channel.answer = Faults(SendError("busy", retryable=True))
    tell(services, "a car was stolen")
    with couriers(services, channel, tmp_path, clock=clock(10 * MINUTE)):
        eventually(lambda: replies(services)[0].error == "busy")  # type: ignore[attr-defined]
    with couriers(services, channel, tmp_path):
        eventually(lambda: states(services) == ["sent"])


def test_a_file_is_fetched_once_and_at_once_whichever_clocks_the_couriers_have(
    services: TurnServices, channel: FakeChannel, tmp_path: Path
):
    release, fetched = threading.Event(), list[int]()
    channel.files["https://provider/1"] = JPEG
    channel.fetching = lambda: (fetched.append(1), release.wait(10))
    photo(services)
    with couriers(services, channel, tmp_path, clock=clock(-MINUTE)):
        eventually(lambda: fetched)
        with couriers(services, channel, tmp_path, clock=clock(60 * MINUTE)):
            time.sleep(3 * LOOK)
            release.set()
        eventually(lambda: files(services)[0].state == "kept")  # type: ignore[attr-defined]
    assert len(fetched) == 1


def test_a_tip_falls_silent_by_the_clock_of_the_database(services: TurnServices):
    tell(services, "a car was stolen")
    assert services.store.close_idle(timedelta(seconds=30)) == 0
    assert services.store.close_idle(timedelta(0)) == 1


# -- the order of what was said


def reference(services: TurnServices) -> str:
    with services.database.read() as connection:
        return str(connection.execute(select(tips.c.reference)).scalar_one())


def test_the_times_of_messages_at_one_instant_do_not_go_back(services: TurnServices):
    """The one whose reading takes longer is stored later, and was read from the clock sooner."""
    stored = threading.Event()
    services.understanding.before = lambda text: stored.wait(10) if text == "slow" else None
    slow = threading.Thread(target=tell, args=(services, "slow"))
    slow.start()
    tell(services, "quick")
    stored.set()
    slow.join(10)
    assert len(times(services)) == 4
    assert times(services) == sorted(times(services))


def test_the_time_of_a_message_that_waited_for_another_is_when_its_turn_came(services: TurnServices):
    def hold() -> None:
        with services.store.turn(message("held")) as turn:
            held.set()
            time.sleep(0.5)
            done.append(datetime.now(UTC))
            assert turn.committed is None

    held, done = threading.Event(), list[datetime]()
    tell(services, "a car was stolen")
    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(10)
    tell(services, "it was blue")
    holder.join(10)
    assert times(services)[-2] >= done[0]


def test_machines_with_different_clocks_keep_one_order(postgresql_url: str, vault: Vault):
    databases = [Database(postgresql_url) for _ in range(3)]
    first, *others = (
        TurnServices(one, vault, clock=clock(ahead)) for one, ahead in zip(databases, (0, 90, -90), strict=True)
    )
    for number in range(4):
        for one in (first, *others):
            one.turns.handle(message(f"part {number}"))
        desk = Desk(first.database, vault, MemoryEvidence(), first.bus)
        desk.reply(reference(first), "Go on.", Actor("api:1", "dispatch", "handler"), clock(MINUTE * number)())
    assert len(times(first)) > 16
    assert times(first) == sorted(times(first))
    for one in databases:
        one.close()
