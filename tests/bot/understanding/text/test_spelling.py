"""Misspelt words are read as those they sound like."""

from __future__ import annotations

import pytest

from bot.understanding.text.spelling import Spelling, apart
from dialogs.loader import load
from dialogs.traits import NO_TRAITS
from tests.builders.understanding import read

ENGLISH = load().languages["en"].traits
WORDS = Spelling(["broke", "stole", "burglar", "suspicious", "threatening", "chasing", "rioting", "vandals"], ENGLISH)


@pytest.mark.parametrize(
    ("misspelt", "meant"),
    [
        ("brok", "broke"),
        ("stoll", "stole"),
        ("burgler", "burglar"),
        ("suspishus", "suspicious"),
        ("threatning", "threatening"),
        ("vandels", "vandals"),
    ],
)
def test_a_misspelt_word_is_mended(misspelt: str, meant: str) -> None:
    assert WORDS.meant(misspelt) == meant


@pytest.mark.parametrize("word", ["writing", "choosing", "stall2", "brk", "tale", "звук", ""])
def test_another_word_is_left_alone(word: str) -> None:
    assert WORDS.meant(word) is None


@pytest.mark.parametrize("word", ["field", "angel"])
def test_letters_that_change_places_make_another_word(word: str) -> None:
    assert Spelling(["filed", "angle"], ENGLISH).meant(word) is None


def test_a_language_that_does_not_tell_how_its_letters_sound_mends_nothing() -> None:
    assert Spelling(["broke"], NO_TRAITS).meant("brok") is None


def test_letters_are_counted() -> None:
    assert (apart("kitten", "sitting"), apart("same", "same"), apart("", "ab")) == (3, 0, 2)


@pytest.mark.parametrize(
    ("text", "category"),
    [("sumone brok into my car", "vehicle_crime"), ("vandels smashd the bus shelta", "criminal_damage")],
)
def test_a_misspelt_message_is_understood(text: str, category: str) -> None:
    assert read(text).category == category
