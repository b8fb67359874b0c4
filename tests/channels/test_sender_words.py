"""A sender's own words, in whatever field of whatever channel they come, stand nowhere outside the vault."""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from flask.testing import FlaskClient
from prometheus_client import generate_latest

from app import create_app
from channels.terminal import Terminal
from channels.twilio.form import read
from config.settings import Settings
from tests.builders.channels import (
    ACCOUNT_SID,
    AUTH_TOKEN,
    BOT_TOKEN,
    NUMBER,
    PAYLOADS,
    PUBLIC_URL,
    SECRET,
    expected,
    sent_by_telegram,
    signed_by_twilio,
)
from tests.builders.citizens import staffed
from tests.builders.disk import readable
from tests.fakes.http_server import Answer, serving

#: What is put into one field after the other: a sentence, and the shapes that fields with a form of their own take.
PLANTED = ("Quetzalcoatl lives at 4b Zanzibarstreet", "quetzalcoatl:yes", "image/quetzalcoatl", "quetzalcoatl")
WORDS = ("quetzalcoatl", "zanzibarstreet")
SAYS_IT_BACK = Answer(400, {"ok": False, "error_code": 400, "description": PLANTED[0], "message": PLANTED[0]})
JPEG = b"\xff\xd8\xff\xe0" + b"pixels" * 100


def replaced(value: Any, planted: str, path: str = "") -> Iterator[tuple[str, Any]]:
    """Copies of a JSON value, each with another one of its texts replaced, and where that stands."""
    if isinstance(value, str):
        yield path, planted
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        for where, other in replaced(item, planted, f"{path}.{key}"):
            copy = value.copy()
            copy[key] = other
            yield where, copy


def over_telegram(client: FlaskClient, planted: str) -> Iterator[int]:
    """Each text of an update once, in the first payload that has it."""
    seen: set[str] = set()
    for stem in expected("telegram"):
        update = json.loads((PAYLOADS / "telegram" / f"{stem}.json").read_text())
        for path, spoilt in replaced(update, planted):
            if path not in seen:
                body = json.dumps(spoilt | {"update_id": secrets.randbits(40)}).encode()
                request = sent_by_telegram(stem, body)
                yield client.post("/webhooks/telegram", data=body, headers=dict(request.headers)).status_code
            seen.add(path)


def over_twilio(client: FlaskClient, planted: str) -> Iterator[int]:
    """Each parameter once, in the first payload that has it, and an unknown one."""
    seen: set[str] = set()
    for stem in expected("twilio"):
        fields = dict(read((PAYLOADS / "twilio" / f"{stem}.form").read_bytes().strip()).pairs)
        for name in {*fields, "New", planted} - seen:
            sid = "SM" + secrets.token_hex(16)
            form = {key: sid if key in ("MessageSid", "SmsSid", "SmsMessageSid") else fields[key] for key in fields}
            request = signed_by_twilio(stem, urlencode(form | {name: planted}).encode())
            path = request.url.removeprefix(PUBLIC_URL)
            yield client.post(path, data=request.body, headers=dict(request.headers)).status_code
        seen |= {*fields, "New", planted}


def over_web(client: FlaskClient, planted: str) -> Iterator[int]:
    headers = {"Authorization": f"Bearer {client.post('/chat/session').json['token']}"}  # type: ignore[index]
    said = {"text": "saw a theft at 14 elm st", "choice": None, "language": "en"}
    for spoilt in ({}, *({name: planted} for name in ("text", "choice", "language", "new"))):
        body = {"id": secrets.token_hex(8)} | said | spoilt
        yield client.post("/chat/messages?after=0", json=body, headers=headers).status_code
    for kind in ("image/jpeg", planted):
        more = {"X-Message-Id": secrets.token_hex(8), "X-File-Name": quote(planted), "Content-Type": kind}
        yield client.post("/chat/uploads?after=0", data=JPEG, headers=headers | more).status_code


def test_words_in_any_field_of_any_channel_are_sealed(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with serving(lambda _: SAYS_IT_BACK) as server, caplog.at_level(logging.DEBUG):
        settings = Settings(
            data_dir=tmp_path, public_url=PUBLIC_URL, twilio_account_sid=ACCOUNT_SID, twilio_auth_token=AUTH_TOKEN,
            twilio_from=NUMBER, twilio_api_url=server.url, telegram_token=BOT_TOKEN, telegram_secret=SECRET,
            telegram_api_url=server.url, flood_limit=None,
        )  # fmt: skip
        with staffed(settings) as services:
            client = create_app(settings, services).test_client()
            for planted in PLANTED:
                for talk in (over_telegram, over_twilio, over_web):
                    statuses = list(talk(client, planted))
                    assert 200 in statuses
                    assert set(statuses) <= {200, 400, 415}
                services.take(Terminal("session", None).message(planted, services.clock()))  # type: ignore[arg-type]
            metrics = generate_latest(services.registry).decode().lower()
    assert not readable(tmp_path, *WORDS)
    assert not [word for word in WORDS if word in (caplog.text + metrics).lower()]
