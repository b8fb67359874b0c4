"""The storage as the settings name it: which key may write into which database."""

from __future__ import annotations

from pathlib import Path

import pytest

from commands.storage import Storage, build_storage, utc_now
from config.settings import Settings
from intake_store.db.database import Unavailable
from tests.builders.intake import begin_tip
from tests.fakes.servers import PostgresServer


def storage(folder: Path, url: str) -> Storage:
    return build_storage(Settings.load({"TIPLINE_DATA_DIR": str(folder), "TIPLINE_DATABASE_URL": url}))


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
