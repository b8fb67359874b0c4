"""Files that citizens sent through Twilio: fetched with the account's password from Twilio's own hosts alone.

The address comes from a webhook, so it could name any host of our network: it must be a message's media at the REST
API. That answers with a redirect to a short-lived address at Twilio's store, which gets no password:
https://www.twilio.com/docs/messaging/api/media-resource.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from channels.base import SendError
from channels.twilio.errors import MENDING_SECONDS

if TYPE_CHECKING:
    import requests

CHUNK_BYTES = 64 * 1024
MAX_REDIRECTS = 3
#: How long a whole file may take, in seconds: a host that drips bytes must not hold a courier's thread.
MAX_SECONDS = 120.0
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
    """The media of one account."""

    def __init__(self, account_sid: str, auth_token: str, api_url: str, timeout: float) -> None:
        self._password = (account_sid, auth_token)
        self._api = urlsplit(api_url)
        self._path = re.compile(rf"/2010-04-01/Accounts/{re.escape(account_sid)}/Messages/\w+/Media/\w+")
        self._timeout = timeout
        self._session: requests.Session | None = None
        self._lock = threading.Lock()

    def fetch(self, url: str, sink: Callable[[bytes], None], limit: int) -> str:
        """Stream the file at `url` into `sink`; the content type Twilio claims. Raises SendError."""
        import requests

        if not self.is_ours(url):
            raise SendError("the file's address is not Twilio's", retryable=False)
        try:
            with self._open(url) as response:
                _pour(response, sink, limit)
                return response.headers.get("Content-Type", "")
        except requests.Timeout:
            raise SendError("Twilio did not hand out the file in time", retryable=True) from None
        except requests.RequestException:
            raise SendError("no connection to Twilio's files", retryable=True) from None

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
            if self._session is not None:
                self._session.close()
            self._session = None

    def _open(self, url: str) -> requests.Response:
        response = self._get(url, self._password)
        for _ in range(MAX_REDIRECTS):
            if response.status_code not in _REDIRECTS:
                break
            url = urljoin(url, response.headers.get("Location", ""))
            response.close()
            if not self._is_store(url):
                raise SendError("Twilio's file leads elsewhere", retryable=False)
            response = self._get(url, None)
        if response.status_code != 200:
            response.close()
            raise _refusal(response.status_code)
        return response

    def _get(self, url: str, password: tuple[str, str] | None) -> requests.Response:
        # Identity: a compressed answer would be counted after it was blown up.
        headers = {"Accept-Encoding": "identity"}
        return self._connected().get(url, auth=password, headers=headers, stream=True, allow_redirects=False,
                                     timeout=self._timeout)  # fmt: skip

    def _is_store(self, url: str) -> bool:
        parts = urlsplit(url) if _PLAIN.fullmatch(url) else None
        if parts is None:
            return False
        if (parts.scheme, parts.netloc) == (self._api.scheme, self._api.netloc):
            return True
        start = STORES.get(parts.netloc.removesuffix(":443"))
        return parts.scheme == "https" and start is not None and parts.path.startswith(start)

    def _connected(self) -> requests.Session:
        import requests

        with self._lock:
            if self._session is None:
                self._session = requests.Session()
                self._session.auth = _nobody
            return self._session


def _nobody(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Auth for requests without a password: else `requests` would look for one in the machine's ~/.netrc."""
    return request


def _refusal(status: int) -> SendError:
    if status in (401, 403):
        return SendError("Twilio refuses the password for files", retryable=True, retry_after=MENDING_SECONDS)
    if status == 410:
        return SendError("the file is gone", retryable=False)
    # 404 too: a file may be announced a moment before it can be fetched.
    return SendError(f"Twilio does not hand out the file ({status})", retryable=True)


def _pour(response: requests.Response, sink: Callable[[bytes], None], limit: int) -> None:
    claimed = response.headers.get("Content-Length", "")
    if claimed.isdecimal() and int(claimed) > limit:
        raise SendError("the file is too large", retryable=False)
    total, end = 0, time.monotonic() + MAX_SECONDS
    for chunk in response.iter_content(CHUNK_BYTES):
        total += len(chunk)
        if total > limit:
            raise SendError("the file is too large", retryable=False)
        if time.monotonic() > end:
            raise SendError("Twilio did not hand out the file in time", retryable=True)
        sink(chunk)
