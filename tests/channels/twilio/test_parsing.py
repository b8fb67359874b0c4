"""Twilio's forms and their signature: blanks, repeats, broken bytes."""

from __future__ import annotations

from urllib.parse import quote_from_bytes, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict

from channels.base import InboundMessage, Refused, Request
from channels.twilio.form import MAX_FIELDS, read
from channels.twilio.signature import is_signed, sign
from tests.builders.channels import ACCOUNT_SID, AUTH_TOKEN, PHONE, PUBLIC_URL, payload, twilio

URL = PUBLIC_URL + "/webhooks/twilio"
SID = "SM" + "0" * 32
FIELDS = {"MessageSid": SID, "AccountSid": ACCOUNT_SID, "From": PHONE, "To": "+447700900100", "Body": "hello"}
CHANNEL = twilio()

words = st.text(st.characters(codec="utf-8"), max_size=20)
pairs = st.lists(st.tuples(words.filter(bool), words), max_size=12)


def signed(body: bytes, url: str = URL) -> Request:
    """A request signed over the bytes as they are."""
    form = "".join(name + value for name, value in sorted(set(read(body).pairs)))
    return Request(url, {"X-Twilio-Signature": sign(AUTH_TOKEN, url + form).decode()}, body)


def one(body: bytes) -> InboundMessage:
    (message,) = CHANNEL.parse(signed(body)).messages
    return message


def status_of(request: Request) -> int:
    try:
        CHANNEL.parse(request)
    except Refused as refused:
        return refused.status
    return 200


@given(pairs, words)
def test_the_signature_is_that_of_twilios_own_library(fields: list[tuple[str, str]], secret: str) -> None:
    signature = RequestValidator(secret).compute_signature(URL, MultiDict(fields))
    assert is_signed(secret, URL, read(urlencode(fields).encode()).pairs, signature) is bool(secret)


@pytest.mark.parametrize(
    "spelled", ["https://tips.example:443/webhooks/twilio", "https://tips.example/webhooks/twilio"]
)
@pytest.mark.parametrize("signed_as", ["https://tips.example:443/webhooks/twilio", URL])
def test_the_usual_port_may_be_written_or_not(spelled: str, signed_as: str) -> None:
    signature = RequestValidator("secret").compute_signature(signed_as, FIELDS)
    assert is_signed("secret", spelled, FIELDS.items(), signature)


def test_an_odd_port_is_part_of_the_address() -> None:
    signature = RequestValidator("secret").compute_signature("http://127.0.0.1:8000/webhooks/twilio", FIELDS)
    assert is_signed("secret", "http://127.0.0.1:8000/webhooks/twilio", FIELDS.items(), signature)
    assert not is_signed("secret", "http://127.0.0.1:8001/webhooks/twilio", FIELDS.items(), signature)


def test_the_query_of_the_configured_address_is_signed_too() -> None:
    url = URL + "?line=hackney&x="
    assert CHANNEL.parse(signed(urlencode(FIELDS).encode(), url)).messages


def test_nothing_is_signed_with_an_empty_secret() -> None:
    assert not is_signed("", URL, (), sign("", URL).decode())


@given(st.binary(max_size=300))
def test_no_body_does_harm(body: bytes) -> None:
    assert status_of(Request(URL, {}, body)) == 403
    assert status_of(signed_blindly(body)) == 403
    assert status_of(signed(body)) in (200, 400)


@given(st.binary(max_size=60), st.binary(max_size=30))
def test_broken_utf8_is_kept_readable_and_storable(text: bytes, percent: bytes) -> None:
    body = urlencode(FIELDS | {"Body": ""}).encode() + quote_from_bytes(percent).encode()
    raw = body + text.translate(None, b"&=+%;\x00")
    for form in (body, raw):
        message = one(form)
        message.text.encode()
        assert one(form) == message
    assert one(body).text == percent.decode("utf-8", "replace") or "�" in one(body).text


def test_text_arrives_unchanged() -> None:
    text = "  two lads\t\r\n\x00\x07 +44 100% & =; 🏃🏽\u200d♂️ رأيت  "
    assert one(urlencode(FIELDS | {"Body": text}).encode()).text == text


def test_a_text_of_ten_thousand_characters_is_taken() -> None:
    assert len(one(urlencode(FIELDS | {"Body": "ا" * 10_000}).encode()).text) == 10_000


@pytest.mark.parametrize("missing", ["MessageSid", "AccountSid", "From"])
def test_a_form_without_its_essentials_is_malformed(missing: str) -> None:
    for fields in (FIELDS | {missing: ""}, {name: value for name, value in FIELDS.items() if name != missing}):
        assert status_of(signed(urlencode(fields).encode())) == 400


def test_a_message_that_does_not_tell_where_it_came_to_is_taken() -> None:
    """The answer leaves from the configured number then."""
    for fields in (FIELDS | {"To": ""}, {name: value for name, value in FIELDS.items() if name != "To"}):
        message = one(urlencode(fields).encode())
        assert (message.text, message.line) == ("hello", "")


