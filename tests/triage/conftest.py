"""A desk on SQLite with its web side; what differs between databases is tested under the desk's verbs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from flask import Flask

from intake_store.db.database import Database
from intake_store.vault.vault import Vault
from tests.builders.desk import Clock, Services
from tests.builders.desk_app import Handler, desk_app


@pytest.fixture
def house(sqlite_url: str, vault: Vault, now: datetime) -> Iterator[Services]:
    """An empty house on SQLite."""
    database = Database(sqlite_url)
    yield Services(database, vault, Clock(now))
    database.close()


@pytest.fixture
def app(house: Services) -> Flask:
    """API and console."""
    return desk_app(house)


@pytest.fixture
def stranger(app: Flask) -> Handler:
    """A browser that is not logged in."""
    return Handler(app.test_client())


@pytest.fixture
def mia(house: Services, app: Flask) -> Handler:
    """The browser of a handler who is logged in."""
    house.person("mia")
    browser = Handler(app.test_client())
    assert browser.log_in("mia").status_code == 303
    return browser


@pytest.fixture
def chief(house: Services, app: Flask) -> Handler:
    """The browser of an admin who is logged in."""
    house.person("chief", "admin")
    browser = Handler(app.test_client())
    assert browser.log_in("chief").status_code == 303
    return browser
