"""A cursor comes from outside as a word: it is read without trust."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake_store.desk.queue import ORDERS, Place, read_cursor, write_cursor

moments = st.datetimes(datetime(2020, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))
places = st.builds(Place, st.integers(0, 4), moments, st.integers(0, 2**63 - 1))


@given(places, st.sampled_from(ORDERS))
def test_a_cursor_is_read_as_it_was_written(place: Place, order: str) -> None:
    assert read_cursor(write_cursor(place, order), order) == place


@given(places)
def test_a_cursor_of_another_order_is_none(place: Place) -> None:
    assert read_cursor(write_cursor(place, "newest"), "oldest") is None


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+23:00", "9999-12-31T23:59:59-23:00", "2026-01-01T00:00:00"])
def test_a_time_that_does_not_exist_everywhere_is_no_cursor(at: str) -> None:
    written = base64.urlsafe_b64encode(json.dumps(["newest", 1, at, "1"]).encode()).decode()
    assert read_cursor(written, "newest") is None


@given(st.text())
def test_no_text_breaks_the_reading_of_a_cursor(text: str) -> None:
    read_cursor(text, "newest")


@given(st.lists(st.one_of(st.none(), st.integers(), st.text(), st.floats(), st.lists(st.integers()))))
def test_no_json_breaks_the_reading_of_a_cursor(values: list[object]) -> None:
    for written in (values, ["newest", *values], ["newest", 1, "2026-01-01T00:00:00", *values]):
        read_cursor(base64.urlsafe_b64encode(json.dumps(written).encode()).decode().rstrip("="), "newest")
