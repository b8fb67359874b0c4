"""Reads the answer to "where?": the whole of a short answer is the place, minus its fillers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.understanding.text.tokens import LINK, MARK, SYMBOL, Entry, Phrases, Tokeniser, Tokens
from bot.understanding.trace import Behind, Trace, Verdict
from bot.understanding.where.grouping import Chain
from bot.understanding.where.lexer import PlaceLetters
from dialogs.loader import Language
from dialogs.wordlists import EMPTY
from intake_store.model.facts import Source, Where

_SHORT = 11  # words of an answer that is kept whole
_WHOLE_CONFIDENCE = 0.6


class Answers:
    """The fillers and the answers that are no place (`fillers`, `nowhere` of `place`)."""

    def __init__(self, tokeniser: Tokeniser, languages: Sequence[Language]) -> None:
        sections = [language.words.get("place") or {} for language in languages]
        groups = ((name, section.get(name, EMPTY)) for section in sections for name in ("fillers", "nowhere"))
        entries = (Entry(phrase, name, origin) for name, phrases in groups for phrase, origin in phrases.origins())
        self._phrases = Phrases(entries, tokeniser)

    def read(
        self, tokens: Tokens, letters: PlaceLetters, ranked: Sequence[Chain], trace: Trace | None = None
    ) -> list[Where]:
        """The places of an answer; the best chain with what belongs to it, else the short answer itself."""
        chains = [chain for chain in ranked if chain.strength > 1]
        whole = self._whole(tokens, trace)
        found = [chain_where(tokens, letters, chain, True) for chain in chains]
        if whole is None:
            return found
        return [_widened(found[0], whole), *found[1:]] if found else [whole]

    def _whole(self, tokens: Tokens, trace: Trace | None) -> Where | None:
        """The answer as it stands: a few words, no link, no question, nothing that says that there is no place."""
        first, last = self._content(tokens)
        words = [kind for kind in tokens.kinds[first:last] if kind not in (MARK, SYMBOL)]
        if not words:
            return None
        nowhere = [match for match in self._phrases.find(tokens) if match.payload == "nowhere"]
        if nowhere or len(words) > _SHORT or LINK in tokens.kinds or "?" in tokens.text:
            if trace is not None:
                behind = (Behind(*tokens.span(m.first, m.last), m.origin) for m in nowhere if m.origin)
                span = tokens.span(first, last)
                trace.note("where", Verdict.REFUSED, span, rule="whole answer", why=self._whole, behind=behind)
            return None
        source = Source(tokens.starts[first], tokens.ends[last - 1], _WHOLE_CONFIDENCE)
        return Where(tokens.said(first, last), source=source)

    def _content(self, tokens: Tokens) -> tuple[int, int]:
        """Tokens of the answer without fillers in front and marks at the end."""
        first, last = 0, len(tokens)
        while last and tokens.kinds[last - 1] in (MARK, SYMBOL):
            last -= 1
        while first < last:
            match = self._phrases.at(tokens, first)
            if match and match.payload == "fillers" and match.last <= last:
                first = match.last
            elif tokens.kinds[first] in (MARK, SYMBOL):
                first += 1
            else:
                break
        return first, last


def _widened(best: Where, whole: Where) -> Where:
    """The whole answer, as sure as the place in it."""
    sure = max(where.source.confidence if where.source else 0 for where in (best, whole))
    return replace(best, text=whole.text, source=whole.source and replace(whole.source, confidence=sure))


def chain_where(tokens: Tokens, letters: PlaceLetters, chain: Chain, answering: bool = False) -> Where:
    """The place that a chain tells, as said."""
    begin, end = letters.firsts[chain.first], letters.lasts[chain.last - 1]
    confidence = round(min(0.95, max(0.1, chain.strength / 9)), 2)
    source = Source(tokens.starts[begin], tokens.ends[end - 1], confidence)
    return Where(tokens.said(begin, end), needs_address=chain.needs_address(answering), source=source)
