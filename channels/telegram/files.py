"""Files that citizens sent through Telegram. The address to fetch one from holds the bot's token: it stays in here."""

from __future__ import annotations

from collections.abc import Callable

import httpx

from channels.base import FETCH_SECONDS, SendError
from channels.http import TOO_LARGE, Http, pour
from channels.telegram.client import Client


class Files:
    """Fetches by file id, with getFile and then the file."""

    def __init__(self, client: Client, timeout: float, seconds: float = FETCH_SECONDS) -> None:
        """`timeout` is for each wait, `seconds` for a whole file."""
        self._client, self._seconds = client, seconds
        self._http = Http("Telegram's files", timeout)

    def fetch(self, file_id: str, sink: Callable[[bytes], None], limit: int) -> str:
        """Stream the file's bytes into `sink`; the content type of the answer. Raises SendError."""
        file = self._client.call(lambda bot: bot.get_file(file_id))
        if (file.file_size or 0) > limit:
            raise SendError(TOO_LARGE, retryable=False)
        url = file.file_path or ""
        if not url.startswith(self._client.file_url + "/"):
            raise SendError("Telegram does not have the file", retryable=False)
        return self._http.run(lambda http: _fetch(http, url, sink, limit), self._seconds)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()


async def _fetch(http: httpx.AsyncClient, url: str, sink: Callable[[bytes], None], limit: int) -> str:
    async with http.stream("GET", url) as response:
        status = response.status_code
        if status != 200:
            passing = status == 429 or status >= 500
            raise SendError(f"Telegram does not hand out the file ({status})", retryable=passing)
        await pour(response, sink, limit)
        return str(response.headers.get("Content-Type", ""))
