"""A clock that tests set."""

from __future__ import annotations

from datetime import datetime, timedelta


class Clock:
    """Gives `now`, which stands still until it is set or moved forward."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **step: float) -> datetime:
        """Move on by a `timedelta` of these parts; the new moment."""
        self.now += timedelta(**step)
        return self.now
