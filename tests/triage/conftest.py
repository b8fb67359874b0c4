"""A desk on SQLite with its web side; what differs between databases is tested under the desk's verbs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from flask import Flask

from intake_store.db.database import Database
from intake_store.vault.vault import Vault
from tests.builders.clock import Clock
from tests.builders.desk import Services
from tests.builders.desk_app import DeskBrowser, desk_app


@pytest.fixture
def services(sqlite_url: str, vault: Vault, now: datetime) -> Iterator[Services]:
    """A desk without tips, on SQLite."""
    database = Database(sqlite_url)
    yield Services(database, vault, Clock(now))
    database.close()


@pytest.fixture
def app(services: Services) -> Flask:
    """API and console."""
    return desk_app(services)


@pytest.fixture
def stranger(app: Flask) -> DeskBrowser:
    """A browser that is not logged in."""
    return DeskBrowser(app.test_client())


@pytest.fixture
def mia(services: Services, app: Flask) -> DeskBrowser:
    """The browser of a handler who is logged in."""
    services.person("mia")
    browser = DeskBrowser(app.test_client())
    assert browser.log_in("mia").status_code == 303
    return browser


@pytest.fixture
def chief(services: Services, app: Flask) -> DeskBrowser:
    """The browser of an admin who is logged in."""
    services.person("chief", "admin")
    browser = DeskBrowser(app.test_client())
    assert browser.log_in("chief").status_code == 303
    return browser
