"""What the words of time say before they are resolved: days, clock times, parts of the day, and pieces of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

AM, PM, FULL_DAY = "am", "pm", "24"


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock time as told. `half` is am, pm, "24" (the hour is certain) or "" (3 may be 15:00).

    `lean` is -1 for "just before", 1 for "just after"; `midnight` marks the word itself, which belongs to the night
    and not to a date.
    """

    hour: int
    minute: int = 0
    half: str = ""
    lean: int = 0
    midnight: bool = False

    def minutes(self) -> int:
        """Minutes since midnight with the half applied; an uncertain hour counts as told."""
        hour = self.hour % 24
        if self.half == PM and hour < 12:
            hour += 12
        if self.half == AM and hour == 12:
            hour = 0
        return hour * 60 + self.minute

    def readings(self) -> tuple[int, ...]:
        """The minutes of the day that it can mean, one or two."""
        if self.half:
            return (self.minutes(),)
        hour = self.hour % 12
        return (hour * 60 + self.minute, (hour + 12) * 60 + self.minute)


@dataclass(frozen=True, slots=True)
class Days:
    """The days from `first` to `last`, both included; one that comes again every `step` days may be an earlier one."""

    first: date
    last: date
    precision: str = "day"
    step: int = 0


@dataclass(frozen=True, slots=True)
class Piece:
    """One expression of time in tokens `first` up to and without `last`; several pieces make one time.

    `span` is a time counted from now ("10 mins ago"). `began`: it started then and goes on ("since march").
    `weak`: counts only beside another piece ("sat", "may"). `weekday` narrows days of another piece.
    """

    first: int
    last: int
    rule: str
    days: Days | None = None
    weekday: int | None = None
    part: str = ""
    clock: Clock | None = None
    until: Clock | None = None
    span: tuple[datetime, datetime] | None = None
    precision: str = ""
    ongoing: bool = False
    began: bool = False
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Interval:
    """A resolved time, or only `ongoing`. Naive datetimes are local wall clock until the finder localises them."""

    start: datetime | None
    end: datetime | None
    precision: str
    ongoing: bool = False
