"""A request is whole when its last byte is there, not before, however its bytes are cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.arrival import FIRST_PIECE, LEAST, MAX_BODY, MAX_HEAD, PATIENCE, Arrival, State

HEAD = b"POST /webhooks/twilio HTTP/1.1\r\nHost: tips.example.org\r\n"
UPLOAD = b"POST /chat/uploads?after=0 HTTP/1.1\r\nContent-Length: %d\r\n\r\n"
WHOLE = {
    "no body": b"GET / HTTP/1.0\r\n\r\n",
    "a line before it": b"\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n",
    "a body": HEAD + b"Content-Length: 5\r\n\r\nhello",
    "a body, in other letters": HEAD + b"content-LENGTH:005 \r\n\r\nhello",
    "a head in a body": HEAD + b"Content-Length: 26\r\n\r\nContent-Length: 900\r\n\r\nabc",
    "an empty body": HEAD + b"Content-Length: 0\r\n\r\n",
    "chunks": HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nA;x=y\r\n0\r\n\r\n01234\r\n0\r\n\r\n",
    "chunks with a trailer": HEAD + b"Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nX-Sum: 1\r\n\r\n",
    "a small file": UPLOAD % 4 + b"\xff\xd8\xff\xe0",
}


@pytest.mark.parametrize("request_", WHOLE.values(), ids=WHOLE.keys())
def test_it_is_whole_with_its_last_byte(request_: bytes):
    arrival = Arrival(0)
    states = [arrival.add(bytes([byte]), 0) for byte in request_]
    assert states == [State.MORE] * (len(request_) - 1) + [State.WHOLE]
    assert arrival.data == request_


@given(st.sampled_from(list(WHOLE.values())), st.lists(st.integers(1, 40), max_size=20))
def test_how_it_is_cut_makes_no_difference(request_: bytes, cuts: list[int]):
    arrival, states, rest = Arrival(0), [], request_
    for cut in [*cuts, len(request_)]:
        states += [arrival.add(rest[:cut], 0)] if rest else []
        rest = rest[cut:]
    assert states[-1] is State.WHOLE
    assert set(states[:-1]) <= {State.MORE}


@given(st.binary(max_size=300), st.binary(max_size=300))
def test_any_bytes_have_a_state(first: bytes, second: bytes):
    arrival = Arrival(0)
    for data in (HEAD, first, b"\r\nTransfer-Encoding: chunked\r\n\r\n", second):
        assert arrival.add(data, 0) in State


def test_what_follows_a_request_is_kept_for_the_next():
    request, rest = WHOLE["a body"], b"GET / HT"
    arrival = Arrival(0)
    assert arrival.add(request + rest, 0) is State.WHOLE
    assert arrival.data == request + rest


@pytest.mark.parametrize("chunks", [b"xyz\r\n", b"-5\r\nhello\r\n", b"\r\n", b"5 5\n\rhello\r\n"])
def test_chunks_that_are_none_are_not_waited_for(chunks: bytes):
    assert Arrival(0).add(HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + chunks, 0) is State.WHOLE


@pytest.mark.parametrize("length", [MAX_BODY + 1, 10**15, 10**400])
def test_a_body_that_is_too_large_is_not_waited_for(length: int):
    assert Arrival(0).add(HEAD + b"Content-Length: %d\r\n\r\n" % length, 0) is State.TOO_LARGE


def test_chunks_without_an_end_and_heads_without_an_end_are_not_kept():
    endless = Arrival(0)
    endless.add(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", 0)
    assert endless.add(b"400\r\n" + b"x" * MAX_BODY, 0) is State.TOO_LARGE
    assert Arrival(0).add(b"GET / HTTP/1.1\r\nX: " + b"x" * MAX_HEAD, 0) is State.TOO_LARGE


def test_a_file_takes_a_thread_once_its_first_piece_is_there():
    arrival = Arrival(0)
    assert arrival.add(UPLOAD % (50 * MAX_BODY), 0) is State.MORE
    assert arrival.add(b"x" * (FIRST_PIECE - 1), 0) is State.MORE
    assert arrival.add(b"x", 0) is State.PIECES


def test_a_head_has_a_time_and_a_body_a_pace():
    arrival = Arrival(0)
    arrival.add(HEAD, PATIENCE - 1)
    assert arrival.pace.end == PATIENCE
    arrival.add(b"Content-Length: 20000\r\n\r\n", PATIENCE - 1)
    before = arrival.pace.end
    arrival.add(b"x" * LEAST, PATIENCE)
    assert arrival.pace.end == before + 1
    arrival.add(b"x" * 3 * LEAST, PATIENCE)
    arrival.add(b"x" * LEAST, PATIENCE)
    assert arrival.pace.end < 2 * PATIENCE + 1


def test_one_who_waits_to_be_told_to_go_on_is_seen_once():
    arrival = Arrival(0)
    arrival.add(HEAD + b"Expect: 100-continue\r\nContent-Length: 5\r\n", 0)
    assert not arrival.expects
    arrival.add(b"\r\n", 0)
    assert arrival.expects
    arrival.add(b"h", 0)
    assert not arrival.expects
