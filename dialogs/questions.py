"""The question file as typed values: which slots a category needs, in which order, and how each is worded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Wording:
    """One way to ask a slot: the sentence, and what must and must not hold for it."""

    say: str
    holds: frozenset[str] = frozenset()
    fails: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()

    def fits(self, conditions: frozenset[str], category: str | None) -> bool:
        """True where every condition asked for holds and none excluded does."""
        if self.categories and category not in self.categories:
            return False
        return self.holds <= conditions and not self.fails & conditions


@dataclass(frozen=True, slots=True)
class Needs:
    """What one category needs: slots asked, slots asked in an emergency, and the desk's priority."""

    ask: frozenset[str]
    emergency: frozenset[str]
    priority: str


@dataclass(frozen=True, slots=True)
class Limits:
    """Caps on what a citizen is asked; see the comments in questions.yaml."""

    questions: int
    emergency: int
    asked: int
    misses: int
    abuse: int


@dataclass(frozen=True, slots=True)
class Questions:
    """The whole of questions.yaml."""

    order: tuple[str, ...]
    limits: Limits
    deniable: frozenset[str]
    verbatim: frozenset[str]
    default: Needs
    categories: Mapping[str, Needs]
    wordings: Mapping[str, tuple[Wording, ...]]
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    high_weapons: frozenset[str] = frozenset()

    def needs(self, category: str | None) -> Needs:
        """What `category` (None: not known yet) needs."""
        return self.categories.get(category or "", self.default)


def parse(data: Mapping[str, Any]) -> Questions:
    """The typed questions; raises KeyError, TypeError or AttributeError where the shape is not the documented one."""
    default = _needs(data["default"], None)
    return Questions(
        order=tuple(data["order"]),
        limits=Limits(**data["limits"]),
        deniable=frozenset(data["deniable"]),
        verbatim=frozenset(data["verbatim"]),
        default=default,
        categories={name: _needs(item, default) for name, item in data["categories"].items()},
        wordings={slot: tuple(_wording(item) for item in items) for slot, items in data["wordings"].items()},
        choices={slot: tuple(items) for slot, items in data["choices"].items()},
        high_weapons=frozenset(data["high_weapons"]),
    )


def _needs(data: Mapping[str, Any], default: Needs | None) -> Needs:
    ask = frozenset(data["ask"] if default is None else data.get("ask", default.ask))
    emergency = frozenset(data["emergency"] if default is None else data.get("emergency", default.emergency))
    return Needs(ask, emergency, data.get("priority", default.priority if default else "normal"))


def _wording(data: Mapping[str, Any]) -> Wording:
    return Wording(
        data["say"],
        frozenset(data.get("if", ())),
        frozenset(data.get("not", ())),
        frozenset(data.get("categories", ())),
    )
