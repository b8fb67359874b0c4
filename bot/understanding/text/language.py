"""Tells the language of a message from its small words, its letters and its script."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from bot.understanding.text.tokens import WORD, Tokens, fold
from dialogs.loader import Dialogs

_DEFAULT = "en"
_FEWEST_WORDS = 3
"""Below this many words of evidence the conversation's language stays."""
_LEAD = 1.5  # how far the best language must be ahead to be sure
_HINT = 0.4  # what the conversation's language is ahead by
_ARABIC = ("\u0600", "\u06ff")
#: Letters that only some of the languages write; each counts as much as a small word.
_LETTERS = {
    "ñ": "es", "¿": "es", "¡": "es", "ç": "fr pt", "ê": "fr pt", "è": "fr", "ù": "fr", "œ": "fr", "î": "fr",
    "û": "fr", "à": "fr pt", "ã": "pt", "õ": "pt", "ł": "pl", "ą": "pl", "ę": "pl", "ś": "pl", "ż": "pl", "ź": "pl",
    "ć": "pl", "ń": "pl", "á": "es pt", "í": "es pt", "ú": "es pt", "ó": "es pt pl", "é": "es fr pt", "â": "fr pt",
    "ô": "fr pt",
}  # fmt: skip
#: Endings of longer words that no list holds.
_ENDINGS = {
    "pl": ("ego", "ach", "ami", "owie", "scie", "emy", "amy", "rze", "szy", "czy", "zie", "nie", "owa", "yla", "yli"),
    "es": ("cion", "ando", "iendo", "aron", "ieron", "ito", "ita", "dad", "mente"),
    "pt": ("cao", "coes", "aram", "eram", "ando", "endo", "inho", "inha", "dade"),
    "fr": ("ment", "eux", "euse", "aient", "ait", "ons", "ez", "eau"),
}
_ENDING, _LETTER = 0.35, 0.8
_SHORT = 5  # letters of a word whose ending tells nothing


class Detector:
    """Knows the small words (`stopwords`) of every language file."""

    def __init__(self, dialogs: Dialogs) -> None:
        self._codes = tuple(dialogs.languages)
        lists = {code: {fold(str(word)) for word in _stopwords(dialogs, code)} for code in self._codes}
        shared = Counter(word for words in lists.values() for word in words)
        self._weights: dict[str, tuple[tuple[str, float], ...]] = {}
        for word, times in shared.items():
            owners = tuple((code, 1.0 / times) for code in self._codes if word in lists[code])
            self._weights[word] = owners

    def detect(self, tokens: Tokens, hint: str | None) -> tuple[str, bool]:
        """The code of the language and whether it is sure; too little evidence keeps the `hint` (else English)."""
        known = hint if hint in self._codes else _DEFAULT
        words = [word for word, kind in zip(tokens.folded, tokens.kinds, strict=True) if kind == WORD]
        if not words:
            return known, False
        if "ar" in self._codes and _in_arabic(tokens.text):
            return "ar", True
        scores = self._scores(words, tokens.text)
        return self._decide(scores, known, len(words)) if hint in self._codes else self._first(scores)

    def _scores(self, words: Iterable[str], text: str) -> dict[str, float]:
        scores = dict.fromkeys(self._codes, 0.0)
        for word in words:
            for code, weight in self._weights.get(word) or _by_ending(word):
                if code in scores:
                    scores[code] += weight
        if not text.isascii():
            self._add_letters(scores, text)
        return scores

    def _add_letters(self, scores: dict[str, float], text: str) -> None:
        for letter in set(text[:400].lower()):
            codes = _LETTERS.get(letter, "").split()
            for code in codes:
                if code in scores:
                    scores[code] += _LETTER / len(codes)

    def _first(self, scores: dict[str, float]) -> tuple[str, bool]:
        """With no conversation yet even one greeting tells."""
        scores[_DEFAULT] += _HINT
        best, second = sorted(scores, key=lambda code: -scores[code])[:2] if len(scores) > 1 else (_DEFAULT, _DEFAULT)
        lead = scores[best] - scores[second]
        return (best, lead >= _LEAD / 2) if lead >= _HINT else (_DEFAULT, False)

    def _decide(self, scores: dict[str, float], known: str, words: int) -> tuple[str, bool]:
        scores[known] += _HINT
        ranked = sorted(scores, key=lambda code: -scores[code])
        best = ranked[0]
        lead = scores[best] - (scores[ranked[1]] if len(ranked) > 1 else 0.0)
        if words < _FEWEST_WORDS or scores[best] < 1.0:
            return known, False
        sure = lead >= _LEAD
        return (best, sure) if sure or best == known or lead >= _LEAD / 2 else (known, False)


@lru_cache(maxsize=4096)
def _by_ending(word: str) -> tuple[tuple[str, float], ...]:
    """The languages that a longer word ends like."""
    if len(word) <= _SHORT:
        return ()
    return tuple((code, _ENDING) for code, endings in _ENDINGS.items() if word.endswith(endings))


def _stopwords(dialogs: Dialogs, code: str) -> Iterable[str]:
    return dialogs.languages[code].words.get("stopwords") or ()


def _in_arabic(text: str) -> bool:
    """Whether a good part of the letters is Arabic, so that an English street name changes nothing."""
    letters = [c for c in text[:400] if c.isalpha()]
    arabic = sum(_ARABIC[0] <= c <= _ARABIC[1] for c in letters)
    return arabic * 4 > len(letters) and arabic > 2
