"""What the page posts becomes messages, or is refused with a reason."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.base import Attachment, Refused, Request, SendError
from channels.web import Web
from channels.web_post import MAX_BODY_BYTES, MAX_TEXT_CHARS
from tests.fakes.tip_line import sign, verify

NOW = datetime(2026, 6, 17, 9, 30, tzinfo=UTC)
CLIENT_ID = "0123456789abcdef"


def web(uploads: dict[str, bytes] | None = None) -> Web:
    def read(reference: str) -> Any:
        if uploads is None or reference not in uploads:
            raise FileNotFoundError
        return iter([uploads[reference][:3], uploads[reference][3:]])

    return Web(sign, verify, read, lambda: NOW)


def post(token: str, body: bytes | dict[str, Any]) -> Request:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Request("https://tips.example/chat/messages", {"Authorization": f"Bearer {token}"}, raw)


def refusal(body: bytes | dict[str, Any]) -> int:
    channel = web()
    with pytest.raises(Refused) as refused:
        channel.parse(post(channel.open_session(), body))
    return refused.value.status


def test_two_sessions_never_share_a_token() -> None:
    tokens = {web().open_session() for _ in range(100)}
    assert len(tokens) == 100
    assert min(map(len, tokens)) > 32 + 64


def test_a_message_of_one_session_is_none_of_another() -> None:
    channel = web()
    ours, theirs = (channel.parse(post(channel.open_session(), {"id": CLIENT_ID, "text": "hi"})) for _ in range(2))
    assert ours.messages[0].address != theirs.messages[0].address
    assert ours.messages[0].provider_id != theirs.messages[0].provider_id


def test_the_provider_id_does_not_tell_the_address() -> None:
    channel = web()
    (message,) = channel.parse(post(channel.open_session(), {"id": CLIENT_ID, "text": "hi"})).messages
    assert message.address not in message.provider_id


def test_what_was_signed_for_another_use_is_no_session() -> None:
    with pytest.raises(Refused) as refused:
        web().parse(post(sign("something else"), {"id": CLIENT_ID, "text": "hi"}))
    assert refused.value.status == 403


def test_a_message_that_waited_on_the_phone_keeps_its_moment() -> None:
    channel = web()
    (message,) = channel.parse(post(channel.open_session(), {"id": CLIENT_ID, "text": "hi", "age": 5400})).messages
    assert message.sent_at == NOW - timedelta(seconds=5400)


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b"null", b'"text"', b"\xff\xfe", b"[" * 100_000,
        {"text": "no id"}, {"id": 7, "text": "hi"}, {"id": "short", "text": "hi"},
        {"id": "a/../../etc/pwd", "text": "hi"},
        {"id": CLIENT_ID}, {"id": CLIENT_ID, "text": ""}, {"id": CLIENT_ID, "text": ["hi"]},
        {"id": CLIENT_ID, "text": "hi", "choice": ""}, {"id": CLIENT_ID, "text": "hi", "choice": "é"},
        {"id": CLIENT_ID, "text": "hi", "choice": "x" * 65}, {"id": CLIENT_ID, "text": "hi", "language": "<b>"},
        {"id": CLIENT_ID, "text": "hi", "age": -1}, {"id": CLIENT_ID, "text": "hi", "age": "1"},
        {"id": CLIENT_ID, "text": "hi", "age": True}, {"id": CLIENT_ID, "text": "hi", "age": 10**9},
        {"id": CLIENT_ID, "text": "hi", "age": float("nan")}, {"id": CLIENT_ID, "latitude": 51.5},
        {"id": CLIENT_ID, "latitude": 91, "longitude": 0}, {"id": CLIENT_ID, "latitude": 0, "longitude": float("inf")},
    ],
)  # fmt: skip
def test_a_malformed_post_is_refused(body: bytes | dict[str, Any]) -> None:
    assert refusal(body) == 400


@pytest.mark.parametrize("body", [{"id": CLIENT_ID, "text": "x" * (MAX_TEXT_CHARS + 1)}, b" " * (MAX_BODY_BYTES + 1)])
def test_an_oversize_post_is_refused(body: bytes | dict[str, Any]) -> None:
    assert refusal(body) == 413


def test_the_longest_text_fits_however_it_is_written() -> None:
    channel = web()
    body = {"id": CLIENT_ID, "text": "😀" * MAX_TEXT_CHARS}
    (message,) = channel.parse(post(channel.open_session(), body)).messages
    assert message.text == body["text"]


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200))
def test_a_text_arrives_as_it_was_written(text: str) -> None:
    channel = web()
    (message,) = channel.parse(post(channel.open_session(), {"id": CLIENT_ID, "text": text})).messages
    assert message.text == text


@given(st.text(min_size=1, max_size=50))
def test_half_an_emoji_never_leaves_a_text_that_cannot_be_stored(text: str) -> None:
    channel = web()
    (message,) = channel.parse(post(channel.open_session(), {"id": CLIENT_ID, "text": text + "\ud83d"})).messages
    assert message.text.encode("utf-8")


@given(st.binary(max_size=300))
def test_noise_is_refused_and_breaks_nothing(noise: bytes) -> None:
    assert refusal(noise) == 400


def headers(channel: Web, content_type: str = "image/jpeg", name: str = "a.jpg") -> dict[str, str]:
    return {
        "Authorization": f"Bearer {channel.open_session()}",
        "X-Message-Id": CLIENT_ID,
        "Content-Type": content_type,
        "X-File-Name": name,
    }


def test_an_upload_is_a_message_with_a_file() -> None:
    channel = web()
    message = channel.upload(headers(channel, name="caf%C3%A9%20%2F..jpg"), lambda: "sealed")
    assert message.attachments == (Attachment("sealed", "image/jpeg", name="café /..jpg"),)


@pytest.mark.parametrize(
    "content_type", ["", "text/html", "application/x-msdownload", "image/", "image/svg+xml<script>"]
)
def test_a_file_of_another_kind_is_refused_before_it_is_kept(content_type: str) -> None:
    channel = web()
    with pytest.raises(Refused) as refused:
        channel.upload(headers(channel, content_type), lambda: pytest.fail("it was kept"))
    assert refused.value.status == 415


def test_an_upload_without_a_session_is_refused_before_it_is_kept() -> None:
    without = {"X-Message-Id": CLIENT_ID, "Content-Type": "image/png"}
    with pytest.raises(Refused):
        web().upload(without, lambda: pytest.fail("it was kept"))


def test_the_upload_can_be_fetched_piece_by_piece() -> None:
    found = bytearray()
    assert web({"sealed": b"picture"}).fetch(Attachment("sealed", "image/png"), found.extend, 7) == "image/png"
    assert found == b"picture"


@pytest.mark.parametrize(("reference", "limit"), [("sealed", 6), ("gone", 100)])
def test_an_upload_too_large_or_gone_is_given_up(reference: str, limit: int) -> None:
    with pytest.raises(SendError) as failed:
        web({"sealed": b"picture"}).fetch(Attachment(reference, "image/png"), lambda _: None, limit)
    assert not failed.value.retryable
