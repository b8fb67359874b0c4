"""Which intents there are: one for each dialogue act, question to us and category of the word files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

#: Of the section `acts`, what is no act but a help in finding one. Commands stay out: their rules are exact.
_NO_ACTS = frozenset({"filler", "alone", "turning", "heads", "anywhere", "commands", "languages", "reported"})
#: How groups of cues begin that only weigh for or against categories and are none.
_HELPER = "_"
#: What tells facts and nothing else.
INFORM = "inform"
ACT, ASK, TELL = "act_", "ask_", "tell_"

Patterns = dict[str, list[object]]


def patterns(words: Mapping[str, Any]) -> Patterns:
    """Intent -> lists of patterns, from the word files of one language."""
    found: Patterns = {}
    for name, entries in (*_acts(words.get("acts") or {}), *_asks(words.get("questions_to_us") or {})):
        found.setdefault(name, []).append(entries)
    for category, strengths in (words.get("categories") or {}).items():
        if isinstance(strengths, Mapping) and not category.startswith(_HELPER):
            found[TELL + category] = [strengths.get("sure"), strengths.get("likely")]
    return found


def _acts(section: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    own = {name: entries for name, entries in section.items() if name not in _NO_ACTS}
    for name, entries in (*own.items(), *(section.get("anywhere") or {}).items()):
        yield ACT + name, entries


def _asks(section: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    for name, entries in section.items():
        yield ASK + name, entries
