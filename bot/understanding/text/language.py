"""Tells the language of a message from its small words, its letters and its script."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from bot.understanding.text.tokens import WORD, Tokens, fold
from dialogs.loader import DEFAULT_LANGUAGE, Dialogs
from dialogs.wordlists import EMPTY

_FEWEST_WORDS = 3
"""Below this many words of evidence the conversation's language stays."""
_LEAD = 1.5  # how far the best language must be ahead to be sure
_HINT = 0.4  # what the conversation's language is ahead by
_ENDING, _LETTER = 0.35, 0.8
_HEAD = 400  # characters whose letters are looked at
_SHORT = 5  # letters of a word whose ending tells nothing


Weights = tuple[tuple[str, float], ...]
NO_SCORES: Mapping[str, float] = {}


class Detected(NamedTuple):
    """The code of the language and whether it is sure; `scores` by language, none where its script tells it."""

    code: str
    sure: bool
    scores: Mapping[str, float] = NO_SCORES


class Detector:
    """Knows the small words (`stopwords`) of every language, and the traits that tell it."""

    def __init__(self, dialogs: Dialogs) -> None:
        self._codes = tuple(dialogs.languages)
        traits = {code: language.traits for code, language in dialogs.languages.items()}
        words = {code: map(fold, one.words.get("stopwords", EMPTY)) for code, one in dialogs.languages.items()}
        self._words = _shares(words, 1.0)
        self._letters = _shares({code: one.letters for code, one in traits.items()}, _LETTER)
        self._endings = {code: one.telling_endings for code, one in traits.items()}
        self._scripts = {code: one.script for code, one in traits.items() if one.script}
        self._by_ending = lru_cache(maxsize=4096)(self._weights_of_ending)

    def detect(self, tokens: Tokens, hint: str | None) -> Detected:
        """The language of a message; too little evidence keeps the `hint` (else the default)."""
        known = hint if hint in self._codes else DEFAULT_LANGUAGE
        words = [word for word, kind in zip(tokens.folded, tokens.kinds, strict=True) if kind == WORD]
        if not words:
            return Detected(known, False)
        for code, script in self._scripts.items():
            if _is_in(script, tokens.text):
                return Detected(code, True)
        scores = self._scores(words, tokens.text)
        code, sure = self._decide(scores, known, len(words)) if hint in self._codes else self._first(scores)
        return Detected(code, sure, scores)

    def evidence(self, tokens: Tokens) -> list[tuple[str, Mapping[str, float]]]:
        """The words of a message that speak for languages, each with what it gives to which."""
        words = dict.fromkeys(word for word, kind in zip(tokens.folded, tokens.kinds, strict=True) if kind == WORD)
        told = ((word, dict(self._words.get(word) or self._by_ending(word))) for word in words)
        return [(word, weights) for word, weights in told if weights]

    def _scores(self, words: Iterable[str], text: str) -> dict[str, float]:
        scores = dict.fromkeys(self._codes, 0.0)
        for word in words:
            for code, weight in self._words.get(word) or self._by_ending(word):
                scores[code] += weight
        if not text.isascii():
            self._add_letters(scores, text)
        return scores

    def _add_letters(self, scores: dict[str, float], text: str) -> None:
        for letter in sorted(set(text[:_HEAD].lower())):
            for code, weight in self._letters.get(letter, ()):
                scores[code] += weight

    def _weights_of_ending(self, word: str) -> Weights:
        """The languages that a longer word ends like."""
        if len(word) <= _SHORT:
            return ()
        return tuple((code, _ENDING) for code, endings in self._endings.items() if word.endswith(endings))

    def _first(self, scores: dict[str, float]) -> tuple[str, bool]:
        """With no conversation yet even one greeting tells."""
        scores[DEFAULT_LANGUAGE] += _HINT
        best, second = [*sorted(scores, key=lambda code: -scores[code]), DEFAULT_LANGUAGE][:2]
        lead = scores[best] - scores[second]
        return (best, lead >= _LEAD / 2) if lead >= _HINT else (DEFAULT_LANGUAGE, False)

    def _decide(self, scores: dict[str, float], known: str, words: int) -> tuple[str, bool]:
        scores[known] += _HINT
        ranked = sorted(scores, key=lambda code: -scores[code])
        best = ranked[0]
        lead = scores[best] - (scores[ranked[1]] if len(ranked) > 1 else 0.0)
        if words < _FEWEST_WORDS or scores[best] < 1.0:
            return known, False
        sure = lead >= _LEAD
        return (best, sure) if sure or best == known or lead >= _LEAD / 2 else (known, False)


def _shares(items: Mapping[str, Iterable[str]], weight: float) -> dict[str, Weights]:
    """For each item (word or letter) the languages that have it; they share `weight`."""
    owners: dict[str, dict[str, None]] = {}
    for code, each in items.items():
        for item in each:
            owners.setdefault(item, {})[code] = None
    return {item: tuple((code, weight / len(codes)) for code in codes) for item, codes in owners.items()}


def _is_in(script: str, text: str) -> bool:
    """Whether a good part of the letters is of the script, so that an English street name changes nothing."""
    letters = [c for c in text[:_HEAD] if c.isalpha()]
    inside = sum(script[0] <= c <= script[-1] for c in letters)
    return inside * 4 > len(letters) and inside > 2
