"""The commands: what they print, and what they say to a person who has something to mend."""

from __future__ import annotations

import io
import logging
import shutil
import socket
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from app import main
from commands.chat import chat
from commands.dialogs import tidy
from commands.services import build_services
from commands.serving.banner import welcome
from config.settings import Settings
from dialogs.loader import FOLDER
from intake_store.db.database import Database
from intake_store.db.tables import tips
from intake_store.staff.accounts import Accounts


@pytest.fixture(autouse=True)
def _logging() -> Iterator[None]:
    """The process's own logging, put back after a command has set it up."""
    root = logging.getLogger()
    handlers, level, hook = root.handlers[:], root.level, sys.excepthook
    yield
    root.handlers[:], sys.excepthook = handlers, hook
    root.setLevel(level)


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {"TIPLINE_DATA_DIR": str(tmp_path / "data")}


@pytest.fixture
def migrated(environ: dict[str, str]) -> dict[str, str]:
    assert main(["migrate"], environ) == 0
    return environ


def test_every_mistake_in_the_settings_is_told(capsys: pytest.CaptureFixture[str]):
    assert main(["migrate"], {"TIPLINE_PORT": "x", "TIPLINE_PROT": "1"}) == 2
    told = capsys.readouterr().err
    assert "TIPLINE_PORT" in told
    assert "TIPLINE_PROT" in told


def test_migrate_may_be_called_again(environ: dict[str, str]):
    assert main(["migrate"], environ) == main(["migrate"], environ) == 0


def test_a_token_is_the_last_line(migrated: dict[str, str], capsys: pytest.CaptureFixture[str]):
    assert main(["token", "reports", "--role", "supervisor"], migrated) == 0
    token = capsys.readouterr().out.strip().splitlines()[-1]
    holder = Accounts(Database(Settings.load(migrated).database)).token_holder(token, datetime.now(UTC))
    assert holder is not None
    assert (holder.name, holder.role) == ("reports", "supervisor")


def test_a_command_on_an_empty_database_says_what_to_do(environ: dict[str, str], capsys: pytest.CaptureFixture[str]):
    assert main(["token", "reports"], environ) == 2
    assert "migrate" in capsys.readouterr().err


def test_users_are_added_listed_reset_and_disabled(migrated: dict[str, str], capsys: pytest.CaptureFixture[str]):
    assert main(["user", "add", "Jo Bloggs", "--role", "admin"], migrated) == 0
    first = capsys.readouterr().out.splitlines()[-1]
    assert main(["user", "add", "Sam"], migrated) == 0
    assert main(["user", "password", "Jo Bloggs"], migrated) == 0
    assert capsys.readouterr().out.splitlines()[-1] != first
    assert main(["user", "disable", "Sam"], migrated) == 0
    capsys.readouterr()
    assert main(["user", "list"], migrated) == 0
    listed = capsys.readouterr().out.splitlines()
    assert listed[0].split()[2:4] == ["admin", "active"]
    assert listed[1].split()[1:3] == ["handler", "disabled"]


def test_another_password_takes_the_file_of_the_first_away(
    migrated: dict[str, str], capsys: pytest.CaptureFixture[str]
):
    services = build_services(Settings.load(migrated), channels={})
    welcome(services, io.StringIO())
    services.close()
    file = Path(migrated["TIPLINE_DATA_DIR"]) / "first-login"
    old = file.read_text()
    assert main(["user", "password", "admin"], migrated) == 0
    assert capsys.readouterr().out.splitlines()[-1] not in old
    assert not file.exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["user", "disable", "Nobody"], "no user Nobody"),
        (["user", "add", "x"], "name"),
        (["token", ""], "name"),
    ],
)
def test_what_cannot_be_done_is_said_plainly(
    migrated: dict[str, str], capsys: pytest.CaptureFixture[str], arguments: list[str], told: str
):
    assert main(arguments, migrated) == 2
    assert told in capsys.readouterr().err


def test_the_last_admin_cannot_be_disabled(migrated: dict[str, str], capsys: pytest.CaptureFixture[str]):
    main(["user", "add", "Jo Bloggs", "--role", "admin"], migrated)
    assert main(["user", "disable", "Jo Bloggs"], migrated) == 2
    assert "admin" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("command", "name"),
    [("serve", "TIPLINE_PORT"), ("serve", "TIPLINE_METRICS_PORT"), ("courier", "TIPLINE_METRICS_PORT")],
)
def test_a_taken_port_is_told_at_once(
    migrated: dict[str, str], capsys: pytest.CaptureFixture[str], command: str, name: str
):
    with socket.socket() as taken, socket.socket() as free:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        free.bind(("127.0.0.1", 0))
        ports = {"TIPLINE_PORT": str(free.getsockname()[1]), name: str(taken.getsockname()[1])}
        free.close()
        assert main([command], migrated | ports) == 2
    assert name in capsys.readouterr().err


def test_polling_without_a_token_is_told(environ: dict[str, str], capsys: pytest.CaptureFixture[str]):
    assert main(["poll"], environ) == 2
    assert "TIPLINE_TELEGRAM_TOKEN" in capsys.readouterr().err


def test_no_command_goes_on_without_the_databases_key(migrated: dict[str, str], capsys: pytest.CaptureFixture[str]):
    (Path(migrated["TIPLINE_DATA_DIR"]) / "vault.key").unlink()
    for command in (["migrate"], ["chat"], ["token", "reports"], ["user", "list"]):
        assert main(command, migrated) == 2
        assert "vault.key is missing" in capsys.readouterr().err


def test_the_dialog_files_hold(capsys: pytest.CaptureFixture[str]):
    assert main(["dialogs", "check"], {}) == 0, capsys.readouterr().err
    said = capsys.readouterr().out
    assert all(f"\n{kind} " in said for kind in ("urgency", "groups lacking", "people.paired"))


def test_tidying_leaves_files_in_order_alone(capsys: pytest.CaptureFixture[str]):
    assert main(["dialogs", "tidy"], {}) == 0
    assert capsys.readouterr().out == ""


def test_tidying_puts_a_new_word_into_its_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    shutil.copytree(FOLDER / "languages/es", tmp_path / "languages/es")
    colours = tmp_path / "languages/es/colours.txt"
    before = colours.read_text(encoding="utf-8")
    colours.write_text(before.replace("[black]\n", "[black]\nprieto\n"), encoding="utf-8")
    tidy(tmp_path)
    assert capsys.readouterr().out.split() == [str(colours)]
    assert "[black]\nnegra\nnegras\nnegro\nnegros\nprieto\n" in colours.read_text(encoding="utf-8")


def test_a_terminal_carries_a_conversation(environ: dict[str, str]):
    said = "two lads broke the window of a blue honda outside 14 elm st e8 about 2am last night\n\n"
    out = io.StringIO()
    chat(Settings.load(environ), io.StringIO(said), out)
    assert "999" in out.getvalue()
    assert out.getvalue().rstrip().endswith("Goodbye.")
    assert len(list(_tips(environ))) == 1


def test_a_terminal_stops_at_the_end_of_its_input(environ: dict[str, str]):
    out = io.StringIO()
    chat(Settings.load(environ), io.StringIO(""), out)
    assert out.getvalue().rstrip().endswith("Goodbye.")


def _tips(environ: dict[str, str]) -> Iterator[object]:
    database = Database(Settings.load(environ).database)
    with database.read() as connection:
        yield from connection.execute(select(tips)).all()
    database.close()
