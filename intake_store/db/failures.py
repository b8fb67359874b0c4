"""What a database's failures are called here: away for now, a row that is there already, or a mistake of ours.

No text of ours holds a value of a statement; the drivers' own texts do.
"""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import InterfaceError, OperationalError

#: PostgreSQL's disk_full, its limit on temporary files, and SQLite's name for the same.
FULL = ("53100", "53400", "SQLITE_FULL")
#: A row that a unique constraint does not let in, by the same names.
UNIQUE = ("23505", "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY")
#: SQLite calls a wrong statement (or a missing table) an operational error, too.
MISTAKES = ("SQLITE_ERROR", "SQLITE_READONLY")
_SQLITE_TABLE = re.compile(r"UNIQUE constraint failed: (\w+)\.")


class Unavailable(Exception):
    """The database cannot be reached or is too busy; nothing was stored and the same call may succeed later.

    The text names the kind of failure and never a value of a statement.
    """


class Full(Unavailable):
    """The database has no room left on its disk."""


class Silent(Unavailable):
    """The database had its time and did not answer, neither yes nor no."""


class Clash(Exception):
    """A unique constraint of `table` does not let a row in."""

    def __init__(self, table: str) -> None:
        super().__init__(f"not unique in {table}")
        self.table = table


class InvalidStatement(Exception):
    """The database refused a statement, which is a mistake of ours."""


def failure(error: Exception, connection: Connection) -> Exception:
    """What the driver's `error` means. A connection that broke is taken out of use."""
    dbapi = connection.dialect.loaded_dbapi
    if connection.dialect.is_disconnect(error, connection.connection.driver_connection, None):  # type: ignore[arg-type]
        connection.invalidate()
        return unavailable(error)
    if _code(error) in UNIQUE:
        return Clash(_table(error))
    if isinstance(error, (dbapi.OperationalError, dbapi.InterfaceError)) and _code(error) not in MISTAKES:
        return unavailable(error)
    return InvalidStatement(_reason(error))


def name_failure(context: ExceptionContext) -> None:
    """Turn what the database could not do just now into Unavailable; a mistake of ours stays what it is.

    Listens to SQLAlchemy's `handle_error`.
    """
    error, original = context.sqlalchemy_exception, context.original_exception
    passing = isinstance(error, OperationalError | InterfaceError) and _code(original) not in MISTAKES
    if context.is_disconnect or passing:
        raise unavailable(original) from None


def unavailable(error: BaseException) -> Unavailable:
    """The kind of Unavailable that a driver's error is, with a name that is safe to log."""
    if getattr(error, "silent", False):  # as `patient.NoAnswer` says of itself
        return Silent(_reason(error))
    return (Full if _code(error) in FULL else Unavailable)(_reason(error))


def _table(error: Any) -> str:
    if hasattr(error, "diag"):
        return str(error.diag.table_name)
    found = _SQLITE_TABLE.match(str(error))
    return found[1] if found else ""


def _code(error: BaseException) -> str | None:
    """SQLSTATE, or SQLite's name for the error."""
    return getattr(error, "sqlstate", None) or getattr(error, "sqlite_errorname", None)


def _reason(error: BaseException) -> str:
    code = _code(error)
    return f"{type(error).__name__} {code}" if code else type(error).__name__
