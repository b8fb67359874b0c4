"""Search over sealed text: complete over its pages, bounded in each."""

from __future__ import annotations

import pytest

from intake_store.desk import search
from intake_store.desk.queue import Filters, Query
from intake_store.model.actor import Actor
from intake_store.model.facts import Facts, Vehicle, Weapon
from tests.builders.desk import PROGRAM, Services


def found(house: Services, q: str, **filters: str) -> list[str]:
    """The references of all pages of a search, two at a time."""
    seen: list[str] = []
    cursor = None
    while True:
        query = Query(Filters(q=q, **filters), limit=2, cursor=cursor)
        page = house.desk.tips(query, PROGRAM, house.clock())
        seen += [item.reference for item in page.items]
        cursor = page.next_cursor
        if cursor is None:
            return seen


def test_every_word_must_occur_somewhere_in_the_tip(house: Services) -> None:
    both = house.tip("a blue van", said=("Which way did it go?",))
    house.tip("a blue bicycle")
    assert found(house, "blue van") == [both]
    assert found(house, "VAN which") == [both]
    assert found(house, "blue van red") == []


@pytest.mark.parametrize(
    ("q", "text"),
    [("cafe", "outside the Café"), ("مسجد", "أمام المسجد"), ("strasse", "in der Straße"), ("łódź", "ŁÓDŹ")],
)
def test_case_and_accents_do_not_matter(house: Services, q: str, text: str) -> None:
    reference = house.tip(text)
    assert found(house, q) == [reference]


def test_facts_are_found_though_no_message_spells_them(house: Services) -> None:
    facts = Facts(
        vehicles=(Vehicle("his motor", "honda", plate="LK19ABC"),), weapons=(Weapon("a bat", "blunt_object"),)
    )
    reference = house.tip("his motor, lk19 abc", facts)
    assert found(house, "lk19abc") == [reference]
    assert found(house, "honda") == [reference]
    assert found(house, "none") == []


def test_notes_and_references_are_found(house: Services, mia: Actor) -> None:
    reference = house.tip()
    house.desk.note(reference, "Looks like Operation Nightingale", mia, house.clock())
    assert found(house, "nightingale") == [reference]
    assert found(house, reference.lower()) == [reference]


def test_the_other_filters_are_applied_first(house: Services) -> None:
    theft, _ = house.tip("red car", category="theft"), house.tip("red car", category="fraud")
    assert found(house, "red", category="theft") == [theft]


def test_a_search_over_many_pages_misses_nothing_and_opens_only_so_many_at_a_time(
    house: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "SCAN_LIMIT", 3)
    monkeypatch.setattr(search, "CHUNK", 2)
    wanted = [house.tip("needle" if number % 4 == 0 else "hay") for number in range(12)][::4]
    assert found(house, "needle") == wanted[::-1]
    page = house.desk.tips(Query(Filters(q="nothing like it")), PROGRAM, house.clock())
    assert (page.items, page.scanned) == ((), 3)
    assert page.next_cursor is not None


def test_only_the_tips_that_were_found_count_as_seen(house: Services, mia: Actor) -> None:
    hit, miss = house.tip("needle"), house.tip("hay")
    house.desk.tips(Query(Filters(q="needle")), mia, house.clock())
    seen = {
        reference: [entry.actor for entry in house.desk.tip(reference, PROGRAM, house.clock()).history]
        for reference in (hit, miss)
    }
    assert "mia" in seen[hit]
    assert "mia" not in seen[miss]
