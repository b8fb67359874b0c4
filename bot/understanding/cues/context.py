"""Tells which words are denied, told in a story or a figure of speech, so that what they name is no fact."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from bot.understanding.cues.annotated import AnnotatedMessage
from bot.understanding.cues.matcher import Hit

_REACH = 7  # words that a "no" reaches forward in its clause
_REACH_BACK = 2  # words that a "none" reaches back

#: The kinds of scopes.
DENIED, STORY, FIGURE = "denied", "story", "figure"


class Scope(NamedTuple):
    """The words that a cue denies, or puts into a story or a figure of speech: `kind` says which."""

    kind: str
    hit: Hit
    words: range


@dataclass(frozen=True, slots=True)
class ContextRules:
    """The words in scopes of each kind, and the scopes; made once a message."""

    denied: frozenset[int] = frozenset()
    fiction: frozenset[int] = frozenset()
    figures: frozenset[int] = frozenset()
    scopes: tuple[Scope, ...] = ()

    def denies(self, first: int, last: int) -> bool:
        """Whether any of the words `first` up to and without `last` is said not to be there."""
        return any(at in self.denied for at in range(first, last))

    def tells_story(self, first: int) -> bool:
        """Whether the sentence of the word tells of a film, a game or the like."""
        return first in self.fiction

    def is_figure(self, first: int, last: int) -> bool:
        """Whether a figure of speech stands on the cue of words `first` up to and without `last`.

        It does where it covers the first or the last of them, which a cue always names; a word between may be any.
        """
        return first in self.figures or last - 1 in self.figures

    def by(self, kind: str, *words: int) -> list[Hit]:
        """The cues whose scopes of `kind` hold any of these words."""
        return [scope.hit for scope in self.scopes if scope.kind == kind and any(at in scope.words for at in words)]


def read(reading: AnnotatedMessage) -> ContextRules:
    """The scopes of a message, from its cues."""
    if not reading.group("negation"):
        return ContextRules()
    scopes = tuple(_scopes(reading))
    under: dict[str, set[int]] = {DENIED: set(), STORY: set(), FIGURE: set()}
    for scope in scopes:
        under[scope.kind].update(scope.words)
    return ContextRules(frozenset(under[DENIED]), frozenset(under[STORY]), frozenset(under[FIGURE]), scopes)


def _scopes(reading: AnnotatedMessage) -> Iterator[Scope]:
    hits = reading.group("negation")
    exempt = reading.words_of("negation", "not_negating")
    stops = {hit.first for hit in hits if hit.cue.value in ("but", "before")}
    for hit in hits:
        if hit.cue.value == "before" and hit.first not in exempt:
            yield Scope(DENIED, hit, _forward(reading, hit.last, stops))
        elif hit.cue.value == "after":
            yield Scope(DENIED, hit, _backward(hit.first))
        elif hit.cue.value == "fiction":
            yield Scope(STORY, hit, reading.sentence_of(hit.first))
        elif hit.cue.value == "figurative":
            yield Scope(FIGURE, hit, range(hit.first, hit.last))


def _forward(reading: AnnotatedMessage, first: int, stops: set[int]) -> range:
    """The words from `first` to the end of the clause, to a "but", to another "no" or to the end of the reach."""
    limit = min(len(reading.words), first + _REACH)
    at = first
    while at < limit and at not in stops and reading.clauses[at] == reading.clauses[first - 1]:
        at += 1
    return range(first, at)


def _backward(last: int) -> range:
    first = max(0, last - _REACH_BACK)
    return range(first, last)