#: A parameter, and values of it that Twilio does not send.
NOT_TWILIOS = {
    "MessageSid": ["SM1", "sm" + "0" * 32, "SM" + "0" * 31, SID + "0", SID + "NumMedia0", "MG" + "0" * 32, SID + "\n"],
    "AccountSid": ["AC" + "1" * 32, ACCOUNT_SID + "ApiVersion2010-04-01", ACCOUNT_SID.lower()],
    "From": ["messenger:123", "rcs:agent", "a:b:c", "+1\x00", "😀", "x" * 12, "+44770090000112345", "447700900001",
             "+44 7700 900001", "whatsapp:60777", "whatsapp:", "123456789", PHONE + "FromCity", "whatsapp:GB.a-b"],
    "To": ["whatsapp:+447700900100", "+447700900100ToCity", "messenger:1", "longer than 11"],
    "NumMedia": ["a lot", "-1", "1.0", "0NumSegments1"],
    "NumSegments": ["many", "1SmsStatusreceived"],
    "ApiVersion": ["2010", "2010-04-01Bodyhello", "v2"],
    "SmsSid": ["SM" + "1" * 32, "SM1"],
    "SmsMessageSid": ["MM" + "0" * 32],
    "EmptyMessageSid": ["MessageSidSM" + "1" * 32],
    "Body": ["MessageSidSM" + "1" * 32],
    "/status": ["", "x"],
    "": ["x", "/status"],
}  # fmt: skip


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in NOT_TWILIOS.items() for value in values])
def test_what_is_not_in_twilios_own_form_is_malformed(name: str, value: str) -> None:
    assert status_of(signed(urlencode(FIELDS | {name: value}).encode())) == 400


@pytest.mark.parametrize("sender", [
    "+12", "+447700900001", "60777", "123", "Hackney", "A1 Taxis", "R&D_2", "whatsapp:+447700900001",
    "whatsapp:GB.13491208655302741918", "whatsapp:US.ENT.11815799212886844830",
])  # fmt: skip
def test_every_kind_of_sender_is_taken(sender: str) -> None:
    prefix = "whatsapp:" if sender.startswith("whatsapp:") else ""
    message = one(urlencode(FIELDS | {"From": sender, "To": prefix + "+447700900100"}).encode())
    assert (message.channel, message.address) == ("whatsapp" if prefix else "sms", sender.removeprefix(prefix))


@pytest.mark.parametrize("name", ["OriginalRepliedMessageSid", "ParentMessageSid", "ReferralSmsSid", "Newcomer"])
def test_another_message_may_be_named(name: str) -> None:
    assert one(urlencode(FIELDS | {name: "SM" + "1" * 32}).encode()).provider_id == SID


def test_a_number_of_the_oldest_kind_names_its_message_by_the_old_name() -> None:
    fields = {("SmsSid" if name == "MessageSid" else name): value for name, value in FIELDS.items()}
    assert one(urlencode(fields | {"ApiVersion": "2008-08-01"}).encode()).provider_id == SID


def test_a_form_of_endless_fields_is_malformed() -> None:
    with pytest.raises(Refused) as refused:
        CHANNEL.parse(signed_blindly(b"a=&" * (MAX_FIELDS + 1)))
    assert refused.value.status == 400


def signed_blindly(body: bytes) -> Request:
    return Request(URL, {"X-Twilio-Signature": "x"}, body)


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [("nan", "0"), ("91", "0"), ("0", "181"), ("51.5", ""), ("", "0"), ("1e999", "0"), ("x", "y")],
)
def test_a_place_that_is_none_is_left_out(latitude: str, longitude: str) -> None:
    message = one(urlencode(FIELDS | {"Latitude": latitude, "Longitude": longitude}).encode())
    assert (message.latitude, message.longitude) == (None, None)
    assert message.text == "hello"


def test_files_are_counted_by_their_addresses() -> None:
    media = {"MediaUrl0": "https://api.twilio.com/x", "MediaContentType0": "image/png", "NumMedia": "7"}
    assert len(one(urlencode(FIELDS | media).encode()).attachments) == 1


@pytest.mark.parametrize("repeated", ["Body", "MessageSid", "From", "To", "AccountSid"])
def test_what_twilio_says_once_is_malformed_twice(repeated: str) -> None:
    for value in (FIELDS[repeated], "second"):
        body = urlencode([*FIELDS.items(), (repeated, value)]).encode()
        assert status_of(signed(body)) == 400


def test_an_unknown_parameter_may_be_repeated() -> None:
    assert one(urlencode([*FIELDS.items(), ("New", "1"), ("New", "2")]).encode()).text == "hello"


def test_a_receipt_sent_to_the_message_address_is_a_receipt() -> None:
    genuine = payload("twilio", "status_delivered")
    assert CHANNEL.parse(signed(genuine.body)).receipts[0].status == "delivered"


def test_a_senders_name_appears_nowhere() -> None:
    message = CHANNEL.parse(payload("twilio", "whatsapp")).messages[0]
    assert "Bloggs" not in repr(message)
