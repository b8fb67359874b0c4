"""Statements that are compiled once and run at the driver: those of a turn, where every tenth of a millisecond counts.

SQLAlchemy writes the statement, and its types say how values are stored; its own way to the driver and back costs more
than most of these statements do (`benchmarks.turns`).
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Dialect, Insert, Select, Table
from sqlalchemy.sql import visitors
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

from intake_store.db.failures import failure
from intake_store.db.together import BATCH, Batch

Values = Mapping[str, Any]
Parameters = tuple[Any, ...]
#: How a value is stored, or told; None where the driver takes or gives it as it is.
Processor = Callable[[Any], Any] | None


class Prepared:
    """One statement, for either database; `columns` are those that an insert or update sets by name.

    Raises Unavailable, Clash or InvalidStatement; within `together` maybe only at a later statement, or at the end.
    """

    def __init__(self, statement: Any, *columns: str) -> None:
        self._statement, self._columns = statement, columns
        self._forms: dict[str, _Form] = {}

    def run(self, connection: Connection, *rows: Values) -> None:
        """Run it once for each row, for none not at all."""
        form, batch = self._form(connection.dialect), connection.info.get(BATCH)
        bound = [form.bound(row) for row in rows]
        try:
            if batch is not None:
                form.add(batch, bound)
            elif len(bound) == 1:
                _driver(connection).execute(form.text, bound[0])
            elif bound:
                _driver(connection).cursor().executemany(form.text, bound)
        except connection.dialect.loaded_dbapi.Error as error:
            raise failure(error, connection) from None

    def first(self, connection: Connection, values: Values) -> Any:
        """The first row, its columns by name; None when there is none."""
        form, batch = self._form(connection.dialect), connection.info.get(BATCH)
        try:
            if batch is not None:
                row = batch.first(form.text, form.bound(values))
            else:
                row = _driver(connection).execute(form.text, form.bound(values)).fetchone()
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
    """A statement as one driver takes it: its parameters in order, the columns of its rows, and the tables it names.

    `row_of_values` is what an insert may say several times, "" in other statements.
    """

    text: str
    row_of_values: str
    parameters: tuple[tuple[str, Processor], ...]
    fixed: dict[str, Any]
    columns: tuple[Processor, ...]
    row: Callable[..., Any]
    writes: frozenset[str]
    touches: frozenset[str]

    def bound(self, values: Values) -> Parameters:
        """The parameters; KeyError names one that is missing."""
        values = {**self.fixed, **values} if self.fixed else values
        return tuple([values[name] if process is None else process(values[name]) for name, process in self.parameters])

    def told(self, row: Parameters) -> Any:
        """The row with its columns by name."""
        return self.row(
            *[value if process is None else process(value) for value, process in zip(row, self.columns, strict=True)]
        )

    def add(self, batch: Batch, bound: Sequence[Parameters]) -> None:
        """Put the statement into a batch: an insert of several rows once, any other once for each."""
        if self.row_of_values and len(bound) > 1:
            text = self.text + f", {self.row_of_values}" * (len(bound) - 1)
            batch.add(text, tuple(value for row in bound for value in row), self.writes, self.touches)
        else:
            for row in bound:
                batch.add(self.text, row, self.writes, self.touches)


def _compile(statement: Any, columns: tuple[str, ...], dialect: Dialect) -> _Form:
    """Raises TypeError for a statement that leaves a value to SQLAlchemy."""
    positional = type(dialect)(paramstyle="qmark" if dialect.name == "sqlite" else "format")  # type: ignore[call-arg]
    compiled: SQLCompiler = statement.compile(dialect=positional, column_keys=columns or None)
    if compiled.insert_prefetch or compiled.update_prefetch:
        raise TypeError("a prepared statement names every column that has a default")
    order, text = compiled.positiontup or [], str(compiled)
    if "%%" in text:
        raise TypeError("a prepared statement has no percent sign of its own: `together` would count it as a parameter")
    told = tuple(statement.selected_columns) if isinstance(statement, Select) else ()
    row = text.partition(" VALUES ")[2]
    return _Form(
        text=text,
        row_of_values=row if isinstance(statement, Insert) and row.endswith(")") else "",
        parameters=tuple((name, _stored(compiled.binds[name].type, dialect)) for name in order),
        fixed={name: compiled.binds[name].value for name in order if not compiled.binds[name].required},
        columns=tuple(_told(column.type, dialect) for column in told),
        row=namedtuple("Row", [column.key for column in told]),  # type: ignore[misc]
        writes=frozenset([statement.table.name] if statement.is_dml else ()),
        touches=frozenset(_tables(statement)),
    )


def _tables(statement: Any) -> Iterator[str]:
    for part in visitors.iterate(statement):
        table = getattr(part, "table", part)
        if isinstance(table, Table):
            yield table.name


def _stored(kind: TypeEngine[Any], dialect: Dialect) -> Processor:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _told(kind: TypeEngine[Any], dialect: Dialect) -> Processor:
    return kind.dialect_impl(dialect).result_processor(dialect, None)


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection
