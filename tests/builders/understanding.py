"""Reads whole messages for the tests of the understanding."""

from __future__ import annotations

from functools import cache

from bot.understanding.explain.explain import explain
from bot.understanding.explain.values import Explanation
from bot.understanding.pipeline import Pipeline
from bot.understanding.types import Context, Understanding
from dialogs.loader import Dialogs, load
from intake_store.model.facts import Person, Vehicle
from tests.builders.times import context

SUSPECTS = frozenset({"suspect", "missing", "wanted", "unknown"})


@cache
def dialogs() -> Dialogs:
    """The dialog files in the repository, loaded once."""
    return load()


@cache
def embedded() -> Pipeline:
    """The understanding of the dialog files in the repository, built once."""
    return Pipeline(dialogs())


def asked(slot: str | None = None, language: str | None = "en") -> Context:
    """A context in which `slot` was asked."""
    plain = context()
    return Context(plain.sent_at, plain.timezone, plain.country, language, slot)


def read(text: str, slot: str | None = None, language: str | None = "en") -> Understanding:
    """What `text` means as an answer to the question for `slot`."""
    return embedded().understand(text, asked(slot, language))


def explained(text: str, slot: str | None = None, language: str | None = "en") -> Explanation:
    """What `text` means as an answer to the question for `slot`, and why."""
    return explain(embedded(), dialogs(), text, asked(slot, language))


def suspects(understood: Understanding) -> list[Person]:
    """The people whom a tip is about."""
    return [person for person in understood.found.people if person.role in SUSPECTS]


def how_many(understood: Understanding) -> int:
    """How many people a tip is about; a group without a number counts once."""
    return sum(person.count or 1 for person in suspects(understood))


def attributes(vehicle: Vehicle) -> tuple[str | None, str | None, str | None, str | None]:
    """Make, model, colour and plate."""
    return (vehicle.make, vehicle.model, vehicle.colour, vehicle.plate)
