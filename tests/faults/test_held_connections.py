"""Connections that are held open and do nothing more: webhooks are answered meanwhile, and photos taken."""

from __future__ import annotations

import json
import secrets
import socket
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.builders.threads import eventually
from tests.fakes.processes import ProductProcess, Services, post, running_services

#: More than the server has threads, and more than its main loop may wait for one after the other.
MANY = 60
#: Seconds in which a webhook is answered meanwhile. Twilio waits for 15.
PATIENCE = 5
PHOTO = b"\xff\xd8\xff\xe0" + b"\x00" * 3000

#: What each of the connections sends before it falls silent.
SILENT = {
    "an answer that is never taken leave of": b"GET /healthz HTTP/1.0\r\n\r\n",
    "nothing": b"",
    "half a header": b"POST /webhooks/twilio HTTP/1.1\r\nHost: tips.example.org\r\nContent-Le",
    "half a body": b"POST /webhooks/twilio HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\nMessageSid=SM",
    "half a chunk": b"POST /webhooks/twilio HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nMess",
    "a large body announced": b"GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 5000000\r\n\r\n",
    "a body announced for nothing": b"GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 500000\r\n\r\n",
    "half a form": b"POST /triage/login HTTP/1.1\r\nHost: x\r\nContent-Length: 900000\r\n\r\nname=",
    "a second request begun": b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET /healthz HT",
    "an upload without a token": b"POST /chat/uploads HTTP/1.1\r\nHost: x\r\nContent-Length: 900000\r\n\r\n",
}


@pytest.fixture
def services(tmp_path: Path, sqlite_url: str) -> Iterator[Services]:
    with running_services(tmp_path, sqlite_url) as opened:
        yield opened


@contextmanager
def held(line: ProductProcess, sent: bytes, many: int) -> Iterator[list[socket.socket]]:
    """So many connections that have sent this and do no more."""
    with ExitStack() as stack:
        opened = []
        for _ in range(many):
            connection = stack.enter_context(socket.socket())
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.settimeout(60)
            connection.connect(("127.0.0.1", line.port))
            connection.sendall(sent)
            opened.append(connection)
        yield opened


def session(line: ProductProcess) -> str:
    asked = urllib.request.Request(line.url + "/chat/session", b"", method="POST")
    with urllib.request.urlopen(asked, timeout=PATIENCE) as answer:
        return str(json.load(answer)["token"])


def begun_upload(token: str, length: int) -> bytes:
    return (
        f"POST /chat/uploads?after=0 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n"
        f"X-Message-Id: held-{secrets.token_hex(8)}\r\nContent-Type: image/jpeg\r\nContent-Length: {length}\r\n\r\n"
    ).encode()


def upload(line: ProductProcess, token: str) -> int:
    """A photo; the HTTP status."""
    headers = {"Authorization": f"Bearer {token}", "X-Message-Id": "photo-0001", "Content-Type": "image/jpeg"}
    asked = urllib.request.Request(line.url + "/chat/uploads?after=0", PHOTO, headers)
    try:
        with urllib.request.urlopen(asked, timeout=PATIENCE) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def text(line: ProductProcess, number: int) -> int:
    return post(line.url, f"+44770091{number:04}", "I saw a blue van", "SM" + secrets.token_hex(16), PATIENCE)


@pytest.mark.parametrize("sent", SILENT.values(), ids=SILENT.keys())
def test_webhooks_are_answered_while_connections_are_held_open(services: Services, sent: bytes):
    line = services.run("serve")
    with held(line, sent, MANY):
        assert [text(line, number) for number in range(5)] == [200] * 5
    assert b"Traceback" not in line.log.read_bytes()


def test_webhooks_are_answered_while_answers_are_not_read(tmp_path: Path, sqlite_url: str):
    with running_services(tmp_path, sqlite_url, TIPLINE_THREADS="2") as services:
        line = services.run("serve")
        with held(line, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n" * 2000, 4):
            assert [text(line, number) for number in range(100)] == [200] * 100


def test_more_connections_than_a_process_keeps_do_not_close_it_to_others(services: Services):
    line = services.run("serve")
    with held(line, SILENT["half a header"], 900):
        assert [text(line, number) for number in range(5)] == [200] * 5


def test_a_photo_is_taken_while_one_session_holds_silent_uploads(services: Services):
    line = services.run("serve")
    silent = begun_upload(session(line), 1_000_000)
    with held(line, silent, MANY):
        assert upload(line, session(line)) == 200


def test_uploads_that_fall_silent_half_way_give_their_places_back(services: Services):
    line = services.run("serve")
    token = session(line)
    with held(line, begun_upload(session(line), 1_000_000) + PHOTO * 30, MANY):
        eventually(lambda: upload(line, token) == 200)


def test_an_upload_that_ends_half_way_is_no_photo(services: Services):
    line = services.run("serve")
    with held(line, begun_upload(session(line), 200_000) + b"\xff\xd8\xff\xe0" * 30_000, 1) as (connection,):
        connection.shutdown(socket.SHUT_WR)
        assert connection.recv(100).startswith(b"HTTP/1.1 400 ")
    assert services.count("tips") == 0


def test_one_who_waits_to_be_told_to_go_on_is_told(services: Services):
    line = services.run("serve")
    head = b"POST /webhooks/twilio HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n"
    with held(line, head, 1) as (connection,):
        assert connection.recv(25) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(b"From=1234")
        answer = b""
        while b"HTTP/1.1 403 " not in answer:  # the server below us may say Continue once more
            answer += (piece := connection.recv(1000))
            assert piece, answer


def test_an_answer_reaches_one_who_is_still_sending(services: Services):
    line = services.run("serve")
    with held(line, SILENT["a large body announced"] + b"x" * 100_000, 1) as (connection,):
        assert connection.recv(100).startswith(b"HTTP/1.1 413 ")
        connection.sendall(b"x" * 100_000)


@pytest.mark.parametrize(("host", "warns"), [("0.0.0.0", True), ("127.0.0.1", False), ("localhost", False)])
def test_a_start_that_others_can_reach_says_that_a_proxy_belongs_in_front(
    tmp_path: Path, sqlite_url: str, host: str, warns: bool
):
    with running_services(tmp_path, sqlite_url, TIPLINE_HOST=host) as services:
        assert (b"reverse proxy" in services.run("web").log.read_bytes()) is warns
