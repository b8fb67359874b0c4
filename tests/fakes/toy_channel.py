"""A channel as a newcomer might write it; tests/channels/test_new_channel.py puts it into `channels/` as toy.py."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from channels.base import Attachment, Channel, InboundMessage, OutboundMessage, Parsed, Request
from channels.talents import BackgroundLoop, Polls, Registers

if TYPE_CHECKING:
    from channels.registry import Settings

ADDRESS = "box-7"


class Toy(Polls, Registers):
    """Takes what is put into `inbox` or posted to it, and keeps what is sent."""

    def __init__(self, polls: bool) -> None:
        self.polls = polls
        self.inbox: queue.Queue[str] = queue.Queue()
        self.sent: list[OutboundMessage] = []
        self.registered: list[str] = []

    def parse(self, request: Request) -> Parsed:
        return Parsed(messages=(self._message(request.body.decode()),))

    def send(self, message: OutboundMessage) -> str:
        self.sent.append(message)
        return f"toy-{len(self.sent)}"

    def fetch(self, attachment: Attachment, sink: Callable[[bytes], None], limit: int) -> str:
        raise NotImplementedError

    def close(self) -> None:
        pass

    def polling(
        self,
        take: Callable[[InboundMessage], object],
        on_refusal: Callable[[str, str, str], object],
        unavailable: type[Exception] | tuple[type[Exception], ...],
    ) -> BackgroundLoop:
        def poll(stop: threading.Event) -> None:
            while not stop.is_set():
                try:
                    take(self._message(self.inbox.get(timeout=0.05)))
                except queue.Empty:
                    continue

        return poll

    def registration(self, public_url: str) -> BackgroundLoop:
        def register(stop: threading.Event) -> None:
            self.registered.append(public_url)
            stop.wait()

        return register

    def _message(self, text: str) -> InboundMessage:
        return InboundMessage("toy", ADDRESS, f"toy-in-{text}", text)


def build(settings: Settings) -> Channel | None:
    """Where the line has no public address, the toy is polled."""
    return Toy(polls=not settings.public_url)
