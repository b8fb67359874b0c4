"""Records for `explain`, while a message is read, what was found and refused, by which rule and words.

The running line reads without a trace, and makes none of this.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from dialogs.wordlists import Origin

_ROOM = "bot.understanding."

Reason = str | Callable[..., object]
"""Why: in words, or the function that decided, whose docstring says it."""


class Verdict(StrEnum):
    """What became of some words."""

    FOUND = "found"
    DENIED = "denied"  # a fact that the message says is not so
    REFUSED = "refused"


class Behind(NamedTuple):
    """An entry of the word files behind a note, and the characters `start` up to and without `end` that it matched."""

    start: int
    end: int
    origin: Origin


@dataclass(frozen=True, slots=True)
class Note:
    """Characters `start` up to and without `end` were taken for something, or not; none of them where both are 0.

    `part`: the slot, or what else of the understanding it is about ("acts", "category"). `rule`: what they were taken
    for, `value`: what that says. `why`: the reason in words, after the name of the function that decided where one did.
    `weight`: of a category.
    """

    part: str
    verdict: Verdict
    start: int = 0
    end: int = 0
    rule: str = ""
    value: str = ""
    why: str = ""
    weight: float | None = None
    behind: tuple[Behind, ...] = ()


class Refused(NamedTuple):
    """Tokens `first` up to and without `last` (`letters` to a grammar), the rules that matched, and why in vain."""

    rules: tuple[str, ...]
    first: int
    last: int
    letters: str
    why: Reason


@dataclass(slots=True)
class Trace:
    """The notes on one message, in the order in which they were made."""

    notes: list[Note] = field(default_factory=list)

    def note(
        self,
        part: str,
        verdict: Verdict,
        span: tuple[int, int] = (0, 0),
        *,
        rule: str = "",
        value: str = "",
        why: Reason = "",
        weight: float | None = None,
        behind: Iterable[Behind] = (),
    ) -> None:
        """Add a note about the characters of `span`."""
        self.notes.append(Note(part, verdict, *span, rule, value, in_words(why), weight, tuple(behind)))

    def refused(
        self,
        part: str,
        pieces: Iterable[Refused],
        span: Callable[[int, int], tuple[int, int]],
        behind: Callable[[int, int], Iterable[Behind]],
    ) -> None:
        """Add notes about tokens that a rule matched and did not take; `span` and `behind` are those of some tokens."""
        for one in pieces:
            rule, where, entries = " + ".join(one.rules), span(one.first, one.last), behind(one.first, one.last)
            self.note(part, Verdict.REFUSED, where, rule=rule, value=one.letters, why=one.why, behind=entries)


def in_words(why: Reason) -> str:
    """The reason; of a function its name below this room and the first sentence of its docstring."""
    if isinstance(why, str):
        return why
    told = (why.__doc__ or "").strip().partition("\n")[0]
    name = f"{why.__module__.removeprefix(_ROOM)}.{why.__qualname__}"
    return f"{name}: {told}" if told else name
