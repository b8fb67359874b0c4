"""A thread is not kept waiting by who is at the other end of a connection."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator

import pytest

from config.streams import AHEAD, Answer, Complete, Pieces


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    """Ours and theirs."""
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    theirs.settimeout(5)
    yield ours, theirs
    ours.close()
    theirs.close()


def test_a_whole_request_is_read_no_further():
    with pytest.raises(ConnectionResetError):
        Complete().recv(10)


def test_the_pieces_of_a_file_are_read_as_they_come(ends: tuple[socket.socket, socket.socket]):
    ours, theirs = ends
    theirs.sendall(b"pieces")
    assert Pieces(ours).recv(100) == b"pieces"


def test_a_file_that_ends_early_is_an_error(ends: tuple[socket.socket, socket.socket]):
    ours, theirs = ends
    theirs.close()
    with pytest.raises(ConnectionResetError):
        Pieces(ours).recv(100)


def test_a_file_that_falls_silent_is_an_error(ends: tuple[socket.socket, socket.socket]):
    with pytest.raises(TimeoutError):
        Pieces(ends[0], patience=0.1).recv(100)


def test_a_file_that_crawls_is_an_error(ends: tuple[socket.socket, socket.socket]):
    ours, theirs = ends
    with pytest.raises(TimeoutError):
        crawl(Pieces(ours, patience=0.3), theirs)


def crawl(pieces: Pieces, theirs: socket.socket) -> None:
    while True:
        theirs.sendall(b"x")
        assert pieces.recv(1) == b"x"
        time.sleep(0.02)


def test_an_answer_that_is_not_read_is_kept(ends: tuple[socket.socket, socket.socket]):
    ours, theirs = ends
    whole = bytes(range(256)) * 4096
    answer = Answer(ours)
    answer.sendall(whole)
    assert answer.unsent
    got = b""
    while len(got) < len(whole):
        got += theirs.recv(65536)
        answer.flush()
    assert got == whole
    assert not answer.unsent


def test_only_a_large_file_waits_for_its_reader(ends: tuple[socket.socket, socket.socket]):
    answer = Answer(ends[0], patience=0.1)
    answer.sendall(b"x" * 4 * AHEAD)
    with pytest.raises(TimeoutError):
        answer.sendall(b"x")
    assert not answer.unsent


def test_one_who_is_gone_is_an_error(ends: tuple[socket.socket, socket.socket]):
    ours, theirs = ends
    theirs.close()
    with pytest.raises(OSError, match=r"."):
        Answer(ours).sendall(b"x")
