"""What a thread of the web server has instead of a socket, so that nobody at the other end keeps it waiting long."""

from __future__ import annotations

import errno
import socket
import time

from config.arrival import Pace

#: Seconds of silence in the middle of a file: a telephone between two cells.
FILE_PATIENCE = 10.0
#: Bytes of an answer that are kept until its reader takes them. Beyond, for a large file, the thread waits, for so
#: many seconds each time.
AHEAD, SENDING = 256 * 1024, 15.0


class Complete:
    """What the parser of a whole request reads on from: nothing, and at once."""

    def recv(self, size: int) -> bytes:  # noqa: ARG002 - a socket's shape
        raise ConnectionResetError(errno.ECONNRESET, "the request ended early")


class Pieces(Complete):
    """What the parser of a file reads on from: its socket, for as long as the file keeps its pace."""

    def __init__(self, sock: socket.socket, patience: float = FILE_PATIENCE) -> None:
        self._sock = sock
        self._pace = Pace(time.monotonic(), patience)

    def recv(self, size: int) -> bytes:
        """The next bytes. Raises OSError where the file ends early or is over its time."""
        left = self._pace.end - time.monotonic()
        if left <= 0:
            raise TimeoutError("the file is over its time")
        self._sock.settimeout(left)
        try:
            data = self._sock.recv(size)
        finally:
            self._sock.setblocking(False)
        self._pace.came(len(data), time.monotonic())
        return data or super().recv(size)


class Answer:
    """What a thread writes its answer to; `unsent` is what the other side has not taken yet."""

    def __init__(self, sock: socket.socket, patience: float = SENDING) -> None:
        self._sock, self._patience = sock, patience
        self.unsent = bytearray()

    def sendall(self, data: bytes) -> None:
        """Send what is taken, keep the rest. Raises OSError when the other side is gone or does not read a file."""
        if len(self.unsent) > AHEAD:
            self._wait()
        self.unsent += data
        self.flush()

    send = sendall

    def flush(self) -> int:
        """Send of `unsent` what is taken at once; how many bytes. Raises OSError when the other side is gone."""
        try:
            sent = self._sock.send(self.unsent)
        except BlockingIOError:
            return 0
        del self.unsent[:sent]
        return sent

    def _wait(self) -> None:
        self._sock.settimeout(self._patience)
        try:
            self._sock.sendall(self.unsent)
        finally:
            self.unsent.clear()
            self._sock.setblocking(False)

    def shutdown(self, how: int) -> None:  # noqa: ARG002 - a socket's shape
        """Not here: gunicorn would wait in the thread. The main loop ends the connection."""
        raise OSError(errno.ENOTCONN, "the main loop ends it")

    def close(self) -> None:
        """As `shutdown`."""
