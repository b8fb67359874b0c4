"""Wake-ups and live events between threads and processes, by id only; the database stays the truth."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterable
from typing import Protocol

#: Something is to be sent; something is to be fetched; a tip changed. The id that goes with a topic names the row.
OUTBOX, EVIDENCE, TIPS = TOPICS = ("outbox", "evidence", "tips")

Wake = tuple[str, int]

#: A subscriber that falls behind by so many wake-ups loses the oldest: it reads the database anyway.
BACKLOG = 1000


class Subscription:
    """Wake-ups on some topics, in order of arrival. Close it when done (or use it in a `with`)."""

    def __init__(self, bus: InProcessBus, topics: frozenset[str]) -> None:
        self.topics = topics
        self.closed = False
        self._bus = bus
        self._queue: queue.Queue[Wake | None] = queue.Queue(BACKLOG)

    def get(self, timeout: float) -> Wake | None:
        """The next (topic, id), or None after `timeout` seconds or at once when the subscription was closed."""
        try:
            if self.closed or not timeout:
                return self._queue.get_nowait()
            return self._queue.get(timeout=self._bus.patience(timeout))
        except queue.Empty:
            return None

    def drain(self) -> None:
        """Drop what has come: for who looks into the database next anyway, and would look once for each."""
        while self.get(0):
            continue

    def put(self, wake: Wake | None) -> None:
        """Called by the bus; None only ends a waiting `get`."""
        while True:
            try:
                return self._queue.put_nowait(wake)
            except queue.Full:
                self._drop_oldest()

    def _drop_oldest(self) -> None:
        try:
            self._queue.get_nowait()
        except queue.Empty:
            return

    def close(self) -> None:
        self.closed = True
        self._bus.forget(self)
        self.put(None)

    def __enter__(self) -> Subscription:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Bus(Protocol):
    """What carries wake-ups. `publish` never raises and never waits long; a lost wake-up costs time, not data."""

    def publish(self, topic: str, ident: int) -> None: ...

    def subscribe(self, topics: Iterable[str]) -> Subscription: ...

    def close(self) -> None:
        """End every subscription: their `get` gives None at once and `closed` is True."""
        ...


class InProcessBus:
    """Wake-ups between the threads of one process."""

    def __init__(self) -> None:
        self._subscriptions: tuple[Subscription, ...] = ()
        self._lock = threading.Lock()

    def publish(self, topic: str, ident: int) -> None:
        for subscription in self._subscriptions:
            if topic in subscription.topics:
                subscription.put((topic, ident))

    def subscribe(self, topics: Iterable[str]) -> Subscription:
        subscription = Subscription(self, frozenset(topics))
        with self._lock:
            self._subscriptions += (subscription,)
        return subscription

    def forget(self, subscription: Subscription) -> None:
        with self._lock:
            self._subscriptions = tuple(s for s in self._subscriptions if s is not subscription)

    def patience(self, timeout: float) -> float:
        """How long a `get` may wait: `timeout`, less where wake-ups may be getting lost."""
        return timeout

    def close(self) -> None:
        for subscription in self._subscriptions:
            subscription.close()
