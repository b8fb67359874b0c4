"""HTTP calls that end in time, however slowly the other side answers. Import it late: receiving needs no httpx."""

from __future__ import annotations

import asyncio
import concurrent.futures
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from typing import Any, TypeVar, cast

import httpx

from channels.base import SendError
from channels.loop import Loop

Result = TypeVar("Result")
Hook = Callable[[httpx.Response], Awaitable[None]]

TOO_LARGE = "the file is too large"
#: The share of a call's time that is left to the rest of an answer when its head has come.
REST = 0.25
#: Loggers of libraries that print addresses, with accounts and tokens in them, into their lines.
LOGGERS = ("httpx", "httpcore")


class Http:
    """Connections to one provider, kept open and shared by threads. Every failure is a SendError that names `name`.

    `timeout` is for each single wait, in seconds: for the connection, for each piece of an answer. A call as a whole
    ends after the seconds that `run` is given. `hooks` see every answer whose head has come.
    """

    def __init__(self, name: str, timeout: float, *hooks: Hook) -> None:
        for logger in LOGGERS:
            logging.getLogger(logger).setLevel(logging.CRITICAL)
        self._name, self._timeout, self._hooks = name, timeout, hooks
        self._loop = Loop(name)
        self._client: httpx.AsyncClient | None = None

    def run(self, work: Callable[[httpx.AsyncClient], Coroutine[Any, Any, Result]], seconds: float) -> Result:
        """Run `work(client)` on the loop, for `seconds` at most, and wait for it. Raises SendError."""
        try:
            return self._start(self._within(seconds, work)).result()
        except (TimeoutError, httpx.TimeoutException):
            raise SendError(f"{self._name} did not answer in time", retryable=True) from None
        except (httpx.HTTPError, httpx.InvalidURL):
            raise SendError(f"no connection to {self._name}", retryable=True) from None
        except concurrent.futures.CancelledError:
            raise SendError(f"{self._name} is shut down", retryable=True) from None

    def close(self) -> None:
        """Stop what is under way and close the connections."""
        if self._client is not None:
            concurrent.futures.wait([self._loop.start(self._client.aclose())], self._timeout)
        self._loop.close()

    def _start(self, work: Coroutine[Any, Any, Result]) -> concurrent.futures.Future[Result]:
        try:
            return self._loop.start(work)
        except RuntimeError:
            raise SendError(f"{self._name} is shut down", retryable=True) from None

    async def _within(self, seconds: float, work: Callable[[httpx.AsyncClient], Coroutine[Any, Any, Result]]) -> Result:
        async with asyncio.timeout(seconds):
            return await work(self._connected())

    def _connected(self) -> httpx.AsyncClient:
        """Called on the loop alone."""
        if self._client is None:
            self._client = httpx.AsyncClient(timeout=self._timeout, event_hooks={"response": list(self._hooks)})
        return self._client


def as_far_as_it_comes(seconds: float) -> Hook:
    """A hook for calls of so many seconds: an answer that is slow or breaks off is what has come of it.

    For providers whose first words say that they took a message, which is then not to be sent again.
    """

    async def hook(response: httpx.Response) -> None:
        response.stream = _Ending(cast(httpx.AsyncByteStream, response.stream), time.monotonic() + seconds * REST)

    return hook


class _Ending(httpx.AsyncByteStream):
    def __init__(self, stream: httpx.AsyncByteStream, end: float) -> None:
        self._stream, self._end = stream, end

    async def __aiter__(self) -> AsyncIterator[bytes]:
        pieces = aiter(self._stream)
        while True:
            try:
                async with asyncio.timeout(self._end - time.monotonic()):
                    piece = await anext(pieces)
            except (StopAsyncIteration, TimeoutError, httpx.TransportError):
                return
            yield piece

    async def aclose(self) -> None:
        await self._stream.aclose()


async def pour(response: httpx.Response, sink: Callable[[bytes], None], limit: int) -> None:
    """Stream the body into `sink`. Raises SendError when it is more than `limit` bytes."""
    claimed = response.headers.get("Content-Length", "")
    if claimed.isdecimal() and int(claimed) > limit:
        raise SendError(TOO_LARGE, retryable=False)
    total = 0
    async for piece in response.aiter_bytes():
        total += len(piece)
        if total > limit:
            raise SendError(TOO_LARGE, retryable=False)
        sink(piece)
