"""Decides when a server is asked, when it is left alone, and when it is tried again."""

from __future__ import annotations

import threading
from enum import Enum

#: Failures in a row after which the server is left alone.
FAILURES = 3
#: Seconds between two looks at a server that is left alone.
PAUSE = 2.0


class Permit(Enum):
    """What may be done now."""

    ASK = "ask"
    LOOK = "look"  # ask only whether it is ready
    REST = "rest"


class Breaker:
    """Closed (ask) after a look that found the server ready; open (rest) at the start and after failures in a row.

    Times are seconds of any one clock.
    """

    def __init__(self, failures: int = FAILURES, pause: float = PAUSE) -> None:
        self._most, self._pause = failures, pause
        self._lock = threading.Lock()
        self._ready = False
        self._failures = 0
        self._look_at = 0.0

    def permit(self, now: float) -> Permit:
        """What the caller may do; LOOK goes to one caller a pause."""
        with self._lock:
            if self._ready:
                return Permit.ASK
            if now < self._look_at:
                return Permit.REST
            self._look_at = now + self._pause
            return Permit.LOOK

    def looked(self, ready: bool) -> None:
        """What a look found."""
        with self._lock:
            self._ready = ready
            self._failures = 0

    def answered(self) -> None:
        with self._lock:
            self._failures = 0

    def failed(self, now: float) -> None:
        """A question without a usable answer in time."""
        with self._lock:
            self._failures += 1
            if self._failures >= self._most and self._ready:
                self._ready = False
                self._look_at = now + self._pause
