"""Times in a tip: when a newer mention refines or replaces the known one."""

from __future__ import annotations

from bot.understanding.when import refine
from intake_store.model.facts import When

#: A time less sure than this names no day or only a habit ("after school", "every night"): it is still asked for.
ASSERTED = 0.4
#: A time as unsure as this is something else's ("call me after 6").
ELSEWHERE = 0.3


def sure(when: When) -> bool:
    """True where the time may be taken as the crime's without asking."""
    return when.source is None or when.source.confidence >= ASSERTED


def elsewhere(when: When) -> bool:
    """True where the time is more likely that of something else."""
    return when.source is not None and when.source.confidence <= ELSEWHERE


def merge(old: When | None, new: When, answering: bool) -> When:
    """The known time after `new` was told: an answer to "when?" replaces it, other mentions only make it narrower."""
    if old is None or (answering and _resolved(new)) or (sure(new) and not sure(old)):
        return refine(old, new)
    return new if narrower(old, new) else old


def _resolved(when: When) -> bool:
    return when.start is not None or when.ongoing


def narrower(old: When, new: When) -> bool:
    """True where `new` lies within `old` and is shorter, or `old` is words without a time."""
    if not _resolved(old):
        return _resolved(new)
    if old.start is None or old.end is None or new.start is None or new.end is None or old.ongoing or new.ongoing:
        return False
    return old.start <= new.start and new.end <= old.end and new.end - new.start < old.end - old.start


def corrected(old: When | None, new: When) -> When:
    """The time after a correction: where only the day is told anew, the time of day stays ("Thursday, same time")."""
    return refine(old, new)
