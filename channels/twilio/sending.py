"""Messages to Twilio's REST API through its SDK, which is imported at the first send: receiving needs none of it."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from channels.base import SendError
from channels.twilio.checks import SID
from channels.twilio.errors import failure

if TYPE_CHECKING:
    from twilio.rest import Client

#: Loggers of libraries that print telephone numbers, texts or the account into their lines.
LOGGERS = ("twilio", "urllib3", "requests")
CREATED = 201


class Sender:
    """One account at Twilio. Connections are kept open and shared by the courier's threads."""

    def __init__(self, account_sid: str, auth_token: str, api_url: str, timeout: float) -> None:
        self._account_sid, self._auth_token = account_sid, auth_token
        self._api_url, self._timeout = api_url, timeout
        self._client: Client | None = None
        self._lock = threading.Lock()

    def create(self, **fields: str) -> str:
        """POST Messages.json with `fields` (to, from_, body, ...); the new message's sid, or "". Raises SendError.

        Twilio has no key to drop doubles by: a message whose answer was lost is sent again.
        """
        return self._connected().messages.create(**fields).sid or ""

    def close(self) -> None:
        """Close the connections."""
        with self._lock:
            if self._client is not None and self._client.http_client.session is not None:
                self._client.http_client.session.close()
            self._client = None

    def _connected(self) -> Client:
        with self._lock:
            if self._client is None:
                self._client = _client(self._account_sid, self._auth_token, self._api_url, self._timeout)
            return self._client


def _client(account_sid: str, auth_token: str, api_url: str, timeout: float) -> Client:
    from twilio.http.http_client import TwilioHttpClient
    from twilio.rest import Client

    for name in LOGGERS:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    http = TwilioHttpClient(timeout=timeout)
    http.request = _judged(http.request)
    # A name in `environment` keeps the SDK from reading the region of the machine's own environment.
    client = Client(account_sid, auth_token, http_client=http, environment={"TWILIO_REGION": ""})
    client.api.base_url = api_url
    return client


def _judged(request: Callable[..., Any]) -> Callable[..., Any]:
    """`request` with every failure as a SendError: the SDK's own exceptions lose Retry-After and show the number."""
    import requests

    def judged(*args: Any, **kwargs: Any) -> Any:
        try:
            response = request(*args, **kwargs)
        except requests.Timeout:
            raise SendError("Twilio did not answer in time", retryable=True) from None
        except requests.RequestException:
            raise SendError("no connection to Twilio", retryable=True) from None
        if not 200 <= response.status_code < 300:
            raise failure(response.status_code, response.text, response.headers.get("Retry-After", ""))
        return _taken(response)

    return judged


def _taken(answer: Any) -> Any:
    """A success reduced to the sid, which is all that is read of it: the SDK stumbles over any other odd field.

    Only Twilio answers 201, and only for a message that it took. Another success without a sid may be the page of a
    network that wants a login: the message is sent again.
    """
    from twilio.http.response import Response

    sid = _sid(answer.text)
    if not sid and answer.status_code != CREATED:
        raise SendError("Twilio's answer is unreadable", retryable=True)
    return Response(CREATED, json.dumps({"sid": sid}))


def _sid(body: str) -> str:
    try:
        sid = json.loads(body)["sid"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""
    return sid if isinstance(sid, str) and SID.fullmatch(sid) else ""
