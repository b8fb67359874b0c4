"""Weekdays, weeks and other units: "fri just gone", "two fridays ago", "last week", "at the weekend"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from bot.understanding.when import calendar
from bot.understanding.when.builders import YEARS, numbers_in, piece_of, value_of
from bot.understanding.when.clock_context import Now
from bot.understanding.when.lexer import Atom
from bot.understanding.when.model import Days, Piece
from bot.understanding.when.rules.months import third_of, whole_month

_MOST_WEEKS, _MOST_QUARTERS = 52, 20


def before_last(atoms: Sequence[Atom], now: Now) -> Piece | None:
    """ "the weekend before last"."""
    return piece_of(atoms, "unit", _unit_days(value_of(atoms, "U").rpartition(" ")[2], -2, now))


def week_last(atoms: Sequence[Atom], now: Now) -> Piece | None:
    """ "a week last friday", "two weeks on tuesday": so many weeks before the last one."""
    number = next(iter(numbers_in(atoms)), 1)
    weeks = {"week": number, "fortnight": 2 * number}.get(value_of(atoms, "U").rpartition(" ")[2])
    back = (now.today.weekday() - int(value_of(atoms, "Ww")) + 1) % 7 or 7
    if weeks is None or weeks > _MOST_WEEKS:
        return None
    day = now.today - timedelta(days=back + 7 * weeks)
    return piece_of(atoms, "weekday", Days(day, day))


def weekdays_ago(atoms: Sequence[Atom], now: Now) -> Piece | None:
    """ "two fridays ago", "friday before last"."""
    number = next(iter(numbers_in(atoms)), 1 if "y" in {atom.kind for atom in atoms} else 2)
    wanted = value_of(atoms, "VWw")
    if wanted is None or number > _MOST_WEEKS:
        return None
    back = (now.today.weekday() - int(wanted) + 1) % 7 or 7
    day = now.today - timedelta(days=back + 7 * (number - 1))
    return piece_of(atoms, "weekday", Days(day, day))


def late_day(atoms: Sequence[Atom], now: Now) -> Piece | None:
    """ "late on sunday", "early tuesday"."""
    found = weekday(atoms, now)
    part = {"early": "early_morning", "late": "late_evening"}.get(str(value_of(atoms, "e")), "")
    return replace(found, weak=False, part=part) if found else None


def weekday(atoms: Sequence[Atom], now: Now) -> Piece | None:
    """The most recent one; "last" skips today and yesterday, "next" and a weekday of the future lie ahead."""
    kinds = "".join(atom.kind for atom in atoms)
    wanted = int(value_of(atoms, "Ww")) - 1
    back = (now.today.weekday() - wanted) % 7
    if "X" in kinds or (now.future and "L" not in kinds and "G" not in kinds):
        back = back - 7
    elif "L" in kinds and back < 2:
        back += 7
    elif ("G" in kinds or ">" in kinds) and back == 0:
        back = 7
    day = now.today - timedelta(days=back)
    weak = "w" in kinds and len(kinds) == 1 and not now.answering
    return piece_of(atoms, "weekday", Days(day, day, "day", 7 if back == 0 else 0), weekday=wanted, weak=weak)


def relative_unit(atoms: Sequence[Atom], now: Now) -> Piece | None:
    """ "last week", "this month", "la semana pasada"; a last day or night is a day of its own word."""
    unit = value_of(atoms, "U").rpartition(" ")[2]
    kinds = {atom.kind for atom in atoms}
    steps = 0 if "T" in kinds or not kinds & set("LX>G") else 1 if "X" in kinds else -1
    days = _unit_days(unit, steps, now)
    if days and (third := value_of(atoms, "e")):
        days = third_of(days, third)
    return piece_of(atoms, "unit", days, part="night" if unit == "night" else "")


def _unit_days(unit: str, steps: int, now: Now) -> Days | None:
    today = now.today
    if unit == "week":
        monday = today - timedelta(days=today.weekday()) + timedelta(weeks=steps)
        return Days(monday, monday + timedelta(days=6), "week")
    if unit == "weekend":
        return _weekend(steps, now)
    if unit == "month":
        return Days(*calendar.month_span(today.year, today.month + steps), "month")
    if unit == "year":
        return Days(date(today.year + steps, 1, 1), date(today.year + steps, 12, 31), "year")
    day = now.waking_day + timedelta(days=steps)
    return Days(day, day) if unit in ("day", "night") else None


def _weekend(steps: int, now: Now) -> Days:
    saturday = now.today - timedelta(days=(now.today.weekday() - 5) % 7)
    in_weekend = now.today.weekday() >= 5
    saturday += timedelta(weeks=steps + 1 if steps < 0 and not in_weekend else steps)
    return Days(saturday, saturday + timedelta(days=1), "day")


def weekend(atoms: Sequence[Atom], now: Now) -> Piece | None:
    """ "at the weekend": the one that has begun last."""
    return piece_of(atoms, "unit", _weekend(0, now)) if value_of(atoms, "U").endswith("weekend") else None


def quarter(atoms: Sequence[Atom], now: Now) -> Piece | None:
    """A quarter of the year, or the last few, counted from this one."""
    kinds = {atom.kind for atom in atoms}
    number = next(iter(numbers_in(atoms)), 1)
    if number > _MOST_QUARTERS:
        return None
    step = 0 if "T" in kinds else 3 if "X" in kinds else -3 * number
    first_month = (now.today.month - 1) // 3 * 3 + 1 + step
    first = calendar.month_span(now.today.year, first_month)[0]
    last = calendar.month_span(now.today.year, first_month + 3 * number - 1)[1]
    return piece_of(atoms, "unit", Days(first, last, "month"))


def week_of_month(atoms: Sequence[Atom], now: Now) -> Piece | None:
    """ "the last week of july", "the first weekend of may"."""
    number, unit = value_of(atoms, "O") or -1, value_of(atoms, "U").rpartition(" ")[2]
    year = next((n for n in numbers_in(atoms) if n in YEARS), None)
    days = whole_month(int(value_of(atoms, "Mm")), year, now)
    if unit == "weekend":
        saturday = calendar.nth_weekday(days.first.year, days.first.month, 5, number)
        return piece_of(atoms, "unit", Days(saturday, saturday + timedelta(days=1)))
    if unit != "week":
        return None
    first = days.last - timedelta(days=6) if number < 0 else days.first + timedelta(weeks=number - 1)
    return piece_of(atoms, "unit", Days(first, min(days.last, first + timedelta(days=6)), "week"))
