"""What some channels can do beside sending and receiving: small protocols that every channel is asked for."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Protocol, TypeGuard, runtime_checkable

from channels.base import InboundMessage

BackgroundLoop = Callable[[threading.Event], None]
"""Work that goes on until the event is set."""


@runtime_checkable
class Polls(Protocol):
    """A channel that can fetch its messages, for machines that its provider cannot call."""

    polls: bool
    """Whether it does; its messages come to the webhook otherwise."""

    def polling(
        self,
        take: Callable[[InboundMessage], object],
        on_refusal: Callable[[str, str, str], object],
        unavailable: type[Exception] | tuple[type[Exception], ...],
    ) -> BackgroundLoop:
        """What fetches messages and hands them over; the arguments are those of `webhooks.blueprint`."""
        ...


@runtime_checkable
class Registers(Protocol):
    """A channel that tells its provider where the webhook is."""

    def registration(self, public_url: str) -> BackgroundLoop:
        """What tells it at the start, however long the provider is away."""
        ...


@runtime_checkable
class Refuses(Protocol):
    """A channel in which the line can be added to groups and channels, which it turns away."""

    def refuse(self, address: str, text: str) -> None:
        """Say `text` there and leave, without waiting for the provider."""
        ...


def is_polled(channel: object) -> TypeGuard[Polls]:
    """Whether the messages of this channel are fetched."""
    return isinstance(channel, Polls) and channel.polls
