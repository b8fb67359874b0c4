"""What the grammar of time must know beside the words: when the message was sent, how its language tells times."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

SMALL_HOURS = 4
"""Until this hour "tonight", "today" and "this evening" mean the day before."""


@dataclass(frozen=True, slots=True)
class Now:
    """`sent` is the instant (aware), `local` its wall clock (naive); `day_first`: 3/6 is the third of June;
    `answering`: "when?" was asked; `followers`: words that may follow a bare hour; `plural_endings`: endings of words
    that it may count; `future`: the words look ahead."""

    sent: datetime
    local: datetime
    day_first: bool = True
    answering: bool = False
    followers: frozenset[str] = frozenset()
    plural_endings: tuple[str, ...] = ()
    future: bool = False

    @property
    def today(self) -> date:
        return self.local.date()

    @property
    def waking_day(self) -> date:
        """The day that people still call today: before the small hours are over, the one that began yesterday."""
        return self.today - timedelta(days=1) if self.local.hour < SMALL_HOURS else self.today
