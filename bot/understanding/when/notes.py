"""Notes for `explain` which times were found, denied and refused in a message, and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from bot.understanding.text.tokens import Tokens
from bot.understanding.trace import Behind, Reason, Refused, Trace, Verdict
from bot.understanding.when.lexer import Lexer, TimeLetters
from bot.understanding.when.roles import NOT_NOW, Found, Roles


@dataclass(frozen=True, slots=True)
class Notes:
    """The notes on the times of one message."""

    trace: Trace
    tokens: Tokens
    letters: TimeLetters
    lexer: Lexer

    def found(self, times: Iterable[Found]) -> None:
        """Times that the message tells or denies."""
        for each in times:
            verdict = Verdict.DENIED if each.time.denied else Verdict.FOUND
            self._time(each, verdict, f"{each.role}, not the crime's own" if each.by else "")

    def gone(self, times: Iterable[Found]) -> None:
        """Times that are not the crime's: a "now" that is none, and one that only says it again."""
        for each in times:
            why = Roles.of_now if each.role == NOT_NOW else "says once more that it goes on"
            self._time(each, Verdict.REFUSED, why)

    def refused(self, pieces: Sequence[Refused]) -> None:
        """Words that a rule matched and did not take."""
        self.trace.refused("when", pieces, self.tokens.span, partial(self.lexer.behind, self.tokens))

    def _time(self, each: Found, verdict: Verdict, why: Reason) -> None:
        cuts = sorted(each.time.cuts)
        behind = [one for first, last in cuts for one in self.lexer.behind(self.tokens, first, last)]
        if each.by and each.by.origin:
            behind.append(Behind(*self.tokens.span(each.by.first, each.by.last), each.by.origin))
        if each.time.denied:
            no = [atom for atom in self.letters.atoms if atom.kind == "!" and atom.last <= each.time.first][-1]
            behind += self.lexer.behind(self.tokens, no.first, no.last)
        span, rule = self.tokens.span(cuts[0][0], cuts[-1][1]), " + ".join(each.time.rules)
        self.trace.note("when", verdict, span, rule=rule, value=self._letters(cuts), why=why, behind=behind)

    def _letters(self, cuts: Sequence[tuple[int, int]]) -> str:
        atoms = self.letters.atoms
        return "".join(a.kind for a in atoms if any(first <= a.first and a.last <= last for first, last in cuts))
