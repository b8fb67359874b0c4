"""The courier: sends what waits in the outbox, and fetches the files that citizens sent, as soon as there is any.

Several couriers may run at once, on several machines: each message and file is leased to one of them at a time. What
a killed courier had in hand is taken again when its lease ends. `bot.courier.sending` says where a message may double.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from bot.courier.fetching import Fetching
from bot.courier.sending import Sending
from bot.courier.worker import Jobs
from bot.metrics import Metrics
from channels.base import Channel
from intake_store.delivery.outbox import Outbox
from intake_store.evidence.store import Evidence
from intake_store.live.bus import EVIDENCE, OUTBOX, Bus

#: How long a message is one courier's own. Longer than a send (`SEND_SECONDS`) and its being written down.
LEASE = timedelta(seconds=25)
#: The same for a file (`FETCH_SECONDS`): a slow line takes its time over 20 MB.
FETCH_LEASE = timedelta(minutes=10)
#: Files that are fetched at the same time. They have their own threads, so that no text waits for a film.
FETCHERS = 2


class Courier:
    """Both kinds of work; see the module. `channels` by the names of the messages they carry."""

    def __init__(
        self,
        outbox: Outbox,
        evidence: Evidence,
        channels: Mapping[str, Channel],
        bus: Bus,
        metrics: Metrics,
        clock: Callable[[], datetime],
        *,
        threads: int,
        media_limit: int,
        lease: timedelta = LEASE,
    ) -> None:
        sending = Sending(outbox, channels, bus, metrics, clock)
        fetching = Fetching(evidence, channels, bus, metrics, clock, media_limit)
        self._texts = Jobs(OUTBOX, outbox.claim, sending.send, bus=bus, threads=threads, lease=lease)
        self._files = Jobs(EVIDENCE, evidence.claim, fetching.fetch, bus=bus, threads=FETCHERS, lease=FETCH_LEASE)

    @property
    def loops(self) -> dict[str, Callable[[threading.Event], None]]:
        """What is to run, each in a thread of its own, until the event is set; each finishes what it has in hand."""
        return {"courier": self._texts.run, "files": self._files.run}
