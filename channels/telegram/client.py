"""python-telegram-bot's `Bot` behind plain blocking calls, with its errors made safe."""

from __future__ import annotations

import concurrent.futures
import logging
import threading
import warnings
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import telegram
from telegram.ext import AIORateLimiter, ExtBot
from telegram.warnings import PTBUserWarning

from channels.base import SendError
from channels.http import Hook, as_far_as_it_comes
from channels.loop import Loop
from channels.telegram.answers import Requests
from channels.telegram.errors import failure

Result = TypeVar("Result")
Bot = ExtBot[int]

#: Connections kept at most. More sends than that at once wait for one.
CONNECTIONS = 16
#: Loggers of libraries that print the token (httpx, in every address) or texts and chat ids into their lines.
LOGGERS = ("httpx", "httpcore", "telegram")


class Client:
    """One bot. Calls may come from any thread; they run on one loop.

    `timeout` is for each wait, `seconds` for a whole call with its wait for the rate limiter (30 messages a second).
    """

    def __init__(self, token: str, api_url: str, timeout: float, seconds: float) -> None:
        _silence()
        self.file_url = f"{api_url}/file/bot{token}"
        self._token, self._api_url, self._timeout, self._seconds = token, api_url, timeout, seconds
        self._loop = Loop("telegram")
        self._lock = threading.Lock()
        self._bot: Bot | None = None

    def call(
        self,
        work: Callable[[Bot], Coroutine[Any, Any, Result]],
        seconds: float | None = None,
        stopped: Callable[[], bool] = lambda: False,
    ) -> Result:
        """Run `work(bot)` and wait for it; raises SendError. `stopped` is asked twice a second whether to give up."""
        future = self.start(work)
        for _ in range(int((seconds or self._seconds) * 2)):
            if stopped():
                break
            try:
                return future.result(timeout=0.5)
            except telegram.error.TelegramError as cause:
                raise failure(cause) from None
            except concurrent.futures.CancelledError:
                raise SendError("Telegram is shut down", retryable=True) from None
            except concurrent.futures.TimeoutError:
                continue
            except (KeyError, TypeError, ValueError, AttributeError):
                raise SendError("Telegram's answer is unreadable", retryable=True) from None
        future.cancel()
        raise SendError("Telegram did not answer in time", retryable=True)

    def start(self, work: Callable[[Bot], Coroutine[Any, Any, Result]]) -> concurrent.futures.Future[Result]:
        """Begin `work(bot)` without waiting for it. Raises SendError after `close`."""
        try:
            return self._loop.start(work(self._ready()))
        except RuntimeError:
            raise SendError("Telegram is shut down", retryable=True) from None

    def close(self) -> None:
        """Stop what is under way and close the connections."""
        with self._lock:
            bot, self._bot = self._bot, None
        if bot is not None:
            self._close_connections(bot)
        self._loop.close()

    def _close_connections(self, bot: Bot) -> None:
        async def shut() -> None:
            for request in bot._request:
                await request.shutdown()

        concurrent.futures.wait([self._loop.start(shut())], self._timeout)

    def _ready(self) -> Bot:
        # `Bot.initialize` is left out: it asks Telegram who the bot is, which nothing here needs.
        with self._lock:
            if self._bot is None:
                self._bot = _bot(self._token, self._api_url, self._timeout, self._seconds)
            return self._bot


def _silence() -> None:
    for name in LOGGERS:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    # Of calls made as plain data: what the library cannot read of an answer must not spoil the rest.
    warnings.filterwarnings("ignore", "Please use 'Bot", PTBUserWarning)


def _bot(token: str, api_url: str, timeout: float, seconds: float) -> Bot:
    def request(connections: int, *hooks: Hook) -> Requests:
        return Requests(
            connection_pool_size=connections,
            read_timeout=timeout,
            write_timeout=timeout,
            connect_timeout=timeout,
            pool_timeout=seconds,
            httpx_kwargs={"event_hooks": {"response": list(hooks)}},
        )

    return ExtBot(
        token,
        base_url=f"{api_url}/bot",
        base_file_url=f"{api_url}/file/bot",
        request=request(CONNECTIONS, as_far_as_it_comes(seconds)),
        get_updates_request=request(1),
        rate_limiter=AIORateLimiter(),  # retries are the courier's: it keeps the order
    )
