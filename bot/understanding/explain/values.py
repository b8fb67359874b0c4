"""What an explanation holds: plain values, for a reader in a terminal, for JSON and for tests to assert on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.understanding.types import Context, Understanding


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the word files that matched `words`, the characters from `start` of the message.

    `origin` is its file and line ("en/urgency.txt:41").
    """

    words: str
    start: int
    origin: str
    group: str
    pattern: str


@dataclass(frozen=True, slots=True)
class Word:
    """One token. `meant`: the word that it is read as where it is misspelt."""

    text: str
    folded: str
    kind: str
    sentence: int
    clause: int
    meant: str | None = None


@dataclass(frozen=True, slots=True)
class Under:
    """What a cue stands under ("denied", "story", "figure", or a tense) and the entry that put it there."""

    kind: str
    by: Entry


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue in the message. `used`: the parts of the understanding that it led to, or that refused it."""

    entry: Entry
    under: tuple[Under, ...] = ()
    used: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that was found, denied or refused, with its words and reason; see `trace.Note`.

    `fact` is the item of the understanding that these words became, `confidence` how sure it is.
    """

    part: str
    verdict: str
    words: str
    rule: str
    value: str
    why: str
    weight: float | None
    behind: tuple[Entry, ...]
    confidence: float | None = None
    fact: Any = None


@dataclass(frozen=True, slots=True)
class Language:
    """Which language was read, and why: the scores, and the words that gave them."""

    code: str
    sure: bool
    scores: Mapping[str, float]
    evidence: tuple[tuple[str, Mapping[str, float]], ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """One message as it is understood in its context, and why. `left_out`: characters at its end that are not read."""

    text: str
    context: Context
    left_out: int
    language: Language
    words: tuple[Word, ...]
    cues: tuple[Cue, ...]
    findings: tuple[Finding, ...]
    understanding: Understanding

    def of(self, part: str, *verdicts: str) -> list[Finding]:
        """The findings of a part; with `verdicts`, those alone."""
        return [one for one in self.findings if one.part == part and (not verdicts or one.verdict in verdicts)]
