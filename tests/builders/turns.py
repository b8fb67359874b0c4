"""`Turns` over a real store, dialog files and engine, with a clock and an understanding that tests set."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from prometheus_client import CollectorRegistry

from bot.metrics import Metrics
from bot.turns.turns import TurnOptions, Turns
from bot.understanding.types import Act, Context, Understanding, Urgency
from channels.base import InboundMessage
from dialogs.loader import load
from intake_store.db.database import Database
from intake_store.intake.store import Store
from intake_store.live.bus import InProcessBus
from intake_store.live.limiter import InProcessLimiter
from intake_store.model.facts import What
from intake_store.model.turn import Seen
from intake_store.vault.vault import Vault
from tests.builders.agency import Agency
from tests.builders.clock import Clock

START = datetime(2026, 6, 17, 9, 30, tzinfo=UTC)
LONDON = ZoneInfo("Europe/London")
CITIZEN = "+447700900001"
DIALOGS = load()
_ids = itertools.count(1)


@dataclass
class ScriptedUnderstanding:
    """Knows a few words; `before` is called with each text first, `contexts` keeps what came with them."""

    before: Callable[[str], object] = lambda _: None
    contexts: list[Context] = field(default_factory=list)

    def understand(self, text: str, context: Context) -> Understanding:
        self.contexts.append(context)
        self.before(text)
        language = context.language or "en"
        urgency = Urgency(True, "weapon now") if "knife" in text else None
        command = {"STOP": "stop", "START": "start", "NEW": "new"}.get(text)
        acts = {Act.COMMAND} if command else {Act.INFORM}
        told = {} if command else {"what": What(text), "category": "theft", "category_confidence": 1.0}
        return Understanding(text, language, acts=frozenset(acts), urgency=urgency, command=command, **told)  # type: ignore[arg-type]


class CountingStore(Store):
    """A store that counts how often it was looked at without a lock."""

    looks = 0

    def look(self, channel: str, address: str) -> Seen:
        self.looks += 1
        return super().look(channel, address)


class TurnServices:
    """Turns over a real database. `wakes` gets what is published.

    They and the database go by `self.clock`, unless another `clock` is given: then the database has its own.
    """

    def __init__(
        self,
        database: Database,
        vault: Vault,
        flood_limit: int | None = None,
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        self.database, self.vault, self.clock = database, vault, Clock(START)
        if clock is None:
            database.clock = self.clock
        self.bus, self.understanding = InProcessBus(), ScriptedUnderstanding()
        self.registry = CollectorRegistry()
        self.metrics = Metrics(self.registry)
        self.store = CountingStore(database, vault)
        self.wakes = self.bus.subscribe(["outbox", "evidence", "tips"])
        self.references = (f"{n:03}-CDF" for n in itertools.count(1))
        options = TurnOptions(Agency(), LONDON, "GB", flood_limit)
        self.turns = Turns(
            self.store, self.understanding, DIALOGS, options, key=vault.address_hash, bus=self.bus,
            limiter=InProcessLimiter(), metrics=self.metrics, clock=clock or self.clock,
            draw=lambda: next(self.references),
        )  # fmt: skip

    def count(self, name: str, **labels: str) -> float:
        """The value of a counter."""
        return self.registry.get_sample_value(name, labels) or 0.0

    def published(self) -> list[str]:
        """The topics published since the last call."""
        return [wake[0] for wake in iter(lambda: self.wakes.get(0), None)]


def message(text: str, address: str = CITIZEN, channel: str = "sms", **more: object) -> InboundMessage:
    """A message of its own."""
    given = {"provider_id": f"SM{next(_ids)}"} | more
    return InboundMessage(channel, address, text=text, **given)  # type: ignore[arg-type]
