"""Finds the places that a message tells and puts the crime's first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from bot.understanding.text.tokens import Entry, Tokeniser, Tokens
from bot.understanding.trace import Refused, Trace, Verdict
from bot.understanding.types import Context
from bot.understanding.where import grammar, maps
from bot.understanding.where.answers import Answers, chain_where
from bot.understanding.where.common import Common
from bot.understanding.where.gazetteer import Gazetteer, Place
from bot.understanding.where.grouping import gather
from bot.understanding.where.lexer import Lexer, entries
from bot.understanding.where.notes import Notes
from dialogs.loader import DEFAULT_LANGUAGE, Dialogs, Language
from dialogs.wordlists import Origin
from intake_store.model.facts import Source, Where

_PLACES = "places"
_LETTERS = {"roads": "R", "weak": "g"}
"""The letters of the groups of `places` that are no towns; the gazetteer's names are "K"."""
_FILE = "lexicons/places.yaml"


class Places(NamedTuple):
    """The places that a message tells, the crime's first, and those that it says were not meant."""

    found: tuple[Where, ...]
    denied: tuple[Where, ...]


class PlaceFinder:
    """Reads places in the conversation's language and in the default one; `gazetteer` adds a force's own names."""

    def __init__(self, dialogs: Dialogs, tokeniser: Tokeniser, gazetteer: Gazetteer | None = None) -> None:
        known = gazetteer or Gazetteer()
        names = [Entry(place.name, "K") for place in known.places]
        lines = dialogs.lexicon_lines.get(_PLACES, {})
        for group, listed in dialogs.lexicons.get(_PLACES, {}).items():
            origins = ((str(name), Origin(_FILE, lines.get(name, 0))) for name in listed)
            names += [Entry(name, _LETTERS.get(group, "G"), origin) for name, origin in origins]
        self._places = known.phrases(tokeniser)
        words = {code: list(entries(language)) for code, language in dialogs.languages.items()}
        self._readers = {}
        for code in dialogs.languages:
            languages = dialogs.read_with(code)
            spoken = [entry for one in languages for entry in words[one.code]]
            common = Common.of(languages, dialogs.languages.values())
            self._readers[code] = _Reader(tokeniser, languages, [*spoken, *names], common)

    def find(self, tokens: Tokens, context: Context) -> tuple[Where, ...]:
        """The places in `tokens`, the crime's first; when "where?" was asked, a short answer is one as it stands."""
        return self.read(tokens, context).found

    def read(self, tokens: Tokens, context: Context, trace: Trace | None = None) -> Places:
        """The places that `tokens` tell and those that they deny; `trace` learns which rules took them for one."""
        position = maps.find(tokens.text)
        reader = self._readers.get(context.language or DEFAULT_LANGUAGE) or self._readers[DEFAULT_LANGUAGE]
        places = reader.read(tokens, context.asking == "where", trace)
        if position and trace is not None:
            trace.note("where", Verdict.FOUND, (position.start, position.end), rule="position", why=maps.find)
        found = tuple(self._locate(where, tokens) for where in places.found)
        return Places((_position(tokens, position), *found) if position else found, places.denied)

    def _locate(self, where: Where, tokens: Tokens) -> Where:
        """The position of a gazetteer name inside a place."""
        if not self._places or where.source is None:
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
    """The words of the languages that are read together, compiled."""

    def __init__(
        self,
        tokeniser: Tokeniser,
        languages: Sequence[Language],
        words: Sequence[Entry[str]],
        common: Common,
    ) -> None:
        streets = languages[-1].traits.ordinal_marks  # streets with a number are named in the default language
        self._lexer = Lexer(tokeniser, languages, words, streets)
        self._common = common
        self._answers = Answers(tokeniser, languages)

    def read(self, tokens: Tokens, answering: bool, trace: Trace | None = None) -> Places:
        refused: list[Refused] | None = None if trace is None else []
        letters = self._lexer.read(tokens)
        elements = grammar.read(tokens, letters, self._common, refused)
        chains = gather(elements, letters, tokens, self._common.plain, refused)
        told = sorted((each for each in chains if not each.denied), key=lambda each: -each.strength)
        denied = tuple(chain_where(tokens, letters, chain, answering) for chain in chains if chain.denied)
        if answering:
            found = self._answers.read(tokens, letters, told, trace)
        else:
            found = [chain_where(tokens, letters, chain) for chain in told if chain.strength > 1]
        if trace is not None:
            notes = Notes(trace, tokens, letters, self._lexer)
            notes.chains(chains, found)
            notes.refused(refused or ())
        return Places(tuple(found), denied)
