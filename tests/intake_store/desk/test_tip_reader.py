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


def listed(house: Services, query: Query | None = None, reader: Actor = PROGRAM) -> list[str]:
    """The references of a page."""
    page = house.desk.tips(query or Query(), reader, house.clock())
    return [item.reference for item in page.items]


def kinds(tip: Tip, actor: str) -> list[str]:
    """The kinds of the events that an actor left."""
    return [entry.kind for entry in tip.history if entry.actor == actor]


def test_the_newest_tip_comes_first(house: Services) -> None:
    first, second = house.tip(), house.tip()
    assert listed(house) == [second, first]
    assert listed(house, Query(order="oldest")) == [first, second]


def test_order_priority_puts_emergencies_first_and_then_whoever_waits_longest(house: Services) -> None:
    normal, high, early, late = (
        house.tip(),
        house.tip(priority="high"),
        house.tip(emergency=True),
        house.tip(emergency=True),
    )
    low = house.tip(priority="low")
    assert listed(house, Query(order="priority")) == [early, late, high, normal, low]


@pytest.mark.parametrize("order", ["newest", "oldest", "priority"])
def test_pages_hold_every_tip_once_while_new_ones_arrive(house: Services, order: str) -> None:
    known = {house.tip(priority=priority) for priority in ("low", "high", "normal", "high", "low")}
    seen: list[str] = []
    cursor = None
    while True:
        page = house.desk.tips(Query(order=order, limit=2, cursor=cursor), PROGRAM, house.clock())
        seen += [item.reference for item in page.items]
        house.tip(priority="high")
        cursor = page.next_cursor
        if cursor is None or len(seen) > 50:
            break
    assert known <= set(seen)
    assert len(seen) == len(set(seen))


def test_filters_narrow_the_list(house: Services, mia: Actor) -> None:
    theft = house.tip(category="theft", status="new")
    fraud = house.tip(category="fraud", channel="web", priority="high")
    from intake_store.desk.rules import Change

    house.desk.change(fraud, Change(assignee="mia"), mia, house.clock())
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
        assert listed(house, Query(filters=filters)) == found, filters


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
def test_a_wrong_value_is_named_by_its_field(house: Services, query: Query, field: str) -> None:
    with pytest.raises(Invalid) as error:
        house.desk.tips(query, PROGRAM, house.clock())
    assert field in error.value.errors


def test_a_cursor_of_another_order_is_refused(house: Services) -> None:
    house.tip(), house.tip()
    cursor = house.desk.tips(Query(limit=1), PROGRAM, house.clock()).next_cursor
    with pytest.raises(Invalid):
        house.desk.tips(Query(order="oldest", cursor=cursor), PROGRAM, house.clock())


def test_reading_a_tip_is_written_into_its_history(house: Services, mia: Actor) -> None:
    reference = house.tip()
    house.desk.tip(reference, mia, house.clock())
    again = house.desk.tip(reference, mia, house.clock())
    assert kinds(again, "mia") == ["read", "read"]


def test_a_page_that_stays_open_is_one_reading(house: Services, mia: Actor) -> None:
    reference = house.tip()
    house.desk.tip(reference, mia, house.clock())
    house.desk.tip(reference, mia, house.clock.forward(minutes=2), still_open=True)
    assert (
        kinds(house.desk.tip(reference, mia, house.clock.forward(minutes=30), still_open=True), "mia") == ["read"] * 2
    )


def test_seeing_a_tip_in_a_list_is_recorded_once_in_a_while(house: Services, mia: Actor) -> None:
    reference = house.tip()
    for _ in range(3):
        listed(house, reader=mia)
    house.clock.forward(minutes=20)
    listed(house, reader=mia)
    assert kinds(house.desk.tip(reference, PROGRAM, house.clock()), "mia") == ["listed", "listed"]


@pytest.mark.parametrize("typed", ["{}", " {} ", "{lower}", "{bare}"])
def test_a_reference_is_read_as_people_type_it(house: Services, typed: str) -> None:
    reference = house.tip()
    spelling = typed.format(reference, lower=reference.lower(), bare=reference.replace("-", ""))
    assert house.desk.tip(spelling, PROGRAM, house.clock()).summary.reference == reference


