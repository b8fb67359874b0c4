"""The threads that work beside the web server, or as a process of their own."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from datetime import timedelta

from bot.courier.housekeeping import Housekeeping
from channels.talents import BackgroundLoop, Registers, is_polled
from commands.services import Services
from intake_store.db.database import Unavailable

logger = logging.getLogger(__name__)

#: Seconds before a loop that failed is started again.
AGAIN = 1.0
#: Seconds that stopping waits for what is in hand.
PATIENCE = 10.0


class ThreadGroup:
    """Runs loops, each in a thread, until stopped."""

    def __init__(self, loops: Mapping[str, BackgroundLoop]) -> None:
        self.stopping = threading.Event()
        self._threads = [
            threading.Thread(target=self._keep_running, args=(name, loop), name=name, daemon=True)
            for name, loop in loops.items()
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Let every loop finish what it has in hand, for `PATIENCE` seconds at most."""
        self.stopping.set()
        for thread in self._threads:
            thread.join(PATIENCE)

    def _keep_running(self, name: str, loop: BackgroundLoop) -> None:
        """The outermost loop of its thread: a mistake of ours is logged, and the work goes on."""
        while not self.stopping.is_set():
            try:
                loop(self.stopping)
            except Exception:
                logger.exception("a loop failed and is started again", extra={"job": name})
                self.stopping.wait(AGAIN)


def courier_loops(services: Services) -> dict[str, BackgroundLoop]:
    """The courier and housekeeping, and what tells providers of their webhook."""
    return {**services.courier().loops, "housekeeping": housekeeping(services).run, **_registration_loops(services)}


def housekeeping(services: Services) -> Housekeeping:
    storage, settings = services.storage, services.settings
    idle = timedelta(minutes=settings.idle_minutes)
    return Housekeeping(
        storage.store, storage.outbox, storage.evidence, storage.uploads, services.bus, idle, services.clock
    )


def _registration_loops(services: Services) -> dict[str, BackgroundLoop]:
    """One process registers for all web servers: the one with the courier."""
    return {
        f"{key} webhook": channel.registration(services.settings.public_url)
        for key, channel in services.channels.items()
        if isinstance(channel, Registers) and not is_polled(channel)
    }


def polling_loops(services: Services) -> dict[str, BackgroundLoop]:
    """The polling of the channels that are polled."""
    return {
        key: channel.polling(services.take, services.refuse, Unavailable)
        for key, channel in services.channels.items()
        if is_polled(channel)
    }
