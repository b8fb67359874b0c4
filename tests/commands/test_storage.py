"""The storage as the settings name it: which key may write into which database."""

from __future__ import annotations

import logging
import stat
from pathlib import Path

import pytest

from commands.errors import Mistake
from commands.services import build_services
from commands.storage import Storage, build_storage, utc_now
from config.settings import Settings
from intake_store.db.database import Unavailable
from tests.builders.intake import begin_tip
from tests.fakes.servers import PostgresServer


def storage(folder: Path, url: str = "", **more: str) -> Storage:
    return build_storage(Settings.load({"TIPLINE_DATA_DIR": str(folder), "TIPLINE_DATABASE_URL": url} | more))


def sealed(folder: Path, url: str = "", **more: str) -> None:
    """A database that was sealed with the key of that folder."""
    made = storage(folder, url, **more)
    made.migrate()
    made.database.close()


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_database_that_comes_back_is_written_to_with_its_own_key_only(
    tmp_path: Path, own_postgresql: PostgresServer
) -> None:
    url = own_postgresql.url(own_postgresql.create())
    right, wrong = storage(tmp_path / "right", url), storage(tmp_path / "wrong", url)
    right.migrate()
    own_postgresql.stop()
    right.require_current()
    wrong.require_current()
    own_postgresql.start()
    with pytest.raises(Unavailable):
        begin_tip(wrong.store, utc_now())
    begin_tip(right.store, utc_now())
    for each in (right, wrong):
        each.database.close()


def test_a_lost_key_stops_the_start_and_none_is_made_anew(tmp_path: Path, empty_database_url: str) -> None:
    folder = tmp_path / "data"
    sealed(folder, empty_database_url)
    (folder / "vault.key").unlink()
    before = names(folder)
    for _ in range(2):
        with pytest.raises(Mistake, match=r"vault\.key is missing.*copy"):
            storage(folder, empty_database_url)
    assert names(folder) == before


def test_another_key_stops_the_start_and_says_what_to_do(tmp_path: Path) -> None:
    sealed(tmp_path / "data")
    sealed(tmp_path / "other")
    key = tmp_path / "data" / "vault.key"
    key.write_bytes((tmp_path / "other" / "vault.key").read_bytes())
    other = storage(tmp_path / "data")
    with pytest.raises(Mistake, match="does not fit this database: bring back"):
        other.migrate()
    other.database.close()
    assert key.read_bytes() == (tmp_path / "other" / "vault.key").read_bytes()


def test_no_key_is_made_for_a_database_that_cannot_be_asked(tmp_path: Path, own_postgresql: PostgresServer) -> None:
    url = own_postgresql.url(own_postgresql.create())
    own_postgresql.stop()
    with pytest.raises(Mistake, match=r"cannot be reached.*TIPLINE_DATABASE_URL"):
        storage(tmp_path / "data", url)
    assert names(tmp_path / "data") == set()


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("postgresql://me:planted@secret:word@host/tips", "TIPLINE_DATABASE_URL is not a database URL.*%40"),
        ("sqlite:////dev/null/tips.db", "/dev/null.*TIPLINE_DATABASE_URL"),
        ("sqlite:///{folder}/letter.txt", "letter.txt cannot be used .file is not a database.*TIPLINE_DATABASE_URL"),
    ],
)
def test_a_database_that_cannot_be_one_is_told_by_its_setting(tmp_path: Path, url: str, told: str) -> None:
    (tmp_path / "letter.txt").write_text("Dear all, this is no database. " * 100)
    with pytest.raises(Mistake, match=told) as caught:
        storage(tmp_path / "data", url.format(folder=tmp_path)).migrate()
    assert "planted" not in str(caught.value)


def test_a_key_file_that_cannot_be_read_is_told_by_its_setting(tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir(mode=0o700)
    for wrong in (tmp_path / "keys", Path("/dev/null/key")):
        with pytest.raises(Mistake, match=f"the key file {wrong} cannot be used.*TIPLINE_KEY_FILE"):
            storage(tmp_path / "data", TIPLINE_KEY_FILE=str(wrong))


def test_a_data_folder_that_cannot_be_one_is_told_by_its_setting(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for wrong in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(Mistake, match=f"the data folder {wrong} cannot be used.*TIPLINE_DATA_DIR"):
            storage(wrong)


@pytest.mark.parametrize("mode", [0o755, 0o750, 0o770, 0o701])
def test_a_data_folder_that_is_open_to_others_is_refused_with_what_to_do(tmp_path: Path, mode: int) -> None:
    folder = tmp_path / "data"
    sealed(folder)
    folder.chmod(mode)
    with pytest.raises(Mistake, match=f"chmod 700 {folder}"):
        storage(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == mode


def test_a_folder_that_others_can_only_add_to_is_taken(tmp_path: Path) -> None:
    """The root of a temporary file system is one."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data").chmod(0o1777)
    sealed(tmp_path / "data")
    assert stat.S_IMODE((tmp_path / "data" / "vault.key").stat().st_mode) == 0o600


def test_the_key_may_lie_apart_from_the_data(tmp_path: Path) -> None:
    folder, key = tmp_path / "data", tmp_path / "keys" / "tipline"
    sealed(folder, TIPLINE_KEY_FILE=str(key))
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert "vault.key" not in names(folder)
    sealed(folder, TIPLINE_KEY_FILE=str(key))
    with pytest.raises(Mistake, match="TIPLINE_KEY_FILE"):
        storage(folder)
    assert "vault.key" not in names(folder)


@pytest.mark.parametrize(
    ("public", "apart", "warned"),
    [("https://tips.example.org", "", True), ("https://tips.example.org", "keys/tipline", False), ("", "", False)],
)
def test_a_key_beside_the_data_is_warned_of_in_production(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, public: str, apart: str, warned: bool
) -> None:
    given = {"TIPLINE_DATA_DIR": str(tmp_path / "data"), "TIPLINE_PUBLIC_URL": public}
    given["TIPLINE_KEY_FILE"] = str(tmp_path / apart) if apart else ""
    with caplog.at_level(logging.WARNING):
        build_services(Settings.load(given), channels={}).close()
    assert ("TIPLINE_KEY_FILE" in caplog.text) is warned
