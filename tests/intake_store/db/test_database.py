"""The database itself: migrations, transactions, and what happens when it is away."""

from __future__ import annotations

import contextlib
import multiprocessing
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, insert, select, text
from sqlalchemy.exc import OperationalError, ProgrammingError

from intake_store.db import migrations
from intake_store.db.database import Database, Unavailable, parse_url
from intake_store.db.failures import Silent
from intake_store.db.tables import Base, vault_keys
from tests.builders.threads import at_once
from tests.conftest import NOW
from tests.fakes.processes import eventually
from tests.fakes.servers import PostgresServer

ROW = {"fingerprint": "ab" * 16, "at": NOW}


def _fingerprints(database: Database) -> list[str]:
    with database.read() as connection:
        return list(connection.execute(select(vault_keys.c.fingerprint)).scalars())


def test_migration_and_tables_agree(database: Database) -> None:
    with database.write() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_the_newest_migration_is_the_one_the_code_asks_for() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    assert ScriptDirectory.from_config(config).get_heads() == [migrations.HEAD]


def test_an_empty_database_is_not_current_until_it_is_migrated(empty_database_url: str) -> None:
    database = Database(empty_database_url)
    assert not database.is_current()
    database.migrate()
    assert database.is_current()
    database.migrate()
    assert database.is_current()
    database.close()


def _migrate(url: str) -> None:
    database = Database(url)
    database.migrate()
    database.close()


def test_processes_that_migrate_at_once_do_not_collide(empty_database_url: str) -> None:
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        pool.map(_migrate, [empty_database_url] * 3, chunksize=1)
    database = Database(empty_database_url)
    assert database.is_current()
    database.close()


def test_a_transaction_that_raises_leaves_nothing(database: Database) -> None:
    with contextlib.suppress(KeyError), database.write() as connection:
        connection.execute(insert(vault_keys), ROW)
        raise KeyError
    assert _fingerprints(database) == []


def test_times_come_back_aware_and_in_utc(database: Database) -> None:
    with database.write() as connection:
        connection.execute(insert(vault_keys), ROW)
    with database.read() as connection:
        at = connection.execute(select(vault_keys.c.at)).scalar_one()
    assert at == NOW
    assert at.utcoffset().total_seconds() == 0


def test_a_naive_time_is_refused(database: Database) -> None:
    with pytest.raises(Exception, match="aware datetimes"), database.write() as connection:
        connection.execute(insert(vault_keys), ROW | {"at": NOW.replace(tzinfo=None)})


def test_a_reader_of_sqlite_cannot_write(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    with pytest.raises(OperationalError, match="readonly"), database.read() as connection:
        connection.execute(insert(vault_keys), ROW)
    database.close()


def test_sqlite_syncs_every_commit_and_its_files_are_ours_alone(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    with database.write() as connection:
        connection.execute(insert(vault_keys), ROW)
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA synchronous")).scalar() == 2
        assert connection.execute(text("PRAGMA secure_delete")).scalar() == 1
    database.close()


def test_a_new_sqlite_file_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/data/tipline.sqlite3")
    database.migrate()
    files = list((tmp_path / "data").iterdir())
    assert len(files) == 3
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in files)
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700
    database.close()


def test_a_database_that_somebody_else_locks_is_unavailable(sqlite_url: str) -> None:
    database = Database(sqlite_url, lock_seconds=0.1)
    other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unavailable, match="SQLITE_BUSY"), database.write():
        pass
    other.execute("ROLLBACK")
    database.ping()
    other.close()
    database.close()


def test_a_server_that_is_away_is_unavailable_and_back_at_the_next_call(own_postgresql: PostgresServer) -> None:
    database = Database(own_postgresql.url("postgres"))
    database.ping()
    own_postgresql.stop()
    with pytest.raises(Unavailable):
        database.ping()
    own_postgresql.start()
    database.ping()
    own_postgresql.stop()
    own_postgresql.start()
    database.ping()
    database.close()


def _stop_and_ask(server: PostgresServer, connection: Connection) -> None:
    server.stop()
    connection.execute(text("SELECT 1"))


def test_a_server_that_goes_away_in_a_transaction_makes_it_unavailable(own_postgresql: PostgresServer) -> None:
    database = Database(own_postgresql.url("postgres"))
    with pytest.raises(Unavailable), database.write() as connection:
        _stop_and_ask(own_postgresql, connection)
    database.close()


