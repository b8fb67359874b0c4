"""Numbers as people write them: digits, words, "a couple", ordinals; from the word files `numbers.txt`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from bot.understanding.text.tokens import NUMBER, Entry, Phrases, Tokeniser, Tokens, any_of
from dialogs.loader import Language
from dialogs.wordlists import EMPTY, Origin

CARDINAL, ORDINAL, VAGUE = "cardinal", "ordinal", "vague"
_MOST_DIGITS = 9
_VAGUE_VALUE = 3


class Number(NamedTuple):
    """A number in tokens `first` up to and without `last`. `kind`: cardinal, ordinal or vague ("a few", value 3)."""

    first: int
    last: int
    value: int
    kind: str
    digits: bool


class _Word(NamedTuple):
    kind: str
    value: int


class Numbers:
    """The numbers of some languages; of a word that several have the first language's meaning counts.

    `marks` are what may follow the figures of an ordinal ("nd" of "2nd"), in any language.
    """

    def __init__(self, languages: Sequence[Language], marks: Iterable[str], tokeniser: Tokeniser) -> None:
        sections = [language.words.get("numbers") or {} for language in languages]
        self._words = Phrases((entry for section in sections for entry in _entries(section)), tokeniser)
        self._joiners = frozenset(word for section in sections for word in section.get("joiners", ()))
        self._hundred = frozenset(word for section in sections for word in section.get("hundred", ()))
        self._to_nineteen = frozenset(tens for one in languages for tens in one.traits.tens_to_nineteen)
        self._ordinal = re.compile(rf"(\d{{1,3}}){any_of(marks)}$")

    def first_words(self) -> frozenset[str]:
        """The folded words that a number in words may begin with."""
        return self._words.first_words()

    def at(self, tokens: Tokens, first: int) -> Number | None:
        """The number that begins at token `first`: digits ("3", "1,500"), "3rd", "twenty five", "a few"."""
        if tokens.kinds[first] == NUMBER:
            return self._digits(tokens.folded[first], first) or self._spelled(tokens, first)
        return self._spelled(tokens, first)

    def find(self, tokens: Tokens) -> list[Number]:
        """All numbers from left to right."""
        found, at = [], 0
        while at < len(tokens):
            number = self.at(tokens, at)
            if number:
                found.append(number)
            at = number.last if number else at + 1
        return found

    def origin(self, tokens: Tokens, first: int) -> Origin | None:
        """Where the word stands that a number begins with at token `first`; None for figures."""
        match = self._words.at(tokens, first)
        return match.origin if match else None

    def _spelled(self, tokens: Tokens, first: int) -> Number | None:
        match = self._words.at(tokens, first)
        if not match:
            return None
        word, last = match.payload, match.last
        number = Number(first, last, word.value, word.kind, False)
        if word.kind != CARDINAL:
            return number
        if last < len(tokens) and tokens.folded[last] in self._hundred and 0 < word.value < 100:
            return Number(first, last + 1, word.value * 100, CARDINAL, False)
        return self._compound(tokens, number) if word.value >= 20 else number

    def _compound(self, tokens: Tokens, tens: Number) -> Number:
        """ "twenty" with the "five" after it, "treinta" with "y cinco"; the tens alone when nothing fits."""
        at = tens.last + (tens.last < len(tokens) and tokens.folded[tens.last] in self._joiners)
        unit = self._words.at(tokens, at)
        fits = unit and 0 < unit.payload.value < (20 if tens.value in self._to_nineteen else 10)
        if unit is None or not fits or unit.payload.kind == VAGUE or tens.value % 10:
            return tens
        return Number(tens.first, unit.last, tens.value + unit.payload.value, unit.payload.kind, False)

    def _digits(self, word: str, first: int) -> Number | None:
        plain = word.replace(",", "") if "," in word else word
        if plain.isdigit():
            return Number(first, first + 1, int(plain), CARDINAL, True) if len(plain) <= _MOST_DIGITS else None
        ordinal = self._ordinal.match(plain)
        return Number(first, first + 1, int(ordinal.group(1)), ORDINAL, True) if ordinal else None


def _entries(section: Mapping[str, Any]) -> Iterator[Entry[_Word]]:
    for kind, name in ((CARDINAL, "cardinals"), (ORDINAL, "ordinals")):
        for value, words in section.get(name, {}).items():
            for word, origin in words.origins():
                yield Entry(word, _Word(kind, int(value)), origin)
    for word, origin in section.get("vague", EMPTY).origins():
        yield Entry(word, _Word(VAGUE, _VAGUE_VALUE), origin)
