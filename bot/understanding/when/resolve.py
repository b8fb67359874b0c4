"""Makes an interval of the local wall clock of a time as told: past first, nights across midnight, margins as told."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from bot.understanding.when.calendar import PARTS
from bot.understanding.when.clock_context import Now
from bot.understanding.when.model import Clock, Days, Interval, Piece

_DAY = 1440  # minutes
_GRACE = timedelta(minutes=20)
"""How far ahead of the sending moment a time may lie and still be meant as past ("8ish", sent at 7:50)."""
_ABOUT, _EXACT = 30, 15  # minutes on both sides
_EARLIEST_AM = 9
"""A bare hour from here to 11 is in the morning, an earlier one in the afternoon, when nothing else tells."""
_MIDDLES = {"night": 1380, "overnight": 1500, "evening": 1200, "late_night": 1440, "morning": 510}
_REACH = {"morning": (0, 719), "evening": (900, 1439), "night": (1000, 1830), "afternoon": (720, 1139)}
_REACH_BEYOND = 120  # minutes that a clock time may lie outside its part of the day


def resolve(piece: Piece, now: Now) -> Interval:
    """The interval that `piece` tells; start and end are None when it only says that it goes on."""
    going = piece.ongoing or piece.began
    if piece.span:
        return Interval(*piece.span, piece.precision, going)
    if piece.ongoing and not piece.began:
        return Interval(None, None, piece.precision, True)
    if piece.clock:
        return _clocked(piece, piece.clock, now, going)
    if piece.part and (piece.days is None or piece.days.first == piece.days.last or piece.days.last == now.today):
        return _parted(piece, now, going)
    if piece.days:
        return _whole(piece.days, now, going)
    return Interval(None, None, piece.precision, going)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def _clip(start: datetime, end: datetime, now: Now) -> tuple[datetime, datetime]:
    """What has begun ends at the latest now."""
    return start, (now.local if start <= now.local < end else end)


def _whole(days: Days, now: Now, ongoing: bool) -> Interval:
    end = _midnight(days.last) + timedelta(days=1, seconds=-1)
    return Interval(*_clip(_midnight(days.first), end, now), days.precision, ongoing)


def _parted(piece: Piece, now: Now, ongoing: bool) -> Interval:
    first, last = PARTS[piece.part]
    day = piece.days.first if piece.days else now.today
    start = _midnight(day) + timedelta(minutes=first)
    if start > now.local:
        back = 1 if piece.days is None else piece.days.step
        start -= timedelta(days=back)
    return Interval(*_clip(start, start + timedelta(minutes=last - first), now), "part_of_day", ongoing)


def _candidates(clock: Clock, part: str) -> list[int]:
    """Minutes from the midnight that begins the day, best first; the night's reach beyond the next midnight."""
    readings = clock.readings()
    if not part:
        return list(readings)
    low, high = _REACH.get(part, (PARTS[part][0] - _REACH_BEYOND, PARTS[part][1] + _REACH_BEYOND))
    middle = _MIDDLES.get(part, sum(PARTS[part]) // 2)
    inside = [m for base in readings for m in (base, base + _DAY) if low <= m <= high]
    return sorted(inside, key=lambda m: (abs(m - middle), m)) or list(readings)


def told_clock(piece: Piece) -> str:
    """The time of day as `When.clock` keeps it."""
    if piece.clock is None:
        return piece.part
    candidates = _candidates(piece.clock, piece.part)
    hours, minutes = divmod(candidates[0] % _DAY, 60)
    sure = piece.part or len(candidates) == 1
    return f"{hours:02}:{minutes:02}" if sure else f"{hours % 12 or 12}:{minutes:02}?"


def _usual(readings: list[int], clock: Clock) -> list[int]:
    """Morning or afternoon, where neither part nor sending moment tells."""
    if len(readings) < 2 or clock.half:
        return readings
    return sorted(readings, reverse=not _EARLIEST_AM <= clock.hour % 12 <= 11)


def _middle(piece: Piece, clock: Clock, now: Now) -> tuple[datetime, Days | None]:
    """The moment that the clock means."""
    candidates = _candidates(clock, piece.part)
    days = _days_for(piece, now)
    if clock.midnight and not piece.part and piece.days:
        candidates = [_DAY]
    latest = now.local + _GRACE
    for back in range((days.last - days.first).days + 1):
        day = days.last - timedelta(days=back)
        moments = [_midnight(day) + timedelta(minutes=m) for m in candidates]
        past = [m for m in moments if m <= latest]
        if past and not piece.part and (day >= now.waking_day or piece.days is None):
            return max(past), days
        if past:
            usual = _usual(candidates, clock) if not piece.part else candidates
            return next(
                _midnight(day) + timedelta(minutes=m) for m in usual if _midnight(day) + timedelta(minutes=m) <= latest
            ), days
    return _ahead(days, candidates, now), days


def _ahead(days: Days, candidates: list[int], now: Now) -> datetime:
    """All readings lie ahead: the week before where the day comes again, else the future that was told."""
    moment = _midnight(days.first) + timedelta(minutes=candidates[0])
    return moment - timedelta(days=days.step) if days.step and not now.future else moment


def _days_for(piece: Piece, now: Now) -> Days:
    if piece.days is None:
        return Days(now.today - timedelta(days=1), now.today)
    return piece.days


def _clocked(piece: Piece, clock: Clock, now: Now, ongoing: bool) -> Interval:
    middle, _ = _middle(piece, clock, now)
    if piece.until:
        return _between(middle, piece.until, now, ongoing)
    margin = timedelta(minutes=_EXACT if clock.minute % 15 else _ABOUT)
    start, end = middle - margin, middle + margin
    if clock.lean > 0:
        start, end = middle, middle + timedelta(minutes=2 * _ABOUT if clock.lean > 1 else 45)
    elif clock.lean < 0:
        start, end = middle - timedelta(minutes=45), middle
    return Interval(*_clip(start, end, now), "minute" if clock.minute % 15 else "hour", ongoing)


def _between(start: datetime, until: Clock, now: Now, ongoing: bool) -> Interval:
    """From `start` to the next time that the clock shows `until`."""
    base = _midnight(start.date())
    later = [base + timedelta(minutes=m + extra) for m in until.readings() for extra in (0, _DAY)]
    end = min(moment for moment in later if moment > start)
    return Interval(*_clip(start, end, now), "hour", ongoing)