@pytest.fixture
def frozen(own_postgresql: PostgresServer) -> Iterator[Database]:
    """A database with little patience, in use and then frozen; it wakes with the end of the test."""
    database = Database(own_postgresql.url("postgres"), patience=1.0)
    database.ping()
    with own_postgresql.frozen():
        yield database
    eventually(lambda: answers(database))
    database.close()


def answers(database: Database) -> bool:
    try:
        database.ping()
    except Unavailable:
        return False
    return True


def test_a_server_that_is_frozen_is_unavailable_until_it_wakes(frozen: Database) -> None:
    with pytest.raises(Silent):
        frozen.ping()
    assert not answers(frozen)


def test_who_may_wait_less_than_others_does(own_postgresql: PostgresServer) -> None:
    database = Database(own_postgresql.url("postgres"), patience=600)
    database.ping()
    with own_postgresql.frozen(), pytest.raises(Silent), database.read(0.5) as connection:
        connection.execute(text("SELECT 1"))
    database.close()


def test_of_many_who_ask_a_frozen_server_one_waits_and_all_others_are_told_at_once(frozen: Database) -> None:
    """All at once would take a connection each, and the time for one, if every one waited."""
    with pytest.raises(Silent):
        frozen.ping()
    told = [result for result in at_once(*[frozen.ping] * 24) if isinstance(result, Unavailable)]
    assert len(told) == 24
    assert sum(isinstance(error, Silent) for error in told) <= 2


def test_a_connection_that_was_given_up_serves_nobody_else(own_postgresql: PostgresServer) -> None:
    """Its answer may still come, to whoever asks next."""
    database = Database(own_postgresql.url("postgres"), patience=1.0)
    with own_postgresql.frozen(), pytest.raises(Silent), database.read() as connection:
        connection.execute(text("SELECT 'late'"))
    eventually(lambda: answers(database))
    with database.read() as connection:
        assert connection.execute(text("SELECT 'mine'")).scalar() == "mine"
    database.close()


def _freeze_and_commit(server: PostgresServer, database: Database, stack: ExitStack) -> None:
    with database.write() as connection:
        connection.execute(text("SELECT 1"))
        stack.enter_context(server.frozen())


def test_a_commit_that_no_answer_came_to_is_unavailable(own_postgresql: PostgresServer) -> None:
    database = Database(own_postgresql.url("postgres"), patience=1.0)
    with ExitStack() as stack, pytest.raises(Silent):
        _freeze_and_commit(own_postgresql, database, stack)
    eventually(lambda: answers(database))
    database.close()


def test_a_statement_that_is_slow_is_ended_by_the_server_and_turns_nobody_else_away(postgresql_url: str) -> None:
    database = Database(postgresql_url, patience=1.0)
    with pytest.raises(Unavailable, match="QueryCanceled") as raised, database.read() as connection:
        connection.execute(text("SELECT pg_sleep(30)"))
    assert not isinstance(raised.value, Silent)
    database.ping()
    database.close()


def test_a_lock_that_does_not_come_turns_nobody_else_away(postgresql_url: str) -> None:
    database = Database(postgresql_url, patience=1.0)
    other = psycopg.connect(postgresql_url.replace("+psycopg", ""))
    other.execute("LOCK TABLE vault_keys")
    with pytest.raises(Unavailable, match="QueryCanceled"), database.write() as connection:
        connection.execute(insert(vault_keys), ROW)
    assert answers(database)
    other.close()
    database.close()


def test_the_error_names_no_value(database: Database) -> None:
    with pytest.raises((OperationalError, ProgrammingError)) as caught, database.write() as connection:
        connection.execute(text("INSERT INTO nowhere VALUES (:secret)"), {"secret": "+447700900123"})
    assert "+447700900123" not in str(caught.value)


@pytest.mark.parametrize("url", ["mysql://x/y", "sqlite://", "sqlite:///:memory:", "not a url"])
def test_other_databases_are_refused(url: str) -> None:
    with pytest.raises(ValueError, match="database"):
        parse_url(url)


@pytest.mark.parametrize("url", ["postgresql://u:planted@h:planted/db", "postgresql://u:p@planted:secret@h:5432/db"])
def test_a_url_that_does_not_hold_is_refused_without_repeating_its_password(url: str) -> None:
    with pytest.raises(ValueError, match="not a database URL") as caught:
        parse_url(url)
    assert "planted" not in str(caught.value)
    assert "secret" not in str(caught.value)
