"""The cost of a text message."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.segments import is_gsm7, plain, segments


@pytest.mark.parametrize(
    ("text", "cost"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("ж" * 70, 1),
        ("ж" * 71, 2),
        ("ж" * 134, 2),
        ("ж" * 135, 3),
        ("\N{FIRE}" * 35, 1),
        ("\N{FIRE}" * 36, 2),
    ],
)
def test_a_text_costs_what_the_standard_says(text: str, cost: int) -> None:
    assert segments(text) == cost


def test_typographic_characters_are_spelled_plainly() -> None:
    assert plain("St Mary’s — “here”…\nnow") == 'St Mary\'s - "here"... now'


@given(st.text(max_size=300))
def test_a_longer_text_never_costs_less(text: str) -> None:
    assert segments(text + "a") >= segments(text)
    assert segments(text) >= 1
    assert is_gsm7(text) or segments(text) >= len(text) / 70 - 1
