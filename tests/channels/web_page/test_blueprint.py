"""The addresses of the web chat: who may, what comes back, and what the page is allowed to do."""

from __future__ import annotations

import io
import json
import logging
import re
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from string import Formatter

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from channels.base import Choice
from channels.web_page import assets, updates, words
from channels.web_page.rate import Rate
from tests.fakes.tip_line import PAGE, FakeReply, FakeTipLine, app

SECRET = "the red van belongs to"
CLIENT_ID = "0123456789abcdef"


@pytest.fixture
def tip_line() -> FakeTipLine:
    return FakeTipLine(lambda _: (FakeReply("Was anyone armed?", (Choice("Yes", "yes"), Choice("No", "no"))),))


@pytest.fixture
def client(tip_line: FakeTipLine) -> FlaskClient:
    return app(tip_line).test_client()


def session(client: FlaskClient) -> dict[str, str]:
    answer = client.post("/chat/session")
    assert answer.status_code == 201
    return {"Authorization": f"Bearer {answer.get_json()['token']}"}


def say(client: FlaskClient, who: dict[str, str], text: str = SECRET, name: str = CLIENT_ID) -> TestResponse:
    return client.post("/chat/messages?after=0", json={"id": name, "text": text}, headers=who)


def upload(client: FlaskClient, who: dict[str, str], content: bytes = b"picture") -> TestResponse:
    headers = who | {"X-Message-Id": CLIENT_ID, "X-On-Their-Way": CLIENT_ID}
    return client.post("/chat/uploads?after=0", data=content, content_type="image/jpeg", headers=headers)


def test_the_answer_to_a_message_brings_the_replies_at_once(client: FlaskClient) -> None:
    who = session(client) | {"X-On-Their-Way": CLIENT_ID}
    mine, reply = say(client, who).get_json()["letters"]
    assert (mine["author"], mine["text"], mine["name"]) == ("citizen", SECRET, CLIENT_ID)
    assert (reply["author"], reply["name"]) == ("bot", None)
    assert reply["choices"] == [{"label": "Yes", "value": "yes"}, {"label": "No", "value": "no"}]


def test_a_repeated_post_is_one_message(client: FlaskClient, tip_line: FakeTipLine) -> None:
    who = session(client)
    assert say(client, who).get_json() == say(client, who).get_json()
    assert len(tip_line.taken) == 1


def test_a_conversation_is_read_by_its_own_session_only(client: FlaskClient) -> None:
    say(client, session(client))
    assert client.get("/chat/messages?after=0", headers=session(client)).get_json()["letters"] == []


@pytest.mark.parametrize("token", [None, "", "made.up", "chat:made-up.0000"])
@pytest.mark.parametrize("address", ["/chat/messages", "/chat/uploads", "/chat/forget"])
def test_without_a_signed_session_nothing_is_stored(
    client: FlaskClient, tip_line: FakeTipLine, address: str, token: str | None
) -> None:
    headers = {"X-Message-Id": CLIENT_ID} | ({} if token is None else {"Authorization": f"Bearer {token}"})
    answer = client.post(address, data=b"{}", content_type="image/png", headers=headers)
    assert answer.status_code == 403
    assert (tip_line.taken, tip_line.uploads, tip_line.forgotten) == ([], {}, set())


def test_reading_without_a_session_is_refused(client: FlaskClient) -> None:
    assert client.get("/chat/messages").status_code == 403


@pytest.mark.parametrize("after", ["-1", "x", "9" * 19, "%D9%A1", "1.5"])
def test_a_place_in_the_conversation_is_a_number(client: FlaskClient, after: str) -> None:
    assert client.get(f"/chat/messages?after={after}", headers=session(client)).status_code == 400


def test_a_reply_of_an_officer_ends_the_wait(client: FlaskClient, tip_line: FakeTipLine) -> None:
    who = session(client)
    last = say(client, who).get_json()["letters"][-1]["id"]
    address = tip_line.taken[0].address
    threading.Timer(0.1, lambda: tip_line.add(address, "handler", "Thank you")).start()
    started = time.monotonic()
    answer = client.get(f"/chat/messages?after={last}", headers=who).get_json()
    assert [(letter["author"], letter["text"]) for letter in answer["letters"]] == [("handler", "Thank you")]
    assert time.monotonic() - started < 3


