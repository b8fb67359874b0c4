"""What the console needs to know about its surroundings, and how it writes times for people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from intake_store.model.facts import When

_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Display:
    """The line's name, the timezone that its people live in, and whether the public URL is https (for the cookies)."""

    agency: str
    timezone: ZoneInfo
    secure: bool = False

    def clock(self, at: datetime, now: datetime) -> str:
        """A time of day, with the day when it is not today's and the year when it is not this one's."""
        local, today = at.astimezone(self.timezone), now.astimezone(self.timezone)
        if local.date() == today.date():
            return f"{local:%H:%M}"
        return f"{local:%H:%M}, {self.day(local, today)}"

    def day(self, local: datetime, today: datetime) -> str:
        """yesterday, "Tue 17 Jun", or with the year."""
        if local.date() == (today - _DAY).date():
            return "yesterday"
        return f"{local:%a} {local.day} {local:%b}" + ("" if local.year == today.year else f" {local.year}")

    def full(self, at: datetime) -> str:
        """The whole date and time with the zone's name, for tooltips."""
        local = at.astimezone(self.timezone)
        return f"{local:%A} {local.day} {local:%B %Y, %H:%M:%S %Z}"

    def span(self, when: When, now: datetime) -> str:
        """The interval that a citizen's words were resolved to; "" when they were not."""
        if when.start is None:
            return ""
        start, end = (at.astimezone(self.timezone) for at in (when.start, when.end or when.start))
        today = now.astimezone(self.timezone)
        if when.precision in ("day", "week", "month", "year"):
            return _days(self, start, end - timedelta(seconds=1) if end > start else end, today)
        return _hours(self, start, end, today)


def _days(display: Display, start: datetime, last: datetime, today: datetime) -> str:
    first = display.day(start, today)
    return first if start.date() == last.date() else f"{first} to {display.day(last, today)}"


def _hours(display: Display, start: datetime, end: datetime, today: datetime) -> str:
    day = "today" if start.date() == today.date() else display.day(start, today)
    if start == end:
        return f"{day}, {start:%H:%M}"
    if start.date() == end.date():
        return f"{day}, {start:%H:%M} to {end:%H:%M}"
    last = "today" if end.date() == today.date() else display.day(end, today)
    return f"{day}, {start:%H:%M} to {last}, {end:%H:%M}"


def age(at: datetime, now: datetime) -> str:
    """How long ago, in one unit: now, 4 min, 3 h, 2 d."""
    passed = now - at
    if passed < _MINUTE:
        return "now"
    if passed < _HOUR:
        return f"{passed // _MINUTE} min"
    return f"{passed // _HOUR} h" if passed < _DAY else f"{passed // _DAY} d"
