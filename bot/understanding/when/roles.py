"""What a time is to the crime: its own, when it was found out, when all was still well, or something else's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.understanding.text.tokens import MARK, Entry, Match, Phrases, Tokeniser, Tokens, fold
from bot.understanding.when.clock_context import Now
from bot.understanding.when.grouping import TimeExpression
from bot.understanding.when.model import Interval
from dialogs.loader import Language
from dialogs.wordlists import EMPTY, Origin, WordList

MAIN, FOUND, LOWER, ELSEWHERE, NOT_NOW = "main", "found", "lower", "elsewhere", "not_now"
_LOOK_BACK, _LOOK_AHEAD = 7, 3  # words
_NEGATION_REACH = 4  # words from "not" to "right now"


@dataclass(frozen=True, slots=True)
class Found:
    """One time with its interval and what it is to the crime."""

    time: TimeExpression
    interval: Interval
    role: str
    by: Match[str] | None = None
    """The words that say what it is."""


class Roles:
    """The words beside a time that say whose time it is (`found`, `fine`, `elsewhere`, `not_now` of `time`)."""

    def __init__(self, tokeniser: Tokeniser, *languages: Language) -> None:
        sections = [language.words.get("time") or {} for language in languages]
        groups = ((FOUND, "found"), (LOWER, "fine"), (ELSEWHERE, "elsewhere"))
        entries = (
            Entry(phrase, role, origin)
            for section in sections
            for role, name in groups
            for phrase, origin in section.get(name, EMPTY).origins()
        )
        self._phrases = Phrases(entries, tokeniser)
        self._not_now, self._never_now, self._still = (
            _words(section.get(name, EMPTY) for section in sections) for name in ("not_now", "never_now", "still")
        )
        self._until = _words(section.get("cues", {}).get("until", EMPTY) for section in sections)
        self._progressive = tuple(ending for one in languages for ending in one.traits.progressive_endings)

    def of(self, tokens: Tokens, time: TimeExpression, now: Now) -> tuple[str, Match[str] | None]:
        """The role of one time in its clause, and the words that say so."""
        if time.piece.rule in ("now", "weak_now"):
            return self.of_now(tokens, time, now)
        first = time.first
        if time.until is None and first and tokens.folded[first - 1] in self._until and not now.answering:
            return ELSEWHERE, _match(tokens, first - 1, self._until)
        begin = first
        while begin > max(0, first - _LOOK_BACK) and tokens.clauses[begin - 1] == tokens.clauses[first]:
            begin -= 1
        before = self._phrases.find(tokens, begin, first)
        return (before[-1].payload, before[-1]) if before else (MAIN, None)

    def of_now(self, tokens: Tokens, time: TimeExpression, now: Now) -> tuple[str, Match[str] | None]:
        """A "now" tells that it happens unless words beside it say otherwise; a weak one has to be stressed."""
        if now.answering and len(tokens) <= _LOOK_BACK:
            return MAIN, None
        weak = time.piece.rule == "weak_now"
        against = self._beside(tokens, time, _LOOK_BACK if weak else 1, self._not_now)
        against = against or self._beside(tokens, time, _NEGATION_REACH, self._never_now)
        if against:
            return NOT_NOW, against
        if weak and tokens.folded[time.first] in self._still:
            after = tokens.folded[time.last] if time.last < len(tokens) else ""
            return MAIN if after.endswith(self._progressive) else NOT_NOW, None
        return MAIN if not weak or now.answering or self._stressed(tokens, time) else NOT_NOW, None

    def _beside(
        self, tokens: Tokens, time: TimeExpression, reach: int, words: Mapping[str, Origin]
    ) -> Match[str] | None:
        """One of `words` that stands in the clause, up to `reach` words before the time or behind a weak one."""
        clause = tokens.clauses[time.first]
        behind = _LOOK_AHEAD if time.piece.rule == "weak_now" else 0
        around = range(max(0, time.first - reach), min(len(tokens), time.last + behind))
        for i in around:
            if tokens.folded[i] in words and tokens.clauses[i] == clause and not time.first <= i < time.last:
                return _match(tokens, i, words)
        return None

    def _stressed(self, tokens: Tokens, time: TimeExpression) -> bool:
        """Whether a bare "now" says that it happens: at the edge of its clause, in capitals, near a verb going on."""
        first, last, clauses = time.first, time.last, tokens.clauses
        begins = first == 0 or clauses[first - 1] != clauses[first]
        ends = last >= len(tokens) or clauses[last] != clauses[first] or tokens.kinds[last] == MARK
        near = tokens.folded[max(0, first - 4) : last + 4]
        progressive = any(word.endswith(self._progressive) for word in near)
        return begins or ends or progressive or tokens.said(first, last).isupper()


def _words(lists: Iterable[WordList]) -> dict[str, Origin]:
    """The folded words of some lists, each with where it stands."""
    return {fold(word): origin for words in lists for word, origin in words.origins()}


def _match(tokens: Tokens, at: int, words: Mapping[str, Origin]) -> Match[str]:
    return Match(at, at + 1, tokens.folded[at], words[tokens.folded[at]])
