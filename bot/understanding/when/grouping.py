"""Joins the pieces of one time ("on Tuesday ... just after one o'clock") and pairs the two ends of one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.understanding.trace import Refused
from bot.understanding.when.calendar import PARTS
from bot.understanding.when.grammar import Reading
from bot.understanding.when.lexer import TimeLetters
from bot.understanding.when.model import Days, Piece

_REACH = 9  # words that may stand between two pieces of one time
_LENDING = 12  # words over which a later time lends its day
_REACH_OVER_STOP = 4
_DENIED = re.compile(r"![~@ot]*$")
_SINCE = re.compile(r"S[~@ot]*$")
_LINK = re.compile(r"[~@ot,]*([-<&])[~@ot]*$")


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """One time as told; with `until`, from the first to the second. `cuts` are the tokens of each of its pieces."""

    piece: Piece
    until: Piece | None = None
    cuts: tuple[tuple[int, int], ...] = ()
    denied: bool = False
    rules: tuple[str, ...] = ()
    """The rules of the grammar that read its pieces."""

    @property
    def first(self) -> int:
        return self.cuts[0][0]

    @property
    def last(self) -> int:
        return self.cuts[-1][1]


def gather(
    readings: Sequence[Reading], letters: TimeLetters, answering: bool, refused: list[Refused] | None = None
) -> list[TimeExpression]:
    """The times of a message in the order of their first words; weak pieces that found no company are gone.

    A time that is denied ("not tuesday") stands by itself. `refused` is given what is gone.
    """
    found: list[TimeExpression] = []
    denied: list[TimeExpression] = []
    before = 0
    for reading in readings:
        gap = letters.kinds[before : reading.first]
        piece = replace(reading.piece, began=True) if _SINCE.search(gap) else reading.piece
        alone = TimeExpression(piece, None, ((piece.first, piece.last),), rules=(reading.rule,))
        before = reading.last
        if _DENIED.search(gap):
            denied.append(replace(alone, denied=True))
            continue
        joined = _join(found[-1], piece, gap, reading.rule) if found else None
        if joined:
            found[-1] = joined
        else:
            found.append(alone)
    kept = [time for time in found if answering or not time.piece.weak]
    if refused is not None:
        gone = (time for time in found if time not in kept)
        refused += [Refused(time.rules, time.first, time.last, "", "tells a time only beside another") for time in gone]
    return [*_lent(kept), *denied]


def _lent(found: list[TimeExpression]) -> list[TimeExpression]:
    """ "at 9 and left at 10 last night": the night holds for both."""
    for index in range(len(found) - 2, -1, -1):
        piece, later = found[index].piece, found[index + 1].piece
        alone = piece.clock and not piece.days and not piece.part and found[index].until is None
        if alone and later.clock and (later.days or later.part) and later.first - piece.last <= _LENDING:
            found[index] = replace(found[index], piece=replace(piece, days=later.days, part=later.part))
    return found


def _join(time: TimeExpression, piece: Piece, gap: str, rule: str) -> TimeExpression | None:
    cuts, rules = (*time.cuts, (piece.first, piece.last)), (*time.rules, rule)
    link = _LINK.match(gap)
    if (
        link
        and time.until is None
        and _can_end(time.piece, piece)
        and (link.group(1) != "&" or _far_apart(time.piece, piece))
    ):
        return replace(time, until=piece, cuts=cuts, rules=rules)
    if len(gap) > (_REACH_OVER_STOP if "." in gap else _REACH):
        return None
    if time.until is not None:
        until = combine(time.until, piece)
        return replace(time, until=until, cuts=cuts, rules=rules) if until else None
    both = combine(time.piece, piece)
    return replace(time, piece=both, cuts=cuts, rules=rules) if both else None


def _can_end(first: Piece, second: Piece) -> bool:
    if first.span or second.span or first.ongoing or second.ongoing:
        return False
    return bool((first.days or first.clock) and (second.days or second.clock) and not first.until and not second.until)


def _far_apart(first: Piece, second: Piece) -> bool:
    """ "saturday night and this morning" are two ends; "friday and 10pm" are one time."""
    return combine(first, second) is None and not (first.weak or second.weak)


def combine(a: Piece, b: Piece) -> Piece | None:
    """One piece that says what both say; None when they speak of different times."""
    if a.span or b.span or (a.clock and b.clock) or _is_now(a) or _is_now(b):
        return None
    days = _days(a, b)
    if days is None and a.days and b.days:
        return None
    part = _part(a.part, b.part)
    if part is None:
        return None
    clocked = a if a.clock else b
    return Piece(
        a.first, b.last, a.rule, days, a.weekday if a.weekday is not None else b.weekday, part, clocked.clock,
        clocked.until, None, a.precision or b.precision, a.ongoing or b.ongoing, a.began or b.began,
        a.weak and b.weak and not _adjacent(a, b),
    )  # fmt: skip


def _adjacent(a: Piece, b: Piece) -> bool:
    """Two weak words side by side are sure of each other ("sat night")."""
    return a.last == b.first and {a.rule, b.rule} == {"weekday", "part"}


def _is_now(piece: Piece) -> bool:
    return piece.ongoing and piece.rule in ("now", "weak_now")


def _days(a: Piece, b: Piece) -> Days | None:
    """The narrower of two that agree: a weekday inside "last week", "yesterday" beside "tuesday"."""
    if not a.days or not b.days:
        return a.days or b.days
    for wide, narrow in ((a, b), (b, a)):
        if narrow.weekday is not None and wide.days and (wide.days.last - wide.days.first).days >= 3:
            first = wide.days.first + timedelta(days=(narrow.weekday - wide.days.first.weekday()) % 7)
            return Days(first, first) if first <= wide.days.last else None
    if a.rule == "ago" and b.rule == "day" and (b.days.last - b.days.first).days == 0:
        middle = a.days.first + (a.days.last - a.days.first) / 2
        return Days(middle, middle)  # "a week ago today"
    if a.weekday is not None and b.rule in ("date", "day_number") and b.first - a.last <= 1:
        return b.days  # "Tuesday, March 7th"
    if b.days.first >= a.days.first and b.days.last <= a.days.last:
        return b.days
    return a.days if a.days.first >= b.days.first and a.days.last <= b.days.last else None


def _part(a: str, b: str) -> str | None:
    """The narrower of two parts of the day; None when they do not meet."""
    if not a or not b or a == b:
        return a or b
    if {a, b} == {"night", "early_hours"} or {a, b} == {"night", "morning"}:
        return "night"  # "last night about 3 in the morning"
    (a_first, a_last), (b_first, b_last) = PARTS[a], PARTS[b]
    if a_first >= b_last or b_first >= a_last:
        return None
    return a if a_last - a_first <= b_last - b_first else b
