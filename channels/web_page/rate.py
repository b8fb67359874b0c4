"""A limit on how often this process does something, whoever asks."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock


class Rate:
    """`per_minute` at a steady pace, with as many at once after a minute's rest (a token bucket)."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._left = float(per_minute), float(per_minute)
        self._clock, self._since, self._lock = clock, clock(), Lock()

    def allows(self) -> bool:
        """Whether one more is within the limit; asking counts."""
        with self._lock:
            now = self._clock()
            self._left = min(self._most, self._left + (now - self._since) * self._most / 60)
            self._since = now
            if self._left < 1:
                return False
            self._left -= 1
            return True
