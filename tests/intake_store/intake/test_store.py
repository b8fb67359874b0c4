"""The turn on both databases: one message is one turn, whole or not at all, and nothing is taken twice."""

from __future__ import annotations

import contextlib
import threading
import time
from datetime import datetime

import pytest
from sqlalchemy import select, update

from channels.base import Attachment
from intake_store.db.database import Database
from intake_store.db.failures import Clash
from intake_store.db.tables import conversations, evidence, messages
from intake_store.intake.store import Seen, Store, TipRow
from intake_store.intake.web_transcript import WebTranscript
from intake_store.model.conversation import Conversation
from intake_store.model.errors import Duplicate, ReferenceTaken, WrongKey
from intake_store.vault.vault import DerivedKeys, Vault
from tests.builders.intake import NUMBER, REFERENCE, at, begin_tip, count, message, take, tip, turn_of
from tests.builders.threads import at_once


@pytest.fixture
def store(database: Database, vault: Vault) -> Store:
    return Store(database, vault)


def counts(database: Database) -> dict[str, int]:
    return {name: count(database, name) for name in ("conversations", "tips", "messages", "events", "evidence")}


def said(database: Database, vault: Vault, channel: str, address: str) -> list[str]:
    return [entry.text for entry in WebTranscript(database, vault, channel).entries(address)]


# -- one turn


@pytest.mark.parametrize(("table", "kind"), [("tips", ReferenceTaken), ("messages", Duplicate), ("evidence", Clash)])
def test_only_a_message_that_is_there_is_a_repeated_one(store: Store, table: str, kind: type[Exception]) -> None:
    """Whatever else is there already must not have a citizen's words taken for known and dropped."""
    with pytest.raises(kind), store.turn(message()):
        raise Clash(table)


def test_a_new_citizen_is_unknown(store: Store) -> None:
    assert store.look("sms", NUMBER) == Seen(0, None, False)


def test_a_turn_is_stored_whole(database: Database, store: Store, now: datetime) -> None:
    files = (Attachment("https://provider.example/file", "image/jpeg"), Attachment("second", "video/mp4"))
    done = take(store, message(attachments=files), turn_of("one", "two"), now)
    assert counts(database) == {"conversations": 1, "tips": 1, "messages": 3, "events": 1, "evidence": 2}
    assert done.queued
    assert done.evidence
    assert done.tip_id == tip(database, "id")
    assert store.look("sms", NUMBER) == Seen(1, Conversation("sms", stage="collecting", reference=REFERENCE), False)


def test_the_next_turn_finds_what_the_last_one_left(store: Store, now: datetime) -> None:
    begin_tip(store, now)
    with at(store, now).turn(message(2)) as turn:
        assert (turn.version, turn.conversation, turn.opted_out) == (1, turn_of().conversation, False)
        assert turn.tip is not None
        assert (turn.tip.reference, turn.tip.status, turn.tip.priority) == (REFERENCE, "collecting", "normal")


def test_a_turn_without_a_commit_leaves_nothing(database: Database, store: Store, now: datetime) -> None:
    with at(store, now).turn(message()):
        pass
    assert set(counts(database).values()) == {0}


def test_a_turn_that_fails_after_its_commit_leaves_nothing(database: Database, store: Store, now: datetime) -> None:
    with contextlib.suppress(ZeroDivisionError), at(store, now).turn(message()) as turn:
        turn.commit(turn_of("hello"))
        raise ZeroDivisionError
    assert set(counts(database).values()) == {0}
    begin_tip(store, now)
    assert count(database, "tips") == 1


def test_a_message_before_any_tip_has_none(database: Database, store: Store, vault: Vault, now: datetime) -> None:
    done = take(store, message(text="/start"), turn_of("hello", kept=False, reference=None), now)
    assert done.tip_id is None
    assert counts(database) == {"conversations": 1, "tips": 0, "messages": 2, "events": 0, "evidence": 0}
    assert said(database, vault, "sms", NUMBER) == ["/start", "hello"]


# -- repeats and races


def test_a_repeated_message_changes_nothing(database: Database, store: Store, now: datetime) -> None:
    begin_tip(store, now, "hello")
    before = counts(database)
    with pytest.raises(Duplicate):
        take(store, message(), turn_of("hello again"), now)
    assert counts(database) == before
    assert store.look("sms", NUMBER).version == 1


def test_the_same_id_of_another_provider_is_another_message(database: Database, store: Store, now: datetime) -> None:
    begin_tip(store, now)
    take(store, message(channel="telegram"), turn_of(reference="ABC-234"), now)
    assert count(database, "tips") == 2


def test_what_came_by_sms_does_not_come_again_over_whatsapp(database: Database, store: Store, now: datetime) -> None:
    """Twilio's signature does not tell one from the other where a request was cut up."""
    begin_tip(store, now)
    with pytest.raises(Duplicate):
        take(store, message(channel="whatsapp", address="+447700900999"), turn_of(reference="A-2"), now)
    assert count(database, "tips") == 1


