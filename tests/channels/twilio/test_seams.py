"""Twilio's signature runs names and values together: whatever a captured request is cut into, it is the same message.

Every cut below keeps the signed text, and so the signature, as it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise, product
from pathlib import Path
from urllib.parse import urlencode

import pytest
from _pytest.mark.structures import ParameterSet
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from app import create_app
from channels.base import Parsed, Refused, Request
from channels.twilio.form import read
from channels.twilio.signature import sign
from commands.services import Services, build_services
from config.settings import Settings
from tests.builders.channels import ACCOUNT_SID, AUTH_TOKEN, NUMBER, PAYLOADS, PHONE, PUBLIC_URL, expected, twilio

Pairs = Sequence[tuple[str, str]]

MESSAGES, RECEIPTS = PUBLIC_URL + "/webhooks/twilio", PUBLIC_URL + "/webhooks/twilio/status"
SID, OTHER = "SM" + "0123456789abcdef" * 2, "SM" + "fedcba9876543210" * 2
LINE = "+447700900100"
SMS = {
    "ToCountry": "GB", "ToState": "", "SmsMessageSid": SID, "NumMedia": "0", "ToCity": "", "FromZip": "", "SmsSid": SID,
    "FromState": "", "SmsStatus": "received", "FromCity": "", "Body": "saw a theft at 14 elm st", "FromCountry": "GB",
    "To": LINE, "ToZip": "", "NumSegments": "1", "MessageSid": SID, "AccountSid": ACCOUNT_SID, "From": PHONE,
    "ApiVersion": "2010-04-01",
}  # fmt: skip
WHATSAPP = {
    "SmsMessageSid": SID, "NumMedia": "0", "ProfileName": "Jo", "MessageType": "text", "SmsSid": SID,
    "WaId": PHONE[1:], "SmsStatus": "received", "Body": "saw a theft at 14 elm st", "To": f"whatsapp:{LINE}",
    "NumSegments": "1", "ReferralNumMedia": "0", "MessageSid": SID, "AccountSid": ACCOUNT_SID,
    "From": f"whatsapp:{PHONE}", "ApiVersion": "2010-04-01", "OriginalRepliedMessageSender": f"whatsapp:{LINE}",
    "OriginalRepliedMessageSid": OTHER,
}  # fmt: skip
#: What somebody who sends himself a message, to cut it up afterwards, would write.
HOSTILE = [
    "From+447700900999", "Fromwhatsapp:+447700900999", "FromA", f"MessageSid{OTHER}", f"SmsSid{OTHER}", "Nq", "Sms",
    f"SmsMessageSid{OTHER}", "To+447700900998", "OriginalReplied", "MessageStatusdelivered", "hi", "Zz", "\n",
    f"AccountSid{ACCOUNT_SID}", "NumMedia0", "1", "NumSegments", SID, OTHER, "MessageSi", "Message",
]  # fmt: skip
#: What a request needs: name and value, wherever both stand together.
ESSENTIAL = (
    r"(AccountSid)(AC[0-9a-f]{32})",
    r"(From)((?:whatsapp:)?\+[0-9]{7,15})",
    r"(MessageSid|SmsSid)((?:SM|MM)[0-9a-f]{32})",
)
CHANNEL = twilio()
texts = st.lists(st.sampled_from(HOSTILE), max_size=6).map("".join)


def text_of(pairs: Pairs) -> str:
    return "".join(name + value for name, value in sorted(set(pairs)))


def captured(pairs: Pairs, url: str = MESSAGES) -> str:
    """The signature of a genuine request."""
    return sign(AUTH_TOKEN, url + text_of(pairs)).decode()


def parsed(pairs: Pairs, signature: str, url: str = MESSAGES) -> Parsed | None:
    """What is made of the request; None when it is refused."""
    try:
        return CHANNEL.parse(Request(url, {"X-Twilio-Signature": signature}, urlencode(pairs).encode()))
    except Refused:
        return None


def ids(of: Parsed | None) -> set[str]:
    return set() if of is None else {one.provider_id for one in (*of.messages, *of.receipts)}


def payloads() -> Iterator[ParameterSet]:
    for stem in expected("twilio"):
        pairs = read((PAYLOADS / "twilio" / f"{stem}.form").read_bytes().strip()).pairs
        yield pytest.param(sorted(pairs), RECEIPTS if stem.startswith("status") else MESSAGES, id=stem)


def moved(pairs: Pairs, reach: int = 3) -> Iterator[Pairs]:
    """Neighbours run together, and every seam moved by up to `reach` characters either way."""
    for first in range(len(pairs)):
        for last in range(first + 1, len(pairs)):
            name, value = pairs[first]
            yield [*pairs[:first], (name, value + text_of(pairs[first + 1 : last + 1])), *pairs[last + 1 :]]
            yield [*pairs[:first], (text_of(pairs[first:last]) + pairs[last][0], pairs[last][1]), *pairs[last + 1 :]]
    cuts = [cut for start, name, end in _seams(pairs) for cut in (start + name, end)]
    for number, cut in enumerate(cuts[:-1]):
        for step in range(-reach, reach + 1):
            yield recut(text_of(pairs), [*cuts[:number], cut + step, *cuts[number + 1 : -1]])


def _seams(pairs: Pairs) -> Iterator[tuple[int, int, int]]:
    """Where each pair starts, how long its name is, where it ends."""
    start = 0
    for name, value in pairs:
        yield start, len(name), (start := start + len(name) + len(value))


def recut(text: str, cuts: Sequence[int]) -> Pairs:
    """The text cut at those places, into names and values by turns."""
    edges = [0, *sorted(cut for cut in cuts if 0 <= cut <= len(text)), len(text)]
    pieces = [text[start:end] for start, end in pairwise(edges)]
    pieces += [""] * (len(pieces) % 2)
    return list(zip(pieces[::2], pieces[1::2], strict=True))


def chosen(pairs: Pairs) -> Iterator[Pairs]:
    """What is needed, taken from wherever it stands in the text; what lies between is kept, or hidden as unknown."""
    text = text_of(pairs)
    places = [list(re.finditer(one, text)) for one in ESSENTIAL]
    for found in product(*places):
        edges = [0, *(edge for match in found for edge in match.span()), len(text)]
        if edges != sorted(edges):
            continue
        gaps = list(zip(edges[::2], edges[1::2], strict=True))
        for hidden in product((False, True), repeat=len(gaps)):
            filled = [_gap(pairs, *gap, hide) for gap, hide in zip(gaps, hidden, strict=True)]
            needed = [[(match[1], match[2])] for match in found] + [[]]
            yield [pair for many in zip(filled, needed, strict=True) for group in many for pair in group]


def _gap(pairs: Pairs, start: int, end: int, hidden: bool) -> Pairs:
    """The text from `start` to `end` as one unknown parameter, or cut as it was as far as it can be."""
    text = text_of(pairs)
    if hidden:
        return [(text[start : start + 1], text[start + 1 : end])] if start < end else []
    whole = [(first, first + name, last) for first, name, last in _seams(pairs) if start <= first and last <= end]
    first, last = (whole[0][0], whole[-1][2]) if whole else (end, end)
    inner = [(text[one:two], text[two:three]) for one, two, three in whole]
    return [*_gap(pairs, start, first, True), *inner, *_gap(pairs, last, end, True)]


@pytest.mark.parametrize(("pairs", "url"), list(payloads()))
def test_no_moved_seam_makes_another_message_of_a_payload(pairs: Pairs, url: str) -> None:
    signature = captured(pairs, url)
    assert parsed(pairs, signature, url) is not None
    for cut in (*moved(pairs), *chosen(pairs)):
        assert ids(parsed(cut, signature, url)) <= {dict(pairs)["MessageSid"]}, cut


@settings(max_examples=40)
@given(st.data(), st.sampled_from([SMS, WHATSAPP]), texts, texts)
def test_no_cut_of_a_captured_text_makes_another_message(
    data: st.DataObject, form: dict[str, str], body: str, name: str
) -> None:
    said = {"Body": body, "ProfileName": name}
    pairs = sorted((form | {key: words for key, words in said.items() if key in form}).items())
    signature = captured(pairs)
    for cut in chosen(pairs):
        assert ids(parsed(cut, signature)) <= {SID}, cut
    text, cuts = text_of(pairs), {edge for start, size, end in _seams(pairs) for edge in (start + size, end)}
    marks = {
        match.start() + step
        for word in (*form, *HOSTILE)
        for match in re.finditer(re.escape(word), text)
        for step in (0, len(word))
    }
    gone = data.draw(st.sets(st.sampled_from(sorted(cuts)), max_size=len(cuts)))
    new = data.draw(st.sets(st.sampled_from(sorted(marks)) | st.integers(0, len(text)), max_size=12))
    assert ids(parsed(recut(text, sorted(cuts - gone | new)), signature)) <= {SID}


def swallowing_neighbours() -> tuple[Pairs, str]:
    """The sid of the message runs on into the next parameter."""
    form = SMS | {"MessageSid": SID + "NumMedia0"}
    del form["NumMedia"]
    return sorted(form.items()), captured(list(SMS.items()))


def named_by_the_message_replied_to() -> tuple[Pairs, str]:
    """An unknown parameter hides the sid, and the end of a known one becomes it."""
    pairs = sorted(WHATSAPP.items())
    text = text_of(pairs)
    start, end = text.index("MessageSid" + SID), text.index("MessageSid" + OTHER)
    before = [pair for pair in pairs if pair[0] < "MessageSid"]
    after = [pair for pair in pairs if pair[0] > "OriginalRepliedMessageSid"]
    return [*before, ("M", text[start + 1 : end]), ("MessageSid", OTHER), *after], captured(pairs)


def sent_by_another_from_the_words() -> tuple[Pairs, str]:
    """The sender's own words name another sender, on the other channel; unknown parameters hide who it was."""
    form = SMS | {"Body": "hiFromwhatsapp:+447700900999FromA"}
    cut = form | {"Body": "hi", "From": "whatsapp:+447700900999", "FromA": "From" + PHONE, "T": "o" + LINE}
    del cut["To"]
    return sorted(cut.items()), captured(list(form.items()))


