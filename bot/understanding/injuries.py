"""Finds who is hurt and how: words that tell an injury by themselves, and what was done to a part of the body."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.understanding.cues.annotated import AnnotatedMessage
from bot.understanding.cues.context import DENIED, ContextRules
from bot.understanding.trace import Verdict
from intake_store.model.facts import NONE, UNKNOWN, Injury, Person

_SLOT = "injuries"
_NEAR = 3  # words between a part of the body and what was done to it
_BEFORE = 5  # words that say who, taken into the span ("my brother has a broken arm")


@dataclass(frozen=True, slots=True)
class Injuries:
    """What was found, what is said not to be it ("his nose, not his jaw"), and `absence`: "none", "unknown" or None."""

    found: tuple[Injury, ...] = ()
    denied: tuple[Injury, ...] = ()
    absence: str | None = None


def find(reading: AnnotatedMessage, negation: ContextRules, people: tuple[Person, ...]) -> Injuries:
    """The injuries in the order of the text; `people` are those found in it."""
    cores = _joined(span for span in _spans(reading, negation) if not _is_harmless(reading, span))
    spans = [_with_subject(reading, core) for core in cores]
    found = tuple(_injury(reading, span, people) for span in spans)
    for span in spans:
        cues = [hit for hit in reading.group("injuries") if hit.first < span.stop and span.start < hit.last]
        reading.note(_SLOT, Verdict.FOUND, span.start, span.stop, *cues, rule="told, or damage beside a body part")
    return Injuries(found, _denied(reading, negation) if found else (), None if found else _absence(reading))


def _spans(reading: AnnotatedMessage, negation: ContextRules) -> Iterator[range]:
    """The words of every injury. One that holds its own "not" ("not breathing") is denied by nothing inside it."""

    def told(name: str) -> list[range]:
        hits = reading.of("injuries", name)
        return [range(hit.first, hit.last) for hit in hits if not _is_denied(negation, hit.first)]

    yield from told("told")
    body = told("body")
    for done in told("damage"):
        for part in body:
            first, last = min(done.start, part.start), max(done.stop, part.stop)
            if last - first - len(done) - len(part) <= _NEAR and reading.same_clause(first, last - 1):
                yield range(first, last)


def _is_denied(negation: ContextRules, first: int) -> bool:
    return negation.denies(first, first + 1) or negation.tells_story(first)


def _is_harmless(reading: AnnotatedMessage, span: range) -> bool:
    """True for figures of speech, threats, animals and the like, and for the words of a denial or a don't-know."""
    return any(not reading.words_of("injuries", name).isdisjoint(span) for name in ("harmless", "none", "unknown"))


def _joined(spans: Iterator[range]) -> list[range]:
    """The spans in order, overlapping ones as one."""
    found: list[range] = []
    for span in sorted(spans, key=lambda one: (one.start, -one.stop)):
        if found and span.start < found[-1].stop:
            found[-1] = range(found[-1].start, max(found[-1].stop, span.stop))
        else:
            found.append(span)
    return found


def _with_subject(reading: AnnotatedMessage, span: range) -> range:
    """The words of an injury with those before them that say whose it is."""
    first, subject = span.start, reading.words_of("injuries", "subject")
    while first > max(0, span.start - _BEFORE) and first - 1 in subject and reading.same_clause(first - 1, span.start):
        first -= 1
    return range(first, span.stop)


def _injury(reading: AnnotatedMessage, span: range, people: tuple[Person, ...]) -> Injury:
    """The injury; who has it where its words name somebody."""
    source = reading.source(span.start, span.stop)
    inside = (p for p in people if p.source and source.start <= p.source.start < source.end and p.role == "victim")
    who = next(inside, None)
    return Injury(reading.said(span.start, span.stop), who.text if who else None, source)


def _denied(reading: AnnotatedMessage, negation: ContextRules) -> tuple[Injury, ...]:
    """The parts of the body beside a "not"; alone, a "not" tells of nobody's injury."""
    parts = [hit for hit in reading.of("injuries", "body") if negation.denies(hit.first, hit.first + 1)]
    for hit in parts:
        by = negation.by(DENIED, hit.first)
        reading.note(_SLOT, Verdict.DENIED, hit.first, hit.last, hit, *by, rule="a body part beside a not")
    return tuple(Injury(reading.said(hit.first, hit.last), None, reading.source(hit.first, hit.last)) for hit in parts)


def _absence(reading: AnnotatedMessage) -> str | None:
    """That nobody is hurt, or that it is not known; "I'm fine" says so where it was asked."""
    names = ("unknown", "none", "fine") if reading.asking == _SLOT else ("unknown", "none")
    hits = next((hits for name in names if (hits := reading.of("injuries", name))), [])
    if not hits:
        return None
    value = UNKNOWN if hits[0].cue.value == "unknown" else NONE
    reading.note(_SLOT, Verdict.FOUND, 0, 0, *hits, rule="absence", value=value)
    return value
