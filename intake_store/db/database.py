"""The connection to SQLite or PostgreSQL: pools, transactions, and the one error that means "away, try again"."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select, text
from sqlalchemy.exc import TimeoutError as PoolTimeout

from intake_store.db.clock import NOW, Time
from intake_store.db.engines import (
    LOCK_SECONDS,
    PATIENCE,
    busy_timeout,
    parse_url,
    postgresql_engine,
    sqlite_engines,
)
from intake_store.db.failures import Full, Unavailable
from intake_store.db.gate import Gate
from intake_store.db.migrations import HEAD, upgrade
from intake_store.db.together import together

#: How long a migration may wait for PostgreSQL, and for another process that migrates.
MIGRATION_SECONDS = 120.0
#: How long emptying SQLite's log waits for readers of old pages; the next one catches up.
SCRUB_SECONDS = 0.5

__all__ = ["Database", "Full", "Unavailable", "parse_url"]

_NOW = select(NOW)
_MEGABYTE = text(
    "WITH probe AS MATERIALIZED (SELECT repeat('x', 8192) AS page FROM generate_series(1, 128)) "
    "SELECT count(page) FROM probe"
)


class Database:
    """One database by URL. `read()` and `write()` give a Connection; do not nest `write()` within one thread.

    SQLite: WAL with full sync; one connection of this process writes at a time (a pool of one is the lock), readers
    are never blocked and cannot write. PostgreSQL: READ COMMITTED, rows are locked by the statements that need it; a
    server that does not answer is waited for as long as the patience lasts, and then only by one caller at a time.

    `clock` tells the time in place of the server's own: this machine's for SQLite, which is never on two.
    """

    clock: Callable[[], datetime] | None

    def __init__(self, url: str, lock_seconds: float = LOCK_SECONDS, patience: float = PATIENCE) -> None:
        """Seconds: `lock_seconds` for another writer of SQLite, `patience` for PostgreSQL in one `read` or `write`."""
        self.url = parse_url(url)
        self._lock_seconds, self._patience, self._gate = lock_seconds, patience, Gate(patience)
        self._condition: Callable[[Connection], None] | None = None
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite:
            self.clock = _this_machines
            self._writer, self._reader = sqlite_engines(self.url, lock_seconds)
        else:
            self.clock = None
            self._writer = postgresql_engine(self.url, patience)
            self._reader = self._writer.execution_options(isolation_level="AUTOCOMMIT")

    @contextlib.contextmanager
    def write(self, seconds: float | None = None) -> Iterator[Connection]:
        """A transaction that commits when the block ends and rolls back when it raises. Raises Unavailable.

        `seconds` are instead of the usual `patience`; so they are for `read`.
        """
        with self._admitted(seconds) as patience, self._writer.begin() as connection:
            self._bound(connection, patience)
            if self._condition is not None:
                self._condition(connection)
                self._condition = None
            yield connection

    @contextlib.contextmanager
    def write_together(self) -> Iterator[Connection]:
        """A `write` of `Prepared` statements, which PostgreSQL gets with the commit where they have no answer."""
        with self.write() as connection, together(connection):
            yield connection

    def write_only_if(self, condition: Callable[[Connection], None]) -> None:
        """Let no transaction begin until `condition(connection)` returned once; what it raises, `write` raises."""
        self._condition = condition

    @contextlib.contextmanager
    def read(self, seconds: float | None = None) -> Iterator[Connection]:
        """A connection to read with; each statement sees what is committed then. Raises Unavailable."""
        with self._admitted(seconds) as patience, self._reader.connect() as connection:
            self._bound(connection, patience)
            yield connection

    def time(self) -> Time:
        """The parameter of statements that say `clock.NOW`."""
        return {"now": self.clock() if self.clock else None}

    def now(self, connection: Connection) -> datetime:
        """The time by the clock that all processes share."""
        told: datetime = connection.execute(_NOW, self.time()).scalar_one()
        return told

    def migrate(self) -> None:
        """Bring the schema up to date; processes that start together wait for each other. Raises Unavailable."""
        if self.is_current():
            return
        with self.write(MIGRATION_SECONDS) as connection:
            if not self.is_sqlite:
                connection.execute(text("SET LOCAL statement_timeout = 0"))
                connection.execute(text("SELECT pg_advisory_xact_lock(7103118)"))  # any number that is ours alone
            upgrade(connection)

    def is_current(self, seconds: float | None = None) -> bool:
        """Whether the schema is the one this code was written for. Raises Unavailable."""
        with self.read(seconds) as connection:
            if not self._writer.dialect.has_table(connection, "alembic_version"):
                return False
            return connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all() == [HEAD]

    def ping(self) -> None:
        """Return when the database answers, else raise Unavailable."""
        with self.read() as connection:
            connection.execute(text("SELECT 1"))

    @property
    def folders(self) -> tuple[Path, ...]:
        """Where it grows on this machine: SQLite's folder, none for a server."""
        return (Path(self.url.database).parent,) if self.is_sqlite and self.url.database else ()

    def try_disk(self, seconds: float | None = None) -> None:
        """Have a server write a megabyte that nobody keeps; raises Full when it cannot, else Unavailable.

        An update of a row would not tell: it finds room in pages that are there. A query that needs more memory than
        it has writes to a file that is gone with it, and to no log.
        """
        if not self.is_sqlite:
            with self.write(seconds) as connection:
                connection.execute(text("SET LOCAL work_mem = '64kB'"))
                connection.execute(_MEGABYTE)

    def scrub(self) -> None:
        """After a deletion that must last: empty SQLite's write-ahead log, which still holds the old pages.

        PostgreSQL clears old row versions with its own (auto)vacuum; its write-ahead log is the operator's to guard.
        """
        if self.is_sqlite:
            with self._admitted(None), self._writer.connect() as connection:
                raw = connection.connection.driver_connection
                assert raw is not None
                raw.execute(busy_timeout(SCRUB_SECONDS))
                raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                raw.execute(busy_timeout(self._lock_seconds))

    @contextlib.contextmanager
    def _admitted(self, seconds: float | None) -> Iterator[float]:
        """Past the gate, with the seconds that the caller may wait; a pool with nothing free is Unavailable, too."""
        try:
            with self._gate.entered(self._patience if seconds is None else seconds) as patience:
                yield patience
        except PoolTimeout:
            raise Unavailable("no free connection") from None

    def _bound(self, connection: Connection, patience: float) -> None:
        if not self.is_sqlite:
            raw: Any = connection.connection.driver_connection
            raw.patience = patience

    def close(self) -> None:
        """Close every pooled connection."""
        self._writer.dispose()
        self._reader.dispose()


def _this_machines() -> datetime:
    return datetime.now(UTC)
