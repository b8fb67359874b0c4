"""Explains one message: reads it as any other, with a trace, and puts the trace into words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from bot.understanding.classify.urgency import tenses_near
from bot.understanding.cues.context import DENIED, FIGURE, STORY
from bot.understanding.cues.matcher import Hit
from bot.understanding.explain.entries import Entries
from bot.understanding.explain.values import Cue, Entry, Explanation, Finding, Language, Under, Word
from bot.understanding.pipeline import LONGEST, Analysis, Pipeline
from bot.understanding.text.tokens import WORD
from bot.understanding.trace import Note, Trace, Verdict
from bot.understanding.types import Context, Understanding
from dialogs.loader import Dialogs
from intake_store.model.slots import SLOTS

#: Groups whose cues say something of other cues, and stand under nothing themselves.
_OF_OTHERS = frozenset({"negation", "urgency.tense"})


def explain(pipeline: Pipeline, dialogs: Dialogs, text: str, context: Context) -> Explanation:
    """What `pipeline`, built from `dialogs`, makes of `text` in `context`, and why. The text stays with the caller."""
    trace = Trace()
    analysis = pipeline.analyse(text, context, trace)
    seen = _Seen(analysis, Entries(dialogs))
    findings = tuple(map(seen.finding, dict.fromkeys(trace.notes)))
    detected, tokens = analysis.detected, analysis.reading.tokens
    evidence = tuple(pipeline.detector.evidence(tokens))
    return Explanation(
        text,
        context,
        max(0, len(text) - LONGEST),
        Language(detected.code, detected.sure, detected.scores, evidence),
        tuple(seen.words()),
        tuple(seen.cues(findings)),
        findings,
        analysis.understanding,
    )


class _Seen:
    """What was seen in one message, put into words."""

    def __init__(self, analysis: Analysis, entries: Entries) -> None:
        self._reading, self._negation = analysis.reading, analysis.negation
        self._facts = list(_facts(analysis.understanding))
        self._entries = entries

    def words(self) -> Iterator[Word]:
        """The tokens of the message."""
        tokens, own = self._reading.tokens, self._reading.matchers[0]
        for at, word in enumerate(tokens.folded):
            meant = own.meant(word) if tokens.kinds[at] == WORD else None
            where = (tokens.kinds[at], tokens.sentences[at], tokens.clauses[at])
            yield Word(tokens.said(at, at + 1), word, *where, meant)

    def finding(self, note: Note) -> Finding:
        """A note with the words of the message, the entries behind it, and the fact that it became."""
        text = self._reading.tokens.text
        behind = (self._entries.entry(text[one.start : one.end], one.start, one.origin) for one in note.behind)
        fact = None if note.verdict == Verdict.REFUSED else self._fact(note)
        return Finding(
            note.part,
            note.verdict.value,
            text[note.start : note.end],
            note.rule,
            note.value,
            note.why,
            note.weight,
            tuple(dict.fromkeys(behind)),
            fact.source.confidence if fact else None,
            fact,
        )

    def _fact(self, note: Note) -> Any:
        """The fact with the words of a note; of several with the same words each goes to one note."""
        where = (note.part, note.verdict, note.start, note.end)
        found = [fact for fact in self._facts if fact[:-1] == where]
        if len(found) > 1:
            self._facts.remove(found[0])
        return found[0][-1] if found else None

    def cues(self, findings: Iterable[Finding]) -> Iterator[Cue]:
        """The cues of the message from left to right, each once."""
        used: dict[Entry, list[str]] = {}
        for one in findings:
            for entry in one.behind:
                used.setdefault(entry, []).append(
                    one.part if one.verdict == Verdict.FOUND else f"{one.part} {one.verdict}"
                )
        hits = {hit: None for key, found in self._reading.hits.items() if ":" in key for hit in found}
        for hit in sorted(hits, key=lambda hit: (hit.first, hit.last)):
            entry = self._entry(hit)
            yield Cue(entry, tuple(self._under(hit)), tuple(dict.fromkeys(used.get(entry, ()))))

    def _entry(self, hit: Hit) -> Entry:
        said, start = self._reading.said(hit.first, hit.last), self._reading.start(hit.first)
        return self._entries.entry(said, start, hit.origin)

    def _under(self, hit: Hit) -> Iterator[Under]:
        if hit.cue.group in _OF_OTHERS:
            return
        words = range(hit.first, hit.last)
        for kind, asked in ((DENIED, words), (STORY, words[:1]), (FIGURE, (words[0], words[-1]))):
            yield from (Under(kind, self._entry(by)) for by in self._negation.by(kind, *asked))
        if hit.cue.group == "urgency":
            yield from (Under(by.cue.value, self._entry(by)) for by in tenses_near(self._reading, hit))


def _facts(heard: Understanding) -> Iterator[tuple[str, Verdict, int, int, object]]:
    """Every fact with its slot, whether it is found or denied, and its characters."""
    for verdict, entities in ((Verdict.FOUND, heard.found), (Verdict.DENIED, heard.denied)):
        for slot in SLOTS:
            for item in getattr(entities, slot.field, ()) if slot.field else ():
                if item.source:
                    yield slot.name, verdict, item.source.start, item.source.end, item
    if heard.what and heard.what.source:
        yield "what", Verdict.FOUND, heard.what.source.start, heard.what.source.end, heard.what
