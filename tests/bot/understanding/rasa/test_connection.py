"""Real connections to servers that answer well, badly, slowly or not at all."""

from __future__ import annotations

import logging
import socket
import struct
import threading
import time

import pytest

from bot.understanding.rasa.answer import WrongAnswer
from bot.understanding.rasa.connection import LARGEST, Away, Connection
from tests.bot.understanding.rasa import recordings
from tests.fakes.http_server import Answer, Received, serving
from tests.fakes.raw_server import Behaviour, misbehaving

TOKEN = "planted-token"
RECORDED = recordings.load()
STORY = RECORDED["story"]
#: Seconds that a server gets: one that answers always meets the first, one that does not misses the second.
GENEROUS, SHORT = 30.0, 0.2


def real(received: Received) -> Answer:
    """Answers as the recorded server did."""
    if f"token={TOKEN}" not in received.path:
        return Answer(401, RECORDED["unauthorised"]["body"].encode())
    name = "status" if received.path.startswith("/status") else "story"
    return Answer(200, RECORDED[name]["body"].encode())


def connection(url: str, token: str = TOKEN, seconds: float = GENEROUS) -> Connection:
    return Connection(url, token, seconds, 2)


def test_one_connection_serves_every_question():
    with serving(real) as server:
        client = connection(server.url)
        for _ in range(5):
            assert client.parse(STORY["text"]).intent.startswith("tell_")
        assert client.ready()
        assert {received.connection for received in server.received} == {1}
        assert server.received[0].path == f"/model/parse?token={TOKEN}"


def test_an_address_may_have_a_path():
    with serving(real) as server:
        connection(f"{server.url}/rasa/").parse(STORY["text"])
        assert server.received[0].path.startswith("/rasa/model/parse?")


def test_a_wrong_token_and_a_server_without_a_model_are_not_ready():
    with serving(real) as server:
        assert not connection(server.url, "no").ready()
    without_model = Answer(409, {"status": "failure", "code": 409})
    with serving(lambda _: without_model) as server:
        client = connection(server.url)
        assert not client.ready()
        with pytest.raises(WrongAnswer):
            client.parse("hello")


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (Answer(500, b"{}"), WrongAnswer),
        (Answer(302, b"", {"Location": "http://127.0.0.1:1/"}), WrongAnswer),
        (Answer(200, b"garbage"), WrongAnswer),
        (Answer(200, b"x" * (LARGEST + 1)), WrongAnswer),
        (Answer(200, STORY["body"].encode(), cut=True), Away),
        (Answer(reset=True), Away),
    ],
)
def test_every_failure_is_away_or_wrong_and_names_no_secret(answer: Answer, error: type[Exception]):
    with serving(lambda _: answer) as server, pytest.raises(error) as caught:
        connection(server.url).parse(STORY["text"])
    assert TOKEN not in repr(caught.value)
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_a_silent_server_is_away():
    released = threading.Event()

    def silent(received: Received) -> Answer:
        released.wait()
        return real(received)

    with serving(silent) as server:
        with pytest.raises(Away):
            connection(server.url, seconds=SHORT).parse(STORY["text"])
        released.set()


def test_a_body_that_trickles_in_is_not_read_to_its_end():
    sent = []

    def trickle(peer: socket.socket) -> None:
        peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n")
        for number in range(500):
            sent.append(number)
            peer.sendall(b" ")
            time.sleep(SHORT / 3)

    with misbehaving(trickle) as url, pytest.raises((Away, WrongAnswer)):
        connection(url, seconds=SHORT).parse("hello")
    assert len(sent) < 500


def garbage(peer: socket.socket) -> None:
    peer.sendall(b"\x00\xff" * 500)


def bad_chunks(peer: socket.socket) -> None:
    peer.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n")


def bad_gzip(peer: socket.socket) -> None:
    peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd")


def reset(peer: socket.socket) -> None:
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


@pytest.mark.parametrize("behaviour", [garbage, bad_chunks, bad_gzip, reset])
def test_what_is_no_http_fails(behaviour: Behaviour):
    with misbehaving(behaviour) as url:
        with pytest.raises((Away, WrongAnswer)):
            connection(url).parse("hello")
        assert not connection(url).ready()


def test_nobody_listening_is_away():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(Away):
        connection(f"http://127.0.0.1:{port}").parse("hello")


def test_a_server_that_comes_back_is_reached_again():
    with serving(real) as server:
        client = connection(server.url)
        client.parse(STORY["text"])
        server.script = lambda _: Answer(reset=True)
        with pytest.raises(Away):
            client.parse(STORY["text"])
        server.script = real
        assert client.parse(STORY["text"]).entities


def test_no_log_holds_token_or_words(caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.INFO)
    with serving(lambda _: Answer(reset=True)) as server, pytest.raises(Away):
        connection(server.url).parse("planted words")
    assert TOKEN not in caplog.text
    assert "planted" not in caplog.text
