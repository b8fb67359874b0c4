"""Finds what people are called: "they call him Smokes", "my ex Kyle", "Dean, shaved head"."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.understanding.cues.annotated import AnnotatedMessage
from bot.understanding.cues.matcher import Hit
from bot.understanding.people.mentions import Mention
from bot.understanding.trace import Verdict

_LONGEST = 3  # words of a name


@dataclass(frozen=True, slots=True)
class Name:
    """A name in words `first` up to and without `last`. `sure`: a word like "called" stands before it."""

    first: int
    last: int
    text: str
    sure: bool = False
    by: tuple[Hit, ...] = ()
    """The cue before it."""


def find(reading: AnnotatedMessage, groups: list[Mention]) -> list[Name]:
    """The names in a message; without a cue only where the question is for people or a title stands before."""
    found: dict[int, Name] = {}
    for hit in reading.of("people", "called"):
        _keep(found, _after(reading, hit, sure=True))
    for hit in (*reading.of("people", "titles"), *reading.of("people", "maybe_called")):
        _keep(found, _after(reading, hit, sure=False))
    for group in groups:
        _keep(found, _name_at(reading, group.noun_at + len(group.noun.split()), sure=False, capital=True))
    if reading.asking == "who":
        _keep(found, _opening(reading))
        for at in range(1, len(reading.words)):
            if not reading.same_clause(at - 1, at):
                _keep(found, _whole_clause(reading, at))
    return [found[first] for first in sorted(found)]


def _keep(found: dict[int, Name], name: Name | None) -> None:
    if name and not any(n.first <= name.first < n.last for n in found.values()):
        found[name.first] = name


def _after(reading: AnnotatedMessage, cue: Hit, sure: bool) -> Name | None:
    """The name behind a cue; where the cue alone does not make it sure, it must be capitalised."""
    name = _name_at(reading, cue.last, sure=sure, capital=not sure)
    if name is None and cue.last < len(reading.words) and (sure or _is_capital(reading, cue.last)):
        reading.note("who", Verdict.REFUSED, cue.last, cue.last + 1, cue, rule="name", why=_may_be_name)
    return name and replace(name, by=(cue,))


def _name_at(reading: AnnotatedMessage, first: int, sure: bool, capital: bool) -> Name | None:
    nicknames = reading.words_of("people", "nicknames")
    last = start = first + (first in nicknames and _is_capital(reading, first))
    while last < min(start + _LONGEST, len(reading.words)) and _may_be_name(reading, last, capital or last > start):
        if last > first and not reading.same_clause(first, last):
            break
        last += 1
    return Name(first, last, reading.said(first, last), sure) if last > start else None


def _is_capital(reading: AnnotatedMessage, at: int) -> bool:
    return at < len(reading.words) and reading.said(at, at + 1)[:1].isupper()


def _may_be_name(reading: AnnotatedMessage, at: int, capital: bool) -> bool:
    """Whether a word may be a name: of letters, in no pattern, and capitalised where it has to be."""
    word, said = reading.words[at], reading.said(at, at + 1)
    if not word.isalpha() or len(word) < 2 or reading.knows(word):
        return False
    if not capital:
        return True
    return said[:1].isupper() and not (said.isupper() and _shouts(reading))


def _shouts(reading: AnnotatedMessage) -> bool:
    return reading.tokens.text.isupper()


def _opening(reading: AnnotatedMessage) -> Name | None:
    """An answer that opens with a name: capitalised, or a word that no lexicon knows before a comma or looks."""
    name = _name_at(reading, 0, sure=True, capital=True)
    if name:
        return name
    alone = len(reading.words) > 1 and not reading.same_clause(0, 1)
    if alone and reading.words and _may_be_name(reading, 0, capital=False):
        return Name(0, 1, reading.said(0, 1), True)
    return None


def _whole_clause(reading: AnnotatedMessage, first: int) -> Name | None:
    """A clause that is a name and nothing else ("its on facebook, Lee Harding")."""
    name = _name_at(reading, first, sure=True, capital=True)
    return name if name and range(name.first, name.last) == reading.clause_of(first) else None
