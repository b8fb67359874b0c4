"""What turns make of a tip on both databases, beside what handlers decide, and what becomes of it in silence."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from intake_store.db.database import Database
from intake_store.db.tables import events, messages, tips
from intake_store.intake.store import Store
from intake_store.model.event_kind import EventKind
from intake_store.model.facts import Facts, What
from intake_store.model.turn import Event
from intake_store.vault.vault import Vault
from tests.builders.intake import REFERENCE, at, begin_tip, count, message, take, tip, turn_of


@pytest.fixture
def store(database: Database, vault: Vault) -> Store:
    return Store(database, vault)


def test_a_tip_takes_what_the_turn_tells(database: Database, store: Store, vault: Vault, now: datetime) -> None:
    done = begin_tip(store, now)
    later = now + timedelta(minutes=2)
    told = turn_of(
        facts=Facts(what=What("arson")), finished=True, priority="high", category="arson", flag="help", complete=True
    )
    take(store, message(2), told, later)
    assert [tip(database, name) for name in ("status", "priority", "category", "flag", "complete")] == [
        "new",
        "high",
        "arson",
        "help",
        True,
    ]
    assert (tip(database, "received_at"), tip(database, "updated_at")) == (now, later)
    sealed = tip(database, "facts")
    assert isinstance(sealed, bytes)
    assert b"arson" in vault.open(f"tip:{done.tip_id}", "facts", sealed, "bot")


def test_what_a_turn_does_not_tell_stays(database: Database, store: Store, now: datetime) -> None:
    take(store, message(), turn_of(priority="high", category="arson", flag="help"), now)
    take(store, message(2), turn_of(), now)
    columns = [tip(database, name) for name in ("status", "priority", "category", "flag")]
    assert columns == ["collecting", "high", "arson", "help"]


def test_an_emergency_at_any_point_makes_the_tip_one(database: Database, store: Store, now: datetime) -> None:
    begin_tip(store, now)
    take(store, message(2), turn_of(emergency=True, priority="normal"), now)
    assert tip(database, "priority") == "emergency"


def by_handler(database: Database, **values: str) -> None:
    with database.write() as connection:
        connection.execute(update(tips).values(**values))


def test_what_a_handler_decided_outlasts_the_bot_s_opinion(database: Database, store: Store, now: datetime) -> None:
    take(store, message(), turn_of(priority="normal", category="theft"), now)
    by_handler(database, priority="high", category="fraud")
    take(store, message(2), turn_of(priority="normal", category="theft"), now)
    take(store, message(3), turn_of(priority="low", category="arson"), now)
    assert (tip(database, "priority"), tip(database, "category")) == ("high", "fraud")
    assert count(database, "events") == 1


def test_the_bot_may_change_its_mind_until_then(database: Database, store: Store, now: datetime) -> None:
    take(store, message(), turn_of(priority="normal", category="theft"), now)
    take(store, message(2), turn_of(priority="high", category="robbery"), now)
    assert (tip(database, "priority"), tip(database, "category")) == ("high", "robbery")


def test_a_new_emergency_outdoes_what_a_handler_decided(database: Database, store: Store, now: datetime) -> None:
    take(store, message(), turn_of(emergency=True), now)
    by_handler(database, priority="low")
    take(store, message(2), turn_of(priority="emergency"), now)
    assert tip(database, "priority") == "low"
    take(store, message(3), turn_of(priority="emergency", emergency=True), now)
    assert tip(database, "priority") == "emergency"


def test_every_change_has_its_event(database: Database, store: Store, now: datetime) -> None:
    begin_tip(store, now)
    take(
        store,
        message(2),
        turn_of(finished=True, events=(Event(EventKind.EMERGENCY, "act"), Event(EventKind.CORRECTED, "vehicle"))),
        now,
    )
    with database.read() as connection:
        rows = connection.execute(select(events.c.actor, events.c.kind, events.c.detail).order_by(events.c.id)).all()
    assert [tuple(row) for row in rows] == [
        ("citizen", "created", ""),
        ("bot", "status", "collecting → new"),
        ("bot", "priority", "normal → emergency"),
        ("bot", "emergency", "act"),
        ("bot", "corrected", "vehicle"),
    ]


def test_a_tip_that_is_left_for_another_goes_to_the_desk(database: Database, store: Store, now: datetime) -> None:
    begin_tip(store, now)
    take(store, message(2, "NEW"), turn_of(reference="ABC-234"), now)
    with database.read() as connection:
        rows = connection.execute(select(tips.c.reference, tips.c.status).order_by(tips.c.reference)).all()
        owned = connection.execute(select(messages.c.tip_id).order_by(messages.c.id)).scalars().all()
    assert [tuple(row) for row in rows] == [(REFERENCE, "new"), ("ABC-234", "collecting")]
    assert owned[0] != owned[1]


def test_leaving_a_tip_for_none_closes_the_conversation_s_hold_on_it(store: Store, now: datetime) -> None:
    begin_tip(store, now)
    take(store, message(2, "NEW"), turn_of("Tell me.", reference=None, kept=False), now)
    with at(store, now).turn(message(3)) as turn:
        assert turn.tip is None
        assert turn.conversation is not None


# -- falling silent


def test_a_silent_tip_goes_to_the_desk_and_can_be_taken_up_again(
    database: Database, store: Store, now: datetime
) -> None:
    begin_tip(store, now)
    idle = timedelta(minutes=30)
    assert at(store, now + timedelta(minutes=29)).close_idle(idle) == 0
    assert at(store, now + timedelta(minutes=30)).close_idle(idle) == 1
    assert at(store, now + timedelta(minutes=31)).close_idle(idle) == 0
    assert (tip(database, "status"), tip(database, "complete")) == ("new", False)
    with at(store, now + timedelta(days=2)).turn(message(2)) as turn:
        assert turn.tip is not None
        assert turn.tip.status == "new"
        assert turn.conversation is not None
        turn.commit(turn_of())


def test_a_message_starts_the_idle_time_again(store: Store, now: datetime) -> None:
    begin_tip(store, now)
    take(store, message(2), turn_of(), now + timedelta(minutes=20))
    assert at(store, now + timedelta(minutes=40)).close_idle(timedelta(minutes=30)) == 0


def test_going_silent_is_in_the_history(database: Database, store: Store, now: datetime) -> None:
    begin_tip(store, now)
    at(store, now + timedelta(hours=1)).close_idle(timedelta(minutes=30))
    with database.read() as connection:
        last = connection.execute(
            select(events.c.actor, events.c.kind, events.c.at).order_by(events.c.id.desc())
        ).first()
    assert last is not None
    assert tuple(last) == ("housekeeping", "idle", now + timedelta(hours=1))
