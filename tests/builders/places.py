"""What the tests of places share."""

from __future__ import annotations

from functools import lru_cache

from bot.understanding.where import PlaceFinder
from dialogs.loader import load
from intake_store.model.facts import Where
from tests.builders.times import context
from tests.builders.tokenising import TOKENISER, tokenise


@lru_cache
def finder() -> PlaceFinder:
    return PlaceFinder(load(), TOKENISER)


def places(text: str, language: str = "en", asking: str | None = None) -> list[Where]:
    return list(finder().find(tokenise(text), context(language, asking)))
