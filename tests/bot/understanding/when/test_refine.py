"""A time told after another: what of the first still holds."""

from __future__ import annotations

import pytest

from bot.understanding.when import refine
from tests.builders.times import meets, times

#: told first, told then, the true window
REFINED = (
    ("last friday around 8 in the morning", "thursday", "2026-06-11T07:30", "2026-06-11T08:30"),
    ("tuesday night around 9:30", "monday", "2026-06-15T21:00", "2026-06-15T22:00"),
    ("tuesday", "about 9pm", "2026-06-16T20:30", "2026-06-16T21:30"),
    ("tuesday night", "about 2", "2026-06-17T01:30", "2026-06-17T02:30"),
    ("yesterday at 4pm", "5pm", "2026-06-16T16:30", "2026-06-16T17:30"),
    ("yesterday at 4", "half 4", "2026-06-16T16:00", "2026-06-16T17:00"),
    ("half 3", "yesterday", "2026-06-16T15:00", "2026-06-16T16:00"),
    ("on the 5th", "in the evening", "2026-06-05T17:00", "2026-06-05T23:00"),
    ("yesterday at 4", "friday at 9pm", "2026-06-12T20:30", "2026-06-12T21:30"),
)


@pytest.mark.parametrize(("old", "new", "first", "last"), REFINED)
def test_a_new_day_keeps_the_hour_and_a_new_hour_the_day(old: str, new: str, first: str, last: str) -> None:
    refined = refine(times(old)[0], times(new)[0])
    assert meets(refined, first, last), refined


def test_the_first_time_told_stands_by_itself() -> None:
    assert refine(None, times("yesterday")[0]) == times("yesterday")[0]
