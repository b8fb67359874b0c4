"""Twilio's 201 is sent, whatever the rest of the answer looks like; any other answer must name the message."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from channels.base import OutboundMessage, SendError
from tests.builders.channels import PHONE, twilio
from tests.fakes.http_server import Answer, Received, serving
from tests.fakes.twilio_rest_api import MessagesApi, created

SMS = OutboundMessage("sms", PHONE, "Call 999", "key")
SID = "SM" + "0123456789abcdef" * 2
CREATED = created({"Body": "x", "To": PHONE}) | {"sid": SID}

NAMED = {
    "as documented": CREATED,
    "the sid alone": {"sid": SID},
    "dates in other shapes": CREATED | {"date_created": 17, "date_sent": ["now"], "date_updated": {}},
    "numbers in other shapes": CREATED | {"error_code": {}, "price": [], "num_segments": None},
    "an MMS": CREATED | {"sid": "MM" + SID[2:]},
    "an unknown field": CREATED | {"brand_new": {"deep": [None]}},
}
NAMELESS: dict[str, Any] = {
    "nothing": b"",
    "no JSON": b"<html>Created</html>",
    "half of it": b'{"sid": "SM0123',
    "a depth without end": b'{"a":' * 60_000,
    "a number with too many digits": b'{"price": ' + b"9" * 5000 + b"}",
    "broken UTF-8": b'\xff\xfe{"sid": "\xff"}',
    "a list": [CREATED],
    "null": None,
    "text": "queued",
    "no sid": {"status": "queued"},
    "a sid that is none": {"sid": "SM1"},
    "a sid that is a number": {"sid": 17},
}
UNKNOWN: dict[str, Answer] = {
    "a page of a network": Answer(200, b"<html>Sign in to this network</html>"),
    "an empty success": Answer(204, b""),
    "no sid": Answer(200, {"status": "queued"}),
    "a list": Answer(200, [CREATED]),
    "accepted by somebody": Answer(202, b"accepted"),
}


def sid_of(answer: Answer) -> str:
    """What a send returns when Twilio answers so."""
    with serving(lambda _: answer) as server:
        channel = twilio(server.url)
        try:
            return channel.send(SMS)
        finally:
            channel.close()


@pytest.mark.parametrize("case", NAMED)
@pytest.mark.parametrize("status", [200, 201])
def test_an_answer_that_names_the_message_is_sent(case: str, status: int) -> None:
    assert sid_of(Answer(status, NAMED[case])) == NAMED[case]["sid"]


@pytest.mark.parametrize("case", NAMELESS)
def test_what_twilio_created_is_sent_whatever_it_says_of_it(case: str) -> None:
    assert sid_of(Answer(201, NAMELESS[case])) == ""


@pytest.mark.parametrize("case", UNKNOWN)
def test_what_may_be_anybodys_answer_is_tried_again(case: str) -> None:
    with pytest.raises(SendError) as raised:
        sid_of(UNKNOWN[case])
    assert raised.value.retryable
    assert not raised.value.opted_out


def test_the_fields_go_out_as_documented_all_the_same() -> None:
    api = MessagesApi()

    def odd(request: Received) -> Answer:
        return replace(api(request), body=b"Created")

    with serving(odd) as server:
        channel = twilio(server.url)
        assert channel.send(SMS) == ""
        channel.close()
    assert [one["Body"] for one in api.sent] == [SMS.text]
