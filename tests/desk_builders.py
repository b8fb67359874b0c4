"""Builders for tests of the desk: a house with store, desk and accounts over one database, and tips in it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from argon2 import PasswordHasher

from channels.base import Attachment, InboundMessage
from intake_store.accounts import Accounts
from intake_store.database import Database
from intake_store.desk import Desk
from intake_store.desk_rules import Actor
from intake_store.facts import Facts
from intake_store.live import InProcessBus
from intake_store.passwords import Passwords
from intake_store.store import QueuedReply, Store, TurnRecord
from intake_store.vault import Vault

ADDRESS = "+447700900123"
PASSWORD = "walnut-canal-fiddle"


class Clock:
    """A clock that tests set forward."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **step: float) -> datetime:
        self.now += timedelta(**step)
        return self.now


class Shelf:
    """Keeps the bytes of evidence in memory."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.readers: list[str] = []

    def open(self, evidence_id: str, reader: str) -> bytes:
        self.readers.append(reader)
        return self.files[evidence_id]


def references() -> Iterator[str]:
    """Fresh references without letters that look like one another."""
    letters = "3479ACEFHJKPRTWXY"
    for six in itertools.product(letters, repeat=6):
        word = "".join(reversed(six))
        yield f"{word[:3]}-{word[3:]}"


@dataclass
class House:
    """Everything the desk stands on. `tip` and `say` play the bot's side of a conversation through the real store."""

    database: Database
    vault: Vault
    clock: Clock
    bus: InProcessBus = field(default_factory=InProcessBus)
    shelf: Shelf = field(default_factory=Shelf)

    def __post_init__(self) -> None:
        self.store = Store(self.database, self.vault)
        self.desk = Desk(self.database, self.vault, self.shelf, self.bus)
        cheap = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        self.accounts = Accounts(self.database, cheap)
        self._references, self._ids = references(), itertools.count(1)

    def person(self, name: str = "mia", role: str = "handler") -> Actor:
        """A user with `PASSWORD`."""
        self.accounts.add(name, role, self.clock(), PASSWORD, must_change=False)
        ids = {user.name: user.id for user in self.accounts.list()}
        return Actor(f"handler:{ids[name]}", name, role)

    def tip(self, text: str = "saw something", facts: Facts | None = None, address: str = "", **record: object) -> str:
        """A new tip by a new citizen; returns its reference. `record` goes into the turn, `files` are attachments."""
        reference = next(self._references)
        address = address or f"{ADDRESS}{next(self._ids)}"
        self.say(address, text, facts=facts or Facts(), reference=reference, new_tip=True, **record)
        return reference

    def say(self, address: str, text: str, **record: object) -> None:
        """One message of a citizen, stored with what the bot made of it."""
        channel, replies = record.pop("channel", "sms"), record.pop("said", ())
        message = InboundMessage(
            channel=str(channel),
            address=address,
            provider_id=f"in-{next(self._ids)}",
            text=text,
            attachments=tuple(Attachment("https://provider/file", kind) for kind in record.pop("files", ())),  # type: ignore[attr-defined]
        )
        queued = tuple(QueuedReply(reply) for reply in replies)  # type: ignore[attr-defined]
        with self.store.turn(message, self.clock()) as turn:
            turn.commit(TurnRecord(state={"n": 1}, replies=queued, **record))  # type: ignore[arg-type]
        self.clock.forward(milliseconds=10)
