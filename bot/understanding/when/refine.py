"""Puts a newer, partial time together with the one told before: a new day keeps the clock, a new clock the day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta, tzinfo

from bot.understanding.when.calendar import PARTS
from intake_store.model.facts import When

_MARGIN = timedelta(minutes=30)
_HALF_DAY = 12  # hours
_EARLIEST_AM = 7


def refine(old: When | None, new: When) -> When:
    """The time meant by `new` after `old`: "Thursday, same time", "no, half 9". A complete time replaces the old one.

    `new` comes from the finder: its datetimes carry the line's timezone.
    """
    if old is None or old.start is None or old.end is None or new.start is None or new.ongoing:
        return new
    zone = new.start.tzinfo
    if zone is None:
        return new
    if new.day and not new.clock and old.clock:
        return _moved(old, new, old.start.astimezone(zone), old.end.astimezone(zone))
    if new.clock and not new.day and old.day and not old.ongoing:
        return _timed(old, new, zone)
    return new


def _moved(old: When, new: When, start: datetime, end: datetime) -> When:
    """The old time of day on the new day; a night told by its evening keeps its hours after midnight."""
    told = date.fromisoformat(old.day) if old.day else start.date()
    shift = date.fromisoformat(new.day) - told
    if not old.day and old.clock.endswith("?") and _early(start + _MARGIN):
        shift += timedelta(hours=_HALF_DAY)
    text = f"{new.text}, {old.clock.rstrip('?')}"
    return replace(
        new, text=text, start=_shifted(start, shift), end=_shifted(end, shift), precision=old.precision, clock=old.clock
    )


def _shifted(moment: datetime, shift: timedelta) -> datetime:
    """The same wall clock on another day."""
    return (moment.replace(tzinfo=None) + shift).replace(tzinfo=moment.tzinfo, fold=moment.fold)


def _early(moment: datetime) -> bool:
    """Whether an open hour was taken as one of the night because it was the most recent ("half 3" at noon)."""
    return moment.hour < _EARLIEST_AM


def _timed(old: When, new: When, zone: tzinfo) -> When:
    """The new time of day on the old day."""
    day = date.fromisoformat(old.day)
    text = new.text if old.clock else f"{old.text}, {new.text}"
    if new.clock in PARTS:
        first, last = PARTS[new.clock]
        start, end = (_at(day, minutes, zone) for minutes in (first, last))
        return replace(new, text=text, start=start, end=end, day=old.day)
    middle = _nearest(old, new, day, zone)
    return replace(new, text=text, start=middle - _MARGIN, end=middle + _MARGIN, day=old.day)


def _at(day: date, minutes: int, zone: tzinfo) -> datetime:
    return (datetime.combine(day, time()) + timedelta(minutes=minutes)).replace(tzinfo=zone)


def _nearest(old: When, new: When, day: date, zone: tzinfo) -> datetime:
    """The reading of the new clock that lies nearest to the time told before, or inside its day."""
    assert new.start is not None
    hour, minute = (int(part) for part in new.clock.rstrip("?").split(":"))
    hours = (hour % _HALF_DAY, hour % _HALF_DAY + _HALF_DAY) if new.clock.endswith("?") else (hour,)
    if not old.clock and len(hours) > 1:
        local = new.start.astimezone(zone) + _MARGIN
        hours = (local.hour,) if local.hour % _HALF_DAY == hour % _HALF_DAY else hours
    days = (day, day + timedelta(days=1)) if _reaches_over(old, zone) else (day,)
    moments = [_at(each, at * 60 + minute, zone) for each in days for at in hours]
    assert old.start is not None
    assert old.end is not None
    middle = old.start + (old.end - old.start) / 2
    return min(moments, key=lambda moment: abs(moment - middle))


def _reaches_over(old: When, zone: tzinfo) -> bool:
    """Whether the old time was a night, whose small hours belong to the day after."""
    return bool(old.clock and old.end and old.end.astimezone(zone).date().isoformat() > old.day)
