"""Works off jobs that wait in the database: claims them as they come due, and hands each to one of some threads."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from typing import Generic, TypeVar

from intake_store.db.database import Unavailable
from intake_store.live.bus import Bus, Subscription

logger = logging.getLogger(__name__)

Job = TypeVar("Job")
#: claim(limit, lease): at most `limit` jobs that are due, each ours until the lease is over.
Claim = Callable[[int, timedelta], Sequence[Job]]

#: Seconds between two looks without a wake-up: retries come due, and other processes may publish nowhere.
LOOK = 0.5
#: Seconds to wait when the database is away.
AWAY = 1.0


class Jobs(Generic[Job]):
    """One kind of job. `handle` must settle the job in the database; one that raises leaves it to its lease.

    Claims no more than there are free threads, so that a lease never runs while its job waits in line.
    """

    def __init__(
        self,
        topic: str,
        claim: Claim[Job],
        handle: Callable[[Job], None],
        *,
        bus: Bus,
        threads: int,
        lease: timedelta,
    ) -> None:
        self.topic = topic
        self._claim = claim
        self._handle = handle
        self._bus = bus
        self._threads = threads
        self._lease = lease
        self._busy = 0
        self._lock = threading.Lock()

    def run(self, stop: threading.Event) -> None:
        """Work until `stop` is set, noticed within `LOOK`; finishes the jobs in hand."""
        pool = ThreadPoolExecutor(self._threads, thread_name_prefix=self.topic)
        with self._bus.subscribe([self.topic]) as wakes, pool:
            while not stop.is_set():
                self._round(pool, wakes, stop)

    def _round(self, pool: ThreadPoolExecutor, wakes: Subscription, stop: threading.Event) -> None:
        """Start what is due, or wait; while the database is away, ask it again and again."""
        try:
            if not self._start_due(pool, wakes):
                self._wait(wakes, stop)
        except Unavailable:
            logger.warning("the database is away", extra={"job": self.topic})
            stop.wait(AWAY)

    def _wait(self, wakes: Subscription, stop: threading.Event) -> None:
        if wakes.closed:  # the process is about to stop: the last replies still leave
            stop.wait(LOOK / 10)
        wakes.get(LOOK)
        wakes.drain()

    def _start_due(self, pool: ThreadPoolExecutor, wakes: Subscription) -> bool:
        """Hand out the jobs that are due; False when there was none or no free thread for one."""
        free = self._threads - self._busy
        jobs = self._claim(free, self._lease) if free else ()
        for job in jobs:
            with self._lock:
                self._busy += 1
            pool.submit(self._handle, job).add_done_callback(lambda done: self._finished(done, wakes))
        return bool(jobs)

    def _finished(self, done: Future[None], wakes: Subscription) -> None:
        with self._lock:
            self._busy -= 1
        error = done.exception()
        if error is not None:
            exc_info = (type(error), error, error.__traceback__)
            logger.error("a job failed", exc_info=exc_info, extra={"job": self.topic})
        wakes.put((self.topic, 0))
