"""Telegram's updates: whatever arrives, a message is well-formed or the request is refused."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.base import InboundMessage, Parsed, Refused
from channels.telegram import SECRET_HEADER, Telegram
from channels.telegram.updates import ALLOWED_UPDATES, parse, read
from tests.builders.channels import PAYLOADS, expected, payload, telegram

STEMS = sorted(expected("telegram"))
UPDATES = {stem: json.loads((PAYLOADS / "telegram" / f"{stem}.json").read_text()) for stem in STEMS}

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
anything = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner)
)


def paths(data: Any, before: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every value in `data`."""
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in items:
        yield (*before, key)
        yield from paths(value, (*before, key))


def status_of(body: bytes) -> int:
    """What the webhook would answer; a message must be well-formed."""
    try:
        parsed = read(body)
    except Refused as refused:
        return refused.status
    for message in parsed.messages:
        assert_well_formed(message)
    return 200


def assert_well_formed(message: InboundMessage) -> None:
    assert message.provider_id.lstrip("-").isdecimal()
    assert message.address.lstrip("-").isdecimal()
    assert isinstance(message.sent_at, datetime | None)
    assert isinstance(message.latitude, float | None)
    for text in (message.text, message.choice, message.language_hint, message.edits):
        assert text is None or text.encode() is not None
    for file in message.attachments:
        assert isinstance(file.reference, str)
        assert isinstance(file.bytes, int | None)
        assert isinstance(file.name + file.content_type, str)


@given(st.binary(max_size=200))
def test_no_body_does_harm(body: bytes) -> None:
    assert status_of(body) in (200, 400)


@given(anything)
def test_no_json_does_harm(data: Any) -> None:
    assert status_of(json.dumps(data).encode()) in (200, 400)


@given(st.data(), st.sampled_from(STEMS), anything)
def test_no_update_with_a_changed_part_does_harm(data: st.DataObject, stem: str, other: Any) -> None:
    update = copy.deepcopy(UPDATES[stem])
    *way, last = data.draw(st.sampled_from(list(paths(update))))
    place = update
    for step in way:
        place = place[step]
    place[last] = other
    assert status_of(json.dumps(update).encode()) in (200, 400)


@pytest.mark.parametrize(
    "body",
    [
        b"", b"[]", b"1", b"{}", b"\xff", b"[" * 100_000, b'{"update_id": "1"}', b'{"update_id": true}',
        b'{"update_id": 1.5}', b'{"update_id": ' + b"9" * 5000 + b"}",
    ],
)  # fmt: skip
def test_what_is_no_update_is_malformed(body: bytes) -> None:
    assert status_of(body) == 400


def test_an_update_of_a_kind_that_is_not_served_is_taken_and_says_nothing() -> None:
    assert parse({"update_id": 1, "poll": {"unreadable": True}}) == Parsed()


def test_without_a_secret_every_call_is_refused() -> None:
    channel = Telegram("123456:token", "")
    with pytest.raises(Refused) as refused:
        channel.parse(payload("telegram", "text"))
    assert refused.value.status == 403
    genuine = payload("telegram", "text")
    with pytest.raises(Refused):
        channel.parse(type(genuine)(genuine.url, {SECRET_HEADER: ""}, genuine.body))


def test_the_time_is_that_of_the_message() -> None:
    (message,) = telegram().parse(payload("telegram", "text")).messages
    assert message.sent_at == datetime(2026, 6, 17, 14, 30, tzinfo=UTC)


@pytest.mark.parametrize("date", [-62135596800, 253402300799])
def test_a_time_that_some_timezones_do_not_have_is_malformed(date: int) -> None:
    update = copy.deepcopy(UPDATES["text"])
    update["message"]["date"] = date
    assert status_of(json.dumps(update).encode()) == 400


def test_half_an_emoji_is_made_storable() -> None:
    update = copy.deepcopy(UPDATES["text"])
    update["message"]["text"] = "cut \ud83d"
    (message,) = read(json.dumps(update).encode()).messages
    assert message.text == "cut �"


def test_text_arrives_unchanged() -> None:
    text = "  two lads\t\n\x00 رأيت 🏃🏽\u200d♂️ <b>  "
    update = copy.deepcopy(UPDATES["text"])
    update["message"]["text"] = text
    (message,) = read(json.dumps(update).encode()).messages
    assert message.text == text


@pytest.mark.parametrize("stem", STEMS)
def test_a_citizens_name_and_number_are_not_taken(stem: str) -> None:
    parsed = parse(UPDATES[stem])
    assert not [word for word in ("Bloggs", "jo_b", "+447700900001") if word in repr(parsed)]


@pytest.mark.parametrize("stem", STEMS)
def test_no_attachment_tells_the_token(stem: str) -> None:
    parsed = telegram().parse(payload("telegram", stem))
    assert not [file for message in parsed.messages for file in message.attachments if "/" in file.reference]


def test_the_kinds_asked_for_are_the_kinds_understood() -> None:
    kinds = {kind for stem in STEMS for kind in UPDATES[stem] if kind != "update_id"}
    assert set(ALLOWED_UPDATES) <= kinds
