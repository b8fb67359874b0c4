"""The database itself: migrations, transactions, and what happens when it is away."""

from __future__ import annotations

import contextlib
import multiprocessing
import sqlite3
import stat
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, insert, select, text
from sqlalchemy.exc import OperationalError, ProgrammingError

from intake_store.db import migrations
from intake_store.db.database import Database, Unavailable, parse_url
from intake_store.db.tables import Base, vault_keys
from tests.conftest import NOW
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
