"""The buttons of a message as the store keeps them."""

from __future__ import annotations

import json
from collections.abc import Sequence

from channels.base import Choice


def choices_json(choices: Sequence[Choice]) -> str:
    """Choices as the store keeps them: [[label, value], ...]."""
    return json.dumps([[choice.label, choice.value] for choice in choices])


def choices_from(data: bytes) -> tuple[Choice, ...]:
    """The choices that `choices_json` wrote."""
    return tuple(Choice(label, value) for label, value in json.loads(data))
