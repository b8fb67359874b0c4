"""What a citizen answers when asked about danger makes the stored tip an emergency, or leaves it as it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from app import create_app
from commands.services import Services, build_services
from config.settings import Settings
from tests.builders.channels import ACCOUNT_SID, AUTH_TOKEN, NUMBER, PHONE, PUBLIC_URL, signed_by_twilio

NOW = datetime(2026, 6, 17, 14, 31, tzinfo=UTC)
OPENING = "my ex keeps following me to work"
IN_DANGER = [
    "hes got my keys and im locked in the bathroom hes outside the door",
    "hes got my phone and im locked in the bathroom hes outside the door",
    "he wont let me out",
    "dont know but someones at my window",
    "no but hes got a knife",
    "please come quick",
]
NOT_IN_DANGER = ["20 Ferncliff Road flat 2", "no hes gone", "no my phone is dying", "he left an hour ago", "im safe"]


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    settings = Settings(
        data_dir=tmp_path, public_url=PUBLIC_URL, twilio_account_sid=ACCOUNT_SID, twilio_auth_token=AUTH_TOKEN,
        twilio_from=NUMBER,
    )  # fmt: skip
    services = build_services(settings, clock=lambda: NOW)
    services.storage.migrate()
    yield services
    services.close()


def text(client: FlaskClient, sid: str, body: str) -> None:
    """Send a text message as Twilio does."""
    form = {
        "MessageSid": sid, "AccountSid": ACCOUNT_SID, "From": PHONE, "To": NUMBER, "NumMedia": "0", "Body": body
    }  # fmt: skip
    genuine = signed_by_twilio("sms", urlencode(form).encode())
    answer = client.post("/webhooks/twilio", data=genuine.body, headers=dict(genuine.headers))
    assert answer.status_code == 200


def answered(services: Services, answer: str) -> str:
    """The priority of the tip in the store after the danger question was answered."""
    client = create_app(services.settings, services).test_client()
    text(client, f"SM{1:032x}", OPENING)
    text(client, f"SM{2:032x}", answer)
    with services.storage.database.read() as connection:
        rows = connection.exec_driver_sql("SELECT priority FROM tips").all()
    assert len(rows) == 1
    return str(rows[0][0])


@pytest.mark.parametrize("answer", IN_DANGER)
def test_a_threat_told_at_the_danger_question_is_an_emergency(services: Services, answer: str) -> None:
    assert answered(services, answer) == "emergency"


@pytest.mark.parametrize("answer", NOT_IN_DANGER)
def test_an_answer_without_a_threat_is_no_emergency(services: Services, answer: str) -> None:
    assert answered(services, answer) == "high"
