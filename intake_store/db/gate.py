"""Keeps callers from a database that does not answer: they are told to come back instead of piling up behind it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from intake_store.db.failures import Silent, Unavailable

#: How long somebody waits who tries whether a silent database answers again, in seconds.
TRY_SECONDS = 2.0


class Gate:
    """Open to all until the database let a caller down who had `patience`; then to one at a time, who tries it."""

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._lock = threading.Lock()
        self._silent = self._tried = False

    @contextmanager
    def entered(self, seconds: float) -> Iterator[float]:
        """Let somebody through who would wait `seconds`; yields how many it may be. Raises Unavailable at once."""
        tries = self._enter()
        try:
            yield min(seconds, TRY_SECONDS) if tries else seconds
            self._silent = False
        except Silent:
            self._silent = self._silent or seconds >= self._patience
            raise
        finally:
            if tries:
                self._tried = False

    def _enter(self) -> bool:
        """Whether the caller is the one who tries."""
        with self._lock:
            if self._silent and self._tried:
                raise Unavailable("does not answer")
            self._tried = self._silent
            return self._silent
