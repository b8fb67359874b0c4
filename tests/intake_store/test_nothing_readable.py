"""A stolen database names no one: what a citizen says and who they are stands in no file and no table in the clear."""

from __future__ import annotations

import base64
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import LargeBinary, inspect, select, text

from channels.base import Attachment, Choice, Receipt
from intake_store.db.database import Database
from intake_store.db.tables import Base
from intake_store.delivery.outbox import Outbox
from intake_store.evidence.store import Evidence
from intake_store.intake.store import Store
from intake_store.model.facts import Facts, Person, What
from intake_store.model.turn import Reply
from intake_store.vault.vault import Vault
from tests.builders.evidence import LEASE, keep
from tests.builders.intake import at, message, take, turn_of

#: Digits that no key file, id or time will hold by chance.
NUMBER = "+447700912345678901"
WORDS = "Quetzalcoatl"
PLANTED = [form.encode() for form in (NUMBER, NUMBER[1:], WORDS, WORDS.lower())]


def _live_through_a_conversation(database: Database, vault: Vault, folder: Path, now: datetime) -> None:
    store, outbox, files = Store(database, vault), Outbox(database, vault), Evidence(database, vault, folder)
    said: dict[str, Any] = {"text": f"{WORDS} did it", "address": NUMBER, "latitude": 51.5, "longitude": -0.1}
    reply = Reply(f"{WORDS}, you say?", choices=(Choice(WORDS, "yes"),))
    told = Facts(what=What(WORDS), people=(Person(WORDS, name=WORDS),), answers={"contact": NUMBER})
    written = turn_of(facts=told, unread=WORDS, replies=(reply,))
    attachment = Attachment(f"https://x/{NUMBER}", "image/png", None, f"{WORDS}.png")
    take(store, message(1, attachments=(attachment,), **said), written, now)
    (outgoing,) = at(outbox, now).claim(1, LEASE)
    outbox.sent(outgoing.id, f"{NUMBER}:17", now)
    outbox.receipt(Receipt(f"{NUMBER}:17", "delivered"), now)
    outbox.receipt(Receipt(f"{NUMBER}:18", "delivered"), now)
    (fetch,) = at(files, now).claim(1, LEASE)
    keep(files, fetch, f"{WORDS} {NUMBER}".encode() * 9000, now)
    take(store, message(f"{NUMBER}:2", "STOP", address=NUMBER), turn_of(stop=True), now)


def test_nothing_planted_is_found_in_any_file(sqlite_url: str, tmp_path: Path, now: datetime) -> None:
    database = Database(sqlite_url)
    data = tmp_path / "data"
    vault = Vault.create_or_load(data / "vault.key")
    _live_through_a_conversation(database, vault, data / "evidence", now)
    _assert_clean(data)
    database.close()
    _assert_clean(data)


def _assert_clean(folder: Path) -> None:
    for path in folder.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        for planted in (*PLANTED, *map(base64.b64encode, PLANTED)):
            assert planted not in content, path


def test_nothing_planted_is_found_in_any_column(
    database: Database, tmp_path: Path, vault: Vault, now: datetime
) -> None:
    _live_through_a_conversation(database, vault, tmp_path / "evidence", now)
    with database.read() as connection:
        rows = [row for table in Base.metadata.sorted_tables for row in connection.execute(select(table))]
    assert rows
    shown = repr(rows).lower()
    assert WORDS.lower() not in shown
    assert NUMBER[1:] not in shown


def test_every_sealed_column_is_bytes(database: Database) -> None:
    sealed = {
        "conversations": {"address", "address_hash", "state"},
        "tips": {"facts", "handler_facts"},
        "corrections": {"original", "corrected"},
        "messages": {"text", "choices", "location", "address", "provider_hash", "edits_hash"},
        "evidence": {"reference", "name"},
        "notes": {"text"},
        "events": {"words"},
    }
    with database.read() as connection:
        for table, columns in sealed.items():
            types = {column["name"]: column["type"] for column in inspect(connection).get_columns(table)}
            assert all(isinstance(types[name], LargeBinary) for name in columns), table


def test_an_exception_of_the_database_shows_no_content(database: Database) -> None:
    with pytest.raises(Exception, match="nowhere") as caught, database.write() as connection:
        connection.execute(text("INSERT INTO nowhere VALUES (:words)"), {"words": WORDS})
    assert WORDS not in str(caught.value)
