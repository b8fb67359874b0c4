"""What holds for every address of the web application, and what operators see."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from commands.services import Services, build_services
from config import arrival
from config.settings import Settings
from intake_store.db.database import Unavailable
from tests.builders.turns import ScriptedUnderstanding, message

PUBLIC = ("/", "/webhooks/twilio", "/webhooks/telegram", "/chat/messages")
DESK = ("/triage/", "/api/v1/tips")
OPERATIONS = ("/healthz", "/readyz")
#: Operators' own port.
INSIDE = "http://localhost:9100"


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    settings = Settings.load({"TIPLINE_DATA_DIR": str(tmp_path), "TIPLINE_METRICS_PORT": "9100"})
    opened = build_services(settings, understands=ScriptedUnderstanding())
    opened.storage.migrate()
    yield opened
    opened.close()


@pytest.fixture
def web(services: Services) -> Flask:
    return create_app(services.settings, services)


@pytest.fixture
def client(web: Flask) -> FlaskClient:
    return web.test_client()


def addresses(web: Flask) -> list[str]:
    return [re.sub(r"<[^>]+>", "1", rule.rule) for rule in web.url_map.iter_rules()]


def test_every_answer_carries_the_security_headers(web: Flask, client: FlaskClient):
    for address in [*addresses(web), "/nowhere"]:
        for answer in (client.get(address), client.post(address)):
            headers = answer.headers
            assert "frame-ancestors 'none'" in headers["Content-Security-Policy"], address
            assert headers["X-Content-Type-Options"] == "nosniff", address
            assert headers["Referrer-Policy"] in ("no-referrer", "same-origin"), address
            assert headers["Cache-Control"], address


def test_no_header_is_given_twice(web: Flask, client: FlaskClient):
    for address in addresses(web):
        names = [name.lower() for name, _ in client.get(address).headers if name.lower() != "set-cookie"]
        assert len(names) == len(set(names)), address


def test_browsers_are_kept_on_https_only_where_the_line_is_on_https(tmp_path: Path, client: FlaskClient):
    assert "Strict-Transport-Security" not in client.get("/healthz").headers
    settings = Settings.load({"TIPLINE_DATA_DIR": str(tmp_path), "TIPLINE_PUBLIC_URL": "https://tips.example.org"})
    services = build_services(settings, understands=ScriptedUnderstanding())
    assert create_app(settings, services).test_client().get("/healthz").headers["Strict-Transport-Security"]
    services.close()


@pytest.mark.parametrize(("serve", "there", "gone"), [("public", PUBLIC, DESK), ("desk", DESK, PUBLIC[1:])])
def test_a_machine_shows_only_the_side_it_serves(
    tmp_path: Path, serve: str, there: tuple[str, ...], gone: tuple[str, ...]
):
    settings = Settings.load({"TIPLINE_DATA_DIR": str(tmp_path), "TIPLINE_SERVE": serve})
    services = build_services(settings, understands=ScriptedUnderstanding())
    services.storage.migrate()
    found = {rule.rule for rule in create_app(settings, services).url_map.iter_rules()}
    services.close()
    assert found >= {*there, *OPERATIONS}
    assert not found & set(gone)


def test_an_unknown_provider_is_not_there(client: FlaskClient):
    assert client.post("/webhooks/twilio").status_code == 404


def test_ready_means_reachable_and_migrated_and_only_operators_read_why_not(tmp_path: Path):
    settings = Settings.load({"TIPLINE_DATA_DIR": str(tmp_path), "TIPLINE_METRICS_PORT": "9100"})
    services = build_services(settings, understands=ScriptedUnderstanding())
    client = create_app(settings, services).test_client()
    outside, inside = client.get("/readyz"), client.get("/readyz", base_url=INSIDE)
    assert (outside.status_code, outside.text) == (503, "not ready\n")
    assert (inside.status_code, inside.text) == (503, "not migrated\n")
    assert client.get("/healthz").status_code == 200
    services.storage.migrate()
    for answer in (client.get("/readyz"), client.get("/readyz", base_url=INSIDE)):
        assert (answer.status_code, answer.text) == (200, "ready\n")
    services.close()


@pytest.mark.parametrize("serve", ["all", "public", "desk"])
@pytest.mark.parametrize("port", ["0", "9100"])
def test_metrics_are_not_where_the_pages_are(tmp_path: Path, serve: str, port: str):
    settings = Settings.load({
        "TIPLINE_DATA_DIR": str(tmp_path), "TIPLINE_SERVE": serve, "TIPLINE_METRICS_PORT": port
    })  # fmt: skip
    services = build_services(settings, understands=ScriptedUnderstanding())
    services.storage.migrate()
    client = create_app(settings, services).test_client()
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", base_url=INSIDE).status_code == (404 if port == "0" else 200)
    services.close()


def test_no_page_is_where_the_metrics_are(web: Flask, client: FlaskClient):
    for address in set(addresses(web)) - {"/readyz"}:
        assert client.get(address, base_url=INSIDE).status_code == 404, address
        assert client.post(address, base_url=INSIDE).status_code == 404, address


def test_while_the_database_is_away_pages_say_503(web: Flask):
    @web.get("/needs-the-database")
    def view() -> str:
        raise Unavailable("gone")

    answer = web.test_client().get("/needs-the-database")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")


def test_a_body_that_is_too_large_is_not_read(client: FlaskClient):
    assert client.post("/chat/session", data=b"x" * (2 << 20)).status_code in (201, 413)
    assert client.post("/triage/login", data={"name": "x" * (2 << 20)}).status_code == 413


def test_files_come_in_at_the_address_that_may_be_large(web: Flask):
    assert arrival.UPLOADS in {rule.rule for rule in web.url_map.iter_rules()}


def test_metrics_count_turns_and_show_what_waits(services: Services, client: FlaskClient):
    services.take(message("a car was stolen"))
    text = client.get("/metrics", base_url=INSIDE).text
    assert 'tipline_turns_total{channel="sms",outcome="taken"} 1.0' in text
    assert "tipline_outbox_messages 1.0" in text
    assert re.search(r"tipline_outbox_oldest_seconds \d", text)
    assert "tipline_evidence_waiting 0.0" in text


def test_metrics_name_no_citizen(services: Services, client: FlaskClient):
    services.take(message("planted words"))
    assert "planted" not in client.get("/metrics", base_url=INSIDE).text
    assert "44770" not in client.get("/metrics", base_url=INSIDE).text


def test_a_failure_is_logged_without_the_address_that_was_asked_for(web: Flask, caplog: pytest.LogCaptureFixture):
    @web.get("/fails/<word>")
    def view(word: str) -> str:
        raise RuntimeError(word)

    assert web.test_client().get("/fails/planted").status_code == 500
    assert [record.getMessage() for record in caplog.records] == ["a request failed"]
