"""The house of the desk over each database."""

from __future__ import annotations

from datetime import datetime

import pytest

from intake_store.db.database import Database
from intake_store.model.actor import Actor
from intake_store.vault.vault import Vault
from tests.builders.desk import Clock, Services


@pytest.fixture
def house(database: Database, vault: Vault, now: datetime) -> Services:
    """An empty house, on each kind of database."""
    return Services(database, vault, Clock(now))


@pytest.fixture
def mia(house: Services) -> Actor:
    """A handler."""
    return house.person()
