"""Finds the word that a misspelt one stands for: it sounds alike, and few letters are different."""

from __future__ import annotations

import re
from collections.abc import Iterable

from dialogs.traits import LanguageTraits

_SHORTEST = 5  # letters of a word that is looked for
_LONG = 9  # letters from which a third of them may differ
_DOUBLE = re.compile(r"(.)\1+")


class Spelling:
    """The words that may be meant, by their sound; none where the traits do not tell how letters sound."""

    def __init__(self, words: Iterable[str], traits: LanguageTraits) -> None:
        self._sounds, self._silent = traits.sounds, str.maketrans("", "", traits.silent)
        self._letters = re.compile("|".join(map(re.escape, traits.sounds)))
        self._by_sound: dict[str, list[str]] = {}
        for word in sorted(words) if traits.sounds else ():
            if len(word) >= _SHORTEST and word.isascii() and word.isalpha():
                self._by_sound.setdefault(self.sound(word), []).append(word)

    def meant(self, word: str) -> str | None:
        """The word that a misspelt one most likely stands for, or None."""
        if not self._by_sound or len(word) < _SHORTEST - 1 or not (word.isascii() and word.isalpha()):
            return None
        near = [(apart(word, other), other) for other in self._by_sound.get(self.sound(word), ())]
        limit = len(word) // 3 if len(word) >= _LONG else 1
        letters, best = min(near, default=(limit + 1, ""))
        return best if letters <= limit else None

    def sound(self, word: str) -> str:
        """The consonants of a word as they sound: "knife" and "nife" are alike."""
        heard = self._letters.sub(lambda found: self._sounds[found[0]], word)
        return _DOUBLE.sub(r"\1", heard.translate(self._silent))


def apart(one: str, other: str) -> int:
    """How many letters must be put in, taken out or exchanged to make one word the other (Levenshtein)."""
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, row[0] = row[0], i
        for j, wanted in enumerate(other, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (letter != wanted))
    return row[-1]
