"""How SQLite and PostgreSQL are reached: pools, and settings of each connection."""

from __future__ import annotations

import select
import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DisconnectionError

from intake_store.db.failures import name_failure, unavailable

CONNECT_SECONDS = 3
#: How long a writer of SQLite waits for another before the caller is told to come back (Twilio gives up after 15 s).
LOCK_SECONDS = 10
#: How long a caller waits for PostgreSQL, all its statements together, before it is told the same.
PATIENCE = 6.0
#: The share of it after which PostgreSQL itself ends a statement, which may wait for a lock: slow is not silent.
STATEMENT = 0.8
#: PostgreSQL ends a transaction that was opened and forgotten, so that its row locks go.
FORGOTTEN_SECONDS = 60
READERS = 8
POOL_SECONDS = 3
KEEPALIVE_SECONDS = 15

_SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",  # received means stored: the provider's 200 follows a commit that is on the disk
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",  # a destroyed address leaves no bytes behind in free pages
    "PRAGMA temp_store=MEMORY",
)


def parse_url(url: str) -> URL:
    """The URL with the driver that is installed. Raises ValueError for anything but SQLite files and PostgreSQL."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):  # the text may hold a password
        raise ValueError("not a database URL; in a password, @ : and / are written %40 %3A and %2F") from None
    if parsed.get_backend_name() == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername.startswith("sqlite") and parsed.database not in (None, "", ":memory:"):
        return parsed
    raise ValueError("the database must be a SQLite file (sqlite:///path) or PostgreSQL (postgresql://...)")


def sqlite_engines(url: URL, lock_seconds: float) -> tuple[Engine, Engine]:
    assert url.database is not None
    _private_file(Path(url.database))
    writer = _engine(url, pool_size=1, max_overflow=0, pool_timeout=lock_seconds, pool_use_lifo=False)
    reader = _engine(url, pool_size=READERS, max_overflow=-1)
    pragmas = (busy_timeout(lock_seconds), *_SQLITE_PRAGMAS)
    _on_sqlite_connect(writer, pragmas)
    event.listen(writer, "begin", _begin_immediate)
    _on_sqlite_connect(reader, (*pragmas, "PRAGMA query_only=ON"))
    return writer, reader


def busy_timeout(seconds: float) -> str:
    return f"PRAGMA busy_timeout={int(seconds * 1000)}"


def _private_file(path: Path) -> None:
    """Make the file ours alone before SQLite does; its -wal and -shm files take over the mode."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600, exist_ok=True)


def _on_sqlite_connect(engine: Engine, pragmas: tuple[str, ...]) -> None:
    """Take the transactions out of the driver's hands: its own would begin late and deadlock on the upgrade.

    Without one of ours every statement is its own transaction, which is what readers want.
    """

    @event.listens_for(engine, "connect")
    def connect(raw: Any, _record: Any) -> None:
        raw.isolation_level = None
        for pragma in pragmas:
            raw.execute(pragma)


def _begin_immediate(connection: Connection) -> None:
    """Straight to the driver; SQLAlchemy's own way costs a tenth of a millisecond a turn."""
    raw = connection.connection.driver_connection
    assert raw is not None
    try:
        raw.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        raise unavailable(error) from None


def postgresql_engine(url: URL, patience: float) -> Engine:
    from intake_store.db.patient import connect

    settings = {
        "timezone": "UTC",
        "statement_timeout": f"{int(patience * STATEMENT * 1000)}ms",
        "idle_in_transaction_session_timeout": f"{FORGOTTEN_SECONDS}s",
    }
    arguments = {
        "connect_timeout": CONNECT_SECONDS,
        "tcp_user_timeout": int(patience * 1000),
        "keepalives_idle": KEEPALIVE_SECONDS,
        "keepalives_interval": KEEPALIVE_SECONDS // 3,
        "keepalives_count": 3,
        "options": " ".join(f"-c {name}={value}" for name, value in settings.items()),
    }
    given = {name: value for name, value in arguments.items() if name not in url.query}
    engine = _engine(url, connect_args=given, pool_size=READERS, max_overflow=READERS, pool_timeout=POOL_SECONDS)
    event.listen(engine, "do_connect", lambda _dialect, _record, args, more: connect(patience, *args, **more))
    event.listen(engine, "checkout", _drop_when_closed)
    return engine


def _drop_when_closed(raw: Any, _record: Any, _proxy: Any) -> None:
    """Let the pool replace a connection that the server closed while it lay idle.

    The server's last words (or the end of the stream) wait to be read then, which shows without the round trip that
    a ping costs every turn; keepalives bring the same to light when the machine or the network is gone.
    """
    poll = select.poll()
    poll.register(raw.fileno(), select.POLLIN)
    if poll.poll(0):
        raise DisconnectionError


def _engine(url: URL, **options: Any) -> Engine:
    engine = create_engine(url, hide_parameters=True, **options)
    event.listen(engine, "handle_error", name_failure)
    return engine
