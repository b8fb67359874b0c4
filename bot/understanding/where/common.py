"""The words and endings by which the rules of place tell names from common words, verbs and people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.understanding.text.tokens import fold
from dialogs.loader import Language
from dialogs.wordlists import EMPTY


@dataclass(frozen=True, slots=True)
class Common:
    """Groups of the word files `place.txt`, and endings of verbs; words are folded, things in small letters."""

    plain: frozenset[str]
    """Common words, which begin no name unless they are capitalised."""
    own_things: frozenset[str]
    """What "my" makes a place that only the citizen knows."""
    agents: frozenset[str]
    """Prepositions before who did it."""
    spots: frozenset[str]
    """Prepositions before a spot."""
    saint: frozenset[str]
    verbs: tuple[str, ...]
    gerunds: tuple[str, ...]

    @classmethod
    def of(cls, languages: Sequence[Language], everyone: Iterable[Language]) -> Common:
        """Of the languages that are read together; names and gerunds of `everyone` else are met in them, too."""
        everyone = tuple(everyone)
        return cls(
            plain=frozenset(fold(word) for word in _words(languages, "plain")),
            own_things=frozenset(word.casefold() for word in _words(languages, "own_things")),
            agents=frozenset(_words(everyone, "agents")),
            spots=frozenset(_words(languages, "spots")),
            saint=frozenset(_words(languages, "saint")),
            verbs=tuple(ending for one in languages for ending in one.traits.verb_endings),
            gerunds=tuple(ending for one in everyone for ending in one.traits.gerund_endings),
        )


def _words(languages: Iterable[Language], name: str) -> list[str]:
    return [word for one in languages for word in (one.words.get("place") or {}).get(name, EMPTY)]
