"""What the dialog files are checked against."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the dialog files are checked against: the names that questions.yaml may use, and how words are read.

    `spelt` is an entry of a word file as the understanding compares it. `exclusive` are groups of words of which a
    message can mean one only, by the beginnings of their names: an entry stands in one group of such a family.
    """

    slots: frozenset[str]
    categories: frozenset[str]
    priorities: frozenset[str]
    weapon_kinds: frozenset[str]
    conditions: frozenset[str]
    spelt: Callable[[str], str]
    exclusive: tuple[tuple[str, ...], ...]
