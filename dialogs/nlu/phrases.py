"""Turns the cue patterns of a language into words that a citizen might write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from dialogs.wordlists import listed

_SIGNS = frozenset("*/<>()^$.#&@+")
_GAPS = frozenset({"..", "....", "^", "$"})


def plain(entries: Sequence[str]) -> list[str]:
    """Those entries that are words as they stand, no patterns; the stems where there is nothing else."""
    whole = [entry for entry in entries if not set(entry) & _SIGNS]
    return whole or [stem for entry in entries if not set(stem := entry.rstrip("*")) & _SIGNS]


class Phrases:
    """Makes phrases from the patterns of one language; `draw` decides between alternatives."""

    def __init__(self, words: Mapping[str, Any], draw: Random) -> None:
        self._classes = {name: listed(entries) for name, entries in (words.get("classes") or {}).items()}
        self._draw = draw

    def phrase(self, pattern: str) -> str:
        """One reading of `pattern`; "" when it holds the beginning of a word only, which nobody writes."""
        words = [self._word(element) for element in pattern.split() if element not in _GAPS]
        return "" if None in words else " ".join(word for word in words if word)

    def phrases(self, patterns: object, most: int) -> list[str]:
        """Up to `most` different phrases of a list of patterns, spread over all of it."""
        made = dict.fromkeys(phrase for pattern in listed(patterns) if (phrase := self.phrase(pattern)))
        found = list(made)
        return found if len(found) <= most else self._draw.sample(found, most)

    def _word(self, element: str) -> str | None:
        if element.startswith("(") and element.endswith(")"):
            return self._word(element[1:-1]) if self._draw.random() < 0.5 else ""
        names = [name for part in element.split("/") for name in self._names(part) if not name.endswith("*")]
        return self._draw.choice(names) if names else None

    def _names(self, part: str) -> list[str]:
        if part.startswith("<") and part.endswith(">"):
            return self._classes.get(part[1:-1], [])
        return [part] if part else []
