"""The list of channels: one entry each, and how to build those that the settings name.

A new channel is a module or package in this folder, real payloads in tests/channels/payloads/, and its entry here;
tests/channels/test_contract.py then holds it to what every channel promises.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from channels.base import Channel


@dataclass(frozen=True, slots=True)
class Entry:
    """One provider. Its module is imported when it is built: a line without it pays nothing for it."""

    key: str
    """The provider's name: the key of webhooks.ADDRESSES and of `build`'s result."""
    module: str
    kind: str
    """The name of its class in the module."""
    names: tuple[str, ...]
    """The channels it serves."""
    settings: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Argument of the class -> name of the setting."""
    needs: str = ""
    """The setting that turns it on; "" for a channel that the program builds by itself, with parts of its own."""


CHANNELS = (
    Entry(
        key="twilio",
        module="channels.twilio",
        kind="Twilio",
        names=("sms", "whatsapp"),
        settings={
            "account_sid": "twilio_account_sid",
            "auth_token": "twilio_auth_token",
            "from_": "twilio_from",
            "public_url": "public_url",
            "api_url": "twilio_api_url",
        },
        needs="twilio_account_sid",
    ),
    Entry(
        key="telegram",
        module="channels.telegram",
        kind="Telegram",
        names=("telegram",),
        settings={"token": "telegram_token", "secret": "telegram_secret", "api_url": "telegram_api_url"},
        needs="telegram_token",
    ),
    Entry(key="web", module="channels.web", kind="Web", names=("web",)),
    Entry(key="terminal", module="channels.terminal", kind="Terminal", names=("terminal",)),
)


def build(settings: object) -> dict[str, Channel]:
    """The channels that `settings` (an object with the attributes named above) turns on, by provider key."""
    return {entry.key: _build(entry, settings) for entry in CHANNELS if entry.needs and getattr(settings, entry.needs)}


def by_name(channels: Iterable[Channel]) -> dict[str, Channel]:
    """The same channels by the names of the messages they carry: "sms", "whatsapp", ..."""
    return {name: channel for channel in channels for name in channel.names}


def _build(entry: Entry, settings: object) -> Channel:
    kind = getattr(importlib.import_module(entry.module), entry.kind)
    arguments = {name: getattr(settings, setting) for name, setting in entry.settings.items()}
    channel: Channel = kind(**arguments)
    return channel
