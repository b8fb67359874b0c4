"""Things in a tip, as weapons: when two mentions are the same, and what a newer one changes."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from bot.engine.facts.people import words


def alike(one: Any, other: Any) -> bool:
    """True for two of a kind; where things have no kinds, for mentions of which one has all words of the other."""
    if hasattr(one, "kind"):
        return bool(one.kind == other.kind)
    mine, theirs = set(words(one.text)), set(words(other.text))
    return mine <= theirs or theirs <= mine


def merge(old: tuple[Any, ...], new: tuple[Any, ...]) -> tuple[Any, ...]:
    """`old` with what `new` tells: one thing told twice is one, in the longer of its wordings."""
    merged = list(old)
    for item in new:
        at = next((at for at, known in enumerate(merged) if alike(known, item)), None)
        if at is None:
            merged.append(item)
        else:
            merged[at] = _both(merged[at], item)
    return tuple(merged)


def _both(old: Any, new: Any) -> Any:
    """The longer told, with what only the other tells."""
    longer, other = (new, old) if len(new.text) > len(old.text) else (old, new)
    names = [one.name for one in fields(longer) if getattr(longer, one.name) is None]
    return replace(longer, **{name: getattr(other, name) for name in names})


def corrected(old: tuple[Any, ...], denied: tuple[Any, ...], found: tuple[Any, ...], instead: bool) -> tuple[Any, ...]:
    """The things after a message that denies and tells some; `instead`: it takes back what it does not name, too."""
    if found and instead and not denied:
        return found
    return merge(tuple(item for item in old if not any(alike(item, wrong) for wrong in denied)), found)
