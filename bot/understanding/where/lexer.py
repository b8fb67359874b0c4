"""Turns a message into a short string of kinds, one letter a word of place, that the grammar reads with one regex."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from bot.understanding.text.tokens import LINK, MARK, NUMBER, SYMBOL, Entry, Phrases, Tokeniser, Tokens, any_of, fold
from bot.understanding.trace import Behind
from dialogs.loader import Language
from dialogs.wordlists import EMPTY

#: The letter of each group of words in the word files `place.txt`.
LISTS = {
    "not_places": "s", "own_places": "m", "roads": "r", "landmarks": "L", "weak_brands": "b", "brands": "B",
    "buildings": "H", "streets": "T", "weak_streets": "t", "street_first": "S", "prepositions": "P", "moving": "D",
    "along": "d", "units": "F", "numbers": "#", "own": "M", "articles": "A", "compass": "C", "bus": "u", "and": "&",
    "of": "o", "corner": "c", "not": "!", "moves": "v", "lives": "l", "directions": "e",
}  # fmt: skip
_ROAD = re.compile(r"(?:[abm]\d{1,4}(?:m)?|i\d{1,3}|us\d{1,3}|sr\d{1,3}|n\d{1,3}|e\d{2,3}|ap\d{1,2})$")
_OUTWARD = re.compile(r"(?:[a-z]{1,2}\d{1,2}[a-z]?)$")
_POSTCODE = re.compile(r"[a-z]{1,2}\d{1,2}[a-z]?\d[a-z]{2}$")
_INWARD = re.compile(r"\d[a-z]{2}$")
_ROAD_LETTERS = frozenset({"i", "us", "sr", "fm", "cr", "hwy", "rt", "a", "m", "b"})
_HEAD = 200  # characters that show how a message is typed
_QUOTED = re.compile("['’]")  # "she'll" is no Shell
_LETTERS = re.compile(r"[a-z]*")
_HOUSE = re.compile(r"\d{1,5}[a-z]?$")
_CLOCK_LIKE = re.compile(r"\d{1,2}(?:am|pm|h|m|k)$")
#: The areas of British postcodes (Royal Mail), so that "x5" and "a4" are cars and "e8" is Hackney.
_AREAS = frozenset(
    """ab al b ba bb bd bh bl bn br bs bt ca cb cf ch cm co cr ct cv cw da dd de dg dh dl dn dt dy e ec eh en ex fk fy g
    gl gu gy ha hd hg hp hr hs hu hx ig im ip iv je ka kt kw ky l la ld le ll ln ls lu m me mk ml n ne ng nn np nr nw ol
    ox pa pe ph pl po pr rg rh rm s sa se sg sk sl sm sn so sp sr ss st sw sy ta td tf tn tq tr ts tw ub w wa wc wd wf
    wn wr ws wv yo ze""".split()  # noqa: SIM905
)


class PlaceLetters(NamedTuple):
    """A message as letters; letter i covers tokens `firsts[i]` up to and without `lasts[i]`."""

    kinds: str
    firsts: list[int]
    lasts: list[int]

    def span(self, tokens: Tokens, first: int, last: int) -> tuple[int, int]:
        """The characters of letter `first` up to and without letter `last`."""
        return tokens.span(self.firsts[first], self.lasts[last - 1])


class Lexer:
    """The words of place of some languages and the known names, each with its letter.

    `ordinal_marks` are what follows the figures of a numbered street ("42nd").
    """

    def __init__(
        self,
        tokeniser: Tokeniser,
        languages: Sequence[Language],
        words: Iterable[Entry[str]],
        ordinal_marks: Iterable[str],
    ) -> None:
        self._phrases = Phrases(words, tokeniser)
        self._first_words = self._phrases.first_words()
        self._stopwords = frozenset(fold(word) for one in languages for word in one.words.get("stopwords", EMPTY))
        self._ordinal = re.compile(rf"\d{{1,3}}{any_of(ordinal_marks)}$")

    def read(self, tokens: Tokens) -> PlaceLetters:
        """The letters of `tokens`."""
        kinds: list[str] = []
        firsts: list[int] = []
        lasts: list[int] = []
        capitals = _capitals_tell(tokens)
        at = 0
        known, stopwords = self._first_words, self._stopwords
        while at < len(tokens.folded):
            word = tokens.folded[at]
            kind, last = (
                ("s", at + 1)
                if word in stopwords and word not in known and word not in _ROAD_LETTERS
                else self._at(tokens, at, capitals)
            )
            kinds.append(kind)
            firsts.append(at)
            lasts.append(last)
            at = last
        return PlaceLetters("".join(kinds), firsts, lasts)

    def behind(self, tokens: Tokens, first: int, last: int) -> Iterator[Behind]:
        """The entries of the word files that tokens `first` up to and without `last` stand for."""
        for kind, begin, end in zip(*self.read(tokens), strict=True):
            match = self._phrases.at(tokens, begin) if first <= begin and end <= last else None
            if match and match.origin and (match.payload, match.last) == (kind, end):
                yield Behind(*tokens.span(begin, end), match.origin)

    def _at(self, tokens: Tokens, at: int, capitals: bool) -> tuple[str, int]:
        match = self._phrases.at(tokens, at) if tokens.folded[at] in self._first_words else None
        if match and not (match.payload == "b" and _QUOTED.search(tokens.said(at, match.last))):
            return match.payload, match.last
        kind = tokens.kinds[at]
        if kind in (MARK, SYMBOL):
            return _mark(tokens.folded[at]), at + 1
        if kind == LINK:
            return "U", at + 1
        if kind == NUMBER:
            return self._figures(tokens, at)
        return self._word(tokens, at, capitals)

    def _word(self, tokens: Tokens, at: int, capitals: bool) -> tuple[str, int]:
        word = tokens.folded[at]
        if word in _ROAD_LETTERS and _hyphened(tokens, at):
            return "R", at + 2
        if not word.isalpha() and any(c.isdigit() for c in word[-4:]):
            return _coded(tokens, at)
        if word in self._stopwords:
            return "s", at + 1
        if capitals and tokens.text[tokens.starts[at]].isupper():
            return "X", at + 1
        return "x", at + 1

    def _figures(self, tokens: Tokens, at: int) -> tuple[str, int]:
        word = tokens.folded[at]
        if self._ordinal.match(word):
            return "O", at + 1
        if _INWARD.match(word) and not _CLOCK_LIKE.match(word) and at and _OUTWARD.match(tokens.folded[at - 1]):
            return "Z", at + 1
        if _HOUSE.match(word) and not _CLOCK_LIKE.match(word):
            return "N", at + 1
        return ("n", at + 1) if word[:1].isdigit() else ("s", at + 1)


def _hyphened(tokens: Tokens, at: int) -> bool:
    """ "I-95", "US-101": letters, a hyphen and figures."""
    if at + 1 >= len(tokens) or tokens.kinds[at + 1] != NUMBER:
        return False
    return tokens.text[tokens.ends[at] : tokens.starts[at + 1]] == "-"


def _capitals_tell(tokens: Tokens) -> bool:
    """Whether capitals mean names here: not in a message typed in capitals."""
    head = tokens.text[:_HEAD]
    return sum(map(str.isupper, head)) * 2 < sum(map(str.isalpha, head))


def _mark(mark: str) -> str:
    if mark in ".!?\n…؟":
        return "."
    if mark in "#&/":
        return mark
    return "-" if mark == "-" else ","


def _coded(tokens: Tokens, at: int) -> tuple[str, int]:
    """Letters and digits: a road number, a postcode, or something else (a plate, a model)."""
    word = tokens.folded[at]
    follows = tokens.folded[at + 1] if at + 1 < len(tokens) else ""
    known = _LETTERS.match(word).group() in _AREAS  # type: ignore[union-attr]
    if known and _OUTWARD.match(word) and _INWARD.match(follows) and not _CLOCK_LIKE.match(follows):
        return "Z", at + 2
    if known and _POSTCODE.match(word) and not _OUTWARD.match(word):
        return "Z", at + 1
    if _ROAD.match(word) and (len(word) > 3 or not known or word[0] == "m" or word[0] == "a"):
        return "R", at + 1
    return ("z", at + 1) if known and _OUTWARD.match(word) else ("y", at + 1)


def entries(language: Language) -> Iterator[Entry[str]]:
    """The words of place of one language with their letters."""
    place = language.words.get("place") or {}
    for name, kind in LISTS.items():
        for phrase, origin in place.get(name, EMPTY).origins():
            yield Entry(phrase, kind, origin)
