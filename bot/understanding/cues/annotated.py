"""One message with its annotations: its words, and the cues that the patterns of its languages found in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from bot.understanding.cues.matcher import Hit, Matcher
from bot.understanding.text.tokens import NUMBER, WORD, Tokens
from bot.understanding.trace import Behind, Reason, Trace, Verdict
from bot.understanding.types import Context
from dialogs.traits import LanguageTraits
from intake_store.model.facts import Source

NO_HITS: list[Hit] = []


@dataclass(frozen=True, slots=True)
class AnnotatedMessage:
    """`words[i]` is token `tokens_at[i]`: words and numbers without marks. `hits` are the cues by group, and
    by group and value ("people:looks").

    All offsets of hits count words, not tokens. `language` is the message's; `asking` the slot of the open question.
    `matchers` and `traits` are those of the languages that are read: the message's, the conversation's, the default.
    `trace` is there where `explain` reads.
    """

    tokens: Tokens
    context: Context
    language: str
    words: list[str]
    tokens_at: list[int]
    clauses: list[int]
    sentences: list[int]
    hits: dict[str, list[Hit]]
    matchers: tuple[Matcher, ...] = ()
    traits: tuple[LanguageTraits, ...] = ()
    trace: Trace | None = None
    covered: dict[str, frozenset[int]] = field(default_factory=dict)

    @property
    def asking(self) -> str | None:
        return self.context.asking

    def group(self, name: str) -> list[Hit]:
        """The hits of one group, in the order of the text."""
        return self.hits.get(name, NO_HITS)

    def of(self, group: str, value: str) -> list[Hit]:
        """The hits of one list of a group, in the order of the text."""
        return self.hits.get(f"{group}:{value}", NO_HITS)

    def words_of(self, group: str, value: str) -> frozenset[int]:
        """The words that the cues of one list cover."""
        key = f"{group}:{value}"
        if key not in self.covered:
            self.covered[key] = frozenset(
                at for hit in self.hits.get(key, NO_HITS) for at in range(hit.first, hit.last)
            )
        return self.covered[key]

    @property
    def own(self) -> LanguageTraits:
        """The traits of the message's language."""
        return self.traits[0]

    def knows(self, word: str) -> bool:
        """Whether a folded word is in any pattern of the languages read, and so is hardly a name."""
        return any(cues.knows(word) for cues in self.matchers)

    def said(self, first: int, last: int) -> str:
        """Words `first` up to and without `last`, as written."""
        return self.tokens.text[self.start(first) : self.end(last - 1)]

    def start(self, word: int) -> int:
        return self.tokens.starts[self.tokens_at[word]]

    def end(self, word: int) -> int:
        return self.tokens.ends[self.tokens_at[word]]

    def source(self, first: int, last: int, confidence: float = 1.0) -> Source:
        """Where words `first` up to and without `last` stand in the message."""
        return Source(self.start(first), self.end(last - 1), confidence)

    def note(
        self,
        part: str,
        verdict: Verdict,
        first: int,
        last: int,
        *hits: Hit,
        rule: str = "",
        value: str = "",
        why: Reason = "",
        weight: float | None = None,
    ) -> None:
        """Note in a trace, if any, what became of words `first` up to and without `last`, and the cues behind it."""
        if self.trace is not None:
            span = (self.start(first), self.end(last - 1)) if last > first else (0, 0)
            behind = self.behind(hits)
            self.trace.note(part, verdict, span, rule=rule, value=value, why=why, weight=weight, behind=behind)

    def behind(self, hits: Iterable[Hit]) -> list[Behind]:
        """The cues as a note names them."""
        return [Behind(self.start(hit.first), self.end(hit.last - 1), hit.origin) for hit in hits]

    def same_clause(self, one: int, other: int) -> bool:
        return self.clauses[one] == self.clauses[other]

    def sentence_of(self, word: int) -> range:
        """The words of the sentence that `word` is in."""
        return _run(self.sentences, word)

    def clause_of(self, word: int) -> range:
        """The words of the clause that `word` is in."""
        return _run(self.clauses, word)


def _run(numbers: list[int], at: int) -> range:
    first = last = at
    while first > 0 and numbers[first - 1] == numbers[at]:
        first -= 1
    while last < len(numbers) and numbers[last] == numbers[at]:
        last += 1
    return range(first, last)


def word_indexes(tokens: Tokens) -> list[int]:
    """The tokens that are words or numbers."""
    return [i for i, kind in enumerate(tokens.kinds) if kind in (WORD, NUMBER)]


def longest(hits: list[Hit]) -> Iterator[Hit]:
    """The hits from left to right without overlaps, the longest first at each place."""
    reached = 0
    for hit in sorted(hits, key=lambda hit: (hit.first, -hit.last)):
        if hit.first >= reached:
            yield hit
            reached = hit.last
