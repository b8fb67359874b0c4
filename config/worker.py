"""gunicorn's worker with threads, which no connection holds up: neither the main loop nor a thread waits for one."""

from __future__ import annotations

import contextlib
import selectors
import socket
import time
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Any

from gunicorn.http import get_parser
from gunicorn.workers.gthread import ThreadWorker

from config.arrival import Arrival, Pace, State
from config.streams import Answer, Complete, Pieces

#: Connections of each kind that a process waits on, and the bytes that they may hold in all. Beyond, the oldest is
#: closed: one that does as it should is through in a moment. And how many are kept open for a next request.
MOST, HELD, IDLE = 128, 32 * 1024 * 1024, 100
#: Bytes read at once.
PIECE = 64 * 1024
#: Seconds that a reader of an answer may be silent, and that a closing connection is waited for.
READING, CLOSING = 10.0, 2.0

_TOO_LARGE = b"HTTP/1.1 413 Content Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"

Waiting = dict[Any, Pace]


class PatientWorker(ThreadWorker):
    """Takes a thread for a request only once it is there, and lets it go before the answer is read.

    gunicorn itself reads and writes in the thread and closes on the main loop, so that a few connections that send
    half a request, do not read, or do not close their side keep everybody waiting. Here a connection is in a thread,
    idle, or in one of the three dicts, oldest first; the main loop watches its socket then.
    """

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.max_keepalived = IDLE
        self.arriving: Waiting = {}
        self.answering: Waiting = {}
        self.leaving: Waiting = {}

    # -- a request comes in

    def enqueue_req(self, conn: Any) -> None:
        """Called for a new connection, and for an idle one of which more came."""
        conn.sock.setblocking(False)
        conn.arrival, conn.answer = Arrival(time.monotonic()), Answer(conn.sock)
        ahead = conn.parser.unreader.take_buffered() if conn.parser else b""
        self.wait(conn, self.arriving, conn.arrival.pace, selectors.EVENT_READ, self.on_bytes)
        self.take(conn, ahead) if ahead else self.on_bytes(conn)

    def on_bytes(self, conn: Any, _sock: object = None) -> None:
        data = received(conn)
        if data:
            self.take(conn, data)
        elif data is not None:
            self.close(conn, self.arriving)

    def take(self, conn: Any, data: bytes) -> None:
        state = conn.arrival.add(data, time.monotonic())
        if state is State.MORE:
            if conn.arrival.expects:
                say(conn, _CONTINUE)
            self.make_room(self.arriving)
            return
        self.stop_waiting(conn, self.arriving)
        if state is State.TOO_LARGE:
            say(conn, _TOO_LARGE)
            self.leave(conn)
        else:
            self.hand_over(conn, Complete() if state is State.WHOLE else Pieces(conn.sock))

    def hand_over(self, conn: Any, rest: Any) -> None:
        """Let a thread answer; what gunicorn parses are the bytes that came, and `rest`."""
        conn.initialized = conn.data_ready = True  # or gunicorn would wait for more, and read from the socket
        conn.parser = get_parser(self.cfg, rest, conn.client)
        conn.parser.unreader.unread(bytes(conn.arrival.data))
        conn.arrival.data.clear()
        super().enqueue_req(conn)

    # -- it is answered

    def handle_request(self, req: Any, conn: Any) -> Any:
        """In a thread, which has the connection for itself."""
        if isinstance(conn.parser.unreader.sock, Pieces):
            req.force_close()  # whatever the application left of the file is no next request
        sock, conn.sock = conn.sock, conn.answer
        sock.setblocking(False)
        try:
            return super().handle_request(req, conn)
        except TimeoutError:
            return False
        finally:
            conn.sock = sock

    def finish_request(self, conn: Any, fs: Future[Any]) -> None:
        """Called by the main loop when a thread is done, and again once all of its answer is taken."""
        if conn.answer.unsent:
            pace = Pace(time.monotonic(), READING)
            self.wait(conn, self.answering, pace, selectors.EVENT_WRITE, partial(self.on_room, fs=fs))
        elif not fs.cancelled() and not fs.exception() and fs.result():
            super().finish_request(conn, fs)
        else:
            self.leave(conn)

    def on_room(self, conn: Any, _sock: object, fs: Future[Any]) -> None:
        try:
            sent = conn.answer.flush()
        except OSError:
            self.close(conn, self.answering)
            return
        self.answering[conn].came(sent, time.monotonic())
        if not conn.answer.unsent:
            self.stop_waiting(conn, self.answering)
            self.finish_request(conn, fs)

    # -- a connection ends

    def leave(self, conn: Any) -> None:
        """Close once the other side has, or soon: what it still sends would cost it our answer (RFC 9112, 9.6)."""
        with contextlib.suppress(OSError):
            conn.sock.setblocking(False)
            conn.sock.shutdown(socket.SHUT_WR)
        self.wait(conn, self.leaving, Pace(time.monotonic(), CLOSING), selectors.EVENT_READ, self.on_parting)

    def on_parting(self, conn: Any, _sock: object) -> None:
        """Throw away what still comes."""
        if received(conn) == b"":
            self.close(conn, self.leaving)

    # -- the main loop waits

    def wait(self, conn: Any, kind: Waiting, pace: Pace, event: int, call: Callable[..., None]) -> None:
        """Call `call(conn, sock)` at each `event`, for as long as the pace is kept."""
        kind[conn] = pace
        self.poller.register(conn.sock, event, partial(call, conn))
        self.make_room(kind)

    def stop_waiting(self, conn: Any, kind: Waiting) -> None:
        del kind[conn]
        self.poller.unregister(conn.sock)

    def close(self, conn: Any, kind: Waiting) -> None:
        self.stop_waiting(conn, kind)
        self.nr_conns -= 1
        conn.close()

    def murder_pending(self) -> None:
        """Called by the main loop at least once a second: close what is over its time."""
        now = time.monotonic()
        for kind in (self.arriving, self.answering, self.leaving):
            for conn in [conn for conn, pace in kind.items() if pace.end < now]:
                self.close(conn, kind)

    def make_room(self, kind: Waiting) -> None:
        while len(kind) > MOST or sum(map(held, kind)) > HELD:
            self.close(next(iter(kind)), kind)


def held(conn: Any) -> int:
    """Bytes that wait for a thread, or to be taken."""
    return len(conn.arrival.data) + len(conn.answer.unsent)


def received(conn: Any) -> bytes | None:
    """What came, None for nothing yet, b"" at the end or when the connection is broken."""
    try:
        data: bytes = conn.sock.recv(PIECE)
    except BlockingIOError:
        return None
    except OSError:
        return b""
    return data


def say(conn: Any, words: bytes) -> None:
    """Send a few bytes, which the empty buffer of a socket takes at once."""
    with contextlib.suppress(OSError):
        conn.sock.send(words)
