"""Prepared statements say what SQLAlchemy's own say, on each database, and fail by the same names."""

from __future__ import annotations

import contextlib
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.dialects import sqlite

from intake_store.db.database import Database, Unavailable
from intake_store.db.failures import Clash, Full, InvalidStatement, Silent, unavailable
from intake_store.db.prepared import Prepared
from intake_store.db.tables import conversations, early_receipts, messages, vault_keys
from intake_store.db.together import one_of
from tests.conftest import NOW
from tests.fakes.processes import eventually
from tests.fakes.servers import PostgresServer

KEY = Prepared(insert(vault_keys), "fingerprint", "at")
FIND = Prepared(select(vault_keys).where(vault_keys.c.fingerprint == bindparam("wanted")))
SECRET = "no citizen's word"


def _put(database: Database, way: str, *rows: dict[str, Any]) -> None:
    """Each row by a statement of its own, in one block of that kind."""
    with getattr(database, way)() as connection:
        for row in rows:
            KEY.run(connection, row)


def _keys(database: Database) -> list[str]:
    with database.read() as connection:
        return sorted(connection.execute(select(vault_keys.c.fingerprint)).scalars())


def test_values_are_stored_and_told_as_sqlalchemy_does(database: Database) -> None:
    elsewhere = NOW.astimezone(timezone(timedelta(hours=5)))
    with database.write() as connection:
        KEY.run(connection, {"fingerprint": "prepared", "at": elsewhere})
        connection.execute(insert(vault_keys), {"fingerprint": "usual", "at": elsewhere})
        usual = connection.execute(select(vault_keys).where(vault_keys.c.fingerprint == "prepared")).one()
        told = FIND.first(connection, {"wanted": "usual"})
    assert (usual.at, told.at, told.at.tzinfo) == (NOW, NOW, UTC)


def test_a_time_without_a_zone_is_not_stored(database: Database) -> None:
    with database.write() as connection, pytest.raises(ValueError, match="aware"):
        KEY.run(connection, {"fingerprint": "a", "at": datetime(2026, 1, 1)})


def test_no_row_is_told_as_none_and_no_rows_are_not_run(database: Database) -> None:
    with database.write() as connection:
        KEY.run(connection)
        assert FIND.first(connection, {"wanted": "a"}) is None


@pytest.mark.parametrize("way", ["write", "write_together"])
def test_one_row_and_many_are_stored_when_the_block_ends(database: Database, way: str) -> None:
    with getattr(database, way)() as connection:
        KEY.run(connection, {"fingerprint": "a", "at": NOW})
        KEY.run(connection, *({"fingerprint": name, "at": NOW} for name in "bcd"))
    assert _keys(database) == ["a", "b", "c", "d"]


@pytest.mark.parametrize("way", ["write", "write_together"])
def test_a_block_that_raises_leaves_nothing(database: Database, way: str) -> None:
    with contextlib.suppress(ZeroDivisionError), getattr(database, way)() as connection:
        KEY.run(connection, {"fingerprint": "a", "at": NOW})
        raise ZeroDivisionError
    assert _keys(database) == []


def test_a_block_that_rolls_back_leaves_nothing(database: Database) -> None:
    with database.write_together() as connection:
        KEY.run(connection, {"fingerprint": "a", "at": NOW})
        connection.rollback()
    assert _keys(database) == []


def test_what_was_written_is_read_before_the_commit(database: Database) -> None:
    with database.write_together() as connection:
        KEY.run(connection, {"fingerprint": "a", "at": NOW})
        assert FIND.first(connection, {"wanted": "a"}).fingerprint == "a"


def test_a_write_sees_what_was_written_before_it_in_the_block(database: Database) -> None:
    """PostgreSQL would show one statement's parts the rows as they were before it."""
    begin = Prepared(insert(conversations), "id", "channel", "line", "version", "updated_at")
    change = Prepared(update(conversations).where(conversations.c.id == bindparam("which")), "line")
    with database.write_together() as connection:
        KEY.run(connection, {"fingerprint": "a", "at": NOW})
        begin.run(connection, {"id": 1, "channel": "sms", "line": "first", "version": 0, "updated_at": NOW})
        change.run(connection, {"which": 1, "line": "second"})
        change.run(connection, {"which": 1, "line": "third"}, {"which": 1, "line": "last"})
        KEY.run(connection, {"fingerprint": "b", "at": NOW})
    with database.read() as connection:
        assert connection.execute(select(conversations.c.line)).scalars().all() == ["last"]
    assert _keys(database) == ["a", "b"]


def test_a_statement_names_the_tables_of_its_subqueries() -> None:
    """Else a write could go out beside the one that it reads from."""
    reads = Prepared(
        insert(early_receipts).values(status=select(conversations.c.line).scalar_subquery()), "provider_hash", "at"
    )
    form = reads._form(sqlite.dialect())
    assert (form.writes, form.touches) == ({"early_receipts"}, {"early_receipts", "conversations"})


def test_several_statements_are_one_with_its_parameters_in_order() -> None:
    assert one_of(("INSERT a VALUES (%s)",)) == "INSERT a VALUES ($1)"
    assert one_of(("A %s, %s", "B", "C %s")) == "WITH w0 AS (A $1, $2), w1 AS (B) C $3"


