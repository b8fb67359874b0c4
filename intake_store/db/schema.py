"""What all tables share: types of columns, names of constraints, and the list of tables."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import cast

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, LargeBinary, MetaData, Table
from sqlalchemy import Text as LongText
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

#: 64 bits everywhere; SQLite counts rows by itself only in a column of the type INTEGER.
Id = BigInteger().with_variant(Integer, "sqlite")


class UtcTime(TypeDecorator[datetime]):
    """An aware datetime, stored as UTC (SQLite knows no zones). A naive one is a mistake and raises ValueError."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("the store takes aware datetimes only")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Names every constraint, so that a migration can drop it on any database."""

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ix": "ix_%(table_name)s_%(column_0_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it as a plain dict
        int: Id,
        datetime: UtcTime(),
        bytes: LargeBinary(),
        str: LongText(),
    }


def table(kind: type[Base]) -> Table:
    """The plain table of a class, for statements without an ORM session."""
    return cast(Table, kind.__table__)
