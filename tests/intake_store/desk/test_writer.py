"""What handlers do: reply, change, note; each with its event, each once, each only where it may."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta

import pytest

from channels.base import InboundMessage
from intake_store.db.database import Database
from intake_store.delivery.outbox import Outbox
from intake_store.desk.queue import Filters, Query
from intake_store.desk.rules import Change
from intake_store.desk.writer import Writer, held
from intake_store.intake.web_transcript import WebTranscript
from intake_store.live.bus import OUTBOX, TIPS
from intake_store.model.actor import Actor
from intake_store.model.errors import Conflict, Invalid, NotFound, Stale
from intake_store.model.tip import Tip
from intake_store.model.turn import TipRow
from intake_store.vault.vault import Vault
from tests.builders.clock import Clock
from tests.builders.desk import ADDRESS, PROGRAM, Services
from tests.builders.intake import turn_of
from tests.builders.threads import eventually

ONCE = "0123456789abcdef" * 2


def read(services: Services, reference: str) -> Tip:
    return services.desk.tip(reference, PROGRAM, services.clock())


def events(tip: Tip, actor: str) -> list[tuple[str, str]]:
    """What an actor changed."""
    return [(entry.kind, entry.detail) for entry in tip.history if entry.actor == actor and entry.kind != "read"]


def test_a_reply_waits_in_the_outbox_for_the_citizens_own_channel(services: Services, mia: Actor) -> None:
    reference = services.tip(address=ADDRESS)
    services.desk.reply(reference, "  Which way did they go?\r\nLeft? ", mia, services.clock())
    waiting = Outbox(services.database, services.vault).claim(10, timedelta(seconds=60))
    assert [(item.message.address, item.message.text) for item in waiting] == [
        (ADDRESS, "Which way did they go?\nLeft?")
    ]
    tip = read(services, reference)
    assert (tip.messages[-1].author, tip.messages[-1].by) == ("handler", "mia")
    assert events(tip, "mia") == [("reply", "")]


def test_a_reply_wakes_the_courier_and_the_consoles(services: Services, mia: Actor) -> None:
    reference = services.tip()
    with services.bus.subscribe((OUTBOX, TIPS)) as subscription:
        message = services.desk.reply(reference, "hello", mia, services.clock())
        assert subscription.get(1) == (OUTBOX, message.id)
        assert subscription.get(1) == (TIPS, read(services, reference).summary.id)


def test_the_same_form_sent_twice_sends_one_message(services: Services, mia: Actor) -> None:
    reference = services.tip()
    first = services.desk.reply(reference, "hello", mia, services.clock(), ONCE)
    second = services.desk.reply(reference, "hello", mia, services.clock(), ONCE)
    assert first.id == second.id
    assert len(read(services, reference).messages) == 2


def test_nothing_is_sent_to_a_citizen_who_stopped_the_line(services: Services, mia: Actor) -> None:
    reference = services.tip(address=ADDRESS)
    services.say(ADDRESS, "stop", reference=reference, stop=True)
    assert not read(services, reference).reachable
    with pytest.raises(Conflict):
        services.desk.reply(reference, "come back", mia, services.clock())
    assert events(read(services, reference), "mia") == []


def test_nobody_can_be_written_to_on_a_channel_that_takes_no_reply(services: Services, mia: Actor) -> None:
    reference = services.tip(channel="phone")
    with pytest.raises(Conflict, match="Phone"):
        services.desk.reply(reference, "hello", mia, services.clock())
    assert events(read(services, reference), "mia") == []


@pytest.mark.parametrize(
    ("channel", "text"),
    [("sms", ""), ("sms", " \n "), ("sms", "x" * 1601), ("telegram", "x" * 4097), ("web", "\x00\x07")],
)
def test_a_reply_that_cannot_be_sent_is_refused(services: Services, mia: Actor, channel: str, text: str) -> None:
    reference = services.tip(channel=channel)
    with pytest.raises(Invalid) as error:
        services.desk.reply(reference, text, mia, services.clock())
    assert "text" in error.value.errors


def chat(services: Services) -> list[str]:
    """What the citizen sees."""
    return [entry.text for entry in WebTranscript(services.database, services.vault, "web").entries("session")]


def test_a_reply_to_a_web_chat_is_there_to_be_fetched(services: Services, mia: Actor) -> None:
    reference = services.tip(channel="web", address="session")
    services.desk.reply(reference, "hello", mia, services.clock())
    assert chat(services) == [
        "saw something",
        "hello",
    ]


def test_each_changed_field_is_one_event_with_both_values(services: Services, mia: Actor) -> None:
    reference = services.tip(status="new")
    change = Change(status="in_review", priority="high", category="arson", assignee="mia")
    tip = services.desk.change(reference, change, mia, services.clock())
    assert (tip.summary.status, tip.summary.priority, tip.summary.category, tip.summary.assignee) == (
        "in_review",
        "high",
        "arson",
        "mia",
    )
    assert events(tip, "mia") == [
        ("status", "new → in_review"),
        ("priority", "normal → high"),
        ("category", "none → arson"),
        ("assignee", "nobody → mia"),
    ]


def test_a_change_to_what_is_already_so_leaves_no_event(services: Services, mia: Actor) -> None:
    reference = services.tip(status="new")
    tip = services.desk.change(reference, Change(status="new"), mia, services.clock())
    assert events(tip, "mia") == []


def test_the_assignee_can_be_taken_away(services: Services, mia: Actor) -> None:
    reference = services.tip()
    services.desk.change(reference, Change(assignee="mia"), mia, services.clock())
    assert services.desk.change(reference, Change(assignee=""), mia, services.clock()).summary.assignee is None


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (Change(status="collecting"), "status"),
        (Change(status="gone"), "status"),
        (Change(priority="urgent"), "priority"),
        (Change(category="gossip"), "category"),
        (Change(assignee="a stranger"), "assignee"),
        (Change(assignee="\x00"), "assignee"),
    ],
)
def test_a_change_that_no_tip_can_have_is_refused_whole(
    services: Services, mia: Actor, change: Change, field: str
) -> None:
    reference = services.tip(status="new")
    wrong = Change(change.status, change.priority or "high", change.category, change.assignee)
    with pytest.raises(Invalid) as error:
        services.desk.change(reference, wrong, mia, services.clock())
    assert list(error.value.errors) == [field]
    assert read(services, reference).summary.priority == "normal"


def test_a_change_with_an_old_etag_is_stale(services: Services, mia: Actor) -> None:
    reference = services.tip()
    before = read(services, reference).etag
    services.desk.change(
        reference, Change(priority="high"), mia, services.clock.forward(seconds=1), frozenset({before})
    )
    with pytest.raises(Stale):
        services.desk.change(reference, Change(priority="low"), mia, services.clock(), frozenset({before}))


def test_a_form_is_stale_only_when_its_own_field_was_changed(services: Services, mia: Actor) -> None:
    reference = services.tip(status="new")
    seen = Change("new", "normal", "", "")
    services.desk.change(reference, Change(priority="high"), mia, services.clock())
    services.desk.change(reference, Change(status="closed"), mia, services.clock(), seen=seen)
    with pytest.raises(Stale):
        services.desk.change(reference, Change(priority="low"), mia, services.clock(), seen=seen)


def test_a_note_stays_inside(services: Services, mia: Actor) -> None:
    reference = services.tip(address="session", channel="web")
    services.desk.note(reference, "known to us", mia, services.clock())
    tip = read(services, reference)
    assert [(note.by, note.text) for note in tip.notes] == [("mia", "known to us")]
    assert "known to us" not in [message.text for message in tip.messages]
    assert chat(services) == ["saw something"]


def test_every_verb_needs_a_tip_that_is_there(services: Services, mia: Actor) -> None:
    with pytest.raises(NotFound):
        services.desk.reply("AAA-AAA", "x", mia, services.clock())
    with pytest.raises(NotFound):
        services.desk.note("AAA-AAA", "x", mia, services.clock())
    with pytest.raises(NotFound):
        services.desk.change("AAA-AAA", Change(status="closed"), mia, services.clock())


def test_a_handler_and_the_citizen_can_act_in_the_same_moment(services: Services, mia: Actor) -> None:
    """Both lock the conversation before the tip, so that neither waits for the other for ever."""
    reference = services.tip(address=ADDRESS)
    failures: list[BaseException] = []

    def repeat(action: object) -> None:
        try:
            for _ in range(15):
                action()  # type: ignore[operator]
        except BaseException as error:  # the thread's own; the test reports it  # noqa: BLE001
            failures.append(error)

    said = threading.Thread(target=repeat, args=(lambda: services.say(ADDRESS, "more", reference=reference),))
    replied = threading.Thread(
        target=repeat, args=(lambda: services.desk.reply(reference, "go on", mia, services.clock()),)
    )
    said.start(), replied.start(), said.join(), replied.join()
    assert failures == []
    assert len(read(services, reference).messages) == 31


@pytest.fixture
def on_postgresql(postgresql_url: str, vault: Vault, now: datetime) -> Iterator[Services]:
    """A database where writers may meet; SQLite lets one write at a time."""
    database = Database(postgresql_url)
    yield Services(database, vault, Clock(now))
    database.close()


@contextmanager
def meanwhile(services: Services, job: Callable[[], object]) -> Iterator[None]:
    """The block begins when the job, in a thread, waits for a lock that is held already; at its end the job ended."""
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    thread = threading.Thread(target=job)
    thread.start()
    with services.database.read() as connection:
        eventually(lambda: connection.exec_driver_sql(waiting).scalar_one())
    yield
    thread.join(10)
    assert not thread.is_alive()


def test_a_handler_waits_for_the_turn_that_is_open(on_postgresql: Services) -> None:
    services, mia = on_postgresql, on_postgresql.person()
    reference = services.tip(address=ADDRESS)

    def take_it() -> None:
        services.desk.change(reference, Change(status="in_review", priority="low"), mia, services.clock())

    inbound = InboundMessage("sms", ADDRESS, "SM2", "that's all")
    with ExitStack() as both, services.store.turn(inbound) as turn:
        both.enter_context(meanwhile(services, take_it))
        turn.commit(turn_of(reference=reference, finished=True, priority="high"))
    summary = read(services, reference).summary
    assert (summary.status, summary.priority) == ("in_review", "low")
    assert [entry.detail for entry in read(services, reference).history if entry.kind == "status"] == [
        "collecting → new",
        "new → in_review",
    ]


def test_a_turn_that_waited_for_a_handler_sees_what_they_set(on_postgresql: Services) -> None:
    services, mia = on_postgresql, on_postgresql.person()
    reference = services.tip(status="new", address=ADDRESS)
    seen: list[TipRow | None] = []

    def take() -> None:
        with services.store.turn(InboundMessage("sms", ADDRESS, "SM2", "he is back")) as turn:
            seen.append(turn.tip)

    with ExitStack() as both, services.database.write() as connection:
        row = held(connection, reference)
        assert row is not None
        both.enter_context(meanwhile(services, take))
        Writer(connection, services.vault, mia, services.clock()).change(row, Change(status="closed", priority="low"))
    (tip,) = seen
    assert tip is not None
    assert (tip.status, tip.priority) == ("closed", "low")


def test_a_handlers_status_stands_when_the_citizen_writes_on(services: Services, mia: Actor) -> None:
    reference = services.tip(address=ADDRESS, asking="where")
    services.desk.change(reference, Change(status="in_review"), mia, services.clock())
    services.say(ADDRESS, "14 elm st", reference=reference, asking="what")
    tip = read(services, reference)
    assert (tip.summary.status, tip.summary.asking) == ("in_review", None)
    assert len(services.desk.tips(Query(filters=Filters(status="in_review")), mia, services.clock()).items) == 1