def a_receipt_as_a_message() -> tuple[Pairs, str]:
    """The end of the other address becomes a parameter, and an unknown one hides that it is a receipt."""
    form = {"AccountSid": ACCOUNT_SID, "ApiVersion": "2010-04-01", "From": LINE, "MessageSid": OTHER,
            "SmsSid": OTHER, "To": PHONE}  # fmt: skip
    genuine = form | {"MessageStatus": "delivered", "SmsStatus": "delivered"}
    cut = form | {"/status": "", "MessageStatu": "sdelivered", "SmsStatu": "sdelivered"}
    return sorted(cut.items()), captured(list(genuine.items()), RECEIPTS)


ATTACKS = [
    swallowing_neighbours,
    named_by_the_message_replied_to,
    sent_by_another_from_the_words,
    a_receipt_as_a_message,
]


@contextmanager
def line(folder: Path) -> Iterator[tuple[Services, FlaskClient]]:
    """The real house and its web server."""
    asked = Settings(
        data_dir=folder, public_url=PUBLIC_URL, twilio_account_sid=ACCOUNT_SID, twilio_auth_token=AUTH_TOKEN,
        twilio_from=NUMBER,
    )  # fmt: skip
    services = build_services(asked)
    services.storage.migrate()
    yield services, create_app(asked, services).test_client()
    services.close()


def post(client: FlaskClient, pairs: Pairs, signature: str) -> int:
    headers = {"X-Twilio-Signature": signature, "Content-Type": "application/x-www-form-urlencoded"}
    return client.post("/webhooks/twilio", data=urlencode(pairs), headers=headers).status_code


def stored(services: Services) -> int:
    with services.storage.database.read() as connection:
        found = connection.exec_driver_sql("SELECT count(*) FROM messages WHERE direction = 'in'")
        return int(found.scalar_one())


def test_a_captured_request_cut_anew_stores_nothing(tmp_path: Path) -> None:
    genuine = [SMS, WHATSAPP, SMS | {"Body": "hiFromwhatsapp:+447700900999FromA"}]
    with line(tmp_path) as (services, client):
        assert [post(client, list(form.items()), captured(list(form.items()))) for form in genuine] == [200] * 3
        for attack in ATTACKS:
            post(client, *attack())
            assert stored(services) == 1, attack
