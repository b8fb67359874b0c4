"""Messages to Twilio's REST API through its SDK, which is imported at the first send: receiving needs none of it."""

from __future__ import annotations

import json
import logging
import threading
from typing import TYPE_CHECKING, Any

from channels.base import SendError
from channels.twilio.checks import SID
from channels.twilio.errors import failure

if TYPE_CHECKING:
    from twilio.rest import Client

    from channels.http import Http

#: Loggers of libraries that print telephone numbers, texts or the account into their lines.
LOGGERS = ("twilio", "urllib3", "requests")
CREATED = 201


class Sender:
    """One account at Twilio. Connections are kept open and shared by the courier's threads."""

    def __init__(self, account_sid: str, auth_token: str, api_url: str, timeout: float, seconds: float) -> None:
        """`timeout` is for each wait, `seconds` for a whole send."""
        self._account_sid, self._auth_token = account_sid, auth_token
        self._api_url, self._timeout, self._seconds = api_url, timeout, seconds
        self._http: Http | None = None
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
            if self._http is not None:
                self._http.close()
            self._http = self._client = None

    def _connected(self) -> Client:
        from channels.http import Http, as_far_as_it_comes

        with self._lock:
            if self._client is None:
                self._http = Http("Twilio", self._timeout, as_far_as_it_comes(self._seconds))
                transport = Transport(self._http, self._seconds)
                self._client = _client(self._account_sid, self._auth_token, self._api_url, transport)
            return self._client


class Transport:
    """What the SDK sends with. Every failure is a SendError: the SDK's own lose Retry-After and show the number."""

    def __init__(self, http: Http, seconds: float) -> None:
        self._http, self._seconds = http, seconds

    def request(self, method: str, uri: str, data: Any = None, headers: Any = None, auth: Any = None, **_: Any) -> Any:
        """Called by the SDK; timeouts and redirects are not its own to decide."""
        response = self._http.run(
            lambda client: client.request(method, uri, data=data, headers=headers, auth=auth), self._seconds
        )
        if not response.is_success:
            raise failure(response.status_code, response.text, response.headers.get("Retry-After", ""))
        return _taken(response)


def _client(account_sid: str, auth_token: str, api_url: str, transport: Any) -> Client:
    from twilio.rest import Client

    for name in LOGGERS:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    # A name in `environment` keeps the SDK from reading the region of the machine's own environment.
    client = Client(account_sid, auth_token, http_client=transport, environment={"TWILIO_REGION": ""})
    client.api.base_url = api_url
    return client


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
