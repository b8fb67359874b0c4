"""What /readyz looks at. The full disk of a whole process is among the faults (tests/faults/test_outages.py)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from commands.serving.readiness import Readiness
from intake_store.db.database import Database, Full
from tests.fakes.processes import eventually
from tests.fakes.servers import PostgresServer

#: More bytes than any disk has.
TOO_MANY = 2**62


@pytest.fixture
def cramped() -> Iterator[Database]:
    """A server that may not write temporary files: what it meets is what it would meet on a full disk."""
    server = PostgresServer(temp_file_limit="0")
    database = Database(server.url(server.create()))
    database.migrate()
    yield database
    database.close()
    server.close()


def test_a_migrated_database_with_room_is_ready(database: Database, tmp_path: Path):
    assert Readiness(database, (tmp_path, *database.folders))() == ("ready", 200)


def test_a_database_that_is_not_migrated_is_not_ready(empty_database_url: str, tmp_path: Path):
    database = Database(empty_database_url)
    assert Readiness(database, (tmp_path,))() == ("not migrated", 503)
    database.close()


def test_a_disk_with_little_room_is_not_ready(database: Database, tmp_path: Path):
    assert Readiness(database, (tmp_path,), floor=TOO_MANY)() == ("disk full", 503)


def test_a_folder_that_cannot_be_written_is_not_ready(database: Database, tmp_path: Path):
    assert Readiness(database, (tmp_path, tmp_path / "gone"))() == ("disk full", 503)
    assert list(tmp_path.rglob("tmp*")) == []


def test_the_folder_of_sqlite_is_looked_at_and_of_a_server_none(sqlite_url: str, postgresql_url: str):
    assert [str(folder) for folder in Database(sqlite_url).folders] == [sqlite_url[10:].rpartition("/")[0]]
    assert Database(postgresql_url).folders == ()


def test_a_server_that_cannot_write_is_not_ready(cramped: Database, tmp_path: Path):
    with pytest.raises(Full):
        cramped.try_disk()
    assert Readiness(cramped, (tmp_path,))() == ("disk full", 503)


def test_a_look_at_a_server_writes_to_its_disk(postgresql_url: str):
    """Memory alone would tell nothing."""
    database = Database(postgresql_url)
    database.try_disk()
    with database.read() as connection:
        wanted = text("SELECT temp_bytes FROM pg_stat_database WHERE datname = current_database()")
        eventually(lambda: connection.execute(wanted).scalar_one() >= 2**20)
    database.close()
