"""A real Rasa server with the model that `tests.rasa.prepare` trained from these dialog files."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from commands.rasa.models import Models
from commands.rasa.server import Server
from tests.rasa.prepare import FOLDER, obstacle

TOKEN = "token-of-the-test"


@pytest.fixture(scope="session")
def rasa_log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("rasa") / "server.log"


@pytest.fixture(scope="session")
def running(rasa_log: Path) -> Iterator[Server]:
    """The server, started when first asked for; half a minute."""
    if obstacle():
        pytest.skip(obstacle())
    server = Server(Models(FOLDER).newest(), TOKEN, rasa_log)
    server.start()
    try:
        server.wait_until_ready(100)
        yield server
    finally:
        server.stop()


@pytest.fixture
def rasa(running: Server) -> Iterator[Server]:
    """The server, up and awake before each test, whatever the one before did to it."""
    if running.pid is None:
        running.start()
    else:
        os.kill(running.pid, signal.SIGCONT)
    running.wait_until_ready(100)
    yield running
    if running.pid is not None:
        os.kill(running.pid, signal.SIGCONT)
