"""Days as people name them: dates, weekdays, "last week", "since march", "christmas", "last night"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from bot.understanding.when import calendar
from bot.understanding.when.model import Days, Piece
from bot.understanding.when.moment import Now
from bot.understanding.when.words import Atom

_YEARS = range(1990, 2101)
_OTHER_DAY = {"other_day": (7, 1), "other_night": (7, 1), "recently": (21, 0)}
_THIRDS = {"early": (0, 10), "mid": (8, 22), "late": (19, 31)}


def _piece(atoms: Sequence[Atom], rule: str, days: Days | None, **more: Any) -> Piece | None:
    return Piece(atoms[0].first, atoms[-1].last, rule, days=days, **more) if days else None


def _value(atoms: Sequence[Atom], kinds: str) -> Any:
    return next((atom.value for atom in atoms if atom.kind in kinds), None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _past(day: int, month: int, year: int | None, now: Now, *, step: int = 0) -> Days | None:
    """That date in the year told, else its most recent one."""
    if year is not None:
        year += 2000 if year < 100 else 0
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
    if a in _YEARS:
        return _piece(atoms, "date", _past(c, b, a, now))
    return _ordered(atoms, a, b, c if c in _YEARS or 0 < c < 100 else None, now) if c else None


def slashed(atoms: Sequence[Atom], now: Now) -> Piece | None:
    a, b, year = atoms[0].value
    return _ordered(atoms, a, b, year, now)


def _ordered(atoms: Sequence[Atom], a: int, b: int, year: int | None, now: Now) -> Piece | None:
    day, month = (a, b) if now.day_first else (b, a)
    if month > 12:
        day, month = month, day
    return _piece(atoms, "date", _past(day, month, year, now))


def month_day(atoms: Sequence[Atom], now: Now) -> Piece | None:
    numbers = [atom.value for atom in atoms if atom.kind in "NO"]
    year = numbers[1] if len(numbers) > 1 and numbers[1] in _YEARS else None
    if len(numbers) == 1 and numbers[0] in _YEARS:
        return _piece(atoms, "month", _whole_month(int(_value(atoms, "Mm")), numbers[0], now))
    if numbers[0] is None:
        return None
    return _piece(atoms, "date", _past(numbers[0], int(_value(atoms, "Mm")), year, now))


def day_month(atoms: Sequence[Atom], now: Now) -> Piece | None:
    numbers = [atom.value for atom in atoms if atom.kind in "NO"]
    year = numbers[1] if len(numbers) > 1 and numbers[1] in _YEARS else None
    day = numbers[0]
    return _piece(atoms, "date", _past(day, int(_value(atoms, "Mm")), year, now)) if day else None


def day_number(atoms: Sequence[Atom], now: Now) -> Piece | None:
    """ "the 5th": the most recent one."""
    number = _value(atoms, "NO")
    for back in range(13):
        first, last = calendar.month_span(now.today.year, now.today.month - back)
        if number and number <= last.day and first.replace(day=number) <= now.today:
            found = first.replace(day=number)
            return _piece(atoms, "day_number", Days(found, found))
    return None


def weekday(atoms: Sequence[Atom], now: Now) -> Piece | None:
    """The most recent one; "last" skips today and yesterday, "next" and a weekday of the future lie ahead."""
    kinds = "".join(atom.kind for atom in atoms)
    wanted = int(_value(atoms, "Ww")) - 1
    back = (now.today.weekday() - wanted) % 7
    if "X" in kinds or (now.future and "L" not in kinds and "G" not in kinds):
        back = back - 7
    elif "L" in kinds and back < 2:
        back += 7
    elif ("G" in kinds or ">" in kinds) and back == 0:
        back = 7
    day = now.today - timedelta(days=back)
    weak = "w" in kinds and len(kinds) == 1 and not now.answering
    return _piece(atoms, "weekday", Days(day, day, "day", 7 if back == 0 else 0), weekday=wanted, weak=weak)


def relative_unit(atoms: Sequence[Atom], now: Now) -> Piece | None:
    """ "last week", "this month", "la semana pasada"; a last day or night is a day of its own word."""
    unit = _value(atoms, "U").rpartition(" ")[2]
    kinds = {atom.kind for atom in atoms}
    steps = 0 if "T" in kinds else 1 if "X" in kinds else -1
    return _piece(atoms, "unit", _unit_days(unit, steps, now), part="night" if unit == "night" else "")


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
    return _piece(atoms, "unit", _weekend(0, now)) if _value(atoms, "U").endswith("weekend") else None


def _whole_month(month: int, year: int | None, now: Now) -> Days:
    if year is None:
        year = now.today.year - (month > now.today.month)
    return Days(*calendar.month_span(year, month), "month")


def month(atoms: Sequence[Atom], now: Now) -> Piece | None:
    """ "in march", "since early may", "late june"."""
    kinds = {atom.kind for atom in atoms}
    days = _whole_month(int(_value(atoms, "Mm")), None, now)
    if "L" in kinds and days.first.replace(day=1) == now.today.replace(day=1):
        days = _whole_month(days.first.month, days.first.year - 1, now)
    if third := _value(atoms, "e"):
        first, last = _THIRDS[third]
        end = min(days.last, days.first + timedelta(days=last))
        days = Days(days.first + timedelta(days=first), end, "week")
    weak = "o" in kinds and "m" in kinds and _value(atoms, "m") == 5
    return _piece(atoms, "month", days, began="S" in kinds, weak=weak)


def season(atoms: Sequence[Atom], now: Now) -> Piece | None:
    kinds = {atom.kind for atom in atoms}
    if not kinds & set("LToe") and not now.answering:
        return None
    first_month, last_month = calendar.SEASONS[_value(atoms, "Z")]
    year = now.today.year - (first_month > now.today.month)
    last = calendar.month_span(year + (last_month < first_month), last_month)[1]
    return _piece(atoms, "season", Days(date(year, first_month, 1), last, "month"))


def holiday(atoms: Sequence[Atom], now: Now) -> Piece | None:
    found = calendar.last_holiday(_value(atoms, "H"), now.today)
    return _piece(atoms, "holiday", Days(*found)) if found else None


def year(atoms: Sequence[Atom], _: Now) -> Piece | None:
    value = _value(atoms, "N")
    if value not in _YEARS:
        return None
    return _piece(atoms, "year", Days(date(value, 1, 1), date(value, 12, 31), "year"), began=atoms[0].kind == "S")


def day(atoms: Sequence[Atom], now: Now) -> Piece | None:
    """ "today", "yesterday", "last night", "the other day", with the part of the day that the word tells."""
    name, _, part = str(atoms[0].value).partition(" ")
    if name in _OTHER_DAY:
        first, last = (now.today - timedelta(days=days) for days in _OTHER_DAY[name])
        return _piece(atoms, "other_day", Days(first, last, "week"), part="night" if name == "other_night" else "")
    if name == "tonight":
        return _piece(atoms, "day", Days(now.waking_day, now.waking_day), part="night")
    if name == "earlier":
        return _piece(atoms, "earlier", Days(now.waking_day, now.today))
    back = {"today": 0, "yesterday": 1, "before_yesterday": 2, "tomorrow": -1}[name]
    today = now.waking_day if name == "today" and part not in ("early_hours", "night") else now.today
    found = today - timedelta(days=back)
    last = now.today if name == "today" and not part else found
    return _piece(atoms, "day", Days(found, last), part=part)


def relative_part(atoms: Sequence[Atom], now: Now) -> Piece | None:
    """ "this dinner time", "anoche pasada": a part of today or of yesterday."""
    kinds = {atom.kind for atom in atoms}
    back = 0 if "T" in kinds else -1 if "X" in kinds else 1
    found = now.waking_day - timedelta(days=back)
    return _piece(atoms, "day", Days(found, found), part=_value(atoms, "P"))


def part(atoms: Sequence[Atom], _: Now) -> Piece:
    return Piece(atoms[0].first, atoms[-1].last, "part", part=atoms[0].value)
