"""Days as people name them: dates, weekdays, "last week", "since march", "christmas", "last night"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from bot.understanding.when import calendar
from bot.understanding.when.model import Days, Piece
from bot.understanding.when.moment import Now
from bot.understanding.when.words import Atom, Spelled

_HIGHEST_HOUR = 13
_MOST_WEEKS = 52
_YEARS = range(1930, 2101)
_OTHER_DAY = {"other_day": (7, 1), "other_night": (7, 1), "recently": (21, 0)}


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


def _numbers(atoms: Sequence[Atom]) -> list[int]:
    return [atom.value for atom in atoms if atom.kind in "NO" and atom.value is not None]


def _doubtful(atoms: Sequence[Atom]) -> bool:
    """ "one may", "second march": a number in words before a month that is also another word."""
    spelled = any(a.kind == "N" and isinstance(a.value, Spelled) and a.value < _HIGHEST_HOUR for a in atoms)
    return spelled and any(a.kind == "m" for a in atoms)


def month_day(atoms: Sequence[Atom], now: Now) -> Piece | None:
    numbers = _numbers(atoms)
    month = int(_value(atoms, "Mm"))
    if not numbers or _doubtful(atoms):
        return None
    if numbers[0] in _YEARS:
        return _piece(atoms, "month", _whole_month(month, numbers[0], now))
    year = numbers[1] if len(numbers) > 1 and numbers[1] in _YEARS else None
    return _piece(atoms, "date", _past(numbers[0], month, year, now))


def day_month(atoms: Sequence[Atom], now: Now) -> Piece | None:
    return month_day(atoms, now)


def day_range(atoms: Sequence[Atom], now: Now) -> Piece | None:
    """ "between the 3rd and 5th of june", "nov 18-19"; without a month of the most recent one."""
    first, last, month = (*_numbers(atoms)[:2], _value(atoms, "Mm"))
    if month:
        days = [_past(number, int(month), None, now) for number in (first, last)]
    else:
        days = [_most_recent(number, now) for number in (first, last)]
    begin, end = days
    if begin is None or end is None or begin.first >= end.first:
        return None
    return _piece(atoms, "date", Days(begin.first, end.last, "week"))


def week_of_month(atoms: Sequence[Atom], now: Now) -> Piece | None:
    """ "the last week of july", "the first weekend of may"."""
    number, unit = _value(atoms, "O") or -1, _value(atoms, "U").rpartition(" ")[2]
    year = next((n for n in _numbers(atoms) if n in _YEARS), None)
    days = _whole_month(int(_value(atoms, "Mm")), year, now)
    if unit == "weekend":
        saturday = calendar.nth_weekday(days.first.year, days.first.month, 5, number)
        return _piece(atoms, "unit", Days(saturday, saturday + timedelta(days=1)))
    if unit != "week":
        return None
    first = days.last - timedelta(days=6) if number < 0 else days.first + timedelta(weeks=number - 1)
    return _piece(atoms, "unit", Days(first, min(days.last, first + timedelta(days=6)), "week"))


def before_last(atoms: Sequence[Atom], now: Now) -> Piece | None:
    """ "the weekend before last"."""
    return _piece(atoms, "unit", _unit_days(_value(atoms, "U").rpartition(" ")[2], -2, now))


def week_last(atoms: Sequence[Atom], now: Now) -> Piece | None:
    """ "a week last friday", "two weeks on tuesday": so many weeks before the last one."""
    number = next(iter(_numbers(atoms)), 1)
    weeks = {"week": number, "fortnight": 2 * number}.get(_value(atoms, "U").rpartition(" ")[2])
    back = (now.today.weekday() - int(_value(atoms, "Ww")) + 1) % 7 or 7
    if weeks is None or weeks > _MOST_WEEKS:
        return None
    day = now.today - timedelta(days=back + 7 * weeks)
    return _piece(atoms, "weekday", Days(day, day))


def weekdays_ago(atoms: Sequence[Atom], now: Now) -> Piece | None:
    """ "two fridays ago", "friday before last"."""
    number = next(iter(_numbers(atoms)), 1 if "y" in {atom.kind for atom in atoms} else 2)
    wanted = _value(atoms, "VWw")
    if wanted is None or number > _MOST_WEEKS:
        return None
    back = (now.today.weekday() - int(wanted) + 1) % 7 or 7
    day = now.today - timedelta(days=back + 7 * (number - 1))
    return _piece(atoms, "weekday", Days(day, day))


def late_day(atoms: Sequence[Atom], now: Now) -> Piece | None:
    """ "late on sunday", "early tuesday"."""
    found = weekday(atoms, now)
    part = {"early": "early_morning", "late": "late_evening"}.get(str(_value(atoms, "e")), "")
    return replace(found, weak=False, part=part) if found else None


def weekday_number(atoms: Sequence[Atom], now: Now) -> Piece | None:
    """ "mon 13th", "friday 23": the most recent one that is both, else that day of the month."""
    number, wanted = _value(atoms, "NO"), int(_value(atoms, "Ww")) - 1
    if not number or (_value(atoms, "O") is None and number < _HIGHEST_HOUR):
        return None
    for back in range(24):
        first, last = calendar.month_span(now.today.year, now.today.month - back)
        found = first.replace(day=number) if number <= last.day else None
        if found and found <= now.today and found.weekday() == wanted:
            return _piece(atoms, "day_number", Days(found, found))
    return None


def _most_recent(number: int | None, now: Now) -> Days | None:
    """The day of the month that came last."""
    for back in range(13):
        first, last = calendar.month_span(now.today.year, now.today.month - back)
        if number and number <= last.day and first.replace(day=number) <= now.today:
            found = first.replace(day=number)
            return Days(found, found)
    return None


def years(atoms: Sequence[Atom], _: Now) -> Piece | None:
    first, last = _numbers(atoms)[:2] if len(_numbers(atoms)) > 1 else (0, 0)
    if first not in _YEARS or last not in _YEARS or first >= last:
        return None
    return _piece(atoms, "year", Days(date(first, 1, 1), date(last, 12, 31), "year"))


def months(atoms: Sequence[Atom], now: Now) -> Piece | None:
    """ "from march to may": the last that have begun."""
    first, last = (int(atom.value) for atom in atoms if atom.kind in "Mm")
    begin = _whole_month(first, None, now).first
    end = calendar.month_span(begin.year + (last < first), last)[1]
    return _piece(atoms, "month", Days(begin, end, "month"))


def quarter(atoms: Sequence[Atom], now: Now) -> Piece | None:
    """A quarter of the year, counted from this one."""
    kinds = {atom.kind for atom in atoms}
    step = 0 if "T" in kinds else 3 if "X" in kinds else -3
    first_month = (now.today.month - 1) // 3 * 3 + 1 + step
    first = calendar.month_span(now.today.year, first_month)[0]
    return _piece(atoms, "unit", Days(first, calendar.month_span(now.today.year, first_month + 2)[1], "month"))


def day_number(atoms: Sequence[Atom], now: Now) -> Piece | None:
    """ "the 5th": the most recent one."""
    return _piece(atoms, "day_number", _most_recent(_value(atoms, "NO"), now))


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
    steps = 0 if "T" in kinds or not kinds & set("LX>G") else 1 if "X" in kinds else -1
    days = _unit_days(unit, steps, now)
    if days and (third := _value(atoms, "e")):
        days = _third(days, third)
    return _piece(atoms, "unit", days, part="night" if unit == "night" else "")


def _third(days: Days, which: str) -> Days:
    """The early, middle or late third of some days."""
    length = (days.last - days.first).days + 1
    low, high = {"early": (0.0, 0.35), "mid": (0.25, 0.75), "late": (0.65, 1.0)}[which]
    first = days.first + timedelta(days=int(length * low))
    return Days(first, min(days.last, days.first + timedelta(days=int(length * high))), days.precision)


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
        days = replace(_third(days, third), precision="week")
    weak = "m" in kinds and not kinds & set("LSeX")
    return _piece(atoms, "month", days, began="S" in kinds, weak=weak and not now.answering)


def season(atoms: Sequence[Atom], now: Now) -> Piece | None:
    kinds = {atom.kind for atom in atoms}
    if not kinds & set("LToe") and not now.answering:
        return None
    first_month, last_month = calendar.SEASONS[_value(atoms, "Z")]
    year = now.today.year - (first_month > now.today.month)
    if "L" in kinds and date(year, first_month, 1) <= now.today <= _season_end(year, first_month, last_month):
        year -= 1
    last = _season_end(year, first_month, last_month)
    return _piece(atoms, "season", Days(date(year, first_month, 1), last, "month"))


def _season_end(year: int, first_month: int, last_month: int) -> date:
    return calendar.month_span(year + (last_month < first_month), last_month)[1]


def holiday(atoms: Sequence[Atom], now: Now) -> Piece | None:
    found = calendar.last_holiday(_value(atoms, "H"), now.today)
    return _piece(atoms, "holiday", Days(*found)) if found else None


def year(atoms: Sequence[Atom], now: Now) -> Piece | None:
    value, unit = _value(atoms, "N"), _value(atoms, "U")
    if value not in _YEARS or unit not in (None, "year") or isinstance(value, Spelled) or value > now.today.year + 1:
        return None
    days = Days(date(value, 1, 1), date(value, 12, 31), "year")
    if third := _value(atoms, "e"):
        days = replace(_third(days, third), precision="month")
    return _piece(atoms, "year", days, began=atoms[0].kind == "S")


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
    return _piece(atoms, "day", Days(found, found), part=_value(atoms, "Ps"))


def part(atoms: Sequence[Atom], now: Now) -> Piece:
    weak = atoms[0].kind == "s" and not now.answering
    return Piece(atoms[0].first, atoms[-1].last, "part", part=atoms[0].value, weak=weak)
