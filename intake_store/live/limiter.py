"""Counting how many messages a citizen sends a minute, so that a flood is not answered."""

from __future__ import annotations

import threading
from datetime import datetime
from typing import Protocol


class Limiter(Protocol):
    """Counts hits. `key` is a keyed hash of an address, never the address. Never raises and never waits long."""

    def hit(self, key: bytes, now: datetime) -> int:
        """Count one more hit of `key` in the minute of `now`, and return how many that makes."""
        ...


def minute(now: datetime) -> int:
    """The number of the minute since the epoch."""
    return int(now.timestamp()) // 60


class InProcessLimiter:
    """Counts within one process; forgets at the turn of the minute, so that its size is bounded."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._minute = 0
        self._counts: dict[bytes, int] = {}

    def hit(self, key: bytes, now: datetime) -> int:
        with self._lock:
            if minute(now) != self._minute:
                self._minute, self._counts = minute(now), {}
            count = self._counts[key] = self._counts.get(key, 0) + 1
            return count