def test_the_same_message_at_the_same_instant_is_one_tip(database: Database, store: Store, now: datetime) -> None:
    references = ("AAA-AAA", "BBB-BBB", "CCC-CCC", "DDD-DDD")
    results = at_once(
        *(lambda name=name: take(store, message(), turn_of("hi", reference=name), now) for name in references)
    )
    assert sum(isinstance(result, Duplicate) for result in results) == 3, results
    assert counts(database) == {"conversations": 1, "tips": 1, "messages": 2, "events": 1, "evidence": 0}


def test_the_same_later_message_at_the_same_instant_is_stored_once(
    database: Database, store: Store, now: datetime
) -> None:
    begin_tip(store, now)
    results = at_once(*[lambda: take(store, message(2), turn_of("hi"), now)] * 4)
    assert sum(isinstance(result, Duplicate) for result in results) == 3, results
    assert count(database, "messages") == 3


def test_messages_of_one_citizen_at_once_are_taken_one_after_the_other(store: Store, now: datetime) -> None:
    begin_tip(store, now)

    def append(number: int) -> None:
        with at(store, now).turn(message(number)) as turn:
            assert turn.conversation is not None
            turn.commit(turn_of(settled=turn.conversation.settled | {str(number)}))

    failures = [result for result in at_once(*(lambda n=n: append(n) for n in range(2, 10))) if result]
    assert failures == []
    seen = store.look("sms", NUMBER)
    assert seen.version == 9
    assert seen.conversation is not None
    assert seen.conversation.settled == {str(number) for number in range(2, 10)}


def test_two_first_messages_at_once_share_one_conversation(database: Database, store: Store, now: datetime) -> None:
    def greet(number: int) -> None:
        take(store, message(number), turn_of("hi", kept=False, reference=None), now)

    assert at_once(*(lambda n=n: greet(n) for n in range(4))) == [None] * 4
    assert count(database, "conversations") == 1
    assert store.look("sms", NUMBER).version == 4


def test_a_turn_that_waited_sees_all_that_the_one_before_it_did(store: Store, now: datetime) -> None:
    """A statement of PostgreSQL that waits for a lock reads the locked row anew, but no other table."""
    take(store, message(0, "hello"), turn_of("hi", kept=False, reference=None), now)
    opened, waiting = threading.Event(), threading.Event()

    def first() -> None:
        with at(store, now).turn(message(1)) as turn:
            opened.set()
            waiting.wait()
            time.sleep(0.2)
            turn.commit(turn_of(priority="high"))

    def second() -> object:
        opened.wait()
        waiting.set()
        with at(store, now).turn(message(2)) as turn:
            return turn.tip

    _, tip_seen = at_once(first, second)
    assert isinstance(tip_seen, TipRow)
    assert (tip_seen.reference, tip_seen.priority) == (REFERENCE, "high")


def test_citizens_do_not_wait_for_each_other_on_postgresql(postgresql_url: str, vault: Vault, now: datetime) -> None:
    database = Database(postgresql_url)
    store = Store(database, vault)
    with at(store, now).turn(message()) as turn:
        take(store, message(2, address="+447700900999"), turn_of(reference="ABC-234"), now)
        turn.commit(turn_of())
    assert count(database, "tips") == 2
    database.close()


def test_a_reference_that_is_taken_is_told(database: Database, store: Store, now: datetime) -> None:
    begin_tip(store, now)
    with pytest.raises(ReferenceTaken):
        begin_tip(store, now, address="+447700900999", number=2)
    assert count(database, "conversations") == 1


# -- texts


@pytest.mark.parametrize(
    "text", ["a\0b", "lone \ud83d surrogate", "", "x" * 10_000, "🚨" * 2000, "\u202eمرحبا", "\r\n\t"]
)
def test_any_text_survives(database: Database, store: Store, vault: Vault, now: datetime, text: str) -> None:
    take(store, message(text=text), turn_of(text, unread=text), now)
    assert said(database, vault, "sms", NUMBER) == [text, text]
    seen = store.look("sms", NUMBER).conversation
    assert seen is not None
    assert seen.unread == text


# -- keys


def test_the_database_remembers_its_key(database: Database, store: Store, now: datetime) -> None:
    store.guard_key(now)
    store.guard_key(now)
    with pytest.raises(WrongKey, match="key file"):
        Store(database, Vault(DerivedKeys(b"k" * 32))).guard_key(now)


def test_a_state_moved_to_another_citizen_does_not_open(database: Database, store: Store, now: datetime) -> None:
    begin_tip(store, now)
    take(store, message(2, address="+447700900999"), turn_of(reference="ABC-234"), now)
    with database.write() as connection:
        first, second = connection.execute(select(conversations.c.state).order_by(conversations.c.id)).scalars()
        connection.execute(update(conversations).where(conversations.c.state == first).values(state=second))
    with pytest.raises(Exception, match="state: sealed with another key, moved or changed"):
        store.look("sms", NUMBER)


def test_the_store_keeps_no_provider_id_and_no_handle_readable(database: Database, store: Store, now: datetime) -> None:
    take(store, message(attachments=(Attachment("handle-123", "image/png"),)), turn_of(), now)
    with database.read() as connection:
        row = connection.execute(select(messages.c.provider_hash)).scalar_one()
        handle = connection.execute(select(evidence.c.reference)).scalar_one()
    assert len(row) == 32
    assert b"handle-123" not in handle