@pytest.mark.parametrize("way", ["write", "write_together"])
def test_a_row_that_is_there_already_is_a_clash_in_its_table(database: Database, way: str) -> None:
    row = {"fingerprint": SECRET[:32], "at": NOW}
    _put(database, "write", row)
    with pytest.raises(Clash) as caught:
        _put(database, way, row, row | {"fingerprint": "after"})
    assert caught.value.table == "vault_keys"
    assert SECRET not in str(caught.value)
    _put(database, "write_together", row | {"fingerprint": "next"})  # and the connection serves the next
    assert _keys(database) == ["next", SECRET[:32]]


def test_a_unique_index_of_some_rows_clashes_in_its_table(database: Database) -> None:
    row = {"key": "k", "conversation_id": 1, "direction": "in", "author": "citizen", "text": b"", "at": NOW}
    row |= {"state": "received", "attempts": 0, "provider_hash": b"h"}
    put = Prepared(insert(messages).inline(), *row)
    with database.write() as connection:
        connection.execute(insert(conversations), {"id": 1, "channel": "sms", "updated_at": NOW})
    with pytest.raises(Clash) as caught, database.write_together() as connection:
        put.run(connection, row, row)
    assert caught.value.table == "messages"


@pytest.mark.parametrize("way", ["write", "write_together"])
def test_a_statement_that_is_wrong_is_refused_without_a_value(database: Database, way: str) -> None:
    """A driver's own text tells the row that failed."""
    incomplete = {"provider_hash": SECRET.encode(), "status": SECRET[:16], "error": None, "at": NOW}
    with pytest.raises(InvalidStatement) as caught, getattr(database, way)() as connection:
        Prepared(insert(early_receipts), *incomplete).run(connection, incomplete)
    assert SECRET[:8] not in str(caught.value)
    assert (caught.value.__cause__, caught.value.__suppress_context__) == (None, True)


def test_an_update_sets_what_it_names_and_what_is_fixed(database: Database) -> None:
    change = Prepared(
        update(conversations).where(conversations.c.id == bindparam("which")).values(line="fixed"), "channel"
    )
    with database.write() as connection:
        connection.execute(insert(conversations), {"id": 1, "channel": "sms", "updated_at": NOW})
        change.run(connection, {"which": 1, "channel": "web"})
        row = connection.execute(select(conversations.c.channel, conversations.c.line)).one()
    assert tuple(row) == ("web", "fixed")


def test_a_default_of_python_must_be_named(database: Database) -> None:
    with database.write() as connection, pytest.raises(TypeError, match="default"):
        Prepared(insert(conversations), "channel", "updated_at").run(connection, {"channel": "sms", "updated_at": NOW})


def test_a_missing_value_is_named(database: Database) -> None:
    with database.write() as connection, pytest.raises(KeyError, match="at"):
        KEY.run(connection, {"fingerprint": "a"})


def test_what_is_written_together_waits_for_the_server_once_at_the_end(own_postgresql: PostgresServer) -> None:
    database = Database(own_postgresql.url(own_postgresql.create()), patience=1.0)
    database.migrate()
    rows, written = [{"fingerprint": str(n), "at": NOW} for n in range(20)], []

    def write_to_the_frozen() -> None:
        with ExitStack() as stack, database.write_together() as connection:
            FIND.first(connection, {"wanted": "a"})
            stack.callback(written.append, "all")
            frozen.enter_context(own_postgresql.frozen())
            KEY.run(connection, *rows)
            KEY.run(connection, {"fingerprint": "last", "at": NOW})

    with ExitStack() as frozen, pytest.raises(Silent):
        write_to_the_frozen()
    assert written == ["all"]
    eventually(lambda: _answers(database))
    assert len(_keys(database)) in (0, 21)  # the server may take up what it was sent
    database.close()


def test_more_than_the_network_takes_at_once_is_written_whole(postgresql_url: str) -> None:
    database = Database(postgresql_url)
    rows = [{"fingerprint": f"{n:032d}", "at": NOW} for n in range(5000)]
    with database.write_together() as connection:
        KEY.run(connection, *rows)
        FIND.first(connection, {"wanted": "x" * 4_000_000})
        KEY.run(connection, {"fingerprint": "last", "at": NOW})
    assert len(_keys(database)) == 5001
    database.close()


def test_a_server_that_goes_away_before_the_commit_makes_it_unavailable(own_postgresql: PostgresServer) -> None:
    database = Database(own_postgresql.url(own_postgresql.create()))
    database.migrate()

    def write_to_the_stopped() -> None:
        with database.write_together() as connection:
            FIND.first(connection, {"wanted": "a"})
            own_postgresql.stop()
            KEY.run(connection, {"fingerprint": "a", "at": NOW})

    with pytest.raises(Unavailable):
        write_to_the_stopped()
    own_postgresql.start()
    assert _keys(database) == []
    database.close()


def _answers(database: Database) -> bool:
    with contextlib.suppress(Unavailable):
        database.ping()
        return True
    return False


@pytest.mark.parametrize(("name", "kind"), [("53100", Full), ("57014", Unavailable), ("55P03", Unavailable)])
def test_an_error_of_the_server_has_a_name_of_ours(name: str, kind: type[Unavailable]) -> None:
    error = OSError(SECRET)
    error.sqlstate = name  # type: ignore[attr-defined]
    told = unavailable(error)
    assert (type(told), str(told)) == (kind, f"OSError {name}")


def test_silence_is_told_apart() -> None:
    error = OSError(SECRET)
    error.silent = True  # type: ignore[attr-defined]
    assert type(unavailable(error)) is Silent
