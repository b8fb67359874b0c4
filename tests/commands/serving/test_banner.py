"""The words of welcome: the first password is shown on a terminal, and nowhere that keeps it."""

from __future__ import annotations

import io
import re
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app import create_app
from commands.services import Services, build_services
from commands.serving.banner import welcome
from config.settings import Settings
from tests.builders.desk_app import DeskBrowser

NOW = datetime(2026, 6, 17, 9, 30, tzinfo=UTC)
PASSWORD = re.compile(r"(?:[a-z2-9]{4}-){3}[a-z2-9]{4}")
CHOSEN = "walnut-canal-fiddle"


class Screen(io.StringIO):
    """A terminal."""

    def isatty(self) -> bool:
        return True


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def services(tmp_path: Path, clock: Clock) -> Iterator[Services]:
    services = build_services(Settings(data_dir=tmp_path), channels={}, clock=clock)
    services.storage.migrate()
    yield services
    services.close()


def told(services: Services, out: io.StringIO) -> str:
    welcome(services, out)
    return out.getvalue()


def test_a_terminal_shows_the_first_password_and_no_file_keeps_it(services: Services, tmp_path: Path) -> None:
    assert PASSWORD.search(told(services, Screen()))
    assert not (tmp_path / "first-login").exists()
    assert not PASSWORD.search(told(services, Screen()))


def test_a_log_names_a_file_of_its_owner_alone(services: Services, tmp_path: Path) -> None:
    lines = told(services, io.StringIO())
    file = tmp_path / "first-login"
    assert not PASSWORD.search(lines)
    assert str(file) in lines
    assert PASSWORD.search(file.read_text())
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert str(file) in told(services, io.StringIO())


def test_the_file_is_gone_once_its_password_was_changed(services: Services, tmp_path: Path) -> None:
    told(services, io.StringIO())
    name, password = (tmp_path / "first-login").read_text().split()
    handler = DeskBrowser(create_app(services.settings, services).test_client())
    handler.log_in(name, password)
    assert (tmp_path / "first-login").exists()
    assert handler.get("/triage/").location == "/triage/account"
    handler.post("/triage/account", old=password, password=CHOSEN)
    assert not (tmp_path / "first-login").exists()
    assert handler.get("/triage/").status_code == 200


def test_an_hour_later_a_start_makes_another(services: Services, tmp_path: Path, clock: Clock) -> None:
    told(services, io.StringIO())
    old = (tmp_path / "first-login").read_text()
    clock.now += timedelta(hours=1)
    told(services, io.StringIO())
    assert (tmp_path / "first-login").read_text() != old


def test_a_file_that_opens_nothing_any_more_is_taken_away(services: Services, tmp_path: Path, clock: Clock) -> None:
    told(services, io.StringIO())
    name, password = (tmp_path / "first-login").read_text().split()
    assert services.storage.accounts.log_in(name, password, clock())
    clock.now += timedelta(hours=1)
    told(services, io.StringIO())
    assert not (tmp_path / "first-login").exists()


def test_no_login_is_made_where_there_is_no_console(tmp_path: Path) -> None:
    services = build_services(Settings(data_dir=tmp_path, serve="public"), channels={})
    services.storage.migrate()
    assert "First login" not in told(services, Screen())
    assert services.storage.accounts.list() == []
    services.close()
