"""Evidence on both databases: fetched once, sealed on disk, and whole or not at all."""

from __future__ import annotations

import hashlib
import stat
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from channels.base import Attachment
from intake_store.db.database import Database
from intake_store.db.tables import events, evidence
from intake_store.evidence.sealed_file import CHUNK_BYTES, HEAD_BYTES, IncomingFile, read_chunks
from intake_store.evidence.store import Evidence, Fetch
from intake_store.intake.store import Store
from intake_store.vault.vault import Broken, DerivedKeys, Forbidden, Vault
from tests.builders.evidence import LEASE, keep
from tests.builders.intake import at, message, take, turn_of

PHOTO = Attachment("https://provider.example/secret-handle", "image/jpeg", 12, "IMG_1.jpg")
BODY = bytes(range(256)) * 1000


@pytest.fixture
def files(database: Database, vault: Vault, tmp_path: Path) -> Evidence:
    return Evidence(database, vault, tmp_path / "evidence")


@pytest.fixture
def fetch(database: Database, vault: Vault, files: Evidence, now: datetime) -> Fetch:
    """The one file of a tip, claimed."""
    take(Store(database, vault), message(attachments=(PHOTO,)), turn_of(), now)
    (claimed,) = at(files, now).claim(10, LEASE)
    return claimed


def row(database: Database) -> dict[str, object]:
    with database.read() as connection:
        return dict(connection.execute(select(evidence)).one()._mapping)


def test_a_file_to_fetch_comes_with_all_that_the_channel_needs(fetch: Fetch) -> None:
    assert (fetch.channel, fetch.attachment, fetch.attempts) == ("sms", PHOTO, 1)


@pytest.mark.parametrize("claimed", ["image/jpeg\0", "x" * 1000, "\ud800", "image/\u202e"])
@pytest.mark.parametrize("size", [2**70, -1, 2**40])
def test_no_claim_of_a_sender_keeps_a_message_from_being_stored(
    database: Database, vault: Vault, files: Evidence, now: datetime, claimed: str, size: int
) -> None:
    odd = Attachment("handle", claimed, size, "\0")
    take(Store(database, vault), message(attachments=(odd,)), turn_of(), now)
    assert len(at(files, now).claim(10, LEASE)) == 1


def test_a_full_disk_leaves_no_draft_behind(files: Evidence, fetch: Fetch, tmp_path: Path) -> None:
    with files.receive(fetch) as file:
        file._file.close()
        file._file = open("/dev/full", "wb")  # noqa: SIM115
        file._file.write(b"still in the buffer")
    assert [path for path in (tmp_path / "evidence").rglob("*") if path.is_file()] == []


def test_the_folders_of_evidence_are_ours_alone(files: Evidence, fetch: Fetch, tmp_path: Path) -> None:
    with files.receive(fetch):
        made = [tmp_path / "evidence", *(tmp_path / "evidence").glob("*/")]
        assert [folder.stat().st_mode & 0o777 for folder in made] == [0o700, 0o700]


def test_a_kept_file_comes_back_byte_by_byte(database: Database, files: Evidence, fetch: Fetch, now: datetime) -> None:
    keep(files, fetch, BODY, now)
    assert files.open(fetch.id, "handler:1") == BODY
    kept = row(database)
    assert (kept["state"], kept["bytes"], kept["content_type"]) == ("kept", len(BODY), "image/jpeg")
    assert kept["sha256"] == hashlib.sha256(BODY).hexdigest()
    assert (kept["reference"], kept["due_at"]) == (None, None)


def test_a_kept_file_lies_sealed_and_is_ours_alone(
    files: Evidence, fetch: Fetch, now: datetime, tmp_path: Path
) -> None:
    keep(files, fetch, b"planted words " * 1000, now)
    (path,) = (path for path in (tmp_path / "evidence").rglob("*") if path.is_file())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert b"planted" not in path.read_bytes()


def test_keeping_is_in_the_history(database: Database, files: Evidence, fetch: Fetch, now: datetime) -> None:
    keep(files, fetch, BODY, now)
    with database.read() as connection:
        last = connection.execute(select(events.c.actor, events.c.kind, events.c.detail).order_by(events.c.id.desc()))
        assert tuple(last.first() or ()) == ("courier", "evidence_kept", "image/jpeg")


def test_a_file_that_is_not_kept_leaves_nothing(files: Evidence, fetch: Fetch, tmp_path: Path) -> None:
    with files.receive(fetch) as file:
        file.write(BODY)
    assert [path for path in (tmp_path / "evidence").rglob("*") if path.is_file()] == []
    with pytest.raises(KeyError):
        files.open(fetch.id, "handler:1")


def test_a_claimed_file_is_due_again_when_the_lease_ends(files: Evidence, fetch: Fetch, now: datetime) -> None:
    assert at(files, now + LEASE / 2).claim(10, LEASE) == []
    (again,) = at(files, now + LEASE).claim(10, LEASE)
    assert (again.id, again.attempts) == (fetch.id, 2)


