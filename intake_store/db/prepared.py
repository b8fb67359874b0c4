"""Statements that are compiled once and run at the driver: those of a turn, where every tenth of a millisecond counts.

SQLAlchemy writes the statement, and its types say how values are stored; its own way to the driver and back costs more
than most of these statements do (`benchmarks.turns`).
"""

from __future__ import annotations

import contextlib
from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Dialect, Executable, Select
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

from intake_store.db.failures import failure

Values = Mapping[str, Any]
#: How a value is stored, or told; None where the driver takes or gives it as it is.
Processor = Callable[[Any], Any] | None


class Prepared:
    """One statement, for either database; `columns` are those that an insert or update sets by name.

    Raises Unavailable, Clash or Refused; within `together` also for a statement before.
    """

    def __init__(self, statement: Executable, *columns: str) -> None:
        self._statement, self._columns = statement, columns
        self._forms: dict[str, _Form] = {}

    def run(self, connection: Connection, *rows: Values) -> None:
        """Run it once for each row, for none not at all."""
        form, raw = self._form(connection.dialect), driver(connection)
        try:
            if len(rows) == 1:
                raw.execute(form.text, form.bound(rows[0]))
            elif rows:
                raw.cursor().executemany(form.text, [form.bound(row) for row in rows])
        except connection.dialect.loaded_dbapi.Error as error:
            raise failure(error, connection) from None

    def first(self, connection: Connection, values: Values) -> Any:
        """The first row, its columns by name; None when there is none."""
        form, raw = self._form(connection.dialect), driver(connection)
        try:
            row = raw.execute(form.text, form.bound(values)).fetchone()
        except connection.dialect.loaded_dbapi.Error as error:
            raise failure(error, connection) from None
        return None if row is None else form.told(row)

    def _form(self, dialect: Dialect) -> _Form:
        known = self._forms.get(dialect.name)
        if known is None:
            known = self._forms[dialect.name] = _compile(self._statement, self._columns, dialect)
        return known


@dataclass(frozen=True, slots=True)
class _Form:
    """A statement as one driver takes it: its parameters in order, and the columns of its rows."""

    text: str
    parameters: tuple[tuple[str, Processor], ...]
    fixed: dict[str, Any]
    columns: tuple[Processor, ...]
    row: Callable[..., Any]

    def bound(self, values: Values) -> tuple[Any, ...]:
        """The parameters; KeyError names one that is missing."""
        values = {**self.fixed, **values} if self.fixed else values
        return tuple([values[name] if process is None else process(values[name]) for name, process in self.parameters])

    def told(self, row: tuple[Any, ...]) -> Any:
        """The row with its columns by name."""
        return self.row(
            *[value if process is None else process(value) for value, process in zip(row, self.columns, strict=True)]
        )


def _compile(statement: Any, columns: tuple[str, ...], dialect: Dialect) -> _Form:
    """Raises TypeError for a statement that leaves a value to SQLAlchemy."""
    positional = type(dialect)(paramstyle="qmark" if dialect.name == "sqlite" else "format")  # type: ignore[call-arg]
    compiled: SQLCompiler = statement.compile(dialect=positional, column_keys=columns or None)
    order = compiled.positiontup or []
    if compiled.insert_prefetch or compiled.update_prefetch:
        raise TypeError("a prepared statement names every column that has a default")
    told = tuple(statement.selected_columns) if isinstance(statement, Select) else ()
    return _Form(
        text=str(compiled),
        parameters=tuple((name, _stored(compiled.binds[name].type, dialect)) for name in order),
        fixed={name: compiled.binds[name].value for name in order if not compiled.binds[name].required},
        columns=tuple(_told(column.type, dialect) for column in told),
        row=namedtuple("Row", [column.key for column in told]),  # type: ignore[misc]
    )


def _stored(kind: TypeEngine[Any], dialect: Dialect) -> Processor:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _told(kind: TypeEngine[Any], dialect: Dialect) -> Processor:
    return kind.dialect_impl(dialect).result_processor(dialect, None)


def driver(connection: Connection) -> Any:
    """The driver's own connection."""
    return connection.connection.driver_connection


@contextlib.contextmanager
def together(connection: Connection) -> Iterator[None]:
    """Send PostgreSQL what has no answer together with the commit that ends the block: one round trip for all of it.

    For `Prepared` statements alone. SQLite has no round trips to save.
    """
    if connection.dialect.name == "sqlite":
        yield
        return
    try:
        with driver(connection).pipeline():
            yield
            if connection.in_transaction():
                driver(connection).execute("COMMIT")
    except connection.dialect.loaded_dbapi.Error as error:
        raise failure(error, connection) from None
