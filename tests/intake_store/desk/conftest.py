"""The house of the desk over each database."""

from __future__ import annotations

from datetime import datetime

import pytest

from intake_store.database import Database
from intake_store.desk_rules import Actor
from intake_store.vault import Vault
from tests.desk_builders import Clock, House


@pytest.fixture
def house(database: Database, vault: Vault, now: datetime) -> House:
    """An empty house, on each kind of database."""
    return House(database, vault, Clock(now))


@pytest.fixture
def mia(house: House) -> Actor:
    """A handler."""
    return house.person()
