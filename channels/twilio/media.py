"""Files that citizens sent through Twilio: fetched with the account's password from Twilio's own hosts alone.

The address comes from a webhook, so it could name any host of our network: it must be a message's media at the REST
API. That answers with a redirect to a short-lived address at Twilio's store, which gets no password:
https://www.twilio.com/docs/messaging/api/media-resource.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from channels.base import FETCH_SECONDS, SendError
from channels.twilio.errors import MENDING_SECONDS

if TYPE_CHECKING:
    import httpx

    from channels.http import Http

MAX_REDIRECTS = 3
#: Where Twilio keeps media: host -> what the path begins with. The last serves accounts without media passwords.
STORES = {
    "mms.twiliocdn.com": "/",
    "media.twiliocdn.com": "/",
    "s3-external-1.amazonaws.com": "/media.twiliocdn.com/",
}

_PLAIN = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?/[!#-\[\]-~]*")  # no user, no backslash, no quotes
_API_HOST = re.compile(r"api(\.[a-z0-9-]+){0,2}\.twilio\.com")
_REDIRECTS = (301, 302, 303, 307, 308)


class Files:
    """The media of one account. `timeout` is for each wait, `seconds` for a whole file."""

    def __init__(
        self, account_sid: str, auth_token: str, api_url: str, timeout: float, seconds: float = FETCH_SECONDS
    ) -> None:
        self._password = (account_sid, auth_token)
        self._api = urlsplit(api_url)
        self._path = re.compile(rf"/2010-04-01/Accounts/{re.escape(account_sid)}/Messages/\w+/Media/\w+")
        self._timeout, self._seconds = timeout, seconds
        self._http: Http | None = None
        self._lock = threading.Lock()

    def fetch(self, url: str, sink: Callable[[bytes], None], limit: int) -> str:
        """Stream the file at `url` into `sink`; the content type Twilio claims. Raises SendError."""
        if not self.is_ours(url):
            raise SendError("the file's address is not Twilio's", retryable=False)
        return self._connected().run(lambda client: self._pour(client, url, sink, limit), self._seconds)

    def is_ours(self, url: str) -> bool:
        """Whether `url` is a file of this account at the REST API, and so may be given the password."""
        parts = urlsplit(url) if _PLAIN.fullmatch(url) else None
        if parts is None or not self._path.fullmatch(parts.path):
            return False
        configured = (parts.scheme, parts.netloc) == (self._api.scheme, self._api.netloc)
        return configured or (parts.scheme == "https" and bool(_API_HOST.fullmatch(parts.netloc)))

    def close(self) -> None:
        """Close the connections."""
        with self._lock:
            if self._http is not None:
                self._http.close()
            self._http = None

    async def _pour(self, client: httpx.AsyncClient, url: str, sink: Callable[[bytes], None], limit: int) -> str:
        from channels.http import pour

        response = await self._open(client, url)
        try:
            await pour(response, sink, limit)
            return str(response.headers.get("Content-Type", ""))
        finally:
            await response.aclose()

    async def _open(self, client: httpx.AsyncClient, url: str) -> httpx.Response:
        response = await _get(client, url, self._password)
        for _ in range(MAX_REDIRECTS):
            if response.status_code not in _REDIRECTS:
                break
            url = urljoin(url, response.headers.get("Location", ""))
            await response.aclose()
            if not self._is_store(url):
                raise SendError("Twilio's file leads elsewhere", retryable=False)
            response = await _get(client, url, None)
        if response.status_code != 200:
            await response.aclose()
            raise _refusal(response.status_code)
        return response

    def _is_store(self, url: str) -> bool:
        parts = urlsplit(url) if _PLAIN.fullmatch(url) else None
        if parts is None:
            return False
        if (parts.scheme, parts.netloc) == (self._api.scheme, self._api.netloc):
            return True
        start = STORES.get(parts.netloc.removesuffix(":443"))
        return parts.scheme == "https" and start is not None and parts.path.startswith(start)

    def _connected(self) -> Http:
        from channels.http import Http

        with self._lock:
            if self._http is None:
                self._http = Http("Twilio's files", self._timeout)
            return self._http


async def _get(client: httpx.AsyncClient, url: str, password: tuple[str, str] | None) -> httpx.Response:
    # Identity: a compressed answer would be counted after it was blown up.
    request = client.build_request("GET", url, headers={"Accept-Encoding": "identity"})
    return await client.send(request, stream=True, auth=password)


def _refusal(status: int) -> SendError:
    if status in (401, 403):
        return SendError("Twilio refuses the password for files", retryable=True, retry_after=MENDING_SECONDS)
    if status == 410:
        return SendError("the file is gone", retryable=False)
    # 404 too: a file may be announced a moment before it can be fetched.
    return SendError(f"Twilio does not hand out the file ({status})", retryable=True)
