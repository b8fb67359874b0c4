"""The providers' addresses: stored or not taken, and nothing in a log."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import flask
import pytest
from flask.testing import FlaskClient

from channels.base import Channel, InboundMessage, Receipt, Request
from channels.registry import WEBHOOKS
from channels.webhooks import MAX_BODY_BYTES, blueprint
from tests.builders.channels import CHANNEL_CASES, PUBLIC_URL, expected, payload


class Away(Exception):
    """The database cannot be reached."""


@dataclass
class Line:
    """What was handed over; `fail` is raised instead."""

    taken: list[InboundMessage] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)
    refused: list[tuple[str, str, str]] = field(default_factory=list)
    fail: Exception | None = None

    def take(self, message: InboundMessage) -> None:
        self._keep(self.taken, message)

    def on_receipt(self, receipt: Receipt) -> None:
        self._keep(self.receipts, receipt)

    def refuse(self, *refusal: str) -> None:
        self._keep(self.refused, refusal)

    def _keep(self, kept: list[Any], one: object) -> None:
        if self.fail:
            raise self.fail
        kept.append(one)


Post = Callable[[Request], Any]


@pytest.fixture
def line() -> Line:
    return Line()


@pytest.fixture
def channels() -> Iterator[dict[str, Channel]]:
    channels = {key: CHANNEL_CASES[key].build("http://127.0.0.1:1") for key in set(WEBHOOKS.values())}
    yield channels
    for channel in channels.values():
        channel.close()


@pytest.fixture
def client(line: Line, channels: dict[str, Channel]) -> FlaskClient:
    return client_of(channels, line)


def client_of(channels: dict[str, Channel], line: Line) -> FlaskClient:
    app = flask.Flask("tipline-test")
    views = blueprint(channels, PUBLIC_URL + "/", line.take, line.on_receipt, line.refuse, Away)
    app.register_blueprint(views)
    return app.test_client()


def post(client: FlaskClient, request: Request, **more: Any) -> Any:
    path = request.url.removeprefix(PUBLIC_URL)
    return client.post(path, data=request.body, headers=dict(request.headers), **more)


GENUINE = [(key, stem) for key in sorted(set(WEBHOOKS.values())) for stem in expected(key)]


@pytest.mark.parametrize(("key", "stem"), GENUINE)
def test_every_payload_is_taken(client: FlaskClient, line: Line, key: str, stem: str) -> None:
    answer = post(client, payload(key, stem))
    assert answer.status_code == 200
    wanted = expected(key)[stem]
    assert len(line.taken) == len(wanted.get("messages", ()))
    assert len(line.receipts) == len(wanted.get("receipts", ()))
    assert [list(refusal) for refusal in line.refused] == [[key, *one] for one in wanted.get("refusals", ())]


@pytest.mark.parametrize("key", sorted(set(WEBHOOKS.values())))
def test_a_request_that_is_not_genuine_stores_nothing(client: FlaskClient, line: Line, key: str) -> None:
    for stem in expected(key):
        for forged in CHANNEL_CASES[key].refused(payload(key, stem)):
            if forged.url.startswith(PUBLIC_URL):  # the address is ours to say, not the request's
                assert post(client, forged).status_code == 403
    assert line == Line()


def test_twilio_is_answered_in_its_own_language(client: FlaskClient) -> None:
    answer = post(client, payload("twilio", "sms"))
    assert answer.data.endswith(b"<Response/>")
    assert answer.content_type.startswith("text/xml")


def test_a_pressed_button_is_answered_in_the_answer(client: FlaskClient) -> None:
    answer = post(client, payload("telegram", "callback_query"))
    assert answer.json == {"method": "answerCallbackQuery", "callback_query_id": "3307045237889214553"}


@pytest.mark.parametrize("path", WEBHOOKS)
def test_a_provider_that_is_not_configured_is_not_there(line: Line, path: str) -> None:
    assert client_of({}, line).post(path, data=b"x").status_code == 404


@pytest.mark.parametrize("path", WEBHOOKS)
def test_only_posts_are_answered(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 405


@pytest.mark.parametrize("path", WEBHOOKS)
def test_too_much_is_refused_unread(client: FlaskClient, line: Line, path: str) -> None:
    assert client.post(path, data=b"x" * (MAX_BODY_BYTES + 1)).status_code == 413
    assert line == Line()


@pytest.mark.parametrize("path", WEBHOOKS)
def test_too_much_is_refused_when_its_size_is_not_told(client: FlaskClient, path: str) -> None:
    environ = {"wsgi.input_terminated": True, "wsgi.input": Endless(), "CONTENT_LENGTH": ""}
    assert client.post(path, environ_overrides=environ).status_code == 413


def test_a_malformed_request_is_said_to_be(client: FlaskClient, line: Line) -> None:
    genuine = payload("telegram", "text")
    assert post(client, Request(genuine.url, genuine.headers, b"{")).status_code == 400
    assert post(client, CHANNEL_CASES["twilio"].request("sms", b"MessageSid=SM1")).status_code == 400
    assert line == Line()


@pytest.mark.parametrize(("key", "stem"), [("twilio", "sms"), ("twilio", "status_sent"), ("telegram", "text")])
def test_while_the_database_is_away_the_provider_is_asked_to_repeat(
    client: FlaskClient, line: Line, key: str, stem: str
) -> None:
    line.fail = Away()
    answer = post(client, payload(key, stem))
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    line.fail = None
    assert post(client, payload(key, stem)).status_code == 200
    assert len(line.taken) + len(line.receipts) == 1


def test_another_error_is_not_hidden(client: FlaskClient, line: Line) -> None:
    line.fail = ZeroDivisionError()
    client.application.testing = False
    assert post(client, payload("twilio", "sms")).status_code == 500


def test_what_the_request_says_of_its_host_is_not_believed(client: FlaskClient) -> None:
    headers = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "http"}
    genuine = payload("twilio", "sms")
    answer = client.post("/webhooks/twilio", data=genuine.body, headers=headers | dict(genuine.headers))
    assert answer.status_code == 200


def test_the_address_may_carry_a_query_and_the_line_a_folder(line: Line, channels: dict[str, Channel]) -> None:
    from channels.twilio.form import read
    from channels.twilio.signature import sign
    from tests.builders.channels import AUTH_TOKEN

    app = flask.Flask("tipline-test")
    app.register_blueprint(blueprint(channels, "https://city.example/tips", line.take, print, print, Away))
    body = payload("twilio", "sms").body
    url = "https://city.example/tips/webhooks/twilio?line=e8&x=%20"
    signature = sign(AUTH_TOKEN, url + "".join(a + b for a, b in sorted(read(body).pairs))).decode()
    path = "/webhooks/twilio?line=e8&x=%20"
    answer = app.test_client().post(path, data=body, headers={"X-Twilio-Signature": signature})
    assert answer.status_code == 200


def test_headers_are_found_however_they_are_written(client: FlaskClient) -> None:
    genuine = payload("telegram", "text")
    headers = {name.lower(): value for name, value in genuine.headers.items()}
    assert post(client, Request(genuine.url, headers, genuine.body)).status_code == 200


def test_no_log_line_tells_a_word_an_address_or_a_secret(
    client: FlaskClient, line: Line, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        for key, stem in GENUINE:
            genuine = payload(key, stem)
            line.fail = None
            post(client, genuine)
            post(client, Request(genuine.url, genuine.headers, genuine.body[: len(genuine.body) // 2]))
            line.fail = Away()
            post(client, genuine)
    told = caplog.text + str([vars(record) for record in caplog.records])
    secrets = {secret for case in CHANNEL_CASES.values() for secret in case.secrets}
    assert "webhook refused" in told
    assert "webhook put off" in told
    assert not [secret for secret in secrets if secret in told]
    assert "lads" not in told


class Endless:
    """A body without an end."""

    def read(self, size: int = -1) -> bytes:
        return b"x" * max(size, 1)

    def readline(self, size: int = -1) -> bytes:
        return self.read(size)
