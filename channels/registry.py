"""The list of channels: an entry a provider, with what holds for its channels and how it is built from the settings.

A new channel is a module or package in this folder, real payloads in tests/channels/payloads/, and its entry here;
tests/channels/test_contract.py then holds it to what every channel promises. Whoever shows or limits channels (desk,
console, API, bot) reads this list, so that it imports no provider before one is built.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from channels.base import Channel, Traits


class Settings(Protocol):
    """The settings that channels are built from; `config.settings.Settings` fits."""

    @property
    def public_url(self) -> str: ...
    @property
    def twilio_account_sid(self) -> str: ...
    @property
    def twilio_auth_token(self) -> str: ...
    @property
    def twilio_from(self) -> str: ...
    @property
    def twilio_api_url(self) -> str: ...
    @property
    def telegram_token(self) -> str: ...
    @property
    def telegram_secret(self) -> str: ...
    @property
    def telegram_polls(self) -> bool: ...
    @property
    def telegram_api_url(self) -> str: ...


def _twilio(settings: Settings) -> Channel | None:
    if not settings.twilio_account_sid:
        return None
    from channels.twilio import Twilio

    return Twilio(
        settings.twilio_account_sid,
        settings.twilio_auth_token,
        settings.twilio_from,
        settings.public_url,
        settings.twilio_api_url,
    )


def _telegram(settings: Settings) -> Channel | None:
    if not settings.telegram_token:
        return None
    from channels.telegram import Telegram

    return Telegram(
        settings.telegram_token, settings.telegram_secret, settings.telegram_api_url, polls=settings.telegram_polls
    )


@dataclass(frozen=True, slots=True)
class Entry:
    """One provider."""

    key: str
    """Its name in the result of `build`, in logs and in thread names."""
    channels: Mapping[str, Traits]
    """The channels that it carries, by the names that messages and the API give them."""
    build: Callable[[Settings], Channel | None] = lambda _settings: None
    """Builds it where the settings name it. Left out where the program builds it by itself, with parts of its own."""
    webhooks: tuple[str, ...] = ()
    """The paths that it calls, messages first."""
    number: Callable[[Settings], str] = lambda _settings: ""
    """What citizens write to, for those who ask at the start; "" where the provider's app finds the line by name."""


#: In the order in which they are offered. Reply limits: Twilio takes 1600 characters in an SMS or a WhatsApp message
#: (https://www.twilio.com/docs/api/errors/21617), Telegram 4096 (https://core.telegram.org/bots/api#sendmessage).
CHANNELS = (
    Entry(
        "twilio",
        {
            "sms": Traits("SMS", "M4 5h16v11H9l-5 4V5Z", 1600, carrier_keywords=True, segmented=True),
            "whatsapp": Traits(
                "WhatsApp",
                "M4 20l1.3-4A8 8 0 1 1 8.200 18.800L4 20Zm5-9.500c.5 2.500 2.500 4.500 5 5",
                1600,
                carrier_keywords=True,
            ),
        },
        _twilio,
        ("/webhooks/twilio", "/webhooks/twilio/status"),
        number=lambda settings: settings.twilio_from,
    ),
    Entry(
        "telegram",
        {"telegram": Traits("Telegram", "M21 4 3 11.500l5.500 2L18 7l-7 7.500V20l3-4 4 3 3-15Z", 4096)},
        _telegram,
        ("/webhooks/telegram",),
    ),
    Entry(
        "web",
        {
            "web": Traits(
                "Web chat",
                "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Zm-9 9h18M12 3c-5 5-5 13 0 18 5-5 5-13 0-18Z",
                4096,
                pulls=True,
            )
        },
    ),
    Entry(
        "phone",
        {
            "phone": Traits(
                "Phone",
                "M5 3h4l1.500 5-2.500 2a12 12 0 0 0 6 6l2-2.500 5 1.500v4a2 2 0 0 1-2 2A16 16 0 0 1 3 5a2 2 0 0 1 2-2Z",
                reply_limit=0,
                receives=False,
            )
        },
    ),
    Entry("terminal", {"terminal": Traits("Terminal", "M3 5h18v14H3V5Zm4 4 3 3-3 3m6 0h4", 4096, pulls=True)}),
)
TRAITS: Mapping[str, Traits] = {name: traits for entry in CHANNELS for name, traits in entry.channels.items()}
#: The address of a provider's call -> its key.
WEBHOOKS: Mapping[str, str] = {path: entry.key for entry in CHANNELS for path in entry.webhooks}


def traits_of(name: str) -> Traits:
    """The traits of a channel; one that is not listed any more keeps its tips, and nobody can be written to there."""
    return TRAITS.get(name) or Traits(name, "", reply_limit=0, receives=False)


def build(settings: Settings) -> dict[str, Channel]:
    """The channels that `settings` turn on, by provider key."""
    built = {entry.key: entry.build(settings) for entry in CHANNELS}
    return {key: channel for key, channel in built.items() if channel is not None}


def by_name(channels: Mapping[str, Channel]) -> dict[str, Channel]:
    """The same channels by the names of the messages they carry: "sms", "whatsapp", ..."""
    return {name: channels[entry.key] for entry in CHANNELS if entry.key in channels for name in entry.channels}
