"""Dates, years and named days: "14th of feb", "3/6", "the 5th", "mon 13th", "in 2019", "christmas"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bot.understanding.when import calendar
from bot.understanding.when.builders import YEARS, numbers_in, piece_of, value_of
from bot.understanding.when.clock_context import Now
from bot.understanding.when.lexer import Atom, Spelled
from bot.understanding.when.model import Days, Piece
from bot.understanding.when.rules.months import third_of, whole_month

_HIGHEST_HOUR, _DECEMBER = 13, 12


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _past(day: int, month: int, year: int | None, now: Now, *, step: int = 0) -> Days | None:
    """That date in the year told, else its most recent one."""
    if year is not None:
        year += 0 if year > 99 else 2000 if year <= now.today.year % 100 + 1 else 1900
        exact = _date(year, month, day)
        return Days(exact, exact) if exact else None
    for candidate in range(now.today.year, now.today.year - 5, -1):
        found = _date(candidate, month, day)
        if found and (found <= now.today or now.future):
            return Days(found, found, "day", step)
    return None


def iso(atoms: Sequence[Atom], now: Now) -> Piece | None:
    """2026-06-03, and 3-6-2026 in the country's order."""
    a, b, c = (atom.value or 0 for atom in atoms if atom.kind == "N")
    if a in YEARS:
        return piece_of(atoms, "date", _past(c, b, a, now))
    return _ordered(atoms, a, b, c if c in YEARS or 0 < c < 100 else None, now) if c else None


def slashed(atoms: Sequence[Atom], now: Now) -> Piece | None:
    a, b, year = atoms[0].value
    return _ordered(atoms, a, b, year, now)


def _ordered(atoms: Sequence[Atom], a: int, b: int, year: int | None, now: Now) -> Piece | None:
    day, month = (a, b) if now.day_first else (b, a)
    if month > 12:
        day, month = month, day
    return piece_of(atoms, "date", _past(day, month, year, now))


def _doubtful(atoms: Sequence[Atom]) -> bool:
    """ "one may", "second march": a number in words before a month that is also another word."""
    spelled = any(a.kind == "N" and isinstance(a.value, Spelled) and a.value < _HIGHEST_HOUR for a in atoms)
    return spelled and any(a.kind == "m" for a in atoms)


def month_day(atoms: Sequence[Atom], now: Now) -> Piece | None:
    numbers = numbers_in(atoms)
    month = int(value_of(atoms, "Mm"))
    if not numbers or _doubtful(atoms):
        return None
    if numbers[0] in YEARS:
        return piece_of(atoms, "month", whole_month(month, numbers[0], now))
    year = numbers[1] if len(numbers) > 1 and numbers[1] in YEARS else None
    return piece_of(atoms, "date", _past(numbers[0], month, year, now))


def day_month(atoms: Sequence[Atom], now: Now) -> Piece | None:
    return month_day(atoms, now)


def day_range(atoms: Sequence[Atom], now: Now) -> Piece | None:
    """ "between the 3rd and 5th of june", "nov 18-19"; without a month of the most recent one."""
    numbers, month = numbers_in(atoms), value_of(atoms, "Mm")
    if len(numbers) < 2:  # "may few till 5th": a number that tells none
        return None
    first, last = numbers[:2]
    if month:
        days = [_past(number, int(month), None, now) for number in (first, last)]
    else:
        days = [_most_recent(number, now) for number in (first, last)]
    begin, end = days
    if begin is None or end is None or begin.first >= end.first:
        return None
    return piece_of(atoms, "date", Days(begin.first, end.last, "week"))


def _most_recent(number: int | None, now: Now) -> Days | None:
    """The day of the month that came last."""
    for back in range(13):
        first, last = calendar.month_span(now.today.year, now.today.month - back)
        if number and number <= last.day and first.replace(day=number) <= now.today:
            found = first.replace(day=number)
            return Days(found, found)
    return None


def years(atoms: Sequence[Atom], now: Now) -> Piece | None:
    first, last = numbers_in(atoms)[:2] if len(numbers_in(atoms)) > 1 else (0, 0)
    if atoms[0].kind == "N" and atoms[1].kind == "-" and (first in YEARS) != (last in YEARS):
        year, month = (first, last) if first in YEARS else (last, first)
        return piece_of(atoms, "month", whole_month(month, year, now)) if 0 < month <= _DECEMBER else None
    if first not in YEARS or last not in YEARS or first >= last:
        return None
    return piece_of(atoms, "year", Days(date(first, 1, 1), date(last, 12, 31), "year"))


def day_number(atoms: Sequence[Atom], now: Now) -> Piece | None:
    """ "the 5th": the most recent one."""
    return piece_of(atoms, "day_number", _most_recent(value_of(atoms, "NO"), now))


def year(atoms: Sequence[Atom], now: Now) -> Piece | None:
    value, unit = value_of(atoms, "N"), value_of(atoms, "U")
    if value not in YEARS or unit not in (None, "year") or isinstance(value, Spelled) or value > now.today.year + 1:
        return None
    days = Days(date(value, 1, 1), date(value, 12, 31), "year")
    if third := value_of(atoms, "e"):
        days = replace(third_of(days, third), precision="month")
    return piece_of(atoms, "year", days, began=atoms[0].kind == "S")


def holiday(atoms: Sequence[Atom], now: Now) -> Piece | None:
    found = calendar.last_holiday(value_of(atoms, "H"), now.today)
    return piece_of(atoms, "holiday", Days(*found)) if found else None


def weekday_number(atoms: Sequence[Atom], now: Now) -> Piece | None:
    """ "mon 13th", "friday 23": the most recent one that is both, else that day of the month."""
    number, wanted = value_of(atoms, "NO"), int(value_of(atoms, "Ww")) - 1
    if not number or (value_of(atoms, "O") is None and number < _HIGHEST_HOUR):
        return None
    for back in range(24):
        first, last = calendar.month_span(now.today.year, now.today.month - back)
        found = first.replace(day=number) if number <= last.day else None
        if found and found <= now.today and found.weekday() == wanted:
            return piece_of(atoms, "day_number", Days(found, found))
    return None
