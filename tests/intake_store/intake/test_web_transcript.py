"""The citizen's own screen: what it shows, to whom, and how it is cut off."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from channels.base import Attachment, Choice, InboundMessage
from intake_store.db.database import Database
from intake_store.intake.store import Store
from intake_store.intake.web_transcript import Mailbox
from intake_store.model.turn import Reply
from intake_store.vault.vault import Vault
from tests.builders.intake import REFERENCE, message, take, turn_of

SESSION = "a-session-of-the-web-chat"
CHOICES = (Choice("Yes", "danger:yes"), Choice("No", "danger:no"))


@pytest.fixture
def store(database: Database, vault: Vault) -> Store:
    return Store(database, vault)


@pytest.fixture
def mailbox(database: Database, vault: Vault) -> Mailbox:
    return Mailbox(database, vault, "web")


def web(number: int = 1, text: str = "a man broke a window", **changes: Any) -> InboundMessage:
    return message(number, text, **({"channel": "web", "address": SESSION, "line": ""} | changes))


def begin(store: Store, now: datetime, **changes: Any) -> None:
    asked = Reply("Anyone hurt?", choices=CHOICES)
    take(store, web(**changes), turn_of(replies=(asked,)), now)


def test_both_sides_are_shown_in_order_with_the_choices(store: Store, mailbox: Mailbox, now: datetime) -> None:
    begin(store, now)
    mine, ours = mailbox.letters(SESSION)
    assert (mine.author, mine.text, mine.choices) == ("citizen", "a man broke a window", ())
    assert (ours.author, ours.text, ours.choices) == ("bot", "Anyone hurt?", CHOICES)
    assert mine.at == ours.at == now


def test_only_what_is_newer_is_shown(store: Store, mailbox: Mailbox, now: datetime) -> None:
    begin(store, now)
    first = mailbox.letters(SESSION)
    take(store, web(2, "and ran"), turn_of("Where to?"), now)
    assert [letter.text for letter in mailbox.letters(SESSION, first[-1].id)] == ["and ran", "Where to?"]
    assert mailbox.letters(SESSION, mailbox.letters(SESSION)[-1].id) == []


def test_what_was_said_before_there_was_a_tip_is_shown_too(store: Store, mailbox: Mailbox, now: datetime) -> None:
    take(store, web(1, "hello"), turn_of("What happened?", kept=False, reference=None), now)
    begin(store, now, number=2)
    assert [letter.text for letter in mailbox.letters(SESSION)][:2] == ["hello", "What happened?"]


def test_a_message_is_known_again_by_the_hash_of_its_name(store: Store, mailbox: Mailbox, now: datetime) -> None:
    begin(store, now)
    mine, ours = mailbox.letters(SESSION)
    assert mine.provider_hash == mailbox.hash(web().provider_id)
    assert ours.provider_hash is None


def test_files_and_places_are_told_by_their_kind_alone(store: Store, mailbox: Mailbox, now: datetime) -> None:
    files = (Attachment("sealed-1", "image/jpeg"), Attachment("sealed-2", "video/mp4"))
    begin(store, now, text="", attachments=files)
    take(store, web(2, "", latitude=51.5, longitude=-0.1), turn_of(), now)
    photo, _, place = mailbox.letters(SESSION)
    assert (sorted(photo.files), photo.place) == (["image/jpeg", "video/mp4"], False)
    assert (place.files, place.place) == ((), True)


@pytest.mark.parametrize(("channel", "address"), [("web", "another session"), ("terminal", SESSION)])
def test_nobody_else_reads_it(
    database: Database, vault: Vault, store: Store, now: datetime, channel: str, address: str
) -> None:
    begin(store, now)
    assert Mailbox(database, vault, channel).letters(address) == []


def test_forgetting_cuts_the_link_and_keeps_the_tip(
    database: Database, store: Store, mailbox: Mailbox, now: datetime
) -> None:
    begin(store, now)
    mailbox.forget(SESSION, now)
    assert mailbox.letters(SESSION) == []
    assert store.look("web", SESSION).version == 0
    with database.read() as connection:
        assert connection.exec_driver_sql("SELECT reference FROM tips").scalars().all() == [REFERENCE]
        assert connection.exec_driver_sql("SELECT count(*) FROM optouts").scalar_one() == 0
        kinds = (
            connection.exec_driver_sql("SELECT kind FROM events WHERE actor = 'citizen' ORDER BY id").scalars().all()
        )
    assert kinds[-1] == "left"


def test_forgetting_twice_or_before_any_message_changes_nothing(mailbox: Mailbox, now: datetime) -> None:
    mailbox.forget(SESSION, now)
    mailbox.forget(SESSION, now)
    assert mailbox.letters(SESSION) == []
