"""One message from arrival to commit, over both real databases."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime
from itertools import chain, repeat
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.turns.interpreter import as_edited
from bot.understanding.types import Act, Understanding
from channels.base import Attachment
from intake_store.db.database import Database, Unavailable
from intake_store.db.tables import conversations, messages, optouts, tips
from intake_store.desk.desk import Desk
from intake_store.desk.rules import Change
from intake_store.evidence.store import Evidence
from intake_store.model.errors import Stale
from intake_store.vault.vault import Vault
from tests.builders.desk import PROGRAM as OFFICER
from tests.builders.threads import together
from tests.builders.turns import LONDON, START, TurnServices, message
from tests.fakes.servers import PostgresServer


@pytest.fixture
def services(database: Database, vault: Vault) -> TurnServices:
    return TurnServices(database, vault)


def rows(services: TurnServices, table: object) -> list[object]:
    with services.database.read() as connection:
        return list(connection.execute(select(table)).all())  # type: ignore[call-overload]


def inbound(services: TurnServices) -> list[object]:
    return [row for row in rows(services, messages) if row.direction == "in"]  # type: ignore[attr-defined]


def test_the_first_message_makes_a_tip_and_a_reply(services: TurnServices):
    outcome = services.turns.handle(message("two lads broke a car window"))
    assert len(rows(services, tips)) == len(inbound(services)) == 1
    assert outcome.replies
    assert "999" in outcome.replies[0].text


def test_after_the_commit_whoever_waits_is_woken(services: TurnServices):
    services.turns.handle(message("hello"))
    assert services.published() == ["outbox", "tips"]


def test_a_file_wakes_the_fetcher_too(services: TurnServices):
    file = Attachment("https://api.twilio.com/media/1", "image/jpeg")
    services.turns.handle(message("look", attachments=(file,)))
    assert services.published() == ["outbox", "evidence", "tips"]


def test_the_web_chat_fetches_its_replies_itself(services: TurnServices):
    services.turns.handle(message("hello", address="session", channel="web"))
    assert services.published() == ["tips"]


def test_a_repeated_message_changes_nothing(services: TurnServices):
    first = message("two lads broke a car window")
    services.turns.handle(first)
    services.published()
    before = rows(services, conversations)
    assert services.turns.handle(first).duplicate
    assert rows(services, conversations) == before
    assert len(inbound(services)) == 1
    assert services.published() == []
    assert services.count("tipline_turns_total", channel="sms", outcome="duplicate") == 1


def test_times_count_from_when_the_citizen_sent_the_message(services: TurnServices):
    sent = datetime(2026, 6, 17, 2, 0, tzinfo=UTC)
    services.turns.handle(message("an hour ago", channel="telegram", address="77", sent_at=sent))
    services.turns.handle(message("an hour ago"))
    assert [context.sent_at for context in services.understanding.contexts] == [sent, START]
    assert all(context.sent_at.tzinfo is LONDON for context in services.understanding.contexts)


def test_the_conversation_gives_the_context_of_the_next_reading(services: TurnServices):
    services.turns.handle(message("hola", language_hint="es"))
    services.turns.handle(message("hola"))
    assert [context.language for context in services.understanding.contexts] == ["es", "es"]
    assert services.understanding.contexts[0].asking is None
    assert services.understanding.contexts[1].asking


def test_an_edited_message_is_added_to_the_tip_as_one_of_its_own(services: TurnServices):
    services.turns.handle(message("a blue honda", channel="telegram", address="77", provider_id="1"))
    services.turns.handle(message("a red honda", channel="telegram", address="77", provider_id="2", edits="1"))
    assert len(inbound(services)) == 2
    assert len(rows(services, tips)) == 1


def test_an_edited_message_is_read_as_a_correction():
    reading = Understanding("a red honda", "en", acts=frozenset({Act.INFORM}))
    assert as_edited(reading, message("a red honda")) is reading
    assert as_edited(reading, message("a red honda", edits="1")).acts == {Act.INFORM, Act.CORRECTION}


@pytest.mark.parametrize("text", ["", " ", "\x00", "x" * 10_000, "\ud83d", "🚗" * 500, "\u202e\u0007\x1b[2J"])
def test_any_text_at_all_is_taken_and_kept(services: TurnServices, text: str):
    services.turns.handle(message(text))
    assert len(inbound(services)) == 1


def test_a_reading_that_fails_loses_no_message_and_asks_for_a_person(services: TurnServices):
    def fail(_: str) -> None:
        raise ValueError("a mistake of ours")

    services.understanding.before = fail
    outcome = services.turns.handle(message("two lads broke a car window"))
    (tip,) = rows(services, tips)
    assert tip.flag == "unreadable"  # type: ignore[attr-defined]
    assert len(inbound(services)) == len(outcome.replies) == 1
    assert "kept" in outcome.replies[0].text
    assert services.count("tipline_flags_total", flag="unreadable") == 1


def test_after_a_reading_that_failed_the_conversation_goes_on(services: TurnServices):
    failing = chain([ValueError], repeat(None))

    def fail_once(_: str) -> None:
        if next(failing):
            raise ValueError

    services.understanding.before = fail_once
    services.turns.handle(message("two lads broke a car window"))
    assert services.turns.handle(message("outside 14 elm street")).replies
    assert len(rows(services, tips)) == 1
    assert len(inbound(services)) == 2


def test_what_failed_is_logged_without_a_word_of_it(services: TurnServices, caplog: pytest.LogCaptureFixture):
    def fail(text: str) -> None:
        raise ValueError(text)

    services.understanding.before = fail
    services.turns.handle(message("planted words"))
    failed = [record for record in caplog.records if record.exc_info]
    assert [record.getMessage() for record in failed] == ["a message could not be read"]


def test_a_reference_that_is_taken_is_drawn_anew(services: TurnServices):
    services.references = iter(["7K4-MQ2", "7K4-MQ2", "7K4-MQ2", "9CD-FGH"])  # type: ignore[assignment]
    services.turns.handle(message("one"))
    services.turns.handle(message("two", address="+447700900002"))
    assert {tip.reference for tip in rows(services, tips)} == {"7K4-MQ2", "9CD-FGH"}  # type: ignore[attr-defined]


def test_a_message_is_read_again_when_another_one_came_between(services: TurnServices):
    """The second message arrives while the first one is being read; both are of one citizen."""
    second = message("outside 14 elm street")
    interrupting = iter([lambda: services.turns.handle(second)])

    def interrupt(_: str) -> None:
        for job in interrupting:
            job()

    services.understanding.before = interrupt
    services.turns.handle(message("two lads broke a car window"))
    asked = [context.asking for context in services.understanding.contexts]
    assert len(asked) == 3  # the first one, the second one within it, and the first one again
    assert asked[2] is not None
    assert len(rows(services, tips)) == 1


def test_the_same_message_at_the_same_instant_is_stored_once(services: TurnServices):
    same = message("two lads broke a car window")
    outcomes: list[bool] = []
    together(*[lambda: outcomes.append(services.turns.handle(same).duplicate)] * 4)
    assert sorted(outcomes) == [False, True, True, True]
    assert len(rows(services, tips)) == len(inbound(services)) == 1


def test_messages_of_one_citizen_at_once_are_taken_one_after_the_other(services: TurnServices):
    texts = [f"message {number}" for number in range(6)]
    together(*[lambda text=text: services.turns.handle(message(text)) for text in texts])
    (conversation,) = rows(services, conversations)
    assert conversation.version == len(texts)  # type: ignore[attr-defined]
    assert len(inbound(services)) == len(texts)
    assert len(rows(services, tips)) == 1


def test_a_flood_is_stored_and_answered_once_and_no_more(database: Database, vault: Vault):
    services = TurnServices(database, vault, flood_limit=1)
    answered = [bool(services.turns.handle(message(f"hello {number}")).replies) for number in range(4)]
    assert answered == [True, True, False, False]
    assert len(inbound(services)) == 4
    services.clock.forward(minutes=1)
    assert services.turns.handle(message("still here")).replies


def test_an_emergency_in_a_flood_is_answered(database: Database, vault: Vault):
    services = TurnServices(database, vault, flood_limit=1)
    for number in range(4):
        services.turns.handle(message(f"hello {number}"))
    outcome = services.turns.handle(message("he has a knife"))
    assert "999" in outcome.replies[0].text
    assert rows(services, tips)[0].priority == "emergency"  # type: ignore[attr-defined]


def test_stop_in_a_flood_is_obeyed_and_confirmed(database: Database, vault: Vault):
    services = TurnServices(database, vault, flood_limit=1)
    for number in range(4):
        services.turns.handle(message(f"hello {number}", channel="telegram", address="77"))
    assert services.turns.handle(message("STOP", channel="telegram", address="77")).replies
    assert rows(services, conversations)[0].address is None  # type: ignore[attr-defined]


def test_start_in_a_flood_is_obeyed_and_confirmed(database: Database, vault: Vault):
    services = TurnServices(database, vault, flood_limit=1)
    for text in ("STOP", "hello", "hello", "hello"):
        services.turns.handle(message(text))
    assert services.turns.handle(message("START")).replies
    assert rows(services, conversations)[-1].address is not None  # type: ignore[attr-defined]


def test_messages_of_one_who_opted_out_are_all_kept_when_they_come_at_once(services: TurnServices):
    services.turns.handle(message("STOP"))
    texts = [f"message {number}" for number in range(6)]
    together(*[lambda text=text: services.turns.handle(message(text)) for text in texts])
    assert [tip.flag for tip in rows(services, tips)] == ["cannot_be_answered"] * len(texts)  # type: ignore[attr-defined]
    kept = [(row.address, row.address_hash, row.state) for row in rows(services, conversations)]  # type: ignore[attr-defined]
    assert set(kept) == {(None, None, None)}
    assert "outbox" not in services.published()


def test_start_beside_other_messages_takes_back_once_and_loses_none(services: TurnServices):
    services.turns.handle(message("STOP"))
    texts = ["START", "two lads broke a car window", "START", "outside 14 elm street", "START"]
    together(*[lambda text=text: services.turns.handle(message(text)) for text in texts])
    assert len(inbound(services)) == 1 + len(texts)
    assert rows(services, optouts) == []
    linked = [row for row in rows(services, conversations) if row.address_hash]  # type: ignore[attr-defined]
    assert len(linked) == 1
    assert linked[0].address is not None  # type: ignore[attr-defined]
    assert services.turns.handle(message("last night")).replies


def test_a_citizen_is_not_counted_for_another(database: Database, vault: Vault):
    services = TurnServices(database, vault, flood_limit=1)
    for number in range(4):
        services.turns.handle(message(f"hello {number}"))
    assert services.turns.handle(message("hello", address="+447700900002")).replies


def test_new_begins_another_tip_in_the_same_conversation(services: TurnServices):
    for text in ("two lads broke a car window", "NEW", "somebody sells drugs"):
        services.turns.handle(message(text))
    assert len(rows(services, tips)) == 2
    assert len(rows(services, conversations)) == 1


def test_while_the_database_is_away_nothing_is_taken_and_later_all_is(own_postgresql: PostgresServer, vault: Vault):
    database = Database(own_postgresql.url(own_postgresql.create()))
    database.migrate()
    services, first = TurnServices(database, vault), message("two lads broke a car window")
    own_postgresql.stop()
    with pytest.raises(Unavailable):
        services.turns.handle(first)
    assert services.published() == []
    own_postgresql.start()
    assert not services.turns.handle(first).duplicate
    assert len(inbound(services)) == 1
    database.close()


def test_turns_are_counted_and_timed(services: TurnServices):
    services.turns.handle(message("hello"))
    assert services.count("tipline_turns_total", channel="sms", outcome="taken") == 1
    assert services.count("tipline_turn_seconds_count") == 1


def test_a_conversation_that_this_process_remembers_is_not_looked_up(services: TurnServices):
    for text in ("two lads broke a car window", "outside 14 elm street", "last night"):
        services.turns.handle(message(text))
    assert services.store.looks == 0
    assert [context.asking is None for context in services.understanding.contexts] == [True, False, False]


def test_what_another_process_did_is_noticed_and_the_message_read_anew(database: Database, vault: Vault):
    here, there = TurnServices(database, vault), TurnServices(database, vault)
    here.turns.handle(message("two lads broke a car window"))
    there.turns.handle(message("outside 14 elm street"))
    assert [context.asking for context in there.understanding.contexts] == [None, "where"]
    here.turns.handle(message("last night"))
    there.turns.handle(message("no idea"))
    assert there.store.looks == 1  # it looks for a while, now that it guessed wrong


def said(services: TurnServices, desk: Desk, reference: str) -> list[str]:
    """What the citizen said in a tip."""
    return [m.text for m in desk.tip(reference, OFFICER, services.clock()).messages if m.direction == "in"]


def test_an_answer_to_a_handler_lands_on_the_tip_that_the_handler_wrote_on(services: TurnServices, tmp_path: Path):
    desk = Desk(services.database, services.vault, Evidence(services.database, services.vault, tmp_path), services.bus)
    for text in ("my bike is gone", "NEW", "his car too", "NEW"):
        services.turns.handle(message(text))
    desk.reply("001-CDF", "Which bike was it?", OFFICER, services.clock())
    services.turns.handle(message("a red one"))
    assert said(services, desk, "001-CDF")[-1] == "a red one"
    assert "a red one" not in said(services, desk, "003-CDF")


def test_a_message_as_a_handler_closes_is_never_left_unseen(services: TurnServices, tmp_path: Path):
    """Whoever comes first: the message opens the tip again, or the handler is told that there is more to read."""
    desk = Desk(services.database, services.vault, Evidence(services.database, services.vault, tmp_path), services.bus)
    services.turns.handle(message("my bike is gone"))
    outcomes = set()
    for _ in range(10):
        desk.change("001-CDF", Change(status="in_review", priority="low"), OFFICER, services.clock())
        seen = desk.tip("001-CDF", OFFICER, services.clock()).etag
        services.clock.forward(seconds=1)

        def close(seen: str = seen) -> None:
            with contextlib.suppress(Stale):
                desk.change("001-CDF", Change(status="closed"), OFFICER, services.clock(), frozenset({seen}))

        together(close, lambda: services.turns.handle(message("he has a knife")))
        tip = desk.tip("001-CDF", OFFICER, services.clock()).summary
        outcomes.add((tip.status, tip.priority))
    assert outcomes <= {("new", "emergency"), ("in_review", "emergency")}


def test_an_answer_to_the_bot_stays_on_the_tip_that_is_being_told(services: TurnServices, tmp_path: Path):
    desk = Desk(services.database, services.vault, Evidence(services.database, services.vault, tmp_path), services.bus)
    for text in ("my bike is gone", "NEW", "his car too"):
        services.turns.handle(message(text))
    desk.reply("001-CDF", "Which bike was it?", OFFICER, services.clock())
    services.turns.handle(message("at 9 larch close"))
    assert said(services, desk, "003-CDF")[-1] == "at 9 larch close"
