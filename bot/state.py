"""A conversation as plain JSON data and back, as the store keeps it between two messages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from bot.conversation import Conversation
from intake_store.model.facts import from_json, to_json

_NAMES = frozenset(one.name for one in fields(Conversation))


def dump(conversation: Conversation) -> dict[str, Any]:
    """The conversation as JSON data."""
    data: dict[str, Any] = to_json(conversation)
    return data


def load(data: Mapping[str, Any] | None, channel: str, *, opted_out: bool = False) -> Conversation:
    """The conversation that `dump` wrote, or a new one; names that an older or newer version wrote are ignored.

    Of one who opted out nothing is stored but that they did: theirs is new each time, and stopped.
    """
    if opted_out:
        return Conversation(channel=channel, stage="stopped")
    if data is None:
        return Conversation(channel=channel)
    known = {name: value for name, value in data.items() if name in _NAMES}
    return Conversation(**known | {"facts": from_json(known.get("facts") or {}), "channel": channel})
