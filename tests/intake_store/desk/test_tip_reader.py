"""What handlers see: lists, tips and files, and the trace that each look leaves."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select, update

from intake_store.db.tables import evidence
from intake_store.desk.queue import Filters, Query
from intake_store.desk.tip_json import summary_json, tip_json
from intake_store.model.actor import Actor
from intake_store.model.errors import Invalid, NotFound
from intake_store.model.facts import Facts, What, Where
from intake_store.model.tip import Tip
from tests.builders.desk import ADDRESS, PROGRAM, Services


def listed(services: Services, query: Query | None = None, reader: Actor = PROGRAM) -> list[str]:
    """The references of a page."""
    page = services.desk.tips(query or Query(), reader, services.clock())
    return [item.reference for item in page.items]


def kinds(tip: Tip, actor: str) -> list[str]:
    """The kinds of the events that an actor left."""
    return [entry.kind for entry in tip.history if entry.actor == actor]


def test_the_newest_tip_comes_first(services: Services) -> None:
    first, second = services.tip(), services.tip()
    assert listed(services) == [second, first]
    assert listed(services, Query(order="oldest")) == [first, second]


def test_order_priority_puts_emergencies_first_and_then_whoever_waits_longest(services: Services) -> None:
    normal, high, early, late = (
        services.tip(),
        services.tip(priority="high"),
        services.tip(emergency=True),
        services.tip(emergency=True),
    )
    low = services.tip(priority="low")
    assert listed(services, Query(order="priority")) == [early, late, high, normal, low]


@pytest.mark.parametrize("order", ["newest", "oldest", "priority"])
def test_pages_hold_every_tip_once_while_new_ones_arrive(services: Services, order: str) -> None:
    known = {services.tip(priority=priority) for priority in ("low", "high", "normal", "high", "low")}
    seen: list[str] = []
    cursor = None
    while True:
        page = services.desk.tips(Query(order=order, limit=2, cursor=cursor), PROGRAM, services.clock())
        seen += [item.reference for item in page.items]
        services.tip(priority="high")
        cursor = page.next_cursor
        if cursor is None or len(seen) > 50:
            break
    assert known <= set(seen)
    assert len(seen) == len(set(seen))


def test_filters_narrow_the_list(services: Services, mia: Actor) -> None:
    theft = services.tip(category="theft", status="new")
    fraud = services.tip(category="fraud", channel="web", priority="high")
    from intake_store.desk.rules import Change

    services.desk.change(fraud, Change(assignee="mia"), mia, services.clock())
    for filters, found in (
        (Filters(category="theft"), [theft]),
        (Filters(status="new"), [theft]),
        (Filters(status="open"), [fraud, theft]),
        (Filters(status="closed"), []),
        (Filters(channel="web"), [fraud]),
        (Filters(priority="high"), [fraud]),
        (Filters(assignee="mia"), [fraud]),
        (Filters(assignee="-"), [theft]),
        (Filters(assignee="nobody of that name"), []),
    ):
        assert listed(services, Query(filters=filters)) == found, filters


@pytest.mark.parametrize(
    ("query", "field"),
    [
        (Query(filters=Filters(status="lost")), "status"),
        (Query(filters=Filters(priority="urgent")), "priority"),
        (Query(order="size"), "order"),
        (Query(cursor="nonsense"), "cursor"),
        (Query(filters=Filters(q="x" * 500)), "q"),
    ],
)
def test_a_wrong_value_is_named_by_its_field(services: Services, query: Query, field: str) -> None:
    with pytest.raises(Invalid) as error:
        services.desk.tips(query, PROGRAM, services.clock())
    assert field in error.value.errors


def test_a_cursor_of_another_order_is_refused(services: Services) -> None:
    services.tip(), services.tip()
    cursor = services.desk.tips(Query(limit=1), PROGRAM, services.clock()).next_cursor
    with pytest.raises(Invalid):
        services.desk.tips(Query(order="oldest", cursor=cursor), PROGRAM, services.clock())


def test_reading_a_tip_is_written_into_its_history(services: Services, mia: Actor) -> None:
    reference = services.tip()
    services.desk.tip(reference, mia, services.clock())
    again = services.desk.tip(reference, mia, services.clock())
    assert kinds(again, "mia") == ["read", "read"]


def test_a_page_that_stays_open_is_one_reading(services: Services, mia: Actor) -> None:
    reference = services.tip()
    services.desk.tip(reference, mia, services.clock())
    services.desk.tip(reference, mia, services.clock.forward(minutes=2), still_open=True)
    assert (
        kinds(services.desk.tip(reference, mia, services.clock.forward(minutes=30), still_open=True), "mia")
        == ["read"] * 2
    )


def test_seeing_a_tip_in_a_list_is_recorded_once_in_a_while(services: Services, mia: Actor) -> None:
    reference = services.tip()
    for _ in range(3):
        listed(services, reader=mia)
    services.clock.forward(minutes=20)
    listed(services, reader=mia)
    assert kinds(services.desk.tip(reference, PROGRAM, services.clock()), "mia") == ["listed", "listed"]


@pytest.mark.parametrize("typed", ["{}", " {} ", "{lower}", "{bare}"])
def test_a_reference_is_read_as_people_type_it(services: Services, typed: str) -> None:
    reference = services.tip()
    spelling = typed.format(reference, lower=reference.lower(), bare=reference.replace("-", ""))
    assert services.desk.tip(spelling, PROGRAM, services.clock()).summary.reference == reference


@pytest.mark.parametrize("typed", ["", "AAA-AAA", "x", "\x00", "7K4-MQ2'; --", "७७७-७७७"])
def test_an_unknown_reference_finds_nothing(services: Services, typed: str) -> None:
    with pytest.raises(NotFound):
        services.desk.tip(typed, PROGRAM, services.clock())


def test_a_mistyped_reference_leads_to_the_tip_that_looks_like_it(services: Services) -> None:
    services.say(ADDRESS, "hello", facts=Facts(), reference="7K0-MQ1")
    assert services.desk.near("7ko-mxl") is None
    assert services.desk.near("7ko-mql") == "7K0-MQ1"


def test_asking_is_told_only_while_the_bot_asks(services: Services) -> None:
    reference = services.tip(asking="where", status="collecting")
    assert services.desk.tip(reference, PROGRAM, services.clock()).summary.asking == "where"
    silent = services.tip(asking="where", status="new")
    assert services.desk.tip(silent, PROGRAM, services.clock()).summary.asking is None


def test_the_transcript_keeps_the_words_and_says_what_became_of_ours(services: Services) -> None:
    text = "a knife \ud83d\x00 \r\n ‮abc"
    reference = services.tip(text, said=("Where is it?",))
    said, answered = services.desk.tip(reference, PROGRAM, services.clock()).messages
    assert (said.text, said.direction, said.delivery) == (text, "in", None)
    assert (answered.text, answered.author, answered.delivery) == ("Where is it?", "bot", "queued")


def test_nothing_of_an_address_is_in_what_the_desk_hands_out(services: Services, mia: Actor) -> None:
    reference = services.tip("call me", Facts(what=What("x"), where=Where("y")), files=("image/jpeg",), said=("hello",))
    services.desk.reply(reference, "we are on it", mia, services.clock())
    whole = json.dumps(tip_json(services.desk.tip(reference, mia, services.clock())))
    page = json.dumps([summary_json(item) for item in services.desk.tips(Query(), mia, services.clock()).items])
    assert ADDRESS[1:] not in whole + page
    assert "provider" not in whole + page


def test_a_kept_file_is_handed_out_and_the_reader_named(services: Services, mia: Actor) -> None:
    reference = services.tip(files=("image/png",))
    ident = keep_files(services, b"picture")[0]
    file = services.desk.file(reference, ident, mia, services.clock())
    assert (file.body, file.content_type, file.reference) == (b"picture", "image/png", reference)
    assert services.evidence.readers == [mia.id]
    assert "evidence_read" in kinds(services.desk.tip(reference, mia, services.clock()), "mia")


def test_a_file_is_not_found_under_another_tip_nor_before_it_is_kept(services: Services, mia: Actor) -> None:
    owner, other = services.tip(files=("image/png",)), services.tip()
    with services.database.read() as connection:
        ident = connection.execute(select(evidence.c.id)).scalar_one()
    with pytest.raises(NotFound):
        services.desk.file(owner, ident, mia, services.clock())
    keep_files(services, b"picture")
    with pytest.raises(NotFound):
        services.desk.file(other, ident, mia, services.clock())
    with pytest.raises(NotFound):
        services.desk.file(owner, "\0", mia, services.clock())


def keep_files(services: Services, body: bytes) -> list[str]:
    """Let every file be kept."""
    with services.database.write() as connection:
        ids = list(connection.execute(select(evidence.c.id)).scalars())
        connection.execute(update(evidence).values(state="kept", bytes=len(body), sha256="0" * 64))
    services.evidence.files |= dict.fromkeys(ids, body)
    return ids


def test_the_counts_tell_what_waits(services: Services, mia: Actor) -> None:
    services.tip(emergency=True), services.tip(), services.tip(status="closed")
    counts = services.desk.counts(mia)
    assert (counts.open, counts.mine, counts.unassigned, counts.emergency, counts.waiting) == (2, 0, 2, 1, 1)
