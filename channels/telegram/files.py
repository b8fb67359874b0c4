"""Files that citizens sent through Telegram. The address to fetch one from holds the bot's token: it stays in here."""

from __future__ import annotations

import time
from collections.abc import Callable

import httpx

from channels.base import SendError
from channels.telegram.client import Client

CHUNK_BYTES = 64 * 1024
#: How long a whole file may take, in seconds.
MAX_SECONDS = 120.0
TOO_LARGE = "the file is too large"


class Files:
    """Fetches by file id, with getFile and then the file."""

    def __init__(self, client: Client, timeout: float) -> None:
        self._client, self._timeout = client, timeout

    def fetch(self, file_id: str, sink: Callable[[bytes], None], limit: int) -> str:
        """Stream the file's bytes into `sink`; the content type of the answer. Raises SendError."""
        file = self._client.call(lambda bot: bot.get_file(file_id))
        if (file.file_size or 0) > limit:
            raise SendError(TOO_LARGE, retryable=False)
        url = file.file_path or ""
        if not url.startswith(self._client.file_url + "/"):
            raise SendError("Telegram does not have the file", retryable=False)
        try:
            with httpx.stream("GET", url, timeout=self._timeout) as response:
                return _pour(response, sink, limit)
        except httpx.TimeoutException:
            raise SendError("Telegram did not hand out the file in time", retryable=True) from None
        except (httpx.HTTPError, httpx.InvalidURL):
            raise SendError("no connection to Telegram's files", retryable=True) from None


def _pour(response: httpx.Response, sink: Callable[[bytes], None], limit: int) -> str:
    status = response.status_code
    if status != 200:
        passing = status == 429 or status >= 500
        raise SendError(f"Telegram does not hand out the file ({status})", retryable=passing)
    total, end = 0, time.monotonic() + MAX_SECONDS
    for chunk in response.iter_bytes(CHUNK_BYTES):
        total += len(chunk)
        if total > limit:
            raise SendError(TOO_LARGE, retryable=False)
        if time.monotonic() > end:
            raise SendError("Telegram did not hand out the file in time", retryable=True)
        sink(chunk)
    return str(response.headers.get("Content-Type", ""))