@pytest.mark.parametrize("typed", ["", "AAA-AAA", "x", "\x00", "7K4-MQ2'; --", "७७७-७७७"])
def test_an_unknown_reference_finds_nothing(house: Services, typed: str) -> None:
    with pytest.raises(NotFound):
        house.desk.tip(typed, PROGRAM, house.clock())


def test_a_mistyped_reference_leads_to_the_tip_that_looks_like_it(house: Services) -> None:
    house.say(ADDRESS, "hello", facts=Facts(), reference="7K0-MQ1", new_tip=True)
    assert house.desk.near("7ko-mxl") is None
    assert house.desk.near("7ko-mql") == "7K0-MQ1"


def test_asking_is_told_only_while_the_bot_asks(house: Services) -> None:
    reference = house.tip(asking="where", status="collecting")
    assert house.desk.tip(reference, PROGRAM, house.clock()).summary.asking == "where"
    silent = house.tip(asking="where", status="new")
    assert house.desk.tip(silent, PROGRAM, house.clock()).summary.asking is None


def test_the_transcript_keeps_the_words_and_says_what_became_of_ours(house: Services) -> None:
    text = "a knife \ud83d\x00 \r\n ‮abc"
    reference = house.tip(text, said=("Where is it?",))
    said, answered = house.desk.tip(reference, PROGRAM, house.clock()).messages
    assert (said.text, said.direction, said.delivery) == (text, "in", None)
    assert (answered.text, answered.author, answered.delivery) == ("Where is it?", "bot", "queued")


def test_nothing_of_an_address_is_in_what_the_desk_hands_out(house: Services, mia: Actor) -> None:
    reference = house.tip("call me", Facts(what=What("x"), where=Where("y")), files=("image/jpeg",), said=("hello",))
    house.desk.reply(reference, "we are on it", mia, house.clock())
    whole = json.dumps(tip_json(house.desk.tip(reference, mia, house.clock())))
    page = json.dumps([summary_json(item) for item in house.desk.tips(Query(), mia, house.clock()).items])
    assert ADDRESS[1:] not in whole + page
    assert "provider" not in whole + page


def test_a_kept_file_is_handed_out_and_the_reader_named(house: Services, mia: Actor) -> None:
    reference = house.tip(files=("image/png",))
    ident = keep_files(house, b"picture")[0]
    file = house.desk.file(reference, ident, mia, house.clock())
    assert (file.body, file.content_type, file.reference) == (b"picture", "image/png", reference)
    assert house.shelf.readers == [mia.id]
    assert "evidence_read" in kinds(house.desk.tip(reference, mia, house.clock()), "mia")


def test_a_file_is_not_found_under_another_tip_nor_before_it_is_kept(house: Services, mia: Actor) -> None:
    owner, other = house.tip(files=("image/png",)), house.tip()
    with house.database.read() as connection:
        ident = connection.execute(select(evidence.c.id)).scalar_one()
    with pytest.raises(NotFound):
        house.desk.file(owner, ident, mia, house.clock())
    keep_files(house, b"picture")
    with pytest.raises(NotFound):
        house.desk.file(other, ident, mia, house.clock())
    with pytest.raises(NotFound):
        house.desk.file(owner, "\0", mia, house.clock())


def keep_files(house: Services, body: bytes) -> list[str]:
    """Let every file of the house be kept."""
    with house.database.write() as connection:
        ids = list(connection.execute(select(evidence.c.id)).scalars())
        connection.execute(update(evidence).values(state="kept", bytes=len(body), sha256="0" * 64))
    house.shelf.files |= dict.fromkeys(ids, body)
    return ids


def test_the_counts_tell_what_waits(house: Services, mia: Actor) -> None:
    house.tip(emergency=True), house.tip(), house.tip(status="closed")
    counts = house.desk.counts(mia)
    assert (counts.open, counts.mine, counts.unassigned, counts.emergency, counts.waiting) == (2, 0, 2, 1, 1)
