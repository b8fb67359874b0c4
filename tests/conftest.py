"""Fixtures for every test: both databases with the schema in place, Redis, a vault and a fixed moment."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import settings

from intake_store.db.database import Database
from intake_store.vault.vault import DerivedKeys, Vault
from tests.fakes.servers import PostgresServer, RedisServer

# A slow moment of a busy machine is no failure of a rule.
settings.register_profile("tipline", deadline=None)
settings.load_profile("tipline")

#: A Wednesday in summer, when London is an hour ahead of UTC.
NOW = datetime(2026, 6, 17, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgresServer]:
    """The session's own PostgreSQL (one for each worker under pytest-xdist), started when first asked for."""
    server = PostgresServer()
    yield server
    server.close()


@pytest.fixture(scope="session")
def _postgresql_template(postgresql: PostgresServer) -> str:
    name = postgresql.create()
    _migrate(postgresql.url(name))
    return name


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "template.sqlite3"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def _emptied() -> list[str]:
    """Databases that tests gave back."""
    return []


@pytest.fixture
def postgresql_url(postgresql: PostgresServer, _postgresql_template: str, _emptied: list[str]) -> Iterator[str]:
    """A fresh PostgreSQL database with the schema in place, new or emptied after a test that left nobody there."""
    name = _emptied.pop() if _emptied else postgresql.create(_postgresql_template)
    yield postgresql.url(name)
    if postgresql.empty(name):
        _emptied.append(name)
    else:
        postgresql.drop(name)


@pytest.fixture
def sqlite_url(_sqlite_template: Path, tmp_path: Path) -> str:
    """A fresh SQLite file with the schema in place, in the data folder `tmp_path / "data"`."""
    path = tmp_path / "data" / "tipline.sqlite3"
    path.parent.mkdir(mode=0o700)
    shutil.copyfile(_sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh database with the schema in place; the test runs once for each kind."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh database with nothing in it; the test runs once for each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/data/tipline.sqlite3"
        return
    server: PostgresServer = request.getfixturevalue("postgresql")
    name = server.create()
    yield server.url(name)
    server.drop(name)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """An open `Database`, of each kind."""
    opened = Database(database_url)
    yield opened
    opened.close()


@pytest.fixture
def own_postgresql() -> Iterator[PostgresServer]:
    """A PostgreSQL that this test alone uses and may stop and start."""
    server = PostgresServer()
    yield server
    server.close()


@pytest.fixture(scope="session")
def _redis() -> Iterator[RedisServer]:
    server = RedisServer()
    yield server
    server.close()


@pytest.fixture
def redis_url(_redis: RedisServer) -> Iterator[str]:
    """An empty Redis."""
    yield _redis.url
    _redis.flush()


@pytest.fixture
def own_redis() -> Iterator[RedisServer]:
    """A Redis that this test alone uses and may stop and start."""
    server = RedisServer()
    yield server
    server.close()


@pytest.fixture
def vault() -> Vault:
    """A vault with a key that is the same in every test."""
    return Vault(DerivedKeys(bytes(range(32))))


@pytest.fixture
def now() -> datetime:
    """`NOW`."""
    return NOW


def _migrate(url: str) -> None:
    database = Database(url)
    database.migrate()
    database.scrub()
    database.close()
