"""What the tests of times share: the finder, a Wednesday afternoon in London, and how a window is judged."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.understanding.types import Context
from bot.understanding.when import TimeFinder
from dialogs.loader import load
from intake_store.model.facts import When
from tests.builders.tokenising import TOKENISER, tokenise

LONDON = ZoneInfo("Europe/London")
#: A Wednesday.
SENT_AT = "2026-06-17T14:30"
#: A time less sure than this is not asserted.
ASSERTED = 0.4


@lru_cache
def finder(country: str = "GB") -> TimeFinder:
    return TimeFinder(load(), TOKENISER, country)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def context(language: str = "en", asking: str | None = "when", sent_at: str = SENT_AT, country: str = "GB") -> Context:
    return Context(moment(sent_at), LONDON, country, language, asking)


def times(
    text: str, language: str = "en", asking: str | None = "when", sent_at: str = SENT_AT, country: str = "GB"
) -> list[When]:
    """The times of a message that are sure enough to be asserted."""
    found = finder(country).find(tokenise(text), context(language, asking, sent_at, country))
    return [when for when in found if asking == "when" or when.source is None or when.source.confidence >= ASSERTED]


def meets(when: When, first: str, last: str, sent_at: str = SENT_AT) -> bool:
    """The window meets the true one and is no wider than twice it, or two hours."""
    if when.start is None:
        return False
    end = when.end or (moment(sent_at) if when.ongoing else when.start)
    widest = max(timedelta(hours=2), 2 * (moment(last) - moment(first)))
    return when.start <= moment(last) and end >= moment(first) and end - when.start <= widest
