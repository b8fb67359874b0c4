"""The services of one process: every part that the web server, the courier and the pollers need."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry

from bot.courier.courier import Courier
from bot.engine.templates import Templates
from bot.metrics import Metrics
from bot.turns.turns import TurnOptions, TurnResult, Turns
from bot.understanding.types import Understands
from bot.understanding.where.gazetteer import Gazetteer, GazetteerError
from bot.understanding.where.gazetteer import load as load_places
from channels import registry as channel_list
from channels.base import Channel, InboundMessage, Receipt
from channels.talents import Refuses
from channels.web import Web
from commands.errors import Mistake
from commands.storage import Storage, build_storage, utc_now
from config.settings import Settings
from dialogs.loader import DEFAULT_LANGUAGE, Dialogs, load
from intake_store.live import open_bus, open_limiter
from intake_store.live.bus import TIPS, Bus

if TYPE_CHECKING:
    from bot.understanding.pipeline import Pipeline

logger = logging.getLogger(__name__)

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Services:
    """All parts of one process. `channels` by provider key ("twilio"); the web chat is among them."""

    settings: Settings
    storage: Storage
    bus: Bus
    registry: CollectorRegistry
    metrics: Metrics
    dialogs: Dialogs
    channels: Mapping[str, Channel]
    turns: Turns
    clock: Callable[[], datetime]

    def take(self, message: InboundMessage) -> TurnResult:
        """One message of a citizen, from any channel."""
        return self.turns.handle(message)

    def note_receipt(self, receipt: Receipt) -> None:
        """A provider's delivery report."""
        self.metrics.receipts.labels(receipt.status).inc()
        if self.storage.outbox.receipt(receipt, self.clock()):
            self.bus.publish(TIPS, 0)

    def refuse(self, provider: str, address: str, key: str) -> None:
        """Tell a group or channel that this line is for single people; does not wait for the provider."""
        channel = self.channels.get(provider)
        if isinstance(channel, Refuses):
            templates = Templates(self.dialogs, DEFAULT_LANGUAGE, self.settings.agency, self.settings.emergency_number)
            channel.refuse(address, templates.say(key))

    def courier(self) -> Courier:
        """A courier over these channels."""
        return Courier(
            self.storage.outbox,
            self.storage.evidence,
            channel_list.by_name(self.channels),
            self.bus,
            self.metrics,
            self.clock,
            threads=self.settings.couriers,
            media_limit=self.settings.media_limit_mb * MEGABYTE,
        )

    def close(self) -> None:
        """Close what is open: connections to providers, Redis and the database."""
        for channel in self.channels.values():
            channel.close()
        self.bus.close()
        self.storage.database.close()


def build_services(
    settings: Settings,
    *,
    channels: Mapping[str, Channel] | None = None,
    understands: Understands | None = None,
    clock: Callable[[], datetime] = utc_now,
) -> Services:
    """Build the services that the settings describe. Tests hand in their own channels, understanding or clock."""
    if settings.public_url and not settings.key_file:
        logger.warning("the key lies beside the data that it opens: set TIPLINE_KEY_FILE")
    storage, registry, dialogs = build_storage(settings), CollectorRegistry(), load()
    bus, metrics = open_bus(settings.redis_url), Metrics(registry)
    options = TurnOptions(settings, settings.timezone, settings.country, settings.flood_limit)
    turns = Turns(
        storage.store,
        understands or _understanding(dialogs, settings, metrics),
        dialogs,
        options,
        key=storage.vault.address_hash,
        bus=bus,
        limiter=open_limiter(settings.redis_url),
        metrics=metrics,
        clock=clock,
    )
    found = dict(channel_list.build(settings) if channels is None else channels)
    found.setdefault("web", Web(storage.vault.sign, storage.vault.verify, storage.uploads.read, clock))
    return Services(settings, storage, bus, registry, metrics, dialogs, found, turns, clock)


def build_pipeline(dialogs: Dialogs, settings: Settings) -> Pipeline:
    """The embedded understanding of this line; raises Mistake where its gazetteer does not hold."""
    from bot.understanding.pipeline import Pipeline

    return Pipeline(dialogs, settings.country, _places(settings.gazetteer))


def _understanding(dialogs: Dialogs, settings: Settings, metrics: Metrics) -> Understands:
    embedded = build_pipeline(dialogs, settings)
    if not settings.rasa_url:
        return embedded
    from bot.understanding import rasa

    seconds = settings.rasa_deadline_ms / 1000
    return rasa.build(embedded, metrics, settings.rasa_url, settings.rasa_token, seconds)


def _places(file: Path | None) -> Gazetteer:
    """The agency's own place names; raises Mistake where the file holds something else."""
    try:
        return load_places(file) if file else Gazetteer()
    except (GazetteerError, UnicodeDecodeError, OSError) as wrong:
        raise Mistake(f"TIPLINE_GAZETTEER: {wrong}") from wrong
