"""What the page needs of the store and the bot, handed in by the app."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from channels.base import Choice, InboundMessage


class TranscriptEntry(Protocol):
    """One message of the conversation, either way, as the citizen may read it again."""

    @property
    def id(self) -> int: ...
    @property
    def at(self) -> datetime: ...
    @property
    def author(self) -> str:
        """citizen, bot or handler."""
        ...

    @property
    def text(self) -> str: ...
    @property
    def choices(self) -> Sequence[Choice]: ...
    @property
    def provider_hash(self) -> bytes | None:
        """Of the citizen's messages: the hash (see `ChatPorts.hash`) of their provider id."""
        ...

    @property
    def files(self) -> Sequence[str]:
        """The content types of the files that came with it."""
        ...

    @property
    def place(self) -> bool:
        """Whether a position came with it."""
        ...


class Reply(Protocol):
    """One sentence back."""

    @property
    def text(self) -> str: ...
    @property
    def choices(self) -> Sequence[Choice]: ...


class TurnResult(Protocol):
    """What became of a message."""

    @property
    def duplicate(self) -> bool: ...
    @property
    def replies(self) -> Sequence[Reply]: ...


class Listener(Protocol):
    """A subscription to wake-ups; `closed` once the server is about to stop."""

    @property
    def closed(self) -> bool: ...
    def get(self, timeout: float) -> object: ...
    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class ChatPorts:
    """The verbs behind the page's addresses.

    `transcript(address, after)` gives the messages with an id above `after`, oldest first; `language(address)` the
    conversation's language; `listen()` a subscription that wakes when there may be new ones. `hash` is what the
    store keeps of a provider id. `keep_upload` seals a file and gives its reference, `drop_upload` removes it again.
    `forget(address)` makes the session useless. `unavailable` is raised by any of them while the database is away.
    """

    take: Callable[[InboundMessage], TurnResult]
    transcript: Callable[[str, int], Sequence[TranscriptEntry]]
    language: Callable[[str], str | None]
    listen: Callable[[], Listener]
    hash: Callable[[str], bytes]
    keep_upload: Callable[[Iterator[bytes]], str]
    drop_upload: Callable[[str], None]
    forget: Callable[[str], None]
    unavailable: type[Exception] | tuple[type[Exception], ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """What the page shows and how much it allows.

    `line_number` is where one can text instead, "" for nowhere. `leave_url` is the neutral site that the button for
    leaving quickly opens. `upload_limit` is in bytes. `waiting` is how many requests may wait for news at once and
    `uploading` how many files may come in: each holds one thread of the server; those beyond are asked to come back.
    """

    agency: str
    emergency_number: str
    line_number: str = ""
    leave_url: str = "https://www.google.com/"
    upload_limit: int = 20 * 1024 * 1024
    waiting: int = 6
    uploading: int = 6
    wait_seconds: float = 20.0
    sessions_per_minute: int = 120
