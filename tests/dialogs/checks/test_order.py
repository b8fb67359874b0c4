"""In which order the entries of a group stand means nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.understanding.pipeline import Pipeline
from bot.understanding.types import Understanding
from dialogs.loader import load
from dialogs.nlu.examples import FOLDER, written
from dialogs.nlu.intents import patterns
from dialogs.wordlists import WordList
from tests.builders.understanding import asked, embedded

DIALOGS = load()


def turned(words: Any) -> Any:
    """Words with each group from its last entry to its first."""
    if isinstance(words, WordList):
        return WordList(words.file, words.first, "\n".join(reversed(list(words))))
    return {name: turned(value) for name, value in words.items()}


def without_weights(understood: Understanding) -> Understanding:
    """An understanding without how sure the category is: of equal cues over the same words either may count."""
    return replace(understood, category_confidence=0.0, category_scores={})


@pytest.fixture(scope="module")
def other() -> Pipeline:
    languages = {code: replace(one, words=turned(one.words)) for code, one in DIALOGS.languages.items()}
    return Pipeline(replace(DIALOGS, languages=languages))


@pytest.mark.parametrize("code", sorted(DIALOGS.languages))
def test_the_order_of_the_entries_changes_nothing(other: Pipeline, code: str) -> None:
    known = set(patterns(DIALOGS.languages[code].words))
    for example in written(FOLDER / f"{code}.yml", known):
        for slot in (None, "who", "where"):
            one, two = (each.understand(example.text, asked(slot, code)) for each in (embedded(), other))
            assert without_weights(one) == without_weights(two), example.text
