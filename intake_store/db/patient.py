"""Connections to PostgreSQL that wait for an answer no longer than they are told to.

A server that is frozen (a stopped virtual machine, a stalled disk) neither answers nor closes, and its kernel goes on
acknowledging what it is sent: none of the timeouts of TCP, libpq or PostgreSQL ends that.
"""

from __future__ import annotations

import time
from typing import Any

import psycopg
from psycopg.abc import RV, PQGen
from psycopg.pq.abc import PGconn
from psycopg.waiting import Ready, Wait


class NoAnswer(psycopg.OperationalError):
    """The server had its time."""

    silent = True


class PatientConnection(psycopg.Connection[Any]):
    """Waits `patience` seconds in all, and is closed when they are over."""

    patience: float

    def wait(self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:
        """What every call waits in, from a statement to the rollback of what failed; raises NoAnswer."""
        patience, started = max(0.0, self.patience), time.monotonic()
        try:
            gen = _writing(self.pgconn, gen) if self._pipeline else gen
            return super().wait(gen, interval, patience if timeout is None else min(timeout, patience))
        except psycopg.OperationalError:
            if time.monotonic() < started + patience:
                raise
            self.close()
            raise NoAnswer("no answer in time") from None
        finally:
            self.patience -= time.monotonic() - started


def _writing(connection: PGconn, gen: PQGen[RV]) -> PQGen[RV]:
    """Let a pipeline write without asking whether it may, as long as all that was written is gone.

    Each question costs a system call and the interpreter's lock, twice a statement; what comes back waits.
    """
    try:
        wanted = next(gen)
        while True:
            free = wanted == Wait.RW and not connection.flush()
            wanted = gen.send(Ready.W if free else (yield wanted))
    except StopIteration as done:
        result: RV = done.value
        return result


def connect(seconds: float, *args: Any, **more: Any) -> PatientConnection:
    """A connection with `seconds` of patience for what is asked first. Raises psycopg's errors, NoAnswer among them."""
    try:
        connection = PatientConnection.connect(*args, **more)
    except psycopg.errors.ConnectionTimeout:
        raise NoAnswer("no connection in time") from None
    connection.patience = seconds
    return connection
