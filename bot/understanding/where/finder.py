"""Finds the places that a message tells and puts the crime's first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from bot.understanding.text.tokens import Tokens
from bot.understanding.types import Context
from bot.understanding.where import grammar, maps
from bot.understanding.where.answers import Answers, chain_where
from bot.understanding.where.gazetteer import Gazetteer, Place
from bot.understanding.where.grouping import gather
from bot.understanding.where.lexer import Lexer
from bot.understanding.where.validators import Common
from dialogs.loader import Dialogs
from intake_store.model.facts import Source, Where

ENGLISH = "en"
Names = Sequence[tuple[str, str]]
_PLACES = "places"
_LETTERS = {"roads": "R", "weak": "g"}
"""The letters of the groups of `places` that are no towns; the gazetteer's names are "K"."""


class Places(NamedTuple):
    """The places that a message tells, the crime's first, and those that it says were not meant."""

    found: tuple[Where, ...]
    denied: tuple[Where, ...]


class Finder:
    """Reads places in the conversation's language and in English; `gazetteer` adds a force's own names."""

    def __init__(self, dialogs: Dialogs, gazetteer: Gazetteer | None = None) -> None:
        words = {code: language.words for code, language in dialogs.languages.items()}
        known = gazetteer or Gazetteer()
        names = [(place.name, "K") for place in known.places]
        for group, listed in dialogs.lexicons.get(_PLACES, {}).items():
            names += [(str(name), _LETTERS.get(group, "G")) for name in listed]
        english = words.get(ENGLISH, {})
        self._places = known.phrases()
        self._readers = {
            code: _Reader(own, () if code == ENGLISH else (english,), names) for code, own in words.items()
        }

    def find(self, tokens: Tokens, context: Context) -> tuple[Where, ...]:
        """The places in `tokens`, the crime's first; when "where?" was asked, a short answer is one as it stands."""
        return self.read(tokens, context).found

    def read(self, tokens: Tokens, context: Context) -> Places:
        """The places that `tokens` tell and those that they deny; words are those of `context.language` and English."""
        position = maps.find(tokens.text)
        reader = self._readers.get(context.language or ENGLISH) or self._readers[ENGLISH]
        places = reader.read(tokens, context.asking == "where")
        found = tuple(self._locate(where, tokens) for where in places.found)
        return Places((_position(tokens, position), *found) if position else found, places.denied)

    def _locate(self, where: Where, tokens: Tokens) -> Where:
        """The position of a gazetteer name inside a place."""
        if not len(self._places) or where.source is None:
            return where
        for match in self._places.find(tokens):
            inside = where.source.start <= tokens.starts[match.first] < where.source.end
            place: Place = match.payload
            if inside and place.latitude is not None:
                return replace(where, latitude=place.latitude, longitude=place.longitude)
        return where


def _position(tokens: Tokens, position: maps.Position) -> Where:
    said = tokens.text[position.start : position.end]
    return Where(said, position.latitude, position.longitude, source=Source(position.start, position.end, 0.95))


class _Reader:
    """The words of one language, compiled."""

    def __init__(
        self, words: Mapping[str, Any], others: Sequence[Mapping[str, Any]], names: Sequence[tuple[str, str]]
    ) -> None:
        self._lexer = Lexer(words, others, names)
        sections = [language.get("place", {}) for language in (words, *others)]
        things = frozenset(str(thing).casefold() for section in sections for thing in section.get("own_things", ()))
        self._common = Common(self._lexer.plain, things)
        self._answers = Answers(sections)

    def read(self, tokens: Tokens, answering: bool) -> Places:
        line = self._lexer.read(tokens)
        chains = gather(grammar.read(tokens, line, self._common), line, tokens, self._common.plain)
        told = sorted((each for each in chains if not each.denied), key=lambda each: -each.strength)
        denied = tuple(chain_where(tokens, line, chain, answering) for chain in chains if chain.denied)
        if answering:
            return Places(tuple(self._answers.read(tokens, line, told)), denied)
        return Places(tuple(chain_where(tokens, line, chain) for chain in told if chain.strength > 1), denied)
