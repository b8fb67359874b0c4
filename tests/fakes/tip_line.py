"""A tip line without a bot: keeps transcripts in memory and answers by a script."""

from __future__ import annotations

import errno
import hashlib
import queue
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count

from flask import Flask

from channels.base import Choice, InboundMessage
from channels.web import Web
from channels.web_page import ChatPorts, Page, blueprint


class DatabaseAway(Exception):
    """The database cannot be reached."""


@dataclass(frozen=True)
class FakeEntry:
    """An entry of the fake transcript."""

    id: int
    at: datetime
    author: str
    text: str
    choices: tuple[Choice, ...] = ()
    provider_hash: bytes | None = None
    files: tuple[str, ...] = ()
    place: bool = False


@dataclass(frozen=True)
class FakeReply:
    """A scripted reply."""

    text: str
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class FakeResult:
    duplicate: bool = False
    replies: tuple[FakeReply, ...] = ()


class FakeListener:
    def __init__(self) -> None:
        self.closed = False
        self.wakes: queue.Queue[int] = queue.Queue()

    def get(self, timeout: float) -> object:
        try:
            return self.wakes.get(timeout=timeout)
        except queue.Empty:
            return None

    def close(self) -> None:
        self.closed = True


def sign(text: str) -> str:
    return f"{text}.{hashlib.sha256(b'key' + text.encode()).hexdigest()}"


def verify(signed: str) -> str | None:
    text = signed.rpartition(".")[0]
    return text if sign(text) == signed else None


def hash_of(provider_id: str) -> bytes:
    return hashlib.sha256(provider_id.encode()).digest()


@dataclass
class FakeTipLine:
    """`answer(message)` gives the replies to a message; `away` makes every turn fail as without a database, `full`
    every upload as on a full disk."""

    answer: Callable[[InboundMessage], tuple[FakeReply, ...]] = lambda _: ()
    away: bool = False
    full: bool = False
    language: str = "en"
    taken: list[InboundMessage] = field(default_factory=list)
    entries: dict[str, list[FakeEntry]] = field(default_factory=dict)
    uploads: dict[str, bytes] = field(default_factory=dict)
    forgotten: set[str] = field(default_factory=set)
    listeners: list[FakeListener] = field(default_factory=list)
    ids: Iterator[int] = field(default_factory=lambda: count(1))

    def take(self, message: InboundMessage) -> FakeResult:
        if self.away:
            raise DatabaseAway
        if any(message.provider_id == known.provider_id for known in self.taken):
            return FakeResult(duplicate=True)
        self.taken.append(message)
        files = tuple(file.content_type for file in message.attachments)
        hashed, place = hash_of(message.provider_id), message.latitude is not None
        self.add(message.address, "citizen", message.text, (), hashed, files, place)
        replies = self.answer(message)
        for reply in replies:
            self.add(message.address, "bot", reply.text, reply.choices)
        return FakeResult(replies=replies)

    def add(
        self, address: str, author: str, text: str, choices: tuple[Choice, ...] = (), hashed: bytes | None = None,
        files: tuple[str, ...] = (), place: bool = False,
    ) -> None:  # fmt: skip
        said = FakeEntry(next(self.ids), datetime.now(UTC), author, text, choices, hashed, files, place)
        self.entries.setdefault(address, []).append(said)
        for listener in self.listeners:
            listener.wakes.put(said.id)

    def transcript(self, address: str, after: int) -> list[FakeEntry]:
        if self.away:
            raise DatabaseAway
        return [said for said in self.entries.get(address, ()) if said.id > after and address not in self.forgotten]

    def listen(self) -> FakeListener:
        self.listeners.append(FakeListener())
        return self.listeners[-1]

    def keep_upload(self, chunks: Iterator[bytes]) -> str:
        if self.full:
            raise OSError(errno.ENOSPC, "No space left on device")
        reference = f"upload-{len(self.uploads)}"
        self.uploads[reference] = b"".join(chunks)
        return reference

    def drop(self, reference: str) -> None:
        self.uploads.pop(reference, None)

    def chat(self) -> ChatPorts:
        return ChatPorts(
            take=self.take, transcript=self.transcript, language=lambda _: self.language,
            listen=self.listen, hash=hash_of, keep_upload=self.keep_upload, drop_upload=self.drop,
            forget=self.forgotten.add, unavailable=DatabaseAway,
        )  # fmt: skip


def web(tip_line: FakeTipLine | None = None) -> Web:
    """The channel over the fake signature and the uploads of the fake line."""
    uploads = (tip_line or FakeTipLine()).uploads
    return Web(sign, verify, lambda reference: iter([uploads[reference]]))


PAGE = Page(agency="Hackney Police", emergency_number="999", line_number="+447700900123")


def app(tip_line: FakeTipLine, page: Page = PAGE) -> Flask:
    """A Flask app with nothing but the web chat."""
    flask = Flask("tipline-test")
    flask.register_blueprint(blueprint(web(tip_line), tip_line.chat(), page))
    return flask
