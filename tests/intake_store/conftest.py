"""The desk with all that it stands on, over each kind of database."""

from __future__ import annotations

from datetime import datetime

import pytest

from intake_store.db.database import Database
from intake_store.model.actor import Actor
from intake_store.vault.vault import Vault
from tests.builders.clock import Clock
from tests.builders.desk import Services


@pytest.fixture
def services(database: Database, vault: Vault, now: datetime) -> Services:
    """A desk without tips, on each kind of database."""
    return Services(database, vault, Clock(now))


@pytest.fixture
def mia(services: Services) -> Actor:
    """A handler."""
    return services.person()
