"""Telling Telegram where the webhook is, until it knows."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from channels.base import SendError

#: The first and the longest wait after a failure, in seconds; it doubles between.
FIRST_WAIT, LONGEST_WAIT = 1.0, 300.0

log = logging.getLogger(__name__)


class Registration:
    """Calls `register` until it succeeds once; `run` then waits for the end, as a loop that others keep running."""

    def __init__(self, register: Callable[[], None], first_wait: float = FIRST_WAIT) -> None:
        self._register, self._wait = register, first_wait

    def run(self, stop: threading.Event) -> None:
        """Register, and return when `stop` is set."""
        while not stop.is_set() and not self._registered():
            stop.wait(self._wait)
            self._wait = min(2 * self._wait, LONGEST_WAIT)
        stop.wait()

    def _registered(self) -> bool:
        try:
            self._register()
        except SendError as error:
            log.warning("webhook not registered", extra={"kind": "telegram", "reason": error.reason})
            return False
        log.info("webhook registered", extra={"kind": "telegram"})
        return True
