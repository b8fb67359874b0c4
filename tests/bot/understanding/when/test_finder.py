"""What holds for every time: clocks that change, months that end, corrections, offsets, noise."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.builders.times import LONDON, context, finder, meets, moment, times
from tests.builders.tokenising import tokenise

#: sent at, text, the true window
ACROSS = (
    ("2026-01-01T00:40", "about an hour ago", "2025-12-31T23:10", "2026-01-01T00:10"),
    ("2026-01-01T09:00", "11 last night", "2025-12-31T22:30", "2025-12-31T23:30"),
    ("2026-03-01T10:00", "yesterday", "2026-02-28T00:00", "2026-02-28T23:59"),
    ("2024-03-01T10:00", "yesterday at 5pm", "2024-02-29T16:30", "2024-02-29T17:30"),
    ("2026-03-31T10:00", "a month ago", "2026-02-20T00:00", "2026-03-10T00:00"),
    ("2026-05-01T10:00", "the 31st", "2026-03-31T00:00", "2026-03-31T23:59"),
    ("2026-01-05T10:00", "in december", "2025-12-01T00:00", "2025-12-31T23:59"),
    ("2026-06-17T00:40", "tonight about 11", "2026-06-16T22:30", "2026-06-16T23:30"),
    ("2026-06-17T02:10", "last night", "2026-06-16T18:00", "2026-06-17T06:00"),
    ("2026-06-17T00:30", "today at 3", "2026-06-16T14:30", "2026-06-16T15:30"),
    ("2026-06-17T23:50", "half 11", "2026-06-17T23:00", "2026-06-18T00:00"),
    ("2026-06-17T07:50", "8ish", "2026-06-17T07:30", "2026-06-17T08:30"),
    ("2026-06-17T23:00", "wednesday at 10pm", "2026-06-17T21:30", "2026-06-17T22:30"),
    ("2026-06-17T09:00", "wednesday at 10pm", "2026-06-10T21:30", "2026-06-10T22:30"),
    ("2026-06-17T09:00", "friday", "2026-06-12T00:00", "2026-06-12T23:59"),
    ("2026-06-14T20:00", "this weekend", "2026-06-13T00:00", "2026-06-14T23:59"),
    ("2026-06-14T20:00", "last weekend", "2026-06-06T00:00", "2026-06-07T23:59"),
)


@pytest.mark.parametrize(("sent_at", "text", "first", "last"), ACROSS)
def test_midnights_months_and_years_are_crossed(sent_at: str, text: str, first: str, last: str) -> None:
    assert meets(times(text, sent_at=sent_at)[0], first, last, sent_at), times(text, sent_at=sent_at)


def test_minutes_ago_are_counted_over_the_clock_change_in_spring() -> None:
    sent_at = datetime(2026, 3, 29, 1, 10, tzinfo=UTC).astimezone(LONDON)
    when = finder().find(tokenise("30 mins ago"), context(sent_at=sent_at.replace(tzinfo=None).isoformat()))[0]
    assert when.start is not None
    assert when.end is not None
    assert when.start <= sent_at - timedelta(minutes=30) <= when.end


def test_an_hour_that_the_clocks_skip_is_the_one_after() -> None:
    when = times("1:30 this morning", sent_at="2026-03-29T09:00")[0]
    assert when.start is not None
    assert when.start.astimezone(UTC) <= datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def test_an_hour_that_comes_twice_is_covered_both_times() -> None:
    when = times("1:30 this morning", sent_at="2026-10-25T09:00")[0]
    assert when.start is not None
    assert when.end is not None
    for hour in (0, 1):
        assert when.start.astimezone(UTC) <= datetime(2026, 10, 25, hour, 30, tzinfo=UTC) <= when.end.astimezone(UTC)


def test_the_order_of_day_and_month_is_the_countrys() -> None:
    assert meets(times("on 3/6", country="GB")[0], "2026-06-03T00:00", "2026-06-03T23:59")
    assert meets(times("on 3/6", country="US")[0], "2026-03-06T00:00", "2026-03-06T23:59")


def test_a_day_above_twelve_tells_the_order_by_itself() -> None:
    assert meets(times("on 3/16", country="GB")[0], "2026-03-16T00:00", "2026-03-16T23:59")


def test_the_precise_time_inside_a_vague_one_comes_first() -> None:
    text = "car nicked last night, the camera has them at quarter to 4 this morning"
    assert meets(times(text, asking=None)[0], "2026-06-17T03:15", "2026-06-17T04:15")


def test_the_crimes_time_comes_before_when_it_was_found() -> None:
    text = "they broke in on saturday, i noticed this morning"
    assert meets(times(text, asking=None)[0], "2026-06-13T00:00", "2026-06-13T23:59")


def test_what_a_denied_time_says_is_apart() -> None:
    found = finder().read(tokenise("monday night not tuesday"), context())
    assert [when.text for when in found.denied] == ["tuesday"]
    assert meets(found.found[0], "2026-06-15T18:00", "2026-06-16T06:00")


LANGUAGES = st.sampled_from(("en", "es", "fr", "pl", "pt", "ar"))
MIXED = """
    at on the last night 3 half past quarter to between and 22:40 tuesday 5th june ago 2 weeks since now not in may
    about a few 12/6 2026 - , . ! this morning every till hace 3 horas il y a od 5 dni há الساعة قبل
"""
WORDS = st.sampled_from(MIXED.split())


@given(st.lists(WORDS, max_size=25).map(" ".join), LANGUAGES)
@example("may few till 5th", "en")
def test_any_mix_of_words_of_time_gives_sound_times(text: str, language: str) -> None:
    for when in finder().find(tokenise(text), context(language)):
        assert when.source is not None
        assert 0 <= when.source.start < when.source.end <= len(text)
        assert all(part in text for part in when.text.split(", ") if part)
        assert when.start is None or when.end is None or when.start <= when.end
        assert when.start is not None or when.ongoing


@given(st.text(max_size=200), LANGUAGES)
def test_no_text_crashes_the_finder_and_twice_is_the_same(text: str, language: str) -> None:
    heard = finder().find(tokenise(text), context(language))
    assert heard == finder().find(tokenise(text), context(language))


@given(st.text(alphabet="asdfghjklqwrtzxcvbnm ", max_size=80))
def test_noise_holds_no_time(text: str) -> None:
    known = {"s", "a", "h", "m", "n", "t", "r n", "rn"}
    words = [word for word in text.split() if len(word) > 4 and word not in known]
    assert times(" ".join(words), asking=None) == []


@given(st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2030, 1, 1)))
def test_last_night_is_over_or_going_on_at_any_moment(sent: datetime) -> None:
    when = times("last night", sent_at=sent.isoformat())[0]
    assert when.start is not None
    assert when.end is not None
    assert when.start <= when.end <= moment(sent.isoformat()) + timedelta(hours=1)
