"""Kept-alive HTTP connections to one Rasa server."""

from __future__ import annotations

import json
import time
from urllib.parse import urlencode

import urllib3
from urllib3.exceptions import HTTPError

from bot.understanding.rasa.answer import Answer, WrongAnswer, is_ready, read

#: Bytes of an answer. A real one is 2 KB for a long message.
LARGEST = 256 * 1024
_PIECE = 16 * 1024  # bytes


class Away(Exception):
    """The server did not answer; the text is constant and names neither address nor token."""


class Connection:
    """Calls of one server from any number of threads; `seconds` bounds each wait for the network and the whole read."""

    def __init__(self, url: str, token: str, seconds: float, connections: int) -> None:
        address = urllib3.util.parse_url(url)
        self._path = (address.path or "").rstrip("/")
        self._query = "?" + urlencode({"token": token}) if token else ""
        self._seconds = seconds
        self._pool = urllib3.connection_from_url(url, maxsize=connections, block=False, retries=False)

    def parse(self, text: str) -> Answer:
        """What Rasa reads in `text`, which must not be empty (Rasa answers 500 to that). Raises Away, WrongAnswer."""
        status, body = self._call("POST", "/model/parse", json.dumps({"text": text}).encode())
        if status != 200:
            raise WrongAnswer("an error instead of an answer")
        return read(body, text)

    def ready(self) -> bool:
        """Whether the server is up, knows the token and has a model (`/status` says 409 without one)."""
        try:
            status, body = self._call("GET", "/status")
        except (Away, WrongAnswer):
            return False
        return status == 200 and is_ready(body)

    def swap(self, model: str) -> bool:
        """Let the server load the model in that file, which takes seconds; whether it did. It answers all the while."""
        try:
            status, _ = self._call("PUT", "/model", json.dumps({"model_file": model}).encode())
        except (Away, WrongAnswer):
            return False
        return status == 204

    def close(self) -> None:
        self._pool.close()

    def _call(self, method: str, path: str, body: bytes | None = None) -> tuple[int, bytes]:
        until = time.monotonic() + self._seconds
        try:
            response = self._pool.request(
                method,
                f"{self._path}{path}{self._query}",
                body=body,
                headers={"Content-Type": "application/json"},
                timeout=self._seconds,
                redirect=False,
                preload_content=False,
            )
            return response.status, _body(response, until)
        except (HTTPError, OSError, ValueError):
            raise Away("no answer") from None


def _body(response: urllib3.BaseHTTPResponse, until: float) -> bytes:
    """The whole body, after which the connection is free again; a body that is too long or too slow costs it."""
    read_so_far = b""
    while piece := response.read1(_PIECE):
        read_so_far += piece
        if len(read_so_far) > LARGEST or time.monotonic() > until:
            response.close()
            raise WrongAnswer("an answer without end")
    response.release_conn()
    return read_so_far
