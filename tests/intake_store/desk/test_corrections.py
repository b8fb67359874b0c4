"""Handlers set right what the bot read: it shows, it stands, and the original is kept with who and when."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from intake_store.db.tables import corrections
from intake_store.desk.correction_writer import slot_mark
from intake_store.desk.corrections import Correction
from intake_store.desk.queue import Filters, Query
from intake_store.desk.rules import Change
from intake_store.model.actor import Actor
from intake_store.model.errors import Invalid, NotFound, Stale
from intake_store.model.facts import Facts, Person, Source, Vehicle, What, When, Where
from intake_store.model.tip import Tip
from intake_store.vault.vault import owner_of
from tests.builders.desk import ADDRESS, PROGRAM, Services

TOLD = Facts(
    what=What("smashed a window", Source(4, 20, 0.6, message=0)),
    vehicles=(Vehicle("a blue honda", "honda", None, "blue", source=Source(24, 36, 0.9, message=0)),),
    people=(Person("two lads", 2),),
)
HYUNDAI = {"text": "a blue honda", "make": "Hyundai", "colour": "blue", "plate": "lk19 abc"}


def correct(services: Services, reference: str, actor: Actor, slot: str, value: Any, **more: Any) -> Tip:
    return services.desk.correct(reference, Correction(slot, value), actor, services.clock(), **more)


def kept(services: Services, tip: Tip) -> list[tuple[str, str, Any, Any]]:
    """The tip's corrections: slot, actor, original, corrected."""
    with services.database.read() as connection:
        rows = connection.execute(select(corrections).order_by(corrections.c.id)).all()

    def opened(row: Any, name: str) -> Any:
        sealed = getattr(row, name)
        return json.loads(
            services.vault.open_text(owner_of(tip.summary.id, 0), f"{name}:{row.key}", sealed, "handler:1")
        )

    return [(row.slot, row.actor, opened(row, "original"), opened(row, "corrected")) for row in rows]


def test_a_corrected_slot_shows_and_the_original_is_kept(services: Services, mia: Actor) -> None:
    reference = services.tip(facts=TOLD)
    at = services.clock.forward(minutes=1)
    tip = correct(services, reference, mia, "vehicles", [HYUNDAI])
    expected = Vehicle("a blue honda", "hyundai", None, "blue", "LK19ABC", False, Source(24, 36, 1.0, "handler", 0))
    assert tip.summary.facts.vehicles == (expected,)
    assert tip.read == TOLD
    assert [(done.slot, done.by, done.at) for done in tip.corrections] == [("vehicles", "mia", at)]
    assert ("set_right", "vehicles") in [(entry.kind, entry.detail) for entry in tip.history]
    ((slot, actor, original, corrected),) = kept(services, tip)
    assert (slot, actor, original[0]["make"], corrected[0]["make"]) == ("vehicles", mia.id, "honda", "hyundai")
    with services.database.read() as connection:
        row = connection.execute(select(corrections)).one()
    assert (row.message, row.words_start, row.words_end, row.reviewed, row.user_id) == (0, 24, 36, False, 1)


def test_what_the_citizen_says_later_does_not_undo_a_correction(services: Services, mia: Actor) -> None:
    reference = services.tip(facts=TOLD, address=ADDRESS)
    correct(services, reference, mia, "what", {"text": "smashed two windows"})
    later = Facts(what=What("smashed everything"), where=Where("Elm St"), vehicles=TOLD.vehicles)
    services.say(ADDRESS, "they smashed everything, in Elm St", facts=later, reference=reference)
    tip = services.desk.tip(reference, PROGRAM, services.clock())
    assert tip.summary.facts.what is not None
    assert (tip.summary.facts.what.text, tip.summary.facts.where) == ("smashed two windows", Where("Elm St"))
    assert tip.read == later
    again = correct(services, reference, PROGRAM, "what", {"text": "smashed everything"})
    assert again.summary.facts.what is not None
    assert again.summary.facts.what.text == "smashed everything"
    assert [original["text"] for _, _, original, _ in kept(services, tip)] == ["smashed a window", "smashed everything"]


