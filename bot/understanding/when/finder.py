"""Finds the times that a message tells and puts the crime's first."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo
from typing import NamedTuple

from bot.understanding.text.tokens import Tokeniser, Tokens
from bot.understanding.trace import Refused, Trace
from bot.understanding.types import Context
from bot.understanding.when import grammar
from bot.understanding.when.clock_context import Now
from bot.understanding.when.grouping import TimeExpression, gather
from bot.understanding.when.lexer import Lexer, TimeWords, entries
from bot.understanding.when.model import Interval, Piece
from bot.understanding.when.notes import Notes
from bot.understanding.when.resolve import resolve, told_clock
from bot.understanding.when.roles import ELSEWHERE, FOUND, LOWER, MAIN, NOT_NOW, Found, Roles
from dialogs.loader import DEFAULT_LANGUAGE, Dialogs, Language
from intake_store.model.facts import Source, When

_MONTH_FIRST = frozenset({"US"})
_VAGUE = 0.35  # "every night" tells no time, "after school" no day; "overnight" is the night before the message
_UNSURE = 0.3  # confidence of a time that is something else's ("he works till 6")


class Times(NamedTuple):
    """The times that a message tells, the crime's first, and those that it says were not meant."""

    found: tuple[When, ...]
    denied: tuple[When, ...]


class TimeFinder:
    """Reads times in the conversation's language and in the default one.

    `country` settles whether 3/6 is in June or in March.
    """

    def __init__(self, dialogs: Dialogs, tokeniser: Tokeniser, country: str = "GB") -> None:
        marks = [mark for language in dialogs.languages.values() for mark in language.traits.ordinal_marks]
        words = {code: list(entries(language)) for code, language in dialogs.languages.items()}
        self._readers = {code: _Reader(tokeniser, marks, words, *dialogs.read_with(code)) for code in dialogs.languages}
        self._day_first = country not in _MONTH_FIRST

    def find(self, tokens: Tokens, context: Context) -> tuple[When, ...]:
        """The times in `tokens`, the crime's first, resolved against `context.sent_at` in its timezone."""
        return self.read(tokens, context).found

    def read(self, tokens: Tokens, context: Context, trace: Trace | None = None) -> Times:
        """The times that `tokens` tell and those that they deny; `trace` learns which rules took them for one."""
        reader = self._readers.get(context.language or DEFAULT_LANGUAGE) or self._readers[DEFAULT_LANGUAGE]
        sent = context.sent_at.astimezone(context.timezone)
        now = Now(
            sent,
            sent.replace(tzinfo=None),
            self._day_first,
            context.asking == "when",
            reader.lexer.followers,
            reader.lexer.plural_endings,
        )
        found = reader.read(tokens, now, trace)
        return Times(
            tuple(_when(each, tokens) for each in found if not each.time.denied),
            tuple(_when(each, tokens) for each in found if each.time.denied),
        )


class _Reader:
    """The words of the languages that are read together, compiled."""

    def __init__(
        self, tokeniser: Tokeniser, ordinal_marks: Sequence[str], words: TimeWords, *languages: Language
    ) -> None:
        self.lexer = Lexer(tokeniser, ordinal_marks, words, *languages)
        self._roles = Roles(tokeniser, *languages)

    def read(self, tokens: Tokens, now: Now, trace: Trace | None = None) -> list[Found]:
        letters = self.lexer.read(tokens)
        if "g" in letters.kinds:
            now = replace(now, future=True)
        refused: list[Refused] | None = None if trace is None else []
        times = gather(grammar.read(letters, now, refused), letters, now.answering, refused)
        found = [Found(each, _interval(each, now), *self._roles.of(tokens, each, now)) for each in times]
        kept = [each for each in found if each.role != NOT_NOW]
        ranked = _ranked([each for each in kept if not each.time.denied]) + [e for e in kept if e.time.denied]
        if trace is not None:
            notes, kept_times = Notes(trace, tokens, letters, self.lexer), [each.time for each in ranked]
            notes.found(ranked)
            notes.gone(each for each in found if each.time not in kept_times)
            notes.refused(refused or ())
        return ranked


def _interval(time: TimeExpression, now: Now) -> Interval:
    first = _localised(resolve(_with_its_day(time), now), now)
    if time.until is None or first.start is None or _is_overnight(time.piece, time.until):
        return first
    second = _localised(resolve(_on_its_day(time.piece, time.until), now), now)
    if second.end is None:
        return first
    if second.end <= first.start:
        second = replace(second, end=second.end + timedelta(days=1))
    if second.end is None or not timedelta() < second.end - first.start:
        return first
    return Interval(first.start, second.end, "part_of_day", first.ongoing or second.ongoing)


