"""Turns a message into a short string of kinds, one letter a word of time, that the grammar reads with one regex."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from bot.understanding.text.numbers import ORDINAL, VAGUE, Numbers
from bot.understanding.text.tokens import MARK, NUMBER, WORD, Entry, Phrases, Tokeniser, Tokens, fold
from bot.understanding.trace import Behind
from bot.understanding.when.model import AM, FULL_DAY, PM, Clock
from dialogs.loader import Language
from dialogs.wordlists import EMPTY

#: The letter of each group of `cues` in the word files `time.txt`.
CUES = {
    "ago": "A", "ago_before": "a", "since": "S", "for": "F", "last_span": "l", "within": "f", "every": "E",
    "habit": "I", "now": "R", "weak_now": "r", "just_now": "J", "last": "L", "this": "T", "next": "X", "gone": "G",
    "just_after": "b", "just_before": "b", "after": "b", "before": "b", "between": "B", "and": "&", "until": "-",
    "to": "<", "past": ">", "approx": "~", "at": "@", "in": "o", "of": "o", "the": "t", "one_of": "y", "half": "h",
    "half_past": "u", "none": "x", "half_to": "j", "quarter": "q", "minus": "v", "oclock": "C", "hour_before": "c",
    "am": "p", "pm": "p", "ish": "i", "early": "e", "mid": "e", "late": "e", "day_number": "d", "future": "g",
    "been": "=", "not": "!", "slash": "/", "noon": "n", "midnight": "n",
}  # fmt: skip
#: The letters of words that tell a time only beside another word of time.
WEAK = {"W": "w", "M": "m", "P": "s"}
_LEANS = {"just_after": 1, "after": 1, "just_before": -1, "before": -1}
#: The letters of the other groups of words that tell a time.
NAMED = {
    "weekdays": "W", "months": "M", "parts": "P", "days": "Y", "units": "U", "seasons": "Z", "holidays": "H",
}  # fmt: skip
WEEKDAYS_PLURAL, PARTS_PLURAL = "weekdays_plural", "parts_plural"
_CLOCKS = {"noon": Clock(12, 0, FULL_DAY), "midnight": Clock(0, 0, FULL_DAY, midnight=True)}
FEW, TWO = "few", "two"
"""What a unit may begin with that tells its number: "weeks" is "few week", ساعتين is "two hour"."""
_AMOUNTS = {FEW: "plurals", TWO: "duals"}
_LONG_WORD = 6  # letters from which a slip of one letter is still recognised

_TIME = re.compile(r"(\d{1,2})[:.h](\d{2})(am|pm|a|p|hrs?|h)?(?:ish)?$")
_HOUR = re.compile(r"(\d{1,2})(am|pm|a|p)(?:ish)?$")
_ABOUT_HOUR = re.compile(r"(\d{1,2})(?:ish|h)$")
_COMPACT = re.compile(r"(\d{1,2})([0-5]\d)(am|pm|hrs?|h|hours)$")
_MILITARY = re.compile(r"([01]\d|2[0-3])([0-5]\d)(?:hrs?|h|hours)$")
_DATE = re.compile(r"(\d{1,2})([/.])(\d{1,2})(?:\2(\d{4}|\d{2}))?$")
_AMOUNT = re.compile(r"(\d{1,4})([^\W\d_]+)$")
_HALVES = {"a": AM, "am": AM, "p": PM, "pm": PM, "h": FULL_DAY, "hr": FULL_DAY, "hrs": FULL_DAY, "hours": FULL_DAY}


TimeWord = Entry[tuple[str, Any]]
"""A word of time with its letter and value."""
TimeWords = Mapping[str, Sequence[TimeWord]]


class Spelled(int):
    """A number told in words: "one may" is no date."""


class Atom(NamedTuple):
    """One word of time: its letter, its value, and its tokens."""

    kind: str
    value: Any
    first: int
    last: int


class TimeLetters(NamedTuple):
    """A message as letters, and the atom behind each letter."""

    kinds: str
    atoms: list[Atom]


class Lexer:
    """The words of time of one language, with those of `others` where they mean nothing else in it.

    `words` are the `entries` of all languages by code; they are shared, as every lexer has those of the default.
    """

    def __init__(
        self, tokeniser: Tokeniser, ordinal_marks: Iterable[str], words: TimeWords, own: Language, *others: Language
    ) -> None:
        stopwords = {fold(word) for word in own.words.get("stopwords", ())}
        borrowed = [entry for other in others for entry in words[other.code] if fold(entry.phrase) not in stopwords]
        self._phrases = Phrases([*words[own.code], *borrowed, *_slips(words[own.code])], tokeniser)
        self._numbers = Numbers((own, *others), ordinal_marks, tokeniser)
        self._time_words, self._number_words = self._phrases.first_words(), self._numbers.first_words()
        self._first_words = self._time_words | self._number_words
        times = [one.words.get("time") or {} for one in (own, *others)]
        self.followers = frozenset(fold(word) for time in times for word in time.get("followers", ()))
        """The words that may follow a bare hour ("at 3 my car was gone"); before any other it counts things."""
        self.plural_endings = tuple(ending for one in (own, *others) for ending in one.traits.plural_endings)
        """The endings of a word that a bare hour may count ("at 8 lads")."""

    def read(self, tokens: Tokens) -> TimeLetters:
        """The letters of `tokens`: every token has one, unknown words an "x"."""
        atoms: list[Atom] = []
        known = self._first_words
        at = 0
        while at < len(tokens.folded):
            word = tokens.folded[at]
            if tokens.kinds[at] == WORD and word not in known:
                atoms.extend(self._dated(word, at))
            else:
                atoms.extend(Atom(kind, value, at, last) for kind, value, last in self._at(tokens, at))
            at = atoms[-1].last
        return TimeLetters("".join([atom.kind for atom in atoms]), atoms)

    def behind(self, tokens: Tokens, first: int, last: int) -> Iterator[Behind]:
        """The entries of the word files that tokens `first` up to and without `last` stand for."""
        for atom in self.read(tokens).atoms:
            if first <= atom.first and atom.last <= last:
                match = self._phrases.at(tokens, atom.first)
                named = match is not None and (*match.payload, match.last) == (atom.kind, atom.value, atom.last)
                origin = match.origin if match and named else self._numbers.origin(tokens, atom.first)
                if origin:
                    yield Behind(*tokens.span(atom.first, atom.last), origin)

    def _dated(self, word: str, at: int) -> Sequence[Atom]:
        """ "dec31" is two words."""
        letters = word.rstrip("0123456789")
        if letters != word and len(word) - len(letters) < 3:
            month = self._phrases.get(letters)
            if month and month[0] in "Mm":
                return (Atom(*month, at, at + 1), Atom("N", int(word[len(letters) :]), at, at + 1))
        return (Atom("x", word, at, at + 1),)

    def _at(self, tokens: Tokens, at: int) -> Sequence[tuple[str, Any, int]]:
        word = tokens.folded[at]
        match = self._phrases.at(tokens, at) if word in self._time_words else None
        number = self._numbers.at(tokens, at) if word in self._number_words or word[:1].isdigit() else None
        if number and (match is None or number.last > match.last):
            kind = "O" if number.kind == ORDINAL else "N"
            value = None if number.kind == VAGUE else number.value if number.digits else Spelled(number.value)
            return ((kind, value, number.last),)
        if match:
            return ((*match.payload, match.last),)
        if tokens.kinds[at] == NUMBER:
            return [(kind, value, at + 1) for kind, value in self._figures(word)]
        if tokens.kinds[at] == MARK:
            return ((_mark(word), None, at + 1),)
        return (("x", word, at + 1),)

    def _figures(self, word: str) -> Sequence[tuple[str, Any]]:
        if compact := _MILITARY.match(word):
            return (("K", Clock(int(compact.group(1)), int(compact.group(2)), FULL_DAY)),)
        amount = _AMOUNT.match(word)
        unit = self._unit(amount.group(2)) if amount else None
        if amount and unit:
            return (("N", int(amount.group(1))), unit)
        return (figures(word) or ("x", None),)

    def _unit(self, word: str) -> tuple[str, Any] | None:
        known = self._phrases.get(word)
        return known if known and known[0] in "UA" else None


def _mark(mark: str) -> str:
    if mark in "-–—":
        return "-"
    if mark in ".!?\n…؟":
        return "."
    return mark if mark in "&/" else ","


@lru_cache(maxsize=2048)
def figures(word: str) -> tuple[str, Any] | None:
    """The letter and value of a token that begins with a digit and is more than a number: "22:40", "2am", "3/6"."""
    if found := _TIME.match(word):
        hour, minute, half = int(found.group(1)), int(found.group(2)), found.group(3) or ""
        if hour < 25 and minute < 60:
            return ("k" if "." in word and not half else "K", _clock(hour, minute, half, word))
    if found := _HOUR.match(word):
        hour = int(found.group(1))
        return ("K", Clock(hour, 0, _HALVES[found.group(2)])) if 0 < hour < 13 else None
    if found := _ABOUT_HOUR.match(word):
        hour = int(found.group(1))
        return ("K", Clock(hour, 0, "" if hour < 13 and word.endswith("ish") else FULL_DAY)) if hour < 25 else None
    if found := _COMPACT.match(word):
        hour, half = int(found.group(1)), _HALVES[found.group(3)]
        return ("K", Clock(hour, int(found.group(2)), half)) if hour < 25 else None
    if found := _DATE.match(word):
        day, _, month, year = found.groups()
        return ("D", (int(day), int(month), int(year) if year else None))
    return None


def _clock(hour: int, minute: int, half: str, word: str) -> Clock:
    told = _HALVES.get(half) or (FULL_DAY if hour > 12 or hour == 0 or word.startswith("0") else "")
    return Clock(hour, minute, FULL_DAY if hour > 12 else told)


def entries(language: Language) -> Iterator[TimeWord]:
    """The words of time of one language with their letters and values."""
    time = language.words.get("time") or {}
    yield from _named(time)
    yield from _plurals(time, language.traits.plural_endings)
    for cue, phrases in (time.get("cues") or {}).items():
        for phrase, origin in phrases.origins():
            yield Entry(phrase, (CUES[cue], _value(cue)), origin)


def _named(time: Mapping[str, Any]) -> Iterator[TimeWord]:
    weak = {fold(word) for name in ("weak_weekdays", "weak_months", "weak_parts") for word in time.get(name, ())}
    amounts = {fold(word): f"{name} " for name in (FEW, TWO) for word in time.get(_AMOUNTS[name], ())}
    for section, kind in NAMED.items():
        for value, phrases in (time.get(section) or {}).items():
            for phrase, origin in phrases.origins():
                letter = WEAK.get(kind, kind) if fold(phrase) in weak else kind
                yield Entry(phrase, (letter, f"{amounts.get(fold(phrase), '')}{value}"), origin)


def _plurals(time: Mapping[str, Any], endings: Iterable[str]) -> Iterator[TimeWord]:
    """ "mondays", each with its weekday where that is the word without an ending, and "mornings"."""
    days = {fold(phrase): day for day, phrases in (time.get("weekdays") or {}).items() for phrase in phrases}
    more = {f"{phrase}{ending}": day for phrase, day in days.items() for ending in endings}
    for name, kind, values in ((WEEKDAYS_PLURAL, "V", {**days, **more}), (PARTS_PLURAL, "Q", {})):
        for phrase, origin in time.get(name, EMPTY).origins():
            yield Entry(phrase, (kind, values.get(fold(phrase))), origin)


def _value(cue: str) -> Any:
    if cue in _CLOCKS:
        return _CLOCKS[cue]
    return _LEANS.get(cue, cue)


def _slips(words: Sequence[TimeWord]) -> Iterator[TimeWord]:
    """Long names with one letter left out, doubled or swapped with its neighbour ("wednsday", "mornnig")."""
    for phrase, payload, origin in words:
        if payload[0] in "WMPYU" and len(phrase) >= _LONG_WORD and phrase.isalpha():
            word = fold(phrase)
            for i in range(1, len(word)):
                yield Entry(word[:i] + word[i + 1 :], payload, origin)
                yield Entry(word[: i - 1] + word[i] + word[i - 1] + word[i + 1 :], payload, origin)
                yield Entry(word[:i] + word[i] + word[i:], payload, origin)
