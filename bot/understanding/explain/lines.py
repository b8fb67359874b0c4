"""Lines of an explanation for a terminal: wrapped, entries and facts in short, control characters written out."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import datetime
from typing import Any

from bot.understanding.explain.values import Entry

WIDTH = 100  # columns
_INDENT = "  "
_LEAST = 20  # characters of a pattern that are shown in any case
#: What of a fact is said by other parts of its line.
_TOLD_APART = frozenset({"text", "source"})


def wrapped(text: str, depth: int = 1) -> list[str]:
    """Lines of at most `WIDTH` columns, `depth` steps in, and those that follow the first one step more."""
    first, rest = _INDENT * depth, _INDENT * (depth + 1)
    return textwrap.wrap(visible(text), WIDTH, initial_indent=first, subsequent_indent=rest)


def visible(text: str) -> str:
    """`text` with control and format characters written out: a message must not steer the terminal it is shown in."""
    return "".join(c if c == "\n" or unicodedata.category(c)[0] != "C" else _escaped(c) for c in text)


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


def each(blocks: Iterable[list[str]]) -> Iterator[str]:
    """The lines of some blocks."""
    return (line for block in blocks for line in block)


def joined(*parts: str, by: str = " ") -> str:
    """The parts that are not empty."""
    return by.join(filter(None, parts))


def short(entry: Entry) -> str:
    """File, line and words of an entry."""
    return f'{entry.origin} "{entry.words}"'


def long(entry: Entry, after: str = "") -> str:
    """An entry with what of its pattern fits into the line; file and line lead to the rest."""
    told = joined(short(entry), entry.group, after)
    room = max(_LEAST, WIDTH - len(_INDENT) - len(told) - len(" ()"))
    pattern = entry.pattern if len(entry.pattern) <= room else f"{entry.pattern[: room - 3]}..."
    return told if entry.pattern == entry.words else f"{told} ({pattern})"


def fact_in_short(fact: Any, confidence: float | None) -> str:
    """What a fact tells besides its words: "(confidence 0.9, make honda, colour blue)"; "" for no fact."""
    if fact is None:
        return ""
    told = ((one.name, getattr(fact, one.name)) for one in fields(fact) if one.name not in _TOLD_APART)
    attributes = (f"{name} {_plain(value)}" for name, value in told if value not in (None, "", False))
    return f"({joined(f'confidence {confidence:g}' if confidence else '', *attributes, by=', ')})"


def _plain(value: Any) -> str:
    return value.isoformat(timespec="minutes") if isinstance(value, datetime) else str(value)
