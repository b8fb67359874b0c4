"""Search over sealed text: complete over its pages, bounded in each."""

from __future__ import annotations

import pytest

from intake_store.desk import search
from intake_store.desk.queue import Filters, Query
from intake_store.model.actor import Actor
from intake_store.model.facts import Facts, Vehicle, Weapon
from tests.builders.desk import PROGRAM, Services


def found(services: Services, q: str, **filters: str) -> list[str]:
    """The references of all pages of a search, two at a time."""
    seen: list[str] = []
    cursor = None
    while True:
        query = Query(Filters(q=q, **filters), limit=2, cursor=cursor)
        page = services.desk.tips(query, PROGRAM, services.clock())
        seen += [item.reference for item in page.items]
        cursor = page.next_cursor
        if cursor is None:
            return seen


def test_every_word_must_occur_somewhere_in_the_tip(services: Services) -> None:
    both = services.tip("a blue van", said=("Which way did it go?",))
    services.tip("a blue bicycle")
    assert found(services, "blue van") == [both]
    assert found(services, "VAN which") == [both]
    assert found(services, "blue van red") == []


@pytest.mark.parametrize(
    ("q", "text"),
    [("cafe", "outside the Café"), ("مسجد", "أمام المسجد"), ("strasse", "in der Straße"), ("łódź", "ŁÓDŹ")],
)
def test_case_and_accents_do_not_matter(services: Services, q: str, text: str) -> None:
    reference = services.tip(text)
    assert found(services, q) == [reference]


def test_facts_are_found_though_no_message_spells_them(services: Services) -> None:
    facts = Facts(
        vehicles=(Vehicle("his motor", "honda", plate="LK19ABC"),), weapons=(Weapon("a bat", "blunt_object"),)
    )
    reference = services.tip("his motor, lk19 abc", facts)
    assert found(services, "lk19abc") == [reference]
    assert found(services, "honda") == [reference]
    assert found(services, "none") == []


def test_notes_and_references_are_found(services: Services, mia: Actor) -> None:
    reference = services.tip()
    services.desk.note(reference, "Looks like Operation Nightingale", mia, services.clock())
    assert found(services, "nightingale") == [reference]
    assert found(services, reference.lower()) == [reference]


def test_the_other_filters_are_applied_first(services: Services) -> None:
    theft, _ = services.tip("red car", category="theft"), services.tip("red car", category="fraud")
    assert found(services, "red", category="theft") == [theft]


def test_a_search_over_many_pages_misses_nothing_and_opens_only_so_many_at_a_time(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "SCAN_LIMIT", 3)
    monkeypatch.setattr(search, "CHUNK", 2)
    wanted = [services.tip("needle" if number % 4 == 0 else "hay") for number in range(12)][::4]
    assert found(services, "needle") == wanted[::-1]
    page = services.desk.tips(Query(Filters(q="nothing like it")), PROGRAM, services.clock())
    assert (page.items, page.scanned) == ((), 3)
    assert page.next_cursor is not None


def test_only_the_tips_that_were_found_count_as_seen(services: Services, mia: Actor) -> None:
    hit, miss = services.tip("needle"), services.tip("hay")
    services.desk.tips(Query(Filters(q="needle")), mia, services.clock())
    seen = {
        reference: [entry.actor for entry in services.desk.tip(reference, PROGRAM, services.clock()).history]
        for reference in (hit, miss)
    }
    assert "mia" in seen[hit]
    assert "mia" not in seen[miss]
