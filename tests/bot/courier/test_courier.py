"""What waits is sent: in order, at once, again after a fault, and never forgotten; files are fetched beside."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.courier.courier import Courier
from bot.courier.worker import LOOK
from channels.base import Attachment, OutboundMessage, Parsed, Receipt, Request, SendError
from intake_store.db.database import Database
from intake_store.db.tables import conversations, evidence, messages
from intake_store.delivery.outbox import Outbox
from intake_store.evidence.store import Evidence
from intake_store.vault.vault import Vault
from tests.builders.threads import eventually
from tests.builders.turns import CITIZEN, Line, message
from tests.fakes.servers import PostgresServer

JPEG = b"\xff\xd8\xff\xe0" + b"a photo" * 100


class FakeChannel:
    """A provider by hand: `answer(message)` may raise SendError or wait; `files` are what can be fetched."""

    names: tuple[str, ...] = ("sms",)
    pulls = False
    markup: frozenset[str] = frozenset()

    def __init__(self, answer: Callable[[OutboundMessage], object] = lambda _: None) -> None:
        self.answer = answer
        self.sent: list[OutboundMessage] = []
        self.at: list[float] = []
        self.files: dict[str, bytes] = {}
        self.fetching: Callable[[], object] = lambda: None

    def parse(self, request: Request) -> Parsed:
        raise NotImplementedError

    def send(self, message: OutboundMessage) -> str:
        self.answer(message)
        self.at.append(time.monotonic())
        self.sent.append(message)
        return f"out-{len(self.sent)}"

    def fetch(self, attachment: Attachment, sink: Callable[[bytes], None], limit: int) -> str:
        self.fetching()
        if attachment.reference not in self.files:
            raise SendError("no such file", retryable=False)
        sink(self.files[attachment.reference])
        return attachment.content_type

    def close(self) -> None:
        pass


class Faults:
    """Raises each of the errors once, then nothing more."""

    def __init__(self, *errors: Exception) -> None:
        self._errors = iter(errors)

    def __call__(self, _message: object) -> None:
        for error in self._errors:
            raise error


@pytest.fixture
def line(database: Database, vault: Vault) -> Line:
    return Line(database, vault)


@pytest.fixture
def channel() -> FakeChannel:
    return FakeChannel()


@contextmanager
def couriers(line: Line, channel: FakeChannel, folder: Path, many: int = 1, **more: object) -> Iterator[Evidence]:
    """`many` couriers at work, each as in a process of its own."""
    stop, kept = threading.Event(), Evidence(line.database, line.vault, folder / "evidence")
    loops = [loop for _ in range(many) for loop in courier(line, channel, kept, **more).loops.values()]
    threads = [threading.Thread(target=loop, args=(stop,)) for loop in loops]
    for thread in threads:
        thread.start()
    try:
        yield kept
    finally:
        stop.set()
        for thread in threads:
            thread.join(10)
        assert not any(thread.is_alive() for thread in threads)


def courier(line: Line, channel: FakeChannel, kept: Evidence, **more: object) -> Courier:
    given: dict[str, object] = {"threads": 4, "media_limit": 10_000} | more
    clock = given.pop("clock", lambda: datetime.now(UTC))
    outbox = Outbox(line.database, line.vault)
    return Courier(outbox, kept, {"sms": channel}, line.bus, line.metrics, clock, **given)  # type: ignore[arg-type]


def replies(line: Line) -> list[object]:
    with line.database.read() as connection:
        found = connection.execute(select(messages).where(messages.c.direction == "out").order_by(messages.c.id))
        return list(found.all())


def states(line: Line) -> list[str]:
    return [row.state for row in replies(line)]  # type: ignore[attr-defined]


def files(line: Line) -> list[object]:
    with line.database.read() as connection:
        return list(connection.execute(select(evidence)).all())


def tell(line: Line, *texts: str, address: str = CITIZEN) -> None:
    for text in texts:
        line.turns.take(message(text, address=address))


def test_a_reply_leaves_as_soon_as_the_turn_is_committed(line: Line, channel: FakeChannel, tmp_path: Path):
    took: list[float] = []
    with couriers(line, channel, tmp_path):
        time.sleep(0.2)
        for number in range(10):
            line.turns.take(message("a car was stolen", address=f"+44770090{number:04}"))
            committed = time.monotonic()
            eventually(lambda number=number: len(channel.sent) > number)
            took.append(channel.at[-1] - committed)
    assert sorted(took)[5] < LOOK, took  # woken, not found by looking now and then


def test_a_sent_message_is_marked_with_the_providers_id(line: Line, channel: FakeChannel, tmp_path: Path):
    tell(line, "a car was stolen")
    with couriers(line, channel, tmp_path):
        eventually(lambda: states(line) == ["sent"])
    (sent,) = channel.sent
    assert (sent.channel, sent.address) == ("sms", CITIZEN)
    assert Outbox(line.database, line.vault).receipt(Receipt("out-1", "delivered"), line.clock())
    assert states(line) == ["delivered"]
    assert line.count("tipline_sends_total", channel="sms", result="sent") == 1


def test_a_handler_who_looks_at_the_tip_hears_that_the_message_went(line: Line, channel: FakeChannel, tmp_path: Path):
    tell(line, "a car was stolen")
    with line.bus.subscribe(["tips"]) as consoles, couriers(line, channel, tmp_path):
        assert consoles.get(10) == ("tips", 0)
        assert states(line) == ["sent"]


def test_every_citizen_gets_the_replies_in_order_however_many_couriers_work(
    line: Line, channel: FakeChannel, tmp_path: Path
):
    channel.answer = lambda out: time.sleep(0.001 * (hash(out.text) % 7))
    citizens = [f"+44770090000{number}" for number in range(4)]
    for _ in range(5):
        for citizen in citizens:
            tell(line, "and then they ran", address=citizen)
    expected = {row.key: row.id for row in replies(line)}  # type: ignore[attr-defined]
    with couriers(line, channel, tmp_path, many=3):
        eventually(lambda: len(channel.sent) == len(expected))
    for citizen in citizens:
        ids = [expected[out.key] for out in channel.sent if out.address == citizen]
        assert ids == sorted(ids)
    assert len({out.key for out in channel.sent}) == len(expected)


def test_a_message_that_failed_for_now_is_sent_later_and_holds_its_place(
    line: Line, channel: FakeChannel, tmp_path: Path
):
    channel.answer = Faults(SendError("busy", retryable=True))
    tell(line, "a car was stolen", "outside the pub")
    with couriers(line, channel, tmp_path):
        eventually(lambda: len(channel.sent) == 2)
    assert [out.key for out in channel.sent] == [row.key for row in replies(line)]  # type: ignore[attr-defined]
    assert replies(line)[0].attempts == 2  # type: ignore[attr-defined]


def test_the_provider_says_how_long_to_wait(line: Line, channel: FakeChannel, tmp_path: Path):
    channel.answer = Faults(SendError("slow down", retryable=True, retry_after=30))
    tell(line, "a car was stolen")
    now = datetime.now(UTC)
    with couriers(line, channel, tmp_path):
        eventually(lambda: replies(line)[0].error == "slow down")  # type: ignore[attr-defined]
    assert replies(line)[0].due_at >= now + timedelta(seconds=30)  # type: ignore[attr-defined]
    assert channel.sent == []


def test_a_message_that_cannot_be_sent_fails_with_a_reason_and_the_next_one_goes(
    line: Line, channel: FakeChannel, tmp_path: Path
):
    channel.answer = Faults(SendError("not a mobile number", retryable=False))
    tell(line, "a car was stolen", "outside the pub")
    with couriers(line, channel, tmp_path):
        eventually(lambda: states(line) == ["failed", "sent"])
    assert replies(line)[0].error == "not a mobile number"  # type: ignore[attr-defined]


def test_after_many_attempts_it_is_given_up_with_the_last_reason(line: Line, channel: FakeChannel, tmp_path: Path):
    channel.answer = Faults(SendError("still busy", retryable=True))
    tell(line, "a car was stolen")
    with line.database.write() as connection:
        connection.execute(messages.update().where(messages.c.direction == "out").values(attempts=19))
    with couriers(line, channel, tmp_path):
        eventually(lambda: states(line) == ["failed"])
    assert replies(line)[0].error == "still busy"  # type: ignore[attr-defined]


def test_a_citizen_who_blocked_the_line_is_forgotten(line: Line, channel: FakeChannel, tmp_path: Path):
    channel.answer = Faults(SendError("opted out", retryable=False, opted_out=True))
    tell(line, "a car was stolen", "outside the pub")
    with couriers(line, channel, tmp_path):
        eventually(lambda: states(line) == ["failed", "cancelled"])
    with line.database.read() as connection:
        assert connection.execute(select(conversations.c.address, conversations.c.address_hash)).one() == (None, None)
    assert line.store.look("sms", CITIZEN).opted_out


def test_a_channel_that_is_not_set_up_keeps_its_messages_for_later(line: Line, tmp_path: Path):
    tell(line, "a car was stolen")
    other = FakeChannel()
    outbox, kept = Outbox(line.database, line.vault), Evidence(line.database, line.vault, tmp_path)
    idle = Courier(outbox, kept, {"telegram": other}, line.bus, line.metrics, lambda: datetime.now(UTC),
                   threads=1, media_limit=1)  # fmt: skip
    stop = threading.Event()
    thread = threading.Thread(target=idle.loops["courier"], args=(stop,))
    thread.start()
    eventually(lambda: replies(line)[0].error)  # type: ignore[attr-defined]
    stop.set()
    thread.join(10)
    assert states(line) == ["queued"]


def test_what_a_killed_courier_had_in_hand_is_sent_when_its_lease_is_over(
    line: Line, channel: FakeChannel, tmp_path: Path
):
    tell(line, "a car was stolen")
    dead = Outbox(line.database, line.vault).claim(datetime.now(UTC), 9, timedelta(seconds=1))
    assert len(dead) == 1
    started = time.monotonic()
    with couriers(line, channel, tmp_path):
        time.sleep(0.3)
        assert channel.sent == []
        eventually(lambda: states(line) == ["sent"])
    assert time.monotonic() - started > 0.7


def test_a_courier_that_stops_finishes_what_it_has_in_hand(line: Line, channel: FakeChannel, tmp_path: Path):
    begun = threading.Event()
    channel.answer = lambda _: (begun.set(), time.sleep(0.3))
    tell(line, "a car was stolen")
    with couriers(line, channel, tmp_path):
        assert begun.wait(5)
    assert states(line) == ["sent"]


def test_no_more_is_claimed_than_can_be_sent_at_once(line: Line, channel: FakeChannel, tmp_path: Path):
    release = threading.Event()
    channel.answer = lambda _: release.wait(10)
    for number in range(6):
        tell(line, "a car was stolen", address=f"+44770090000{number}")
    with couriers(line, channel, tmp_path, threads=2):
        eventually(lambda: states(line).count("sending") == 2)
        time.sleep(0.2)
        assert states(line).count("sending") == 2
        release.set()
        eventually(lambda: states(line).count("sent") == 6)


def test_a_courier_outlives_its_database(own_postgresql: PostgresServer, vault: Vault, tmp_path: Path):
    database = Database(own_postgresql.url(own_postgresql.create()))
    database.migrate()
    line, channel = Line(database, vault), FakeChannel()
    tell(line, "a car was stolen")
    channel.answer = lambda _: own_postgresql.stop()
    with couriers(line, channel, tmp_path):
        eventually(lambda: len(channel.sent) == 1)
        time.sleep(0.3)
        channel.answer = lambda _: None
        own_postgresql.start()
        eventually(lambda: states(line) == ["sent"])
        tell(line, "outside the pub")
        eventually(lambda: states(line) == ["sent", "sent"])
    assert len(channel.sent) == 2
    database.close()


def photo(line: Line, reference: str = "https://provider/1", content_type: str = "image/jpeg") -> None:
    line.turns.take(message("look", attachments=(Attachment(reference, content_type),)))


def test_a_file_is_fetched_kept_and_never_readable_on_the_disk(line: Line, channel: FakeChannel, tmp_path: Path):
    channel.files["https://provider/1"] = JPEG
    photo(line)
    with couriers(line, channel, tmp_path) as kept:
        eventually(lambda: files(line)[0].state == "kept")  # type: ignore[attr-defined]
        (file,) = files(line)
        assert file.sha256 == hashlib.sha256(JPEG).hexdigest()  # type: ignore[attr-defined]
        assert kept.open(file.id, "handler:1") == JPEG  # type: ignore[attr-defined]
    stored = [path.read_bytes() for path in (tmp_path / "evidence").rglob("*") if path.is_file()]
    assert len(stored) == 1
    assert b"a photo" not in stored[0]
    assert line.count("tipline_media_total", result="kept") == 1


@pytest.mark.parametrize("content", [b"MZ" + b"\0" * 100, JPEG * 100, b""], ids=["a program", "too large", "empty"])
def test_what_is_no_evidence_is_refused_and_leaves_nothing(
    line: Line, channel: FakeChannel, tmp_path: Path, content: bytes
):
    channel.files["https://provider/1"] = content
    photo(line)
    with couriers(line, channel, tmp_path):
        eventually(lambda: files(line)[0].state == "refused")  # type: ignore[attr-defined]
    assert not [path for path in (tmp_path / "evidence").rglob("*") if path.is_file()]


def test_a_file_that_is_gone_fails_with_a_reason(line: Line, channel: FakeChannel, tmp_path: Path):
    photo(line)
    with couriers(line, channel, tmp_path):
        eventually(lambda: files(line)[0].state == "failed")  # type: ignore[attr-defined]
    assert files(line)[0].error == "no such file"  # type: ignore[attr-defined]


def test_a_file_that_failed_for_now_is_fetched_again(line: Line, channel: FakeChannel, tmp_path: Path):
    channel.files["https://provider/1"] = JPEG
    faults = Faults(SendError("busy", retryable=True))
    channel.fetching = lambda: faults(None)
    photo(line)
    with couriers(line, channel, tmp_path):
        eventually(lambda: files(line)[0].state == "kept")  # type: ignore[attr-defined]


def test_a_slow_film_delays_no_text(line: Line, channel: FakeChannel, tmp_path: Path):
    release = threading.Event()
    channel.files["https://provider/1"] = JPEG
    channel.fetching = lambda: release.wait(10)
    for _ in range(4):
        photo(line)
    with couriers(line, channel, tmp_path):
        tell(line, "a car was stolen", address="+447700900002")
        eventually(lambda: any(out.address == "+447700900002" for out in channel.sent), seconds=2)
        release.set()
