"""The desk with all that it stands on, over one database: store, accounts, bus, evidence; and tips for it to show."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from argon2 import PasswordHasher
from sqlalchemy import update

from channels.base import Attachment, InboundMessage
from intake_store.db.database import Database
from intake_store.db.tables import tips
from intake_store.desk.desk import Desk
from intake_store.intake.store import Store
from intake_store.live.bus import InProcessBus
from intake_store.model.actor import Actor, Role
from intake_store.model.facts import Facts
from intake_store.staff.accounts import Accounts
from intake_store.staff.passwords import Passwords
from intake_store.vault.vault import Vault
from tests.builders.clock import Clock
from tests.builders.intake import turn_of

ADDRESS = "+447700900123"
PASSWORD = "walnut-canal-fiddle"
#: A program with an API token, as the desk sees it.
PROGRAM = Actor("api:1", "dispatch", Role.HANDLER)


class MemoryEvidence:
    """The bytes of evidence in memory, by its id, and who looked at them."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.readers: list[str] = []

    def open(self, evidence_id: str, reader: str) -> bytes:
        self.readers.append(reader)
        return self.files[evidence_id]


def references() -> Iterator[str]:
    """Fresh references of characters that are not taken for one another."""
    for six in itertools.product("3479ACEFHJKPRTWXY", repeat=6):
        word = "".join(reversed(six))
        yield f"{word[:3]}-{word[3:]}"


@dataclass
class Services:
    """All that the desk stands on. `tip` and `say` store what the bot would have, through the real store."""

    database: Database
    vault: Vault
    clock: Clock
    bus: InProcessBus = field(default_factory=InProcessBus)
    evidence: MemoryEvidence = field(default_factory=MemoryEvidence)

    def __post_init__(self) -> None:
        self.database.clock = self.clock
        self.store = Store(self.database, self.vault)
        self.desk = Desk(self.database, self.vault, self.evidence, self.bus)
        cheap = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        self.accounts = Accounts(self.database, cheap)
        self._references, self._ids = references(), itertools.count(1)
        self._told: dict[str, Facts] = {}

    def person(self, name: str = "mia", role: str = "handler") -> Actor:
        """A user with `PASSWORD`."""
        self.accounts.add(name, role, self.clock(), PASSWORD, must_change=False)
        ids = {user.name: user.id for user in self.accounts.list()}
        return Actor(f"handler:{ids[name]}", name, Role(role))

    def tip(self, text: str = "saw something", facts: Facts | None = None, address: str = "", **more: Any) -> str:
        """A new tip, by a new citizen unless `address` is given; returns its reference. See `say` for the rest."""
        reference = next(self._references)
        address = address or f"{ADDRESS}{next(self._ids)}"
        self.say(address, text, facts=facts or Facts(), reference=reference, **more)
        return reference

    def say(
        self,
        address: str,
        text: str,
        channel: str = "sms",
        said: tuple[str, ...] = (),
        files: tuple[str, ...] = (),
        **told: Any,
    ) -> None:
        """One message of a citizen with `files` of these types, what the bot `said`, and what else the turn told.

        See `turn_of`; `status` is the tip's then.
        """
        message = InboundMessage(
            channel=channel,
            address=address,
            provider_id=f"in-{next(self._ids)}",
            text=text,
            attachments=tuple(Attachment("https://provider/file", kind) for kind in files),
        )
        status = told.pop("status", "collecting")
        told["facts"] = self._told[address] = told.get("facts", self._told.get(address, Facts()))
        with self.store.turn(message) as opened:
            done = opened.commit(turn_of(*said, said=True, finished=status != "collecting", **told))
        if status in ("in_review", "closed"):
            with self.database.write() as connection:
                connection.execute(update(tips).where(tips.c.id == done.tip_id).values(status=status))
        self.clock.forward(milliseconds=10)
