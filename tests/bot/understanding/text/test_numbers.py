"""Numbers in digits and words."""

from __future__ import annotations

from functools import lru_cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.text.numbers import CARDINAL, ORDINAL, VAGUE, Numbers
from dialogs.loader import load
from tests.builders.tokenising import TOKENISER, tokenise

#: language, text, the value of its first number, its kind
TOLD = (
    ("en", "2 lads", 2, CARDINAL), ("en", "two lads", 2, CARDINAL), ("en", "a couple of lads", 2, CARDINAL),
    ("en", "twenty five", 25, CARDINAL), ("en", "twenty-five", 25, CARDINAL), ("en", "ninety nine", 99, CARDINAL),
    ("en", "1,500 quid", 1500, CARDINAL), ("en", "two hundred", 200, CARDINAL), ("en", "half a dozen", 6, CARDINAL),
    ("en", "3rd floor", 3, ORDINAL), ("en", "twenty first", 21, ORDINAL), ("en", "a few lads", 3, VAGUE),
    ("en", "several", 3, VAGUE), ("es", "un par de chicos", 2, CARDINAL), ("es", "treinta y cinco", 35, CARDINAL),
    ("es", "varios", 3, VAGUE), ("fr", "vingt et un", 21, CARDINAL), ("fr", "soixante-dix", 70, CARDINAL),
    ("fr", "une dizaine de jeunes", 10, CARDINAL), ("pl", "dwóch", 2, CARDINAL),
    ("pl", "dwadzieścia pięć", 25, CARDINAL),
    ("pl", "kilku", 3, VAGUE), ("pt", "vinte e cinco", 25, CARDINAL), ("pt", "duas", 2, CARDINAL),
    ("ar", "ثلاثة رجال", 3, CARDINAL), ("ar", "٣ رجال", 3, CARDINAL),
)  # fmt: skip


@lru_cache
def numbers(language: str) -> Numbers:
    spoken = load().languages[language]
    return Numbers([spoken], spoken.traits.ordinal_marks, TOKENISER)


@pytest.mark.parametrize(("language", "text", "value", "kind"), TOLD)
def test_a_number_has_its_value(language: str, text: str, value: int, kind: str) -> None:
    found = numbers(language).find(tokenise(text))
    assert (found[0].value, found[0].kind) == (value, kind)


def test_figures_are_told_from_words() -> None:
    found = numbers("en").find(tokenise("3 or four"))
    assert [number.digits for number in found] == [True, False]


def test_a_number_too_long_to_count_is_none() -> None:
    assert numbers("en").find(tokenise("7" * 5000)) == []


@given(st.integers(min_value=1, max_value=99))
def test_figures_up_to_ninety_nine_are_themselves(value: int) -> None:
    assert numbers("en").find(tokenise(f"saw {value} of them"))[0].value == value


@given(st.text(max_size=100))
def test_no_text_crashes_the_numbers(text: str) -> None:
    for number in numbers("en").find(tokenise(text)):
        assert number.first < number.last
