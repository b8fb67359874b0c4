"""Parts of the day, named days and the arithmetic of months."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

#: Minutes from the day's midnight; a night reaches into the next day.
PARTS = {
    "early_hours": (0, 360), "early_morning": (300, 540), "morning": (300, 720), "late_morning": (570, 720),
    "lunch": (690, 840), "afternoon": (720, 1080), "late_afternoon": (930, 1140), "evening": (1020, 1380),
    "late_evening": (1200, 1440), "night": (1080, 1800), "late_night": (1260, 1620), "overnight": (1200, 1860),
    "daytime": (420, 1140), "school_run": (465, 570), "after_school": (885, 1020),
}  # fmt: skip
SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "winter": (12, 2)}
#: Named days as (month, first day, last day), or (days from Easter Sunday, length in days).
FIXED = {
    "christmas": (12, 24, 26), "christmas_day": (12, 25, 25), "christmas_eve": (12, 24, 24), "boxing_day": (12, 26, 26),
    "new_years_day": (1, 1, 1), "new_years_eve": (12, 31, 31), "epiphany": (1, 6, 6), "halloween": (10, 31, 31),
    "all_saints": (11, 1, 1), "bonfire_night": (11, 5, 5), "valentines_day": (2, 14, 14),
    "st_patricks_day": (3, 17, 17), "independence_day": (7, 4, 4), "juneteenth": (6, 19, 19),
    "bastille_day": (7, 14, 14), "may_day": (5, 1, 1), "assumption": (8, 15, 15),
}  # fmt: skip
FROM_EASTER = {
    "easter": (-2, 4), "easter_sunday": (0, 1), "good_friday": (-2, 1), "easter_monday": (1, 1),
    "pancake_day": (-47, 1), "carnival": (-50, 4), "holy_week": (-7, 8),
}  # fmt: skip
#: (month, weekday from Monday 0, which one of the month; -1 the last)
NTH_WEEKDAY = {
    "thanksgiving": (11, 3, 4), "labor_day": (9, 0, 1), "memorial_day": (5, 0, -1),
    "early_may_bank_holiday": (5, 0, 1), "spring_bank_holiday": (5, 0, -1), "summer_bank_holiday": (8, 0, -1),
}  # fmt: skip
_BANK_HOLIDAYS = ("early_may_bank_holiday", "spring_bank_holiday", "summer_bank_holiday", "easter_monday", "boxing_day")


def easter(year: int) -> date:
    """Easter Sunday (Gregorian; the anonymous algorithm of Meeus, Jones and Butcher)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e, f = b // 4, b % 4, (b + 8) // 25
    g = (b - f + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    """The `nth` `weekday` (Monday 0) of a month; -1 is the last."""
    if nth < 0:
        last = date(year, month, monthrange(year, month)[1])
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))


def holiday(name: str, year: int) -> tuple[date, date] | None:
    """First and last day of a named holiday that begins in `year`; None for a name that is not known."""
    if name in FIXED:
        month, first, last = FIXED[name]
        return date(year, month, first), date(year, month, last)
    if name in FROM_EASTER:
        offset, length = FROM_EASTER[name]
        start = easter(year) + timedelta(days=offset)
        return start, start + timedelta(days=length - 1)
    if name in NTH_WEEKDAY:
        day = nth_weekday(year, *NTH_WEEKDAY[name])
        return day, day
    if name == "black_friday":
        day = nth_weekday(year, *NTH_WEEKDAY["thanksgiving"]) + timedelta(days=1)
        return day, day
    return (date(year, 12, 31), date(year + 1, 1, 1)) if name == "new_year" else None


def last_holiday(name: str, today: date) -> tuple[date, date] | None:
    """The most recent one that has begun."""
    if name == "bank_holiday":
        days = [found for each in _BANK_HOLIDAYS if (found := last_holiday(each, today))]
        return max(days)
    for year in (today.year, today.year - 1):
        found = holiday(name, year)
        if found and found[0] <= today:
            return found
    return None


def month_span(year: int, month: int) -> tuple[date, date]:
    """First and last day; `month` may lie outside 1..12."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def months_before(day: date, months: int) -> date:
    """The same day of the month `months` earlier, or that month's last."""
    first, last = month_span(day.year, day.month - months)
    return first.replace(day=min(day.day, last.day))
