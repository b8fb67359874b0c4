"""What the contract test needs of each channel: how to build it, its genuine and its refused requests."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from twilio.request_validator import RequestValidator

from channels.base import SEND_SECONDS, Channel, OutboundMessage, Parsed, Request
from channels.telegram import SECRET_HEADER, Telegram
from channels.terminal import Terminal
from channels.twilio import Twilio
from channels.twilio.form import read
from channels.web import Web
from tests.fakes import tip_line

PAYLOADS = Path(__file__).parent.parent / "channels" / "payloads"
PUBLIC_URL = "https://tips.example"
ACCOUNT_SID = "AC" + "0" * 32
AUTH_TOKEN = "twilio-auth-token-of-the-test"
NUMBER = "+15005550006"
BOT_TOKEN = "123456:telegram-token-of-the-test"
SECRET = "telegram_secret_of_the_test"
TEXT = "SAID-BY-A-CITIZEN"
NOW = datetime(2026, 6, 17, 14, 30, tzinfo=UTC)
PAGE_TOKEN = tip_line.sign("chat:session")
PHONE, CHAT = "+447700900001", "770000001"


@dataclass(frozen=True)
class ChannelCase:
    """`build(api_url)` makes the channel; `request(stem, body)` a genuine request; `suffix` is that of its payloads.

    `refused` turns a genuine request into those that must be refused; `outbound` is something to send; `secrets` must
    never be in a log or an error.
    """

    build: Callable[[str], Channel]
    outbound: OutboundMessage
    suffix: str = ""
    request: Callable[[str, bytes], Request] = lambda _stem, body: Request(PUBLIC_URL, {}, body)
    refused: Callable[[Request], Iterator[Request]] = lambda _: iter(())
    secrets: tuple[str, ...] = (TEXT, PHONE, CHAT)


def twilio(api_url: str = "https://api.twilio.com", timeout: float = 5.0, seconds: float = SEND_SECONDS) -> Twilio:
    return Twilio(ACCOUNT_SID, AUTH_TOKEN, NUMBER, PUBLIC_URL, api_url, timeout, seconds)


def telegram(api_url: str = "https://api.telegram.org", timeout: float = 5.0) -> Telegram:
    return Telegram(BOT_TOKEN, SECRET, api_url, timeout)


def signed_by_twilio(stem: str, body: bytes) -> Request:
    """The payload as Twilio sends it, signed by Twilio's own library."""
    url = PUBLIC_URL + ("/webhooks/twilio/status" if stem.startswith("status") else "/webhooks/twilio")
    signature = RequestValidator(AUTH_TOKEN).compute_signature(url, dict(read(body).pairs))
    return Request(url, {"X-Twilio-Signature": signature}, body)


def refused_by_twilio(genuine: Request) -> Iterator[Request]:
    signature = genuine.headers["X-Twilio-Signature"]
    yield Request(genuine.url, {}, genuine.body)
    yield Request(genuine.url, {"X-Twilio-Signature": ""}, genuine.body)
    yield Request(genuine.url, {"X-Twilio-Signature": "sïgned"}, genuine.body)
    yield Request(genuine.url, {"X-Twilio-Signature": signature.swapcase()}, genuine.body)
    yield Request(genuine.url + "?x=1", genuine.headers, genuine.body)
    yield Request(genuine.url.replace("https", "http"), genuine.headers, genuine.body)
    yield Request(genuine.url, genuine.headers, genuine.body + b"&Added=1")
    yield Request(genuine.url, genuine.headers, genuine.body + b"&Blank=")
    yield Request(genuine.url, genuine.headers, b"")


def sent_by_telegram(_: str, body: bytes) -> Request:
    return Request(PUBLIC_URL + "/webhooks/telegram", {SECRET_HEADER: SECRET}, body)


def refused_by_telegram(genuine: Request) -> Iterator[Request]:
    for given in ("", SECRET[:-1], SECRET + "x", SECRET.upper(), "sécret"):
        yield Request(genuine.url, {SECRET_HEADER: given}, genuine.body)
    yield Request(genuine.url, {}, genuine.body)


def web(_: str = "") -> Web:
    """The page at one moment, over the fake signature."""
    return Web(tip_line.sign, tip_line.verify, lambda _: iter(()), lambda: NOW)


def posted_by_page(_: str, body: bytes) -> Request:
    return Request(PUBLIC_URL, {"Authorization": f"Bearer {PAGE_TOKEN}"}, body)


def refused_by_page(genuine: Request) -> Iterator[Request]:
    for given in ("", "Bearer ", "Bearer session", "Basic " + PAGE_TOKEN, "Bearer sess-ïon"):
        yield Request(genuine.url, {"Authorization": given}, genuine.body)
    yield Request(genuine.url, {}, genuine.body)


CHANNEL_CASES: Mapping[str, ChannelCase] = {
    "twilio": ChannelCase(
        build=twilio,
        suffix=".form",
        request=signed_by_twilio,
        refused=refused_by_twilio,
        outbound=OutboundMessage("sms", PHONE, TEXT, "key"),
        secrets=(AUTH_TOKEN, ACCOUNT_SID, TEXT, PHONE, PHONE[1:], "Jo Bloggs"),
    ),
    "telegram": ChannelCase(
        build=telegram,
        suffix=".json",
        request=sent_by_telegram,
        refused=refused_by_telegram,
        outbound=OutboundMessage("telegram", CHAT, TEXT, "key"),
        secrets=(BOT_TOKEN, BOT_TOKEN.partition(":")[2], SECRET, TEXT, CHAT, "Bloggs", "jo_b"),
    ),
    "web": ChannelCase(
        build=web,
        suffix=".json",
        request=posted_by_page,
        refused=refused_by_page,
        outbound=OutboundMessage("web", "session", TEXT, "key"),
    ),
    "terminal": ChannelCase(
        build=lambda _: Terminal("session", io.StringIO()),
        outbound=OutboundMessage("terminal", "session", TEXT, "key"),
    ),
}


def expected(key: str) -> dict[str, Any]:
    """What each payload of a channel says, by its name."""
    path = PAYLOADS / key / "expected.json"
    return dict(json.loads(path.read_text())) if path.exists() else {}


def payload(key: str, stem: str) -> Request:
    """A genuine request with that payload."""
    case = CHANNEL_CASES[key]
    return case.request(stem, (PAYLOADS / key / (stem + case.suffix)).read_bytes().strip())


def as_json(parsed: Parsed) -> dict[str, Any]:
    """What was parsed, in the form of expected.json: without what is empty."""
    messages = [
        {name: value for name in message.__dataclass_fields__ if (value := _plain(getattr(message, name))) is not None}
        for message in parsed.messages
    ]
    receipts = [{name: getattr(receipt, name) for name in receipt.__dataclass_fields__} for receipt in parsed.receipts]
    refusals = [list(refusal) for refusal in parsed.refusals]
    found = {"messages": messages, "receipts": receipts, "refusals": refusals}
    return {name: value for name, value in found.items() if value}


def _plain(value: Any) -> Any:
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if isinstance(value, tuple):
        return [
            {name: one for name in item.__dataclass_fields__ if (one := getattr(item, name)) is not None}
            for item in value
        ]
    return value
