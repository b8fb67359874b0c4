"""A citizen with a Telegram app: a client of python-telegram-bot that talks to the bot through bot_api."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Any, TypeVar

import telegram
from telegram.request import HTTPXRequest

from tests.fakes.telegram_bot_api import PATIENCE, BotApi

Result = TypeVar("Result")


class TelegramApp:
    """A python-telegram-bot client that writes to the bot and reads what it answers. Use it in a `with`.

    Its event loop has a thread of its own: Playwright leaves one running in the tests' main thread.
    """

    def __init__(self, api: BotApi, chat: int) -> None:
        self.api, self.chat = api, chat
        self._loop = asyncio.new_event_loop()
        self._thread = ThreadPoolExecutor(1)
        request = HTTPXRequest(read_timeout=PATIENCE, connection_pool_size=2)
        self._client = telegram.Bot(f"{chat}:citizen", base_url=f"{api.url}/bot", request=request)
        self._offset = 0

    def __enter__(self) -> TelegramApp:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._wait(self._client.shutdown())
        for request in self._client._request:
            self._wait(request.shutdown())
        self._thread.shutdown()
        self._loop.close()

    def say(self, text: str) -> None:
        self._wait(self._client.send_message(self.chat, text))

    def show_place(self, latitude: float, longitude: float) -> None:
        self._wait(self._client.send_location(self.chat, latitude, longitude))

    def send_photo(self, file_id: str, caption: str = "") -> None:
        self._wait(self._client.send_photo(self.chat, file_id, caption=caption))

    def press(self, message: telegram.Message, label: str) -> str:
        """Press the button of that label under `message`; the id of the callback query."""
        assert message.reply_markup
        (value,) = [b.callback_data for row in message.reply_markup.inline_keyboard for b in row if b.text == label]
        fields = {"message_id": message.message_id, "data": value}
        return str(self._wait(self._client.do_api_request("press", api_kwargs=fields)))

    def answer(self) -> telegram.Message:
        """The next message of the bot."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            updates = self._wait(self._client.get_updates(self._offset, limit=1, timeout=1))
            if updates and updates[0].message:
                self._offset = updates[0].update_id + 1
                return updates[0].message
        raise TimeoutError("the bot did not answer")

    def _wait(self, work: Coroutine[Any, Any, Result]) -> Result:
        return self._thread.submit(self._loop.run_until_complete, work).result()
