"""Which tips a list shows, in which order, and where the next page begins: filters, orders and cursors as SQL."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, or_, select

from intake_store.db.tables import tips, users
from intake_store.desk.rules import FILTER_CHOICES, QUERY_LIMIT
from intake_store.model.errors import Invalid, one_of
from intake_store.model.facts import PRIORITIES
from intake_store.model.tip import OPEN_STATUSES

DEFAULT_LIMIT, MAX_LIMIT = 50, 200
ORDERS = ("newest", "oldest", "priority")
#: `Filters.assignee` for tips that nobody has taken.
NOBODY = "-"


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to; "any" and "" narrow nothing. `assignee` is a user's name, or `NOBODY`."""

    status: str = "any"
    priority: str = ""
    channel: str = ""
    category: str = ""
    assignee: str = ""
    q: str = ""


@dataclass(frozen=True, slots=True)
class Query:
    """A page of a list: `cursor` is the `next_cursor` of the page before, None for the first."""

    filters: Filters = field(default_factory=Filters)
    order: str = "newest"
    limit: int = DEFAULT_LIMIT
    cursor: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a list a tip stands: the values it is ordered by. New tips never move a place."""

    rank: int
    received_at: datetime
    id: int


RANK = case({name: rank for rank, name in enumerate(PRIORITIES)}, value=tips.c.priority, else_=len(PRIORITIES))


def check_query(query: Query) -> Place | None:
    """Raise Invalid for values that no list has; return where the page begins, None for the start."""
    given = {f.name: getattr(query.filters, f.name) for f in fields(Filters)}
    errors = {name: one_of(given[name], ("any", *FILTER_CHOICES[name])) for name in FILTER_CHOICES if given[name]}
    errors["order"] = one_of(query.order, ORDERS)
    if len(query.filters.q) > QUERY_LIMIT:
        errors["q"] = f"must be at most {QUERY_LIMIT} characters"
    if not query.filters.assignee.isprintable():  # no user's name, and nothing that every database takes
        errors["assignee"] = "is nobody at this desk"
    place = read_cursor(query.cursor, query.order) if query.cursor else None
    if query.cursor and place is None:
        errors["cursor"] = "is not a cursor of this list and order"
    found = {name: message for name, message in errors.items() if message}
    if found:
        raise Invalid(found)
    return place


def page(filters: Filters, order: str, after: Place | None, limit: int) -> Select[Any]:
    """The next `limit` tips after a place, each with its assignee's name and its rank; `q` is not looked at here."""
    statement = select(tips, users.c.name.label("assignee_name"), RANK.label("rank"))
    statement = statement.outerjoin(users, users.c.id == tips.c.assignee).where(*conditions(filters))
    if after is not None:
        statement = statement.where(_beyond(order, after))
    return statement.order_by(*_ordering(order)).limit(limit)


def conditions(filters: Filters) -> list[ColumnElement[bool]]:
    """The filters as SQL, all but `q`."""
    plain = ("priority", "channel", "category")
    given = {name: getattr(filters, name) for name in plain}
    found = [tips.c[name] == value for name, value in given.items() if value not in ("", "any")]
    if filters.assignee:
        found.append(tips.c.assignee.is_(None) if filters.assignee == NOBODY else users.c.name == filters.assignee)
    return [*found, *_status(filters.status)]


def _status(status: str) -> list[ColumnElement[bool]]:
    if status in ("", "any"):
        return []
    return [tips.c.status.in_(OPEN_STATUSES)] if status == "open" else [tips.c.status == status]


def _ordering(order: str) -> Sequence[ColumnElement[Any]]:
    if order == "newest":
        return [tips.c.received_at.desc(), tips.c.id.desc()]
    oldest: list[ColumnElement[Any]] = [tips.c.received_at.asc(), tips.c.id.asc()]
    return oldest if order == "oldest" else [RANK.asc(), *oldest]


def _beyond(order: str, place: Place) -> ColumnElement[bool]:
    """After `place` in the order, written out: rows compare alike on both databases this way."""
    at, ident = tips.c.received_at, tips.c.id
    if order == "newest":
        return or_(at < place.received_at, and_(at == place.received_at, ident < place.id))
    later = or_(at > place.received_at, and_(at == place.received_at, ident > place.id))
    return later if order == "oldest" else or_(RANK > place.rank, and_(RANK == place.rank, later))  # noqa: SIM300


def write_cursor(place: Place, order: str) -> str:
    """A place as an opaque word."""
    values = [order, place.rank, place.received_at.isoformat(), str(place.id)]
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def read_cursor(cursor: str, order: str) -> Place | None:
    """The place that `write_cursor` wrote for this order; None for anything else."""
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        written_for, rank, at, ident = json.loads(base64.urlsafe_b64decode(padded))
        place = Place(int(rank), _moment(at), int(ident))
    except (ValueError, TypeError, OverflowError, RecursionError):
        return None
    small = abs(place.id) < 2**63 and abs(place.rank) <= len(PRIORITIES)
    return place if small and written_for == order else None


def _moment(written: str) -> datetime:
    """A time with its zone; ValueError or OverflowError for one that does not exist in UTC."""
    moment = datetime.fromisoformat(written)
    if moment.tzinfo is None:
        raise ValueError("no zone")
    return moment.astimezone(UTC)
