"""The small protocol that every channel speaks, the value types that cross it, and what holds for a channel as such."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Traits:
    """What holds for a channel whoever uses it: how the desk shows it, and what can be done with it."""

    label: str
    icon: str
    """The path of an SVG on a grid of 24 units, drawn as a line in the colour of the text beside it."""
    reply_limit: int
    """Longest reply of a handler in characters; 0 where no reply is possible."""
    receives: bool = True
    """False for a channel that the API names and nothing receives on yet."""
    pulls: bool = False
    """The citizen's side fetches its messages itself: there is nothing to send."""
    carrier_keywords: bool = False
    """The carriers answer STOP themselves, so that the bot keeps silent."""
    segmented: bool = False
    """Long texts go and are billed in segments (3GPP TS 23.038), which the desk counts."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file the citizen sent, not fetched yet. `reference` is the provider's handle (URL or file id): a secret."""

    reference: str
    content_type: str
    """As sender and provider claim it, so any words; "" when they do not say. The courier looks at the bytes."""
    bytes: int | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class InboundMessage:
    """One message of a citizen, as a channel parsed it. `sent_at` is None where the provider does not tell (SMS)."""

    channel: str  # sms | whatsapp | telegram | web | terminal
    address: str  # where replies go: E.164 number, chat id, session id. Never logged.
    provider_id: str  # unique per provider: MessageSid, update_id, client message id
    text: str
    sent_at: datetime | None = None
    attachments: tuple[Attachment, ...] = ()
    latitude: float | None = None
    longitude: float | None = None
    edits: str | None = None
    """Provider id of the earlier message that this one replaces the text of."""
    choice: str | None = None
    """The value of a pressed button (see `Choice.value`), None for typed text."""
    language_hint: str | None = None
    """The language code of the citizen's app, where the provider tells."""
    line: str = ""
    """Which of our addresses it came to (Twilio `To`); replies leave from there."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A quick reply: `label` is shown, `value` comes back in `InboundMessage.choice` (at most 64 bytes of ASCII)."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class OutboundMessage:
    """One message to a citizen. `key` is ours and stable over retries, for providers that can drop doubles by it."""

    channel: str
    address: str
    text: str
    key: str
    choices: tuple[Choice, ...] = ()
    line: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """A delivery report. `status`: sent | delivered | read | failed. `error` says why, to a handler; "" without."""

    provider_id: str
    status: str
    error: str = ""


class SendError(Exception):
    """A send or fetch that failed, with the decision: retry or give up; `retry_after` seconds where the provider says.

    `reason` is safe to show a handler and to log: never an address, a token or a text. `opted_out` means that the
    provider says the citizen blocked the line (Twilio 21610, Telegram 403).
    """

    def __init__(
        self, reason: str, *, retryable: bool, retry_after: float | None = None, opted_out: bool = False
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retryable = retryable
        self.retry_after = retry_after
        self.opted_out = opted_out


class Refused(Exception):
    """A webhook request that is turned away: `status` is 400, 403 or 413; `reason` is safe to log."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Request:
    """An HTTP request as a channel sees it: the exact public URL, headers (case-insensitive mapping) and raw body."""

    url: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a webhook request held. `reply` is the body to answer 200 with, `content_type` its type."""

    messages: tuple[InboundMessage, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    refusals: tuple[tuple[str, str], ...] = ()
    """(address, sentence key) of chats that are refused, as a Telegram group is."""
    reply: bytes = b""
    content_type: str = "text/plain"


#: A send ends within so many seconds, and so does the fetching of a file, however slowly a provider's answer drips in.
#: Both are shorter than the courier's leases, so that no other courier takes up what is still under way.
SEND_SECONDS = 12.0
FETCH_SECONDS = 120.0


class Channel(Protocol):
    """One provider. `parse` raises Refused; `send` and `fetch` raise SendError."""

    def parse(self, request: Request) -> Parsed: ...

    def send(self, message: OutboundMessage) -> str:
        """Send and return the provider's message id, "" where its answer does not tell.

        Whatever else is odd about a yes, it counts as sent: otherwise the citizen gets the message again and again.
        Blocking, for `SEND_SECONDS` at most; called from the courier's threads.
        """
        ...

    def fetch(self, attachment: Attachment, sink: Callable[[bytes], None], limit: int) -> str:
        """Stream the file's bytes into `sink`, at most `limit` of them, and return the content type claimed.

        Blocking, for `FETCH_SECONDS` at most, beside `SEND_SECONDS` to ask where the file is.
        """
        ...

    def close(self) -> None: ...
