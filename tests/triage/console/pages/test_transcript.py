"""The transcript and the history as the page shows them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake_store.model.actor import Role
from intake_store.model.event_kind import EventKind
from intake_store.model.facts import Facts, Source, What, When, Where, from_json
from intake_store.model.slots import BY_FIELD, SLOTS, Slot
from intake_store.model.tip import HistoryEntry, Message
from triage.console.pages.display import Display, age
from triage.console.pages.highlights import Origin, Span, anchor, pieces, spans
from triage.console.pages.summary import Card, sureness
from triage.console.pages.transcript import history, marked, thread

NOW = datetime(2026, 6, 17, 9, 30, tzinfo=UTC)
FACE = Display("Desk", ZoneInfo("Europe/London"))
#: An item of any slot, as JSON, and the marked words that it came from.
ITEM = {"text": "the words", "kind": "other", "source": {"start": 4, "end": 13, "message": 0}}
SPANS = [Span(4, 13, "w0-4", "")]

sources = st.builds(Source, st.integers(-3, 40), st.integers(-3, 40), message=st.one_of(st.none(), st.integers(-1, 3)))


def said(number: int, text: str, direction: str = "in") -> Message:
    return Message(number, NOW, direction, "citizen" if direction == "in" else "bot", text)


@given(st.lists(st.text(max_size=30), max_size=3), st.lists(sources, max_size=8))
def test_marking_loses_no_letter_whatever_the_sources_say(texts: list[str], found: list[Source]) -> None:
    marks = spans([Origin(source, "Where") for source in found], [len(text) for text in texts])
    for number, text in enumerate(texts):
        cut = pieces(text, marks.get(number, ()))
        assert "".join(piece.text for piece in cut) == text
        names = [piece.mark for piece in cut if piece.mark]
        assert len(names) == len(set(names))


@given(st.integers(0, 10), st.integers(1, 10), st.integers(0, 10), st.integers(1, 10))
def test_every_source_inside_the_text_finds_its_mark(a: int, n: int, b: int, m: int) -> None:
    both = [Source(a, a + n, message=0), Source(b, b + m, message=0)]
    marks = spans([Origin(source, label) for source, label in zip(both, ("Where", "When"), strict=True)], [40])
    assert all(anchor(source, marks) in {span.mark for span in marks[0]} for source in both)


def test_sources_count_the_citizens_messages_only() -> None:
    facts = Facts(where=Where("elm st", source=Source(0, 6, message=1)), what=What("x", Source(0, 1, message=7)))
    messages = [said(1, "help"), said(2, "Where?", "out"), said(3, "elm st, now")]
    lines = list(thread(messages, marked(facts, messages)))
    assert [piece.mark for piece in lines[2].pieces] == ["w1-0", ""]
    assert all(not piece.mark for line in lines[:2] for piece in line.pieces)


def test_one_look_after_another_is_one_line_and_changes_stand_alone() -> None:
    kinds = ["created", "listed", "read", "read", "evidence_read", "reply", "reply", "read"]
    entries = [HistoryEntry(NOW + timedelta(minutes=n), "mia", EventKind(kind)) for n, kind in enumerate(kinds)]
    shown = [line.text for line in history(entries, Role.SUPERVISOR.permissions)]
    assert shown == [
        "opened the tip",
        "replied to the citizen",
        "replied to the citizen",
        "saw it in a list, opened the tip, opened evidence",
        "began the tip",
    ]
    assert [line.text for line in history(entries, Role.HANDLER.permissions)] == [
        "replied to the citizen",
        "replied to the citizen",
        "began the tip",
    ]


@pytest.mark.parametrize(
    ("confidence", "word"), [(1.0, ""), (0.8, ""), (0.7, "likely"), (0.5, "unsure, check"), (0.0, "unsure, check")]
)
def test_doubt_is_said_where_there_is_any(confidence: float, word: str) -> None:
    assert sureness(confidence) == word


@pytest.mark.parametrize(
    ("passed", "shown"),
    [(-5, "now"), (59, "now"), (60, "1 min"), (3599, "59 min"), (3600, "1 h"), (86_399, "23 h"), (90_000, "1 d")],
)
def test_ages_are_told_in_one_unit(passed: float, shown: str) -> None:
    assert age(NOW, NOW + timedelta(seconds=passed)) == shown


def london(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/London"))


@pytest.mark.parametrize(
    ("when", "shown"),
    [
        (When("x"), ""),
        (When("x", london("2026-06-17T02:00"), None), "today, 02:00"),
        (When("x", london("2026-06-17T01:30"), london("2026-06-17T02:30")), "today, 01:30 to 02:30"),
        (When("x", london("2026-06-16T22:00"), london("2026-06-17T02:00")), "yesterday, 22:00 to today, 02:00"),
        (When("x", london("2026-06-16T00:00"), london("2026-06-17T00:00"), precision="day"), "yesterday"),
        (
            When("x", london("2025-12-29T00:00"), london("2026-01-05T00:00"), precision="week"),
            "Mon 29 Dec 2025 to Sun 4 Jan",
        ),
    ],
)
def test_resolved_times_are_told_as_people_say_them(when: When, shown: str) -> None:
    assert FACE.span(when, NOW) == shown


def test_what_was_not_told_stands_as_an_empty_field() -> None:
    fields = Card(FACE, NOW, {}).fields(Facts(answers={"weapon": "none", "confirm": "x"}))
    assert [field.slot for field in fields] == ["what", "where", "when", "who", "vehicle", "weapon", "injuries"]
    assert [field.slot for field in fields if field.statements] == ["weapon"]


def test_no_answer_is_left_off_the_card_whatever_was_asked() -> None:
    answers = {slot.name: "they said so" for slot in SLOTS if slot.on_card} | {"shoe_size": "43"}
    fields = Card(FACE, NOW, {}).fields(Facts(answers=answers))
    assert {field.slot for field in fields if field.statements} == set(answers)
    assert fields[-1].label == "Shoe size"


@pytest.mark.parametrize("slot", BY_FIELD.values(), ids=lambda slot: slot.name)
def test_every_fact_shows_under_its_label_with_the_words_that_it_came_from(slot: Slot) -> None:
    facts = from_json({slot.field: [ITEM] if slot.many else ITEM})
    field = next(field for field in Card(FACE, NOW, {0: SPANS}).fields(facts) if field.slot == slot.name)
    assert (field.label, [(one.text, one.mark) for one in field.statements]) == (slot.label, [("the words", "w0-4")])
