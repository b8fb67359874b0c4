"""How long to wait before something that failed is tried again."""

from __future__ import annotations

from datetime import timedelta

#: Seconds before the second attempt; doubled for each one after it, up to the longest wait.
FIRST, LONGEST = 1.0, 900.0
#: After so many attempts (some three hours) it is given up.
ATTEMPTS = 20
#: A provider that asks for more than this many seconds is asked again after it all the same.
PATIENCE = 3600.0


def wait(attempts: int, chance: float, retry_after: float | None = None) -> timedelta:
    """The wait after `attempts` failed attempts (1 for the first); `chance` in [0, 1) spreads it by half either way.

    Never shorter than `retry_after`, the seconds that the provider asked for.
    """
    exponential = min(LONGEST, FIRST * 2.0 ** min(attempts - 1, 30))
    spread = exponential * (0.5 + chance)
    return timedelta(seconds=max(spread, min(retry_after or 0.0, PATIENCE)))


def is_over(attempts: int) -> bool:
    """Whether so many failed attempts are enough."""
    return attempts >= ATTEMPTS
