"""Times counted from the moment of sending: "10 mins ago", "for 3 weeks", "every night", "now"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.understanding.when.calendar import months_before
from bot.understanding.when.clock_context import Now
from bot.understanding.when.lexer import FEW, TWO, Atom
from bot.understanding.when.model import Days, Piece

_SECONDS = {"second": 1, "minute": 60, "hour": 3600}
_DAYS = {"day": 1, "night": 1, "week": 7, "weekend": 7, "fortnight": 14}
_MONTHS = {"month": 1, "year": 12}
_FEW = 3
_WIDEST = 3  # days by which "3 weeks ago" may be off
JUST_NOW = timedelta(minutes=15)


def now(atoms: Sequence[Atom], _: Now) -> Piece:
    return Piece(atoms[0].first, atoms[-1].last, "now", ongoing=True, precision="minute")


def weak_now(atoms: Sequence[Atom], _: Now) -> Piece:
    return Piece(atoms[0].first, atoms[-1].last, "weak_now", ongoing=True, precision="minute")


def habit(atoms: Sequence[Atom], _: Now) -> Piece | None:
    """ "every night": it goes on, without a beginning."""
    if atoms[0].kind == "E" and len(atoms) == 1:
        return None
    return Piece(atoms[0].first, atoms[-1].last, "habit", ongoing=True)


def just_now(atoms: Sequence[Atom], at: Now) -> Piece:
    span = (at.sent - JUST_NOW, at.sent)
    return Piece(atoms[0].first, atoms[-1].last, "ago", span=span, precision="minute")


def _amount(atoms: Sequence[Atom]) -> tuple[float, str, bool]:
    """How many of which unit, and whether the number was told ("a few days" and "days" are not)."""
    said = next(atom.value for atom in atoms if atom.kind == "U")
    amount, _, unit = said.rpartition(" ")
    if not _has(atoms, "N") and _has(atoms, "h"):
        return 0.5, unit, True
    implied = {"": 1, TWO: 2, FEW: None}[amount]
    number = next((atom.value for atom in atoms if atom.kind == "N"), 1 if _has(atoms, "y") else implied)
    return (number or _FEW) + (0.5 if _has(atoms, "h") else 0), unit, number is not None


def _has(atoms: Sequence[Atom], kind: str) -> bool:
    return any(atom.kind == kind for atom in atoms)


def ago(atoms: Sequence[Atom], at: Now) -> Piece | None:
    """ "2 nights ago" is a day, "an hour ago" a moment with a margin of a quarter of it, "a few days ago" some days."""
    number, unit, told = _amount(atoms)
    if atoms[-1].kind != "A" and atoms[0].kind != "a":
        return None
    place = (atoms[0].first, atoms[-1].last)
    if unit in _SECONDS:
        span = _moment_ago(number, _SECONDS[unit], told, at.sent)
        return Piece(*place, "ago", span=span, precision="minute" if unit != "hour" else "hour")
    days = _days_ago(number, unit, told, at)
    return Piece(*place, "ago", days=days, part="night" if unit == "night" else "") if days else None


def _moment_ago(number: float, unit: int, told: bool, sent: datetime) -> tuple[datetime, datetime] | None:
    back = number * unit
    margin = max(300.0, back * (0.2 if told else 0.6)) if unit < 3600 else max(1800.0, back * (0.15 if told else 0.5))
    margin = min(margin, 3600.0 * 12)
    if back > 400 * 86400:
        return None
    middle = sent - timedelta(seconds=back)
    return middle - timedelta(seconds=margin), min(sent, middle + timedelta(seconds=margin))


def _days_ago(number: float, unit: str, told: bool, at: Now) -> Days | None:
    today = at.waking_day if unit == "night" else at.today
    if unit in _DAYS:
        count = round(number * _DAYS[unit])
        if count > 4000:
            return None
        margin = min(_WIDEST, count // 7) if told else max(1, count // 2)
        precision = "day" if margin == 0 else "week"
        day = today - timedelta(days=count)
        return Days(day - timedelta(days=margin), min(today, day + timedelta(days=margin)), precision)
    months = round(number * _MONTHS[unit])
    if months > 1200:
        return None
    day = months_before(at.today, months)
    margin = (10 if unit == "month" else 60) * (1 if told else 3)
    return Days(day - timedelta(days=margin), min(today, day + timedelta(days=margin)), unit)


def _begin(number: float, unit: str, at: Now) -> datetime | None:
    if unit in _SECONDS:
        seconds = number * _SECONDS[unit]
        return at.sent - timedelta(seconds=seconds) if seconds < 86400 * 400 else None
    if unit in _DAYS:
        days = round(number * _DAYS[unit])
        return at.sent - timedelta(days=days) if days < 40000 else None
    months = round(number * _MONTHS[unit])
    return at.sent - (at.today - months_before(at.today, months)) if months < 1200 else None


def within(atoms: Sequence[Atom], at: Now) -> Piece | None:
    """ "in the last hour": from then to now."""
    number, unit, _ = _amount(atoms)
    begin = _begin(number, unit, at)
    span = (begin, at.sent) if begin else None
    return Piece(atoms[0].first, atoms[-1].last, "within", span=span, precision=unit) if span else None


def lasting(atoms: Sequence[Atom], at: Now) -> Piece | None:
    """ "for about 3 weeks", "the last 2 months": it goes on since. Hours only with "since", "been" or "now"."""
    number, unit, told = _amount(atoms)
    open_ended = atoms[0].kind in "S=" or atoms[-1].kind in "Rr"
    if unit in _SECONDS and not open_ended:
        return within(atoms, at) if atoms[0].kind == "l" else None
    begin = _begin(number, unit, at)
    if begin is None:
        return None
    length = (at.sent - begin) * (0.1 if told else 0.4)
    span = (begin - length, min(at.sent, begin + length))
    return Piece(atoms[0].first, atoms[-1].last, "lasting", span=span, ongoing=True, began=True, precision=unit)


def amount(atoms: Sequence[Atom], at: Now) -> Piece | None:
    """ "5 mins", "3 weeks" as the answer to "when?"."""
    if not at.answering:
        return None
    number, unit, told = _amount(atoms)
    if unit in _SECONDS:
        span = _moment_ago(number, _SECONDS[unit], told, at.sent)
        return Piece(atoms[0].first, atoms[-1].last, "ago", span=span, precision="hour") if span else None
    days = _days_ago(number, unit, told, at)
    return Piece(atoms[0].first, atoms[-1].last, "ago", days=days) if days else None
