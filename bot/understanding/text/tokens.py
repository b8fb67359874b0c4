"""One pass over a message: its words, numbers and marks with offsets, and the matcher of known phrases over them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar

from dialogs.traits import LanguageTraits
from dialogs.wordlists import Origin

WORD, NUMBER, LINK, MARK, SYMBOL = "word", "number", "link", "mark", "symbol"
"""Kinds of token. NUMBER begins with a digit ("22:40", "2am", "3rd", "4x4"); WORD with a letter ("a406", "don't").
MARK is punctuation, SYMBOL a run of emoji and other signs."""

_MARKS = "\u0300-\u036f\u064b-\u065f\u0670"  # accents and Arabic vowel signs that belong to the letter before
_QUOTE = "'’‘ʼ´`′"
_TOKEN = rf"""
      (?P<link> (?:https?://|www\.) [^\s<>"]+ )
    | (?P<number> \d[\d]*(?:[.:,/]\d+)* [\w{_MARKS}]* (?:[{_QUOTE}][\w{_MARKS}]+)* )
    | (?P<dotted> [^\W\d_]\.(?:[^\W\d_]\.)+ | {{dotted}}\b )
    | (?P<elided> (?:{{elided}}) )
    | (?P<word> \w[\w{_MARKS}]* (?:[{_QUOTE}][\w{_MARKS}]+)* )
    | (?P<line> \n\s* )
    | (?P<stop> [.!?…؟]+ )
    | (?P<pause> [,;:،؛()\[\]{{{{}}}}"“”«»|•]+ | (?<!\S)[-–—]+(?!\S) | [–—] )
    | (?P<mark> [!-~£€¥¢] )
    | (?P<symbol> [^\w\s!-~£€¥¢]+ )
    """
_KINDS = {"link": LINK, "number": NUMBER, "dotted": WORD, "elided": WORD, "word": WORD, "symbol": SYMBOL}
_BREAKS = frozenset({"stop", "line", "pause", "symbol"})
_FOLDED = frozenset({"word", "number", "elided", "link"})
_DROPPABLE = frozenset({"mark", "stop"})
_ENDS = frozenset({"stop", "line"})
_NOT_FOLDED_BY_UNICODE = str.maketrans(
    {
        **{"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe"},
        **{"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ـ": None, "_": None},
        **dict.fromkeys(_QUOTE),
    }
)
_ELONGATED = re.compile(r"([^\W\d_])\1{2,}")
_LONGEST_FOLDED = 64  # characters; a longer run of letters is no word of any lexicon


@lru_cache(maxsize=8192)
def fold(word: str) -> str:
    """`word` as lexicons hold it: lower case, without accents, quotes and Arabic vowel signs, "yesss" as "yes"."""
    low = word[:_LONGEST_FOLDED].casefold()
    if not low.isascii():
        parts = unicodedata.normalize("NFKD", low.translate(_NOT_FOLDED_BY_UNICODE))
        low = "".join(c for c in parts if not unicodedata.combining(c)).casefold().translate(_NOT_FOLDED_BY_UNICODE)
        low = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in low)
    else:
        low = low.replace("'", "").replace("`", "").replace("_", "")
    return _ELONGATED.sub(r"\1", low)


@dataclass(frozen=True, slots=True)
class Tokens:
    """A tokenised message as parallel lists: token i is `text[starts[i]:ends[i]]`, folded to `folded[i]`.

    A hyphen between letters is no token ("co-op" is "co", "op"), nor is the stop of "St."; apostrophes go ("don't" is
    "dont"); an elided article is a token of its own ("l'homme" is "l", "homme"); "a.m." is "am". `clauses[i]` and
    `sentences[i]` number the clause and sentence a token is in; a mark belongs to the clause before it.
    """

    text: str
    folded: list[str]
    starts: list[int]
    ends: list[int]
    kinds: list[str]
    clauses: list[int]
    sentences: list[int]

    def __len__(self) -> int:
        return len(self.folded)

    def said(self, first: int, last: int) -> str:
        """The text from token `first` up to and without token `last`, as written."""
        return self.text[self.starts[first] : self.ends[last - 1]] if last > first else ""

    def span(self, first: int, last: int) -> tuple[int, int]:
        """The characters of token `first` up to and without token `last`."""
        return (self.starts[first], self.ends[last - 1])

    def words(self) -> list[str]:
        """The folded words and numbers, without marks."""
        return [w for w, kind in zip(self.folded, self.kinds, strict=True) if kind in (WORD, NUMBER)]


def _folded(text: str, group: str) -> str:
    """A mark by its first character, an abbreviation ("a.m.") without its stops."""
    return fold(text.replace(".", "")) if group == "dotted" else text[:1]


def _between_letters(text: str, at: int) -> bool:
    return 0 < at < len(text) - 1 and text[at - 1].isalpha() and text[at + 1].isalnum()


class Tokeniser:
    """Splits texts into tokens. It knows the elisions and abbreviations of all languages: whose a text is, comes later.

    Phrases and patterns are split like messages, so "Co-op", "co op" and "CO-OP" are one.
    """

    def __init__(self, languages: Iterable[LanguageTraits]) -> None:
        traits = tuple(languages)
        abbreviations = {word for one in traits for word in one.abbreviations}
        self._shortened = frozenset(abbreviations)
        dotted = any_of(sorted(word for word in abbreviations if "." in word))
        pattern = _TOKEN.format(dotted=dotted, elided="|".join(map(_elided, traits)))
        self._token = re.compile(pattern, re.VERBOSE | re.IGNORECASE)
        self._phrases: dict[str, tuple[str, ...]] = {}

    def tokenise(self, text: str) -> Tokens:
        """Tokenise `text`; takes any string, lone surrogates too, in linear time."""
        out = Tokens(text, [], [], [], [], [], [])
        _, folded, starts, ends, kinds, clauses, sentences = (getattr(out, name) for name in Tokens.__slots__)
        clause = sentence = 0
        for found in self._token.finditer(text):
            group = found.lastgroup or "mark"
            if group in _DROPPABLE and self._is_dropped(out, group, found.start()):
                continue
            word = found[0]
            folded.append(fold(word) if group in _FOLDED else _folded(word, group))
            starts.append(found.start())
            ends.append(found.end())
            kinds.append(_KINDS.get(group, MARK))
            clauses.append(clause)
            sentences.append(sentence)
            if group in _BREAKS:
                clause += 1
                sentence += group in _ENDS
        return out

    def phrase(self, phrase: str) -> tuple[str, ...]:
        """The folded tokens of a phrase; remembered, as languages share many."""
        if phrase not in self._phrases:
            word = fold(phrase) if phrase.isalpha() else ""
            self._phrases[phrase] = (word,) if word else tuple(self.tokenise(phrase).folded)
        return self._phrases[phrase]

    def _is_dropped(self, tokens: Tokens, group: str, at: int) -> bool:
        """Whether a mark is no token: the hyphen of "co-op", the stop of "St."."""
        if group == "stop":
            return self._shortens(tokens, at)
        return tokens.text[at] == "-" and _between_letters(tokens.text, at)

    def _shortens(self, tokens: Tokens, at: int) -> bool:
        """Whether a single full stop only shortens the word right before it ("St. Mary's")."""
        if tokens.text[at : at + 2] in ("..", ".!", ".?") or not tokens.folded or tokens.ends[-1] != at:
            return False
        return tokens.text[at] == "." and tokens.folded[-1] in self._shortened and tokens.kinds[-1] == WORD


def any_of(words: Iterable[str]) -> str:
    """A regular expression for any of `words`, which matches nothing where there are none."""
    return f"(?:{'|'.join(map(re.escape, words)) or '(?!)'})"


def _elided(traits: LanguageTraits) -> str:
    """The pattern of what a language elides."""
    return rf"{any_of(traits.elisions)} [{_QUOTE}] (?=[{traits.elided_before or ' '}])"


Payload = TypeVar("Payload")


class Entry(NamedTuple, Generic[Payload]):
    """A phrase as it is written, what it stands for, and where it stands in the word files."""

    phrase: str
    payload: Payload
    origin: Origin | None = None


class Match(NamedTuple, Generic[Payload]):
    """A phrase found: tokens `first` up to and without `last`."""

    first: int
    last: int
    payload: Payload
    origin: Origin | None = None


class Phrases(Generic[Payload]):
    """Many phrases, matched over folded tokens in one pass: at each token the longest phrase wins.

    When one phrase is given twice, the first payload stays.
    """

    def __init__(self, entries: Iterable[Entry[Payload]], tokeniser: Tokeniser) -> None:
        self._by_first: dict[str, list[tuple[int, list[str], Payload, Origin | None]]] = {}
        known: set[tuple[str, ...]] = set()
        for phrase, payload, origin in entries:
            words = tokeniser.phrase(phrase)
            if words and words not in known:
                known.add(words)
                self._by_first.setdefault(words[0], []).append((len(words), list(words[1:]), payload, origin))
        for same in self._by_first.values():
            same.sort(key=lambda entry: -entry[0])

    def __bool__(self) -> bool:
        return bool(self._by_first)

    def first_words(self) -> frozenset[str]:
        """The folded words that a phrase may begin with."""
        return frozenset(self._by_first)

    def get(self, word: str) -> Payload | None:
        """The payload of a phrase of one folded word."""
        return next((payload for length, _, payload, _ in self._by_first.get(word, ()) if length == 1), None)

    def at(self, tokens: Tokens, first: int) -> Match[Payload] | None:
        """The longest phrase that begins at token `first`."""
        if first >= len(tokens.folded):
            return None
        for length, rest, payload, origin in self._by_first.get(tokens.folded[first], ()):
            if length == 1 or tokens.folded[first + 1 : first + length] == rest:
                return Match(first, first + length, payload, origin)
        return None

    def find(self, tokens: Tokens, first: int = 0, last: int | None = None) -> list[Match[Payload]]:
        """All phrases from left to right, without overlaps."""
        return list(self._each(tokens, first, len(tokens) if last is None else last))

    def _each(self, tokens: Tokens, at: int, last: int) -> Iterator[Match[Payload]]:
        folded, known = tokens.folded, self._by_first
        while at < last:
            match = self.at(tokens, at) if folded[at] in known else None
            if match and match.last <= last:
                yield match
                at = match.last
            else:
                at += 1
