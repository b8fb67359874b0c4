"""Writes that PostgreSQL is sent as one statement, and with the commit: two journeys a transaction instead of ten.

What the network saves is the least of it: for each command and each answer psycopg gives the interpreter's lock away
half a dozen times, which under load is most of what a turn costs there (`benchmarks.turns`).
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection

from intake_store.db.failures import failure

#: Where a connection keeps its batch, in SQLAlchemy's `Connection.info`.
BATCH = "batch"
_MARK = "%s"


class Batch:
    """Writes on their way to PostgreSQL, in the order in which they came as far as that shows."""

    def __init__(self, raw: Any) -> None:
        from psycopg import RawCursor

        self._cursor = RawCursor(raw)
        self._texts: list[str] = []
        self._values: list[Any] = []
        self._written: frozenset[str] = frozenset()

    def add(self, text: str, values: tuple[Any, ...], writes: frozenset[str], touches: frozenset[str]) -> None:
        """One more write, of the table in `writes`; `touches` are all that it names.

        What one statement writes its other parts do not see: where they would, those before are sent first.
        """
        if self._written & touches:
            self.send()
        self._texts.append(text)
        self._values += values
        self._written |= writes

    def send(self) -> None:
        """Send what there is. Raises psycopg's errors, maybe only with the next that is sent."""
        if self._texts:
            texts, values = tuple(self._texts), self._values
            self._texts, self._values, self._written = [], [], frozenset()
            self._cursor.execute(one_of(texts), values)

    def first(self, text: str, values: tuple[Any, ...]) -> Any:
        """Send what there is and wait for the first row that `text` finds. Raises psycopg's errors."""
        self.send()
        return self._cursor.execute(one_of((text,)), values).fetchone()

    def commit(self) -> None:
        """Send what there is, and the commit."""
        self.send()
        self._cursor.execute("COMMIT")


@lru_cache(maxsize=1024)
def one_of(texts: tuple[str, ...]) -> str:
    """One statement of several, its parameters numbered as PostgreSQL does."""
    *parts, last = texts
    named = ", ".join(f"w{n} AS ({part})" for n, part in enumerate(parts))
    between = (f"WITH {named} {last}" if named else last).split(_MARK)
    return between[0] + "".join(f"${n}{rest}" for n, rest in enumerate(between[1:], 1))


@contextlib.contextmanager
def together(connection: Connection) -> Iterator[None]:
    """Within the block, what `Prepared.run` writes waits for the next answer asked for, or for the commit that ends it.

    SQLite has no journeys to save.
    """
    if connection.dialect.name == "sqlite":
        yield
        return
    raw: Any = connection.connection.driver_connection
    batch, info = Batch(raw), connection.info
    try:
        with raw.pipeline():
            info[BATCH] = batch
            yield
            if connection.in_transaction():
                batch.commit()
    except connection.dialect.loaded_dbapi.Error as error:
        raise failure(error, connection) from None
    finally:
        info.pop(BATCH, None)
