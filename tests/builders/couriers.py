"""Couriers at work over the services of a test, a channel that does as it is told, and what became of the messages."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bot.courier.courier import Courier
from channels.base import Attachment, OutboundMessage, Parsed, Request, SendError
from intake_store.db.tables import evidence, messages
from intake_store.delivery.outbox import Outbox
from intake_store.evidence.store import Evidence
from tests.builders.turns import CITIZEN, TurnServices, message

JPEG = b"\xff\xd8\xff\xe0" + b"a photo" * 100


class FakeChannel:
    """A provider by hand: `answer(message)` may raise SendError or wait; `files` are what can be fetched."""

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


@contextmanager
def couriers(
    services: TurnServices, channel: FakeChannel, folder: Path, many: int = 1, **more: object
) -> Iterator[Evidence]:
    """`many` couriers at work, each as in a process of its own."""
    stop, kept = threading.Event(), Evidence(services.database, services.vault, folder / "evidence")
    loops = [loop for _ in range(many) for loop in courier(services, channel, kept, **more).loops.values()]
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


def courier(services: TurnServices, channel: FakeChannel, kept: Evidence, **more: Any) -> Courier:
    """One that nobody started; `more` are its arguments."""
    given: dict[str, Any] = {"threads": 4, "media_limit": 10_000} | more
    clock = given.pop("clock", lambda: datetime.now(UTC))
    outbox = Outbox(services.database, services.vault)
    return Courier(outbox, kept, {"sms": channel}, services.bus, services.metrics, clock, **given)


def replies(services: TurnServices) -> list[Any]:
    """The rows of the outbound messages, oldest first."""
    with services.database.read() as connection:
        found = connection.execute(select(messages).where(messages.c.direction == "out").order_by(messages.c.id))
        return list(found.all())


def states(services: TurnServices) -> list[str]:
    """How far each reply has come, oldest first."""
    return [row.state for row in replies(services)]


def files(services: TurnServices) -> list[Any]:
    """The rows of the evidence."""
    with services.database.read() as connection:
        return list(connection.execute(select(evidence)).all())


def tell(services: TurnServices, *texts: str, address: str = CITIZEN) -> None:
    """Take these messages of one citizen."""
    for text in texts:
        services.turns.handle(message(text, address=address))


def photo(services: TurnServices, reference: str = "https://provider/1", content_type: str = "image/jpeg") -> None:
    services.turns.handle(message("look", attachments=(Attachment(reference, content_type),)))
