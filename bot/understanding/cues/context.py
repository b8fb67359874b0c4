"""Whether a word stands under a "no", in a story or in a figure of speech, so that what it names is no fact."""

from __future__ import annotations

from dataclasses import dataclass

from bot.understanding.cues.annotated import AnnotatedMessage

_REACH = 7  # words that a "no" reaches forward in its clause
_REACH_BACK = 2  # words that a "none" reaches back


@dataclass(frozen=True, slots=True)
class ContextRules:
    """The words under each of them; made once a message."""

    denied: frozenset[int]
    fiction: frozenset[int]
    figures: frozenset[int]

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


def read(reading: AnnotatedMessage) -> ContextRules:
    """The negation of a message from its cues."""
    hits = reading.group("negation")
    if not hits:
        return ContextRules(frozenset(), frozenset(), frozenset())
    exempt = {at for hit in hits if hit.cue.value == "not_negating" for at in range(hit.first, hit.last)}
    stops = {hit.first for hit in hits if hit.cue.value in ("but", "before")}
    denied: set[int] = set()
    fiction: set[int] = set()
    for hit in hits:
        if hit.cue.value == "before" and hit.first not in exempt:
            denied.update(_forward(reading, hit.last, stops))
        elif hit.cue.value == "after":
            denied.update(_backward(hit.first))
        elif hit.cue.value == "fiction":
            fiction.update(reading.sentence_of(hit.first))
    return ContextRules(frozenset(denied), frozenset(fiction), reading.words_of("negation", "figurative"))


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
