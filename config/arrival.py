"""How far a request has come, told from its bytes alone, so that no thread is taken before it is there."""

from __future__ import annotations

import re
from enum import Enum, auto

#: Bytes of the largest head and body that are taken. Only an upload may be larger, has its own limit, and is read
#: in pieces.
MAX_HEAD, MAX_BODY = 64 * 1024, 1024 * 1024
#: The address of files, and how many bytes of one must be there before it takes a thread.
UPLOADS, FIRST_PIECE = "/chat/uploads", 64 * 1024
#: Seconds of silence that a request may keep, and the bytes a second that its body must bring on the whole: a
#: telephone at the edge of the slowest network still does.
PATIENCE, LEAST = 5.0, 4096

#: More digits than the length of anything that is taken has.
_DIGITS = 16
_END = b"\r\n\r\n"
_TARGET = re.compile(rb"(?:\r\n)?[^ \r\n]+ ([^ ?\r\n]*)")
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*0*([0-9]+)[ \t]*\r\n", re.IGNORECASE)
_CODED = re.compile(rb"\r\ntransfer-encoding:", re.IGNORECASE)
_EXPECTS = re.compile(rb"\r\nexpect:", re.IGNORECASE)
_CHUNK = re.compile(rb"([0-9a-fA-F]{1,8})[^\r\n]*\r\n")


class State(Enum):
    """What is to be done with a request."""

    MORE = auto()
    WHOLE = auto()
    #: A file whose first piece is there.
    PIECES = auto()
    TOO_LARGE = auto()


class Pace:
    """When bytes that come too slowly are over their time: after `patience` seconds of silence, or below `LEAST`."""

    def __init__(self, now: float, patience: float = PATIENCE) -> None:
        self._patience = patience
        self.end = now + patience

    def came(self, size: int, now: float) -> None:
        """So many bytes came, which is worth a while."""
        self.end = min(self.end + size / LEAST, now + self._patience)


class Arrival:
    """One request as it comes in. What cannot be understood counts as whole: the server's own parser refuses it."""

    def __init__(self, now: float) -> None:
        self.data = bytearray()
        self.pace = Pace(now)
        self._seen = 0  # how far the head, and then a body in chunks, has been looked through
        self._head = 0  # the length of the head, 0 while it is not there
        self._length: int | None = None  # of the body, None in chunks

    @property
    def expects(self) -> bool:
        """Whether the other side waits to be told that it may send the body (RFC 9110, 10.1.1)."""
        return bool(self._head == len(self.data) and _EXPECTS.search(self.data, 0, self._head))

    def add(self, data: bytes, now: float) -> State:
        """Take what came. A head has no more than `PATIENCE` seconds, a body a pace."""
        self.data += data
        if not self._head and not self._find_head():
            return State.TOO_LARGE if len(self.data) > MAX_HEAD else State.MORE
        self.pace.came(len(data), now)
        return self._judge()

    def _find_head(self) -> bool:
        found = self.data.find(_END, max(0, self._seen - len(_END) + 1))
        self._seen = len(self.data)
        if found < 0:
            return False
        self._head = self._seen = found + len(_END)
        self._length = self._told_length()
        return True

    def _told_length(self) -> int | None:
        if _CODED.search(self.data, 0, self._head):
            return None
        told = _LENGTH.search(self.data, 0, self._head)
        return int(told[1][:_DIGITS]) if told else 0

    def _judge(self) -> State:
        if self._is_whole():
            return State.WHOLE
        here = len(self.data) - self._head
        if self._is_upload():
            return State.PIECES if here >= FIRST_PIECE else State.MORE
        return State.TOO_LARGE if max(here, self._length or 0) > MAX_BODY else State.MORE

    def _is_whole(self) -> bool:
        if self._length is None:
            return self._chunks_end()
        return len(self.data) >= self._head + self._length

    def _chunks_end(self) -> bool:
        """Whether the last chunk and what trails it are there (RFC 9112, 7.1), or something that is no chunk."""
        while (line_end := self.data.find(b"\r\n", self._seen)) >= 0:
            chunk = _CHUNK.match(self.data, self._seen)
            if chunk is None:
                return True
            if int(chunk[1], 16) == 0:
                return self.data.find(_END, line_end) >= 0
            self._seen = chunk.end() + int(chunk[1], 16) + len(b"\r\n")
        return False

    def _is_upload(self) -> bool:
        target = _TARGET.match(self.data)
        return bool(target and target[1] == UPLOADS.encode())