def test_a_slot_can_be_emptied_and_filled(services: Services, mia: Actor) -> None:
    reference = services.tip(facts=TOLD)
    assert correct(services, reference, mia, "people", []).summary.facts.people == ()
    assert correct(services, reference, mia, "what", None).summary.facts.what is None
    start = services.clock()
    times = {"start": start.isoformat(), "end": (start + timedelta(hours=1)).isoformat()}
    filled = correct(services, reference, mia, "when", {"text": "at noon"} | times).summary.facts.when
    assert filled == When(
        "at noon", start, start + timedelta(hours=1), precision="minute", source=Source(0, 0, 1.0, "handler")
    )


def test_the_same_value_again_is_no_correction(services: Services, mia: Actor) -> None:
    reference = services.tip(facts=TOLD)
    tip = correct(services, reference, mia, "people", [{"text": "two lads", "count": 2, "role": "suspect"}])
    assert (tip.corrections, tip.read) == ((), tip.summary.facts)


@pytest.mark.parametrize(
    ("slot", "value", "field"),
    [
        ("answers", "none", "slot"),
        ("what", "words", "what"),
        ("what", {"text": "  "}, "text"),
        ("what", {"text": "x" * 10_001}, "text"),
        ("what", {"text": "x", "colour": "red"}, "colour"),
        ("where", {"text": "x", "latitude": 91, "longitude": 0}, "latitude"),
        ("where", {"text": "x", "latitude": 51.5}, "longitude"),
        ("where", {"text": "x", "needs_address": 1}, "needs_address"),
        ("when", {"text": "x", "start": "2026-06-17T01:30:00"}, "start"),
        ("when", {"text": "x", "start": 7}, "start"),
        ("when", {"text": "x", "end": "2026-06-17T01:30:00Z"}, "end"),
        ("when", {"text": "x", "start": "2026-06-17T01:30:00Z", "end": "2026-06-17T01:00:00Z"}, "end"),
        ("when", {"text": "x", "precision": "roughly"}, "precision"),
        ("people", {"text": "x"}, "people"),
        ("people", [{"text": "x", "role": "boss"}], "people[0].role"),
        ("people", [{"text": "x"}, {"text": "y", "count": 0}], "people[1].count"),
        ("vehicles", [{"text": "x", "colour": "mauve"}], "vehicles[0].colour"),
        ("vehicles", [{"text": "x", "plate": "LK19/ABC"}], "vehicles[0].plate"),
        ("vehicles", [{"text": "x", "make": 3}], "vehicles[0].make"),
        ("weapons", [{"text": "x"}], "weapons[0].kind"),
        ("weapons", ["a knife"], "weapons[0]"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_stored(
    services: Services, mia: Actor, slot: str, value: Any, field: str
) -> None:
    reference = services.tip(facts=TOLD)
    with pytest.raises(Invalid) as caught:
        correct(services, reference, mia, slot, value)
    assert list(caught.value.errors) == [field]
    assert services.desk.tip(reference, mia, services.clock()).corrections == ()


def test_who_saw_something_older_corrects_nothing(services: Services, mia: Actor) -> None:
    reference = services.tip(facts=TOLD)
    seen = slot_mark(TOLD, "what")
    correct(services, reference, mia, "people", [], seen=slot_mark(TOLD, "people"))
    correct(services, reference, mia, "what", {"text": "smashed a door"}, seen=seen)
    for older in ({"seen": seen}, {"if_match": frozenset({"x"})}):
        with pytest.raises(Stale):
            correct(services, reference, mia, "what", {"text": "nothing"}, **older)
    with pytest.raises(NotFound):
        correct(services, "XXX-XXX", mia, "what", None)


def test_a_category_set_by_a_handler_is_kept_as_a_correction(services: Services, mia: Actor) -> None:
    reference = services.tip(facts=TOLD, category="theft")
    tip = services.desk.change(reference, Change(category="robbery"), mia, services.clock())
    services.desk.change(reference, Change(category="robbery", status="closed"), mia, services.clock())
    assert kept(services, tip) == [("category", mia.id, "theft", "robbery")]
    assert [done.slot for done in tip.corrections] == ["category"]


def test_a_search_finds_the_corrected_words(services: Services, mia: Actor) -> None:
    reference = services.tip("saw it", TOLD)
    correct(services, reference, mia, "where", {"text": "Zebra Lane"})
    found = services.desk.tips(Query(Filters(q="zebra")), mia, services.clock())
    assert [item.reference for item in found.items] == [reference]