def test_a_retry_is_due_when_it_says(files: Evidence, fetch: Fetch, now: datetime) -> None:
    files.retry(fetch.id, "503", timedelta(seconds=5))
    assert at(files, now + timedelta(seconds=4)).claim(10, LEASE) == []
    assert len(at(files, now + timedelta(seconds=5)).claim(10, LEASE)) == 1


@pytest.mark.parametrize("verb", ["refuse", "failed"])
def test_a_file_that_is_given_up_says_why_and_is_not_fetched_again(
    database: Database, files: Evidence, fetch: Fetch, now: datetime, verb: str
) -> None:
    getattr(files, verb)(fetch.id, "too large", now)
    assert (row(database)["state"], row(database)["error"]) == (
        "refused" if verb == "refuse" else "failed",
        "too large",
    )
    assert at(files, now + timedelta(days=1)).claim(10, LEASE) == []


def test_a_settled_file_is_not_settled_again(database: Database, files: Evidence, fetch: Fetch, now: datetime) -> None:
    keep(files, fetch, BODY, now)
    files.failed(fetch.id, "late", now)
    files.retry(fetch.id, "late", timedelta())
    assert row(database)["state"] == "kept"
    assert at(files, now).claim(10, LEASE) == []


def test_drafts_that_a_crash_left_are_swept(files: Evidence, fetch: Fetch, now: datetime, tmp_path: Path) -> None:
    abandoned = IncomingFile(
        Vault(DerivedKeys(bytes(32))), "tip:1", "ab" * 16, tmp_path / "evidence" / "ab" / "x.sealed"
    )
    abandoned.write(BODY)
    keep(files, fetch, BODY, now)
    files.sweep(datetime.now(now.tzinfo))
    assert len([path for path in (tmp_path / "evidence").rglob("*") if path.is_file()]) == 2
    files.sweep(datetime.now(now.tzinfo) + timedelta(days=2))
    assert len([path for path in (tmp_path / "evidence").rglob("*") if path.is_file()]) == 1
    assert files.open(fetch.id, "handler:1") == BODY


def test_a_missing_file_is_told(files: Evidence, fetch: Fetch, now: datetime, tmp_path: Path) -> None:
    keep(files, fetch, BODY, now)
    for path in (tmp_path / "evidence").rglob("*.sealed"):
        path.unlink()
    with pytest.raises(Broken, match="missing"):
        files.open(fetch.id, "handler:1")


def test_nobody_in_particular_opens_no_file(files: Evidence, fetch: Fetch, now: datetime) -> None:
    keep(files, fetch, BODY, now)
    with pytest.raises(Forbidden):
        files.open(fetch.id, "")


# -- the file itself

VAULT = Vault(DerivedKeys(bytes(32)))
OWNER, IDENT = "tip:1", "ab" * 16


def written(folder: Path, *pieces: bytes) -> IncomingFile:
    file = IncomingFile(VAULT, OWNER, IDENT, folder / "x.sealed")
    for piece in pieces:
        file.write(piece)
    file.finish()
    return file


def read(path: Path) -> bytes:
    return b"".join(read_chunks(VAULT, OWNER, IDENT, path, "handler:1"))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 2 * CHUNK_BYTES + 1), max_size=5))
def test_pieces_of_any_size_come_back_as_one(tmp_path_factory: pytest.TempPathFactory, sizes: list[int]) -> None:
    pieces = [bytes([number % 256]) * size for number, size in enumerate(sizes)]
    file = written(tmp_path_factory.mktemp("file"), *pieces)
    whole = b"".join(pieces)
    assert read(file.path) == whole
    assert (file.size, file.head) == (len(whole), whole[:HEAD_BYTES])
    assert file.sha256 == hashlib.sha256(whole).hexdigest()


def test_a_file_that_is_cut_off_between_chunks_does_not_open(tmp_path: Path) -> None:
    file = written(tmp_path, bytes(3 * CHUNK_BYTES))
    data = file.path.read_bytes()
    record_bytes = 4 + int.from_bytes(data[:4], "big")
    file.path.write_bytes(data[: 2 * record_bytes])
    with pytest.raises(Broken):
        read(file.path)


def test_a_file_with_swapped_chunks_does_not_open(tmp_path: Path) -> None:
    file = written(tmp_path, bytes(3 * CHUNK_BYTES))
    data = file.path.read_bytes()
    size = 4 + int.from_bytes(data[:4], "big")
    file.path.write_bytes(data[size : 2 * size] + data[:size] + data[2 * size :])
    with pytest.raises(Broken):
        read(file.path)


@pytest.mark.parametrize("content", [b"", b"\0", b"\xff\xff\xff\xff", b"\0\0\0\x01x", b"\0\0\0\0"])
def test_a_file_of_foreign_bytes_does_not_open(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.sealed"
    path.write_bytes(content)
    with pytest.raises(Broken):
        read(path)
