"""What the tests of places share."""

from __future__ import annotations

from functools import lru_cache

from bot.understanding.where import Finder
from dialogs.loader import load
from intake_store.model.facts import Where
from tests.bot.understanding.tokenising import TOKENISER, tokenise
from tests.builders.times import context


@lru_cache
def finder() -> Finder:
    return Finder(load(), TOKENISER)


def places(text: str, language: str = "en", asking: str | None = None) -> list[Where]:
    return list(finder().find(tokenise(text), context(language, asking)))
