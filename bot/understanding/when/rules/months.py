"""Months and seasons: "in march", "since early may", "from march to may", "last summer"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from bot.understanding.when import calendar
from bot.understanding.when.builders import piece_of, value_of
from bot.understanding.when.clock_context import Now
from bot.understanding.when.lexer import Atom
from bot.understanding.when.model import Days, Piece


def months(atoms: Sequence[Atom], now: Now) -> Piece | None:
    """ "from march to may": the last that have begun."""
    first, last = (int(atom.value) for atom in atoms if atom.kind in "Mm")
    begin = whole_month(first, None, now).first
    end = calendar.month_span(begin.year + (last < first), last)[1]
    return piece_of(atoms, "month", Days(begin, end, "month"))


def whole_month(month: int, year: int | None, now: Now) -> Days:
    if year is None:
        year = now.today.year - (month > now.today.month)
    return Days(*calendar.month_span(year, month), "month")


def month(atoms: Sequence[Atom], now: Now) -> Piece | None:
    """ "in march", "since early may", "late june"."""
    kinds = {atom.kind for atom in atoms}
    days = whole_month(int(value_of(atoms, "Mm")), None, now)
    if "L" in kinds and days.first.replace(day=1) == now.today.replace(day=1):
        days = whole_month(days.first.month, days.first.year - 1, now)
    if third := value_of(atoms, "e"):
        days = replace(third_of(days, third), precision="week")
    weak = "m" in kinds and not kinds & set("LSeX")
    return piece_of(atoms, "month", days, began="S" in kinds, weak=weak and not now.answering)


def in_month(atoms: Sequence[Atom], now: Now) -> Piece | None:
    """ "it was in may": at the end of a clause it is no verb."""
    found = month(atoms, now)
    return replace(found, weak=False) if found else None


def season(atoms: Sequence[Atom], now: Now) -> Piece | None:
    kinds = {atom.kind for atom in atoms}
    if not kinds & set("LToe") and not now.answering:
        return None
    first_month, last_month = calendar.SEASONS[value_of(atoms, "Z")]
    year = now.today.year - (first_month > now.today.month)
    if "L" in kinds and date(year, first_month, 1) <= now.today <= _season_end(year, first_month, last_month):
        year -= 1
    last = _season_end(year, first_month, last_month)
    return piece_of(atoms, "season", Days(date(year, first_month, 1), last, "month"))


def _season_end(year: int, first_month: int, last_month: int) -> date:
    return calendar.month_span(year + (last_month < first_month), last_month)[1]


def third_of(days: Days, which: str) -> Days:
    """The early, middle or late third of some days."""
    length = (days.last - days.first).days + 1
    low, high = {"early": (0.0, 0.35), "mid": (0.25, 0.75), "late": (0.65, 1.0)}[which]
    first = days.first + timedelta(days=int(length * low))
    return Days(first, min(days.last, days.first + timedelta(days=int(length * high))), days.precision)
