"""Does what is due without anybody texting: tips of silent citizens go to the desk, leftovers are deleted."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from intake_store.db.database import Unavailable
from intake_store.delivery.outbox import Outbox
from intake_store.evidence.store import Evidence
from intake_store.evidence.uploads import Uploads
from intake_store.intake.store import Store
from intake_store.live.bus import TIPS, Bus

logger = logging.getLogger(__name__)

#: Seconds between two rounds.
PERIOD = 20.0
#: How long an upload waits to become evidence; as long as a phone may keep a message that it could not send.
UPLOAD_AGE = timedelta(days=7)


class Housekeeping:
    """Closes what is idle. Any number of processes may do it at once: each tip is closed by one of them."""

    def __init__(
        self,
        store: Store,
        outbox: Outbox,
        evidence: Evidence,
        uploads: Uploads,
        bus: Bus,
        idle: timedelta,
        clock: Callable[[], datetime],
        period: float = PERIOD,
    ) -> None:
        self._store, self._outbox, self._evidence, self._uploads, self._bus = store, outbox, evidence, uploads, bus
        self._idle, self._clock, self._period = idle, clock, period

    def run(self, stop: threading.Event) -> None:
        """Go round until `stop` is set."""
        while not stop.is_set():
            self.round()
            stop.wait(self._period)

    def round(self) -> None:
        """Do what is due now; a database that is away is asked again next time."""
        now = self._clock()
        self._uploads.sweep(now - UPLOAD_AGE)
        self._evidence.sweep(now)
        try:
            closed = self._store.close_idle(self._idle)
            self._outbox.settle(now)
        except Unavailable:
            logger.warning("housekeeping put off")
            return
        if closed:
            self._bus.publish(TIPS, 0)
            logger.info("idle tips passed on", extra={"count": closed})