def _with_its_day(time: TimeExpression) -> Piece:
    """The first end, on the day and in the part of the day that only the second names."""
    first, until = time.piece, time.until
    if until is None or first.days or first.part or not first.clock:
        return first
    return replace(first, days=until.days, part=until.part)


def _on_its_day(first: Piece, until: Piece) -> Piece:
    """The second end, on the day of the first where it names none."""
    return until if until.days or not first.days else replace(until, days=first.days)


def _is_overnight(first: Piece, until: Piece) -> bool:
    """ "overnight Tuesday into Wednesday": the night already reaches into the second day."""
    if not (first.days and until.days) or first.part not in ("night", "overnight") or until.part or until.clock:
        return False
    return until.days.first == first.days.first + timedelta(days=1)


def _localised(interval: Interval, now: Now) -> Interval:
    zone = now.sent.tzinfo
    return replace(interval, start=_aware(interval.start, zone, False), end=_aware(interval.end, zone, True))


def _ranked(found: Sequence[Found]) -> list[Found]:
    """The crime's time first: told plainly before found-out, the precise one inside a wider one before it."""
    bounded = _bounded(found)
    order = {MAIN: 0, FOUND: 1, LOWER: 2, ELSEWHERE: 3}
    ranked = bounded + sorted((each for each in found if not _is_now(each)), key=lambda each: order[each.role])
    running = next((each for each in found if _is_now(each)), None)
    ranked = _precise_first(ranked)
    if running is None:
        return ranked
    if ranked and ranked[0].role == MAIN and ranked[0].interval.start:
        return [replace(ranked[0], interval=replace(ranked[0].interval, ongoing=True)), *ranked[1:], running]
    return [running, *ranked]


def _is_now(found: Found) -> bool:
    return found.interval.ongoing and found.interval.start is None


def _bounded(found: Sequence[Found]) -> list[Found]:
    """ "it was fine at 6 ... found it at 9": between the two."""
    lower = next((each for each in found if each.role == LOWER and each.interval.start), None)
    upper = next((each for each in found if each.role == FOUND and each.interval.end), None)
    if lower is None or upper is None or any(each.role == MAIN for each in found):
        return []
    if not lower.interval.start or not upper.interval.end or lower.interval.start >= upper.interval.end:
        return []
    interval = Interval(lower.interval.start, upper.interval.end, "part_of_day")
    return [Found(replace(lower.time, cuts=(*lower.time.cuts, *upper.time.cuts)), interval, MAIN)]


def _precise_first(found: list[Found]) -> list[Found]:
    for index, each in enumerate(found[1:], 1):
        if _inside(each, found[0]):
            return [each, *found[:index], *found[index + 1 :]]
    return found


def _inside(inner: Found, outer: Found) -> bool:
    a, b = inner.interval, outer.interval
    if not (a.start and a.end and b.start and b.end) or inner.role == ELSEWHERE:
        return False
    return b.start <= a.start and a.end <= b.end and (a.end - a.start) < (b.end - b.start)


def _when(found: Found, tokens: Tokens) -> When:
    time, interval = found.time, found.interval
    cuts = sorted(time.cuts)
    said = tokens.said(cuts[0][0], cuts[-1][1]) if _close(cuts) else ", ".join(tokens.said(a, b) for a, b in cuts)
    source = Source(tokens.starts[cuts[0][0]], tokens.ends[cuts[-1][1] - 1], _confidence(found))
    day, clock = _told_day(time.piece), told_clock(time.piece)
    return When(said, interval.start, interval.end, interval.ongoing, interval.precision, source, day, clock)


def _told_day(piece: Piece) -> str:
    return piece.days.first.isoformat() if piece.days and piece.days.precision == "day" else ""


def _close(cuts: Sequence[tuple[int, int]]) -> bool:
    return all(later[0] - earlier[1] <= 3 for earlier, later in itertools.pairwise(cuts))


def _confidence(found: Found) -> float:
    if found.role != MAIN:
        return _UNSURE if found.role == ELSEWHERE else 0.5
    piece = found.time.piece
    habit = piece.rule == "habit" and found.interval.start is None
    if habit or (piece.part and piece.part != "overnight" and not piece.days and not piece.clock):
        return _VAGUE
    if found.interval.precision in ("year", "month"):
        return 0.6
    return 0.9


def _aware(moment: datetime | None, zone: tzinfo | None, late: bool) -> datetime | None:
    """The wall clock as an instant: of an hour that comes twice the first for a start and the second for an end; one
    that the clocks skip becomes the hour after."""
    if moment is None or moment.tzinfo:
        return moment
    return moment.replace(tzinfo=zone, fold=int(late)).astimezone(UTC).astimezone(zone)