def test_a_reply_that_nobody_announces_is_found_all_the_same(
    client: FlaskClient, tip_line: FakeTipLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(updates, "LOOK_SECONDS", 0.05)
    who = session(client)
    last = say(client, who).get_json()["letters"][-1]["id"]
    address = tip_line.taken[0].address

    def write_silently() -> None:
        tip_line.listeners, waking = [], tip_line.listeners
        tip_line.add(address, "handler", "Thank you")
        tip_line.listeners = waking

    threading.Timer(0.1, write_silently).start()
    assert client.get(f"/chat/messages?after={last}", headers=who).get_json()["letters"][0]["text"] == "Thank you"


def test_the_wait_for_news_ends_by_itself_and_is_closed(tip_line: FakeTipLine) -> None:
    client = app(tip_line, replace(PAGE, wait_seconds=0.05)).test_client()
    who = session(client)
    last = say(client, who).get_json()["letters"][-1]["id"]
    assert client.get(f"/chat/messages?after={last}", headers=who).get_json() == {
        "letters": [],
        "language": None,
        "again": 0,
    }
    assert tip_line.listeners[-1].closed


def test_beyond_the_places_to_wait_a_page_is_told_to_ask_again(tip_line: FakeTipLine) -> None:
    client = app(tip_line, replace(PAGE, waiting=0)).test_client()
    who = session(client)
    last = say(client, who).get_json()["letters"][-1]["id"]
    assert client.get(f"/chat/messages?after={last}", headers=who).get_json()["again"] > 0
    assert not tip_line.listeners


def test_a_page_that_has_nothing_yet_does_not_wait(client: FlaskClient, tip_line: FakeTipLine) -> None:
    assert client.get("/chat/messages?after=0", headers=session(client)).get_json()["letters"] == []
    assert not tip_line.listeners


def test_the_last_word_comes_even_when_the_conversation_is_gone(tip_line: FakeTipLine) -> None:
    client = app(tip_line).test_client()
    who = session(client)
    say(client, who)
    tip_line.forgotten.add(tip_line.taken[0].address)
    answer = say(client, who, "stop", "fedcba9876543210").get_json()
    assert [(letter["id"], letter["text"]) for letter in answer["letters"]] == [(None, "Was anyone armed?")]
    assert answer["ended"]


def test_the_database_away_is_503_and_the_same_post_succeeds_later(client: FlaskClient, tip_line: FakeTipLine) -> None:
    who = session(client)
    tip_line.away = True
    answer = say(client, who)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
    tip_line.away = False
    assert say(client, who).status_code == 200
    assert len(tip_line.taken) == 1


def test_an_upload_is_kept_and_taken(client: FlaskClient, tip_line: FakeTipLine) -> None:
    mine = upload(client, session(client)).get_json()["letters"][0]
    assert (mine["files"], mine["name"]) == (["image/jpeg"], CLIENT_ID)
    assert tip_line.uploads == {tip_line.taken[0].attachments[0].reference: b"picture"}


def test_a_repeated_upload_leaves_one_file(client: FlaskClient, tip_line: FakeTipLine) -> None:
    who = session(client)
    upload(client, who)
    upload(client, who)
    assert len(tip_line.taken) == len(tip_line.uploads) == 1


def test_an_upload_that_cannot_be_stored_leaves_no_file(client: FlaskClient, tip_line: FakeTipLine) -> None:
    who = session(client)
    tip_line.away = True
    assert upload(client, who).status_code == 503
    assert not tip_line.uploads


def test_a_full_disk_is_503_and_the_same_upload_succeeds_later(tip_line: FakeTipLine) -> None:
    client = app(tip_line).test_client()
    who, tip_line.full = session(client), True
    assert upload(client, who).status_code == 503
    tip_line.full = False
    assert upload(client, who).status_code == 200


def test_more_uploads_at_once_than_there_are_places_are_asked_to_come_again(tip_line: FakeTipLine) -> None:
    server = app(tip_line, replace(PAGE, uploading=1))
    who = session(server.test_client())
    inside: list[int] = []
    keep = tip_line.keep_upload

    def keep_slowly(chunks: Iterator[bytes]) -> str:
        inside.append(upload(server.test_client(), who).status_code)
        return keep(chunks)

    tip_line.keep_upload = keep_slowly  # type: ignore[method-assign]
    server = app(tip_line, replace(PAGE, uploading=1))
    assert upload(server.test_client(), who).status_code == 200
    assert inside == [503]


@pytest.mark.parametrize("told", [True, False])
def test_an_oversize_upload_is_refused(tip_line: FakeTipLine, told: bool) -> None:
    client = app(tip_line, replace(PAGE, upload_limit=10)).test_client()
    headers = session(client) | {"X-Message-Id": CLIENT_ID}
    chunked = {} if told else {"wsgi.input_terminated": True}
    length = 11 if told else None
    answer = client.post(
        "/chat/uploads", input_stream=io.BytesIO(b"x" * 11), content_type="image/png", headers=headers,
        content_length=length, environ_overrides=chunked,
    )  # fmt: skip
    assert answer.status_code == 413
    assert not tip_line.taken


def test_an_oversize_message_is_refused_unread(client: FlaskClient) -> None:
    answer = client.post("/chat/messages", data=b" " * 300_000, headers=session(client))
    assert answer.status_code == 413


def test_a_forgotten_session_reads_nothing_more(client: FlaskClient, tip_line: FakeTipLine) -> None:
    who = session(client)
    say(client, who)
    answer = client.post("/chat/forget", headers=who)
    assert (answer.status_code, answer.headers["Clear-Site-Data"]) == (204, '"storage"')
    assert tip_line.forgotten == {tip_line.taken[0].address}


def test_opening_sessions_without_end_is_slowed(tip_line: FakeTipLine) -> None:
    client = app(tip_line, replace(PAGE, sessions_per_minute=3)).test_client()
    assert [client.post("/chat/session").status_code for _ in range(5)] == [201, 201, 201, 429, 429]


def test_the_pace_recovers_with_time() -> None:
    now = [0.0]
    rate = Rate(60, lambda: now[0])
    assert [rate.allows() for _ in range(61)] == [True] * 60 + [False]
    now[0] += 2
    assert [rate.allows() for _ in range(3)] == [True, True, False]


def test_nothing_is_logged_and_nothing_personal_is_in_an_address(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        who = session(client)
        say(client, who)
        say(client, {})
        upload(client, who)
    assert not caplog.records


def test_no_cookie_is_ever_set(client: FlaskClient) -> None:
    answers = [client.get("/"), client.post("/chat/session"), say(client, session(client))]
    assert not [answer for answer in answers if "Set-Cookie" in answer.headers]


def test_the_page_may_load_nothing_foreign_and_run_nothing_inline(client: FlaskClient) -> None:
    policy = client.get("/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


def test_the_page_has_no_inline_code_or_style_and_no_foreign_asset(client: FlaskClient) -> None:
    html = client.get("/").text
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", html)
    assert re.findall(r'<script type="application/json"|<script type="module" src="/chat/', html)
    assert not re.findall(r'(?:src|<link[^>]*href)="(?!/chat/static/)', html)


def test_the_page_tells_how_to_reach_the_line_and_help_without_javascript(client: FlaskClient) -> None:
    html = client.get("/").text
    assert 'href="tel:999"' in html
    assert 'href="sms:+447700900123"' in html


@pytest.mark.parametrize(
    ("accepted", "language", "direction"),
    [("es-MX,es;q=0.9", "es", "ltr"), ("ar", "ar", "rtl"), ("xx", "en", "ltr"), ("pl,en;q=0.5", "pl", "ltr")],
)
def test_the_page_speaks_the_browsers_language(
    client: FlaskClient, accepted: str, language: str, direction: str
) -> None:
    html = client.get("/", headers={"Accept-Language": accepted}).text
    assert f'<html lang="{language}" dir="{direction}">' in html


def test_what_the_agency_is_called_cannot_become_markup(tip_line: FakeTipLine) -> None:
    html = app(tip_line, replace(PAGE, agency="<b>&\"'</b>")).test_client().get("/").text
    assert "<b>" not in html
    assert "</script><" not in html


def test_assets_are_kept_for_good_under_an_address_of_their_content(client: FlaskClient) -> None:
    answer = client.get(assets.url("main.js"))
    assert answer.status_code == 200
    assert answer.cache_control.immutable
    assert answer.mimetype == "text/javascript"
    assert client.get("/chat/static/old/main.js").status_code == 404
    assert client.get(assets.url("../blueprint.py")).status_code == 404


@pytest.mark.parametrize("file", sorted(words.FOLDER.glob("*.json")), ids=lambda file: file.stem)
def test_a_language_has_every_string_with_the_same_names_in_it(file: Path) -> None:
    english = json.loads((words.FOLDER / "en.json").read_text())
    strings = json.loads(file.read_text())
    assert strings.keys() == english.keys()
    for key, text in strings.items():
        assert _names(text) == _names(english[key]), key
        assert text.strip() == text != ""


def test_every_word_the_page_says_is_known_and_none_is_left_over() -> None:
    english = json.loads((words.FOLDER / "en.json").read_text())
    templates = assets.FOLDER.parent / "templates"
    source = "".join(file.read_text() for file in (*assets.FOLDER.glob("*.js"), *templates.glob("*.html")))
    asked = {f"{name}_{part}" for name in re.findall(r'ask\("(\w+)"\)', source) for part in ("title", "text", "yes")}
    computed = {f"privacy_{number}" for number in range(1, 5)} | {"bot", "handler"}
    said = set(re.findall(r'(?:say|notice|[^\w]t|label)\("(\w+)"', source))
    written = {key for key in english if re.search(rf'["\'.]{key}\b', source)}
    assert said - english.keys() == set()
    assert english.keys() - written - asked - computed == set()


def _names(text: str) -> set[str | None]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_the_words_of_another_language_can_be_fetched(client: FlaskClient) -> None:
    assert client.get("/chat/strings/es").get_json()["danger"] == "¿Peligro? Llame al 999"
    assert client.get("/chat/strings/xx").status_code == 404
