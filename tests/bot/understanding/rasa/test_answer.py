"""What the client makes of a server's JSON: real recorded answers, and anything else that may come."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.rasa.answer import Answer, WrongAnswer, is_ready, read
from tests.bot.understanding.rasa import recordings

RECORDED = recordings.load()
PARSED = [name for name in recordings.TEXTS if name != "empty"]


def answer(**changes: Any) -> bytes:
    """An answer to "hello there", changed."""
    given: dict[str, Any] = {"text": "hello there", "intent": {"name": "act_greeting", "confidence": 0.9}}
    return json.dumps(given | {"entities": []} | changes).encode()


@pytest.mark.parametrize("name", PARSED)
def test_every_recorded_answer_is_read(name: str):
    recorded = RECORDED[name]
    assert recorded["status"] == 200
    found = read(recorded["body"].encode(), recorded["text"])
    assert found.intent.startswith(("tell_", "act_", "ask_", "inform"))
    assert 0 < found.confidence <= 1
    raw = json.loads(recorded["body"])["entities"]
    assert sorted((e.kind, e.start, e.end) for e in found.entities) == sorted(
        (e["entity"], e["start"], e["end"]) for e in raw
    )


def test_the_spans_of_a_recorded_answer_are_characters_of_the_text():
    recorded = RECORDED["story"]
    found = read(recorded["body"].encode(), recorded["text"])
    words = {(e.kind, recorded["text"][e.start : e.end]) for e in found.entities if e.confidence}
    assert {("place", "14 elm st"), ("vehicle", "a blue honda"), ("weapon", "a crowbar")} <= words


def test_a_lookup_table_finds_without_confidence():
    recorded = RECORDED["story"]
    found = read(recorded["body"].encode(), recorded["text"])
    assert {e.confidence for e in found.entities if recorded["text"][e.start : e.end] == "crowbar"} == {0.0}


def test_rasa_fails_at_an_empty_text_which_is_why_it_is_never_asked():
    assert RECORDED["empty"]["status"] == 500


def test_a_server_with_a_model_is_ready_and_one_that_knows_us_not_is_not():
    assert is_ready(RECORDED["status"]["body"].encode())
    assert RECORDED["unauthorised"]["status"] == 401
    assert not is_ready(RECORDED["unauthorised"]["body"].encode())


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"[]",
        b"null",
        b"[" * 100_000,
        answer(text="another text"),
        answer(intent=None),
        answer(intent={"name": "x", "confidence": "high"}),
        answer(intent={"name": "x", "confidence": 7}),
        answer(entities=None),
        answer(entities=[{"entity": "place", "start": 0, "end": 99}]),
        answer(entities=[{"entity": "place", "start": 5, "end": 5}]),
        answer(entities=[{"entity": "place", "start": True, "end": 2}]),
        answer(entities=[{"start": 0, "end": 2}]),
        answer(entities=["place"]),
    ],
)
def test_anything_else_is_a_wrong_answer(body: bytes):
    with pytest.raises(WrongAnswer) as caught:
        read(body, "hello there")
    assert "hello" not in str(caught.value)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(
        ["text", "intent", "entities", "name", "confidence", "start", "end", "entity", "confidence_entity"]
    ), inner, max_size=5),
    max_leaves=12,
)  # fmt: skip


@given(JSON)
def test_no_json_does_more_than_be_wrong(data: Any):
    body = json.dumps(data).encode()
    is_ready(body)
    with contextlib.suppress(WrongAnswer):
        assert isinstance(read(body, "hello there"), Answer)


@given(st.binary(max_size=60))
def test_no_bytes_do_more_than_be_wrong(body: bytes):
    assert not is_ready(body)
    with pytest.raises(WrongAnswer):
        read(body, "hello there")
