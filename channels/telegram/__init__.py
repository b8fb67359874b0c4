"""Telegram: a bot that citizens write to in private chats."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
from collections.abc import Callable

from telegram.error import TelegramError

from channels.base import SEND_SECONDS, Attachment, InboundMessage, OutboundMessage, Parsed, Refused, Request, SendError
from channels.talents import BackgroundLoop, Polls, Refuses, Registers
from channels.telegram import updates
from channels.telegram.client import Bot, Client
from channels.telegram.files import Files
from channels.telegram.outbound import Outbox
from channels.telegram.polling import Poller
from channels.telegram.registration import Registration

API_URL = "https://api.telegram.org"
WEBHOOK_PATH = "/webhooks/telegram"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105
#: How long to wait for Telegram, in seconds: to connect and between two pieces of its answer.
TIMEOUT = 10.0


class Telegram(Polls, Registers, Refuses):
    """One bot. `secret` is what Telegram's webhook calls carry: without one every call is refused.

    `polls`: its updates are fetched, and no webhook is set.
    """

    def __init__(
        self,
        token: str,
        secret: str = "",
        api_url: str = API_URL,
        timeout: float = TIMEOUT,
        seconds: float = SEND_SECONDS,
        *,
        polls: bool = False,
    ) -> None:
        """`seconds` is for a whole send."""
        self.polls = polls
        self._token, self._secret = token.encode(), secret.encode()
        self._client = Client(token, api_url.rstrip("/"), timeout, seconds)
        self._files = Files(self._client, timeout)
        self._outbox = Outbox()

    def parse(self, request: Request) -> Parsed:
        """One update; raises Refused: 403 without the secret, 400 malformed."""
        given = request.headers.get(SECRET_HEADER, "").encode("utf-8", "replace")
        if not self._secret or not hmac.compare_digest(given, self._secret):
            raise Refused(403, "no valid secret")
        return updates.read(request.body)

    def send(self, message: OutboundMessage) -> str:
        """Send, with buttons where there are choices; an id of the message that does not tell the chat, or ""."""
        try:
            chat = int(message.address)
        except ValueError:
            raise SendError("not a chat", retryable=False) from None
        message_id = self._client.call(lambda bot: self._outbox.send(bot, chat, message))
        return "" if message_id is None else self._provider_id(message.address, message_id)

    def fetch(self, attachment: Attachment, sink: Callable[[bytes], None], limit: int) -> str:
        """Stream a file of the citizen into `sink`; the content type claimed. Raises SendError."""
        answered = self._files.fetch(attachment.reference, sink, limit)
        return attachment.content_type or answered

    def refuse(self, address: str, text: str) -> None:
        """Say `text` in a group or channel and leave it. Returns at once; what fails there does not matter."""
        self._client.start(lambda bot: _say_and_leave(bot, int(address), text))

    def set_webhook(self, public_url: str) -> None:
        """Have Telegram call the webhook under `public_url` with the secret. Raises SendError."""
        url = public_url.rstrip("/") + WEBHOOK_PATH
        self._client.call(
            lambda bot: bot.set_webhook(
                url, secret_token=self._secret.decode(), allowed_updates=updates.ALLOWED_UPDATES
            )
        )

    def registration(self, public_url: str) -> BackgroundLoop:
        """What sets the webhook at start, however long Telegram is away."""
        return Registration(lambda: self.set_webhook(public_url)).run

    def polling(
        self,
        take: Callable[[InboundMessage], object],
        on_refusal: Callable[[str, str, str], object],
        unavailable: type[Exception] | tuple[type[Exception], ...],
    ) -> BackgroundLoop:
        """What fetches the updates where there is no webhook."""
        return Poller(self._client, take, on_refusal, unavailable).run

    def close(self) -> None:
        """Stop the loop and close the connections."""
        self._files.close()
        self._client.close()

    def _provider_id(self, address: str, message_id: int) -> str:
        """Message ids are unique within a chat only, and a chat's id is the citizen's address: hence its keyed hash."""
        digest = hmac.new(self._token, address.encode(), hashlib.sha256).hexdigest()
        return f"{digest[:24]}:{message_id}"


async def _say_and_leave(bot: Bot, chat: int, text: str) -> None:
    with contextlib.suppress(TelegramError):  # in a channel the bot may not be allowed to write
        await bot.do_api_request("sendMessage", api_kwargs={"chat_id": chat, "text": text})
    await bot.leave_chat(chat)
