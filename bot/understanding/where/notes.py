"""Notes for `explain` which places were found, denied and refused in a message, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from bot.understanding.text.tokens import Tokens
from bot.understanding.trace import Refused, Trace, Verdict
from bot.understanding.where.grouping import Chain
from bot.understanding.where.lexer import Lexer, PlaceLetters
from intake_store.model.facts import Where


@dataclass(frozen=True, slots=True)
class Notes:
    """The notes on the places of one message."""

    trace: Trace
    tokens: Tokens
    letters: PlaceLetters
    lexer: Lexer

    def chains(self, chains: Sequence[Chain], found: Sequence[Where]) -> None:
        """What became of each chain; an answer that is kept whole is noted with the words of all of it."""
        spans = [(where.source.start, where.source.end) for where in found if where.source]
        for chain in chains:
            start, end = self.letters.span(self.tokens, chain.first, chain.last)
            around = [span for span in spans if span[0] <= start and end <= span[1]]
            if chain.denied:
                self._chain(chain, Verdict.DENIED, (start, end), self.letters.kinds.rindex("!", 0, chain.first))
            elif around and chain.strength > 1:
                self._chain(chain, Verdict.FOUND, around[0])
                spans.remove(around[0])
            else:
                self._chain(chain, Verdict.REFUSED, (start, end))
        for span in spans:
            self.trace.note("where", Verdict.FOUND, span, rule="whole answer")

    def _chain(self, chain: Chain, verdict: Verdict, span: tuple[int, int], first: int | None = None) -> None:
        """One chain with the words behind it from letter `first` on, which is the "not" before one that is denied."""
        rule, value = " + ".join(one.rule for one in chain.elements), self.letters.kinds[chain.first : chain.last]
        begin, end = self.letters.firsts[chain.first if first is None else first], self.letters.lasts[chain.last - 1]
        behind = self.lexer.behind(self.tokens, begin, end)
        self.trace.note("where", verdict, span, rule=rule, value=value, why=chain.weighed(), behind=behind)

    def refused(self, elements: Sequence[Refused]) -> None:
        """Words that a rule matched and a check did not take."""
        self.trace.refused("where", elements, self.tokens.span, partial(self.lexer.behind, self.tokens))
