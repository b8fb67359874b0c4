"""Gathers the words that describe people and gives them to the person they are said of."""

from __future__ import annotations

from collections.abc import Collection

from bot.understanding.cues.annotated import AnnotatedMessage
from bot.understanding.people.mentions import Mention

_APART = 2  # words between two words of one description
_TELLS = 2  # words of looks that describe by themselves, away from the noun
_BEYOND = 40  # words from a person to a description of them


def runs(reading: AnnotatedMessage, taken: Collection[int]) -> list[range]:
    """The descriptions in a message: runs of words of looks. `taken` words belong to vehicles."""
    found: list[tuple[range, int]] = []
    for hit in reading.of("people", "looks"):
        if hit.first in taken:
            continue
        last = found[-1][0] if found else range(0)
        if found and hit.first < last.stop:
            found[-1] = (range(last.start, max(last.stop, hit.last)), found[-1][1])
        elif found and _goes_on(reading, last, hit.first, taken):
            found[-1] = (range(last.start, hit.last), found[-1][1] + 1)
        else:
            found.append((range(_first_of(reading, hit.first), hit.last), 1))
    return [run for run, tells in found if tells >= _TELLS or len(run) >= _TELLS]


def _goes_on(reading: AnnotatedMessage, run: range, at: int, taken: Collection[int]) -> bool:
    same = reading.sentences[run.start] == reading.sentences[at]
    return same and at - run.stop <= _APART and not any(word in taken for word in range(run.stop, at))


def _first_of(reading: AnnotatedMessage, at: int) -> int:
    """The description begins with the small words before it ("about 30", "in a red coat")."""
    before = reading.words_of("people", "between")
    while at > 0 and at - 1 in before and reading.same_clause(at - 1, at):
        at -= 1
    return at


def give(found: list[range], spoken: list[Mention]) -> list[range]:
    """Give each description to whoever was spoken of last before it; returns those that nobody takes."""
    left: list[range] = []
    for run in found:
        inside = [m for m in spoken if m.first < run.stop and run.start < m.last]
        before = [m for m in spoken if m.first <= run.start and run.start - m.last <= _BEYOND and m.role != "bystander"]
        home = inside[0] if inside else before[-1] if before else None
        if home is None:
            left.append(run)
        else:
            home.pieces.append(run)
    return left
