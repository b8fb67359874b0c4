"""A real HTTP server on this machine that answers from a script and can fail as networks do."""

from __future__ import annotations

import io
import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl


@dataclass(frozen=True)
class Received:
    """A request as it arrived. `connection` numbers the TCP connection it came over."""

    method: str
    path: str
    headers: Message
    body: bytes
    connection: int

    @property
    def fields(self) -> dict[str, str]:
        """The posted form."""
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))


@dataclass(frozen=True)
class Answer:
    """What to answer: after `delay` seconds; `reset` breaks the connection instead, `cut` after half of the body.

    `drip` are the seconds before each byte of the body, `drip_head` before each byte of what comes ahead of it.
    """

    status: int = 200
    body: bytes | Any = b""
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    reset: bool = False
    cut: bool = False
    drip: float = 0.0
    drip_head: float = 0.0

    def encoded(self) -> tuple[bytes, str]:
        if isinstance(self.body, bytes):
            return self.body, self.headers.get("Content-Type", "application/octet-stream")
        return json.dumps(self.body).encode(), "application/json"


Script = Callable[[Received], Answer]


class FakeServer:
    """Keeps what it received, in order. Set `script` to change the answers while it runs."""

    def __init__(self, script: Script) -> None:
        self.script, self.received = script, list[Received]()
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64
    connections = 0

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hung up is no news."""


@contextmanager
def serving(script: Script) -> Iterator[FakeServer]:
    server = FakeServer(script)
    try:
        yield server
    finally:
        server.close()


def _handler(fake: FakeServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def setup(self) -> None:
            super().setup()
            self.server.connections += 1  # type: ignore[attr-defined]
            self.number = self.server.connections  # type: ignore[attr-defined]

        def log_message(self, format: str, *args: Any) -> None:
            pass

        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            received = Received(self.command, self.path, self.headers, body, self.number)
            fake.received.append(received)
            answer = fake.script(received)
            time.sleep(answer.delay)
            if answer.reset:
                self.break_off()
            else:
                self.write(answer)

        do_GET = do_POST = answer

        def write(self, answer: Answer) -> None:
            body, content_type = answer.encoded()
            headers = {"Content-Type": content_type, "Content-Length": str(len(body))} | answer.headers
            with self.slowly(answer.drip_head):
                self.send_response(answer.status)
                for name, value in headers.items():
                    if value:
                        self.send_header(name, value)
                self.end_headers()
            with self.slowly(answer.drip):
                self.wfile.write(body[: len(body) // 2] if answer.cut else body)
            if answer.cut or not headers["Content-Length"]:
                self.close_connection = True

        @contextmanager
        def slowly(self, seconds: float) -> Iterator[None]:
            """What is written meanwhile leaves so many seconds a byte."""
            line, self.wfile = self.wfile, io.BytesIO() if seconds else self.wfile
            yield
            for byte in self.wfile.getvalue() if isinstance(self.wfile, io.BytesIO) else b"":
                time.sleep(seconds)
                line.write(bytes([byte]))
            self.wfile = line

        def break_off(self) -> None:
            """A reset rather than an orderly end."""
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            self.close_connection = True
            self.wfile = self.rfile  # nothing is left to flush

    return Handler
