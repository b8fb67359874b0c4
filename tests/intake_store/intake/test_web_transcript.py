"""The citizen's own screen: what it shows, to whom, and how it is cut off."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from channels.base import Attachment, Choice, InboundMessage
from intake_store.db.database import Database
from intake_store.intake.store import Store
from intake_store.intake.web_transcript import WebTranscript
from intake_store.model.turn import Reply
from intake_store.vault.vault import Vault
from tests.builders.intake import REFERENCE, message, take, turn_of

SESSION = "a-session-of-the-web-chat"
CHOICES = (Choice("Yes", "danger:yes"), Choice("No", "danger:no"))


@pytest.fixture
def store(database: Database, vault: Vault) -> Store:
    return Store(database, vault)


@pytest.fixture
def transcript(database: Database, vault: Vault) -> WebTranscript:
    return WebTranscript(database, vault, "web")


def web(number: int = 1, text: str = "a man broke a window", **changes: Any) -> InboundMessage:
    return message(number, text, **({"channel": "web", "address": SESSION, "line": ""} | changes))


def begin(store: Store, now: datetime, **changes: Any) -> None:
    asked = Reply("Anyone hurt?", choices=CHOICES)
    take(store, web(**changes), turn_of(replies=(asked,)), now)


def test_both_sides_are_shown_in_order_with_the_choices(store: Store, transcript: WebTranscript, now: datetime) -> None:
    begin(store, now)
    mine, ours = transcript.entries(SESSION)
    assert (mine.author, mine.text, mine.choices) == ("citizen", "a man broke a window", ())
    assert (ours.author, ours.text, ours.choices) == ("bot", "Anyone hurt?", CHOICES)
    assert mine.at == ours.at == now


def test_only_what_is_newer_is_shown(store: Store, transcript: WebTranscript, now: datetime) -> None:
    begin(store, now)
    first = transcript.entries(SESSION)
    take(store, web(2, "and ran"), turn_of("Where to?"), now)
    assert [entry.text for entry in transcript.entries(SESSION, first[-1].id)] == ["and ran", "Where to?"]
    assert transcript.entries(SESSION, transcript.entries(SESSION)[-1].id) == []


def test_what_was_said_before_there_was_a_tip_is_shown_too(
    store: Store, transcript: WebTranscript, now: datetime
) -> None:
    take(store, web(1, "hello"), turn_of("What happened?", kept=False, reference=None), now)
    begin(store, now, number=2)
    assert [entry.text for entry in transcript.entries(SESSION)][:2] == ["hello", "What happened?"]


def test_a_message_is_known_again_by_the_hash_of_its_name(
    store: Store, transcript: WebTranscript, now: datetime
) -> None:
    begin(store, now)
    mine, ours = transcript.entries(SESSION)
    assert mine.provider_hash == transcript.hash(web().provider_id)
    assert ours.provider_hash is None


def test_files_and_places_are_told_by_their_kind_alone(store: Store, transcript: WebTranscript, now: datetime) -> None:
    files = (Attachment("sealed-1", "image/jpeg"), Attachment("sealed-2", "video/mp4"))
    begin(store, now, text="", attachments=files)
    take(store, web(2, "", latitude=51.5, longitude=-0.1), turn_of(), now)
    photo, _, place = transcript.entries(SESSION)
    assert (sorted(photo.files), photo.place) == (["image/jpeg", "video/mp4"], False)
    assert (place.files, place.place) == ((), True)


@pytest.mark.parametrize(("channel", "address"), [("web", "another session"), ("terminal", SESSION)])
def test_nobody_else_reads_it(
    database: Database, vault: Vault, store: Store, now: datetime, channel: str, address: str
) -> None:
    begin(store, now)
    assert WebTranscript(database, vault, channel).entries(address) == []


def test_forgetting_cuts_the_link_and_keeps_the_tip(
    database: Database, store: Store, transcript: WebTranscript, now: datetime
) -> None:
    begin(store, now)
    transcript.forget(SESSION, now)
    assert transcript.entries(SESSION) == []
    assert store.look("web", SESSION).version == 0
    with database.read() as connection:
        assert connection.exec_driver_sql("SELECT reference FROM tips").scalars().all() == [REFERENCE]
        assert connection.exec_driver_sql("SELECT count(*) FROM optouts").scalar_one() == 0
        kinds = (
            connection.exec_driver_sql("SELECT kind FROM events WHERE actor = 'citizen' ORDER BY id").scalars().all()
        )
    assert kinds[-1] == "left"


def test_forgetting_twice_or_before_any_message_changes_nothing(transcript: WebTranscript, now: datetime) -> None:
    transcript.forget(SESSION, now)
    transcript.forget(SESSION, now)
    assert transcript.entries(SESSION) == []
