"""The time by the database's clock, which all processes share: leases, due times and the order of messages go by it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from intake_store.db.schema import UtcTime

#: The parameter of `NOW`, as `Database.time()` gives it.
Time = dict[str, datetime | None]


class _ServersClock(FunctionElement[datetime]):
    """The moment itself, where `now()` would be the beginning of the transaction; SQLite has none to ask."""

    type = UtcTime()
    inherit_cache = True


@compiles(_ServersClock, "postgresql")
def _of_postgresql(*_: Any, **__: Any) -> str:
    return "clock_timestamp()"


@compiles(_ServersClock, "sqlite")
def _of_sqlite(*_: Any, **__: Any) -> str:
    return "NULL"


#: The time within a statement that is run with `Database.time()`. As a subquery it is asked once, and not before the
#: rest of the statement needs it: of a row that had to be locked it tells when it was.
NOW = select(func.coalesce(bindparam("now", type_=UtcTime()), _ServersClock())).scalar_subquery()
