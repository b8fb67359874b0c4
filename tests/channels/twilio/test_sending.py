"""Messages to Twilio's REST API, over real connections."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from channels.base import OutboundMessage, SendError
from channels.twilio import Twilio
from channels.twilio.errors import CODES, describe, failure
from tests.builders.channels import ACCOUNT_SID, AUTH_TOKEN, NUMBER, PHONE, PUBLIC_URL, twilio
from tests.fakes.http_server import Answer, FakeServer, serving
from tests.fakes.twilio_rest_api import MessagesApi, examples

LINE = "+447700900100"
SMS = OutboundMessage("sms", PHONE, "Call 999", "key", line=LINE)


@pytest.fixture
def api() -> MessagesApi:
    return MessagesApi()


@pytest.fixture
def server(api: MessagesApi) -> Iterator[FakeServer]:
    with serving(api) as server:
        yield server


@pytest.fixture
def channel(server: FakeServer) -> Iterator[Twilio]:
    channel = twilio(server.url)
    yield channel
    channel.close()


def refusing(status: int, code: int, **headers: str) -> SendError:
    """What a send raises when Twilio answers so, with the number in its message as Twilio has it."""
    body = {"code": code, "message": f"The number {PHONE} is wrong", "more_info": "...", "status": status}
    with serving(lambda _: Answer(status, body, headers)) as server:
        channel = twilio(server.url)
        with pytest.raises(SendError) as raised:
            channel.send(SMS)
        channel.close()
    return raised.value


def test_every_request_has_the_shape_that_twilio_documents(api: MessagesApi, channel: Twilio) -> None:
    sids = [channel.send(message) for message in examples()]
    assert [one["Body"] for one in api.sent] == [message.text for message in examples()]
    assert len(set(sids)) == len(sids)
    assert all(sid.startswith("SM") for sid in sids)


def test_the_reply_leaves_from_the_number_the_citizen_wrote_to(api: MessagesApi, channel: Twilio) -> None:
    channel.send(SMS)
    assert api.sent[0] == {
        "To": PHONE, "From": LINE, "Body": "Call 999", "StatusCallback": PUBLIC_URL + "/webhooks/twilio/status",
    }  # fmt: skip


def test_a_message_that_answers_none_leaves_from_the_configured_number(api: MessagesApi, channel: Twilio) -> None:
    channel.send(OutboundMessage("sms", PHONE, "x", "key"))
    assert api.sent[0]["From"] == NUMBER


def test_a_messaging_service_chooses_the_number_itself(api: MessagesApi, server: FakeServer) -> None:
    service = "MG" + "a" * 32
    channel = Twilio(ACCOUNT_SID, AUTH_TOKEN, service, PUBLIC_URL, server.url)
    channel.send(OutboundMessage("whatsapp", PHONE, "x", "key"))
    channel.close()
    assert api.sent[0]["MessagingServiceSid"] == service
    assert "From" not in api.sent[0]


def test_whatsapp_addresses_are_prefixed_on_both_sides(api: MessagesApi, channel: Twilio) -> None:
    channel.send(OutboundMessage("whatsapp", PHONE, "x", "key", line=LINE))
    assert (api.sent[0]["To"], api.sent[0]["From"]) == (f"whatsapp:{PHONE}", f"whatsapp:{LINE}")


def test_connections_are_kept_and_shared_by_threads(server: FakeServer, channel: Twilio) -> None:
    for _ in range(3):
        channel.send(SMS)
    assert len({request.connection for request in server.received}) == 1
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: channel.send(SMS), range(20)))
    assert len({request.connection for request in server.received}) <= 5
    assert len(server.received) == 23


def test_the_region_of_the_machine_does_not_move_the_requests(
    api: MessagesApi, channel: Twilio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TWILIO_REGION", "au1")
    monkeypatch.setenv("TWILIO_EDGE", "sydney")
    channel.send(SMS)
    assert len(api.sent) == 1


def test_a_citizen_who_opted_out_is_not_tried_again() -> None:
    error = refusing(400, 21610)
    assert error.opted_out
    assert not error.retryable


@pytest.mark.parametrize(("code", "word"), [(21211, "number"), (21614, "mobile"), (63016, "24 hours"), (21617, "long")])
def test_a_refused_message_is_given_up_with_a_reason(code: int, word: str) -> None:
    error = refusing(400, code)
    assert not error.retryable
    assert not error.opted_out
    assert word in error.reason


def test_a_busy_twilio_says_when_to_come_back() -> None:
    error = refusing(429, 20429, **{"Retry-After": "12"})
    assert (error.retryable, error.retry_after) == (True, 12)


@pytest.mark.parametrize("header", ["", "soon", "-1", "9" * 400, "Wed, 17 Jun 2026 14:30:00 GMT", "٣"])
def test_an_odd_retry_after_is_no_trouble(header: str) -> None:
    error = failure(429, "{}", header)
    assert error.retryable
    assert error.retry_after in (None, 3)


@pytest.mark.parametrize("status", [301, 408, 429, 500, 502, 503, 504])
def test_what_passes_is_tried_again(status: int) -> None:
    assert failure(status, "<html></html>").retryable


@pytest.mark.parametrize("status", [400, 404, 410, 422])
def test_what_is_refused_without_a_code_is_given_up(status: int) -> None:
    error = failure(status, "")
    assert not error.retryable
    assert str(status) in error.reason


@pytest.mark.parametrize("status", [401, 403])
def test_a_wrong_password_waits_for_the_operator(status: int) -> None:
    error = failure(status, "{}")
    assert error.retryable
    assert error.retry_after == 300


def test_the_code_decides_before_the_status() -> None:
    assert not failure(429, '{"code": 63038}').retryable
    assert failure(400, '{"code": 21611}').retryable


def test_a_wrong_account_never_counts_as_the_citizens_fault(server: FakeServer) -> None:
    channel = Twilio(ACCOUNT_SID, "wrong", NUMBER, PUBLIC_URL, server.url)
    with pytest.raises(SendError) as raised:
        channel.send(SMS)
    channel.close()
    assert raised.value.retryable


def test_every_code_has_a_reason_for_a_handler() -> None:
    for code, fault in CODES.items():
        assert describe(str(code)) == fault.reason
        assert fault.reason
        assert not (fault.opted_out and fault.retryable)
    assert describe("") == ""
    assert describe("99999") == "Twilio's error 99999"


def test_a_send_during_close_does_not_hang(server: FakeServer) -> None:
    channel = twilio(server.url)
    channel.send(SMS)
    closing = threading.Thread(target=channel.close)
    closing.start()
    closing.join(5)
    assert not closing.is_alive()
