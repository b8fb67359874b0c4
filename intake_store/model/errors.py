"""What the store refuses; each error carries the decision."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class NotFound(Exception):
    """No tip or file of that name."""


class Invalid(Exception):
    """Input that cannot be taken; `errors` maps each wrong field to what is wrong, without repeating the input."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(", ".join(errors))
        self.errors = dict(errors)


class Conflict(Exception):
    """The tip's state does not allow the verb; `reason` is for people and holds nothing of the tip."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Stale(Exception):
    """The tip changed since the caller read it."""


def one_of(value: Any, choices: tuple[str, ...]) -> str | None:
    """What is wrong with `value` as one of `choices`, None when nothing is."""
    return None if value in choices else f"must be one of {', '.join(choices)}"


class Unreadable(ValueError):
    """What was stored has another shape than this version reads; says what is wrong, never what stands there."""


class Duplicate(Exception):
    """The provider's message id is known: this message was stored before, and nothing is to be done."""


class ReferenceTaken(Exception):
    """Another tip has this reference; nothing was stored. Take the turn again with another one."""


class WrongKey(Exception):
    """The database was sealed with another key file."""
