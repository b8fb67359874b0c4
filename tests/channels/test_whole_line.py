"""A citizen's message through all of the line and back, over emulated providers; and nothing of it left to read."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlencode

import pytest

from app import create_app
from config.settings import Settings
from tests.builders.channels import (
    ACCOUNT_SID,
    AUTH_TOKEN,
    BOT_TOKEN,
    NUMBER,
    PHONE,
    PUBLIC_URL,
    SECRET,
    signed_by_twilio,
)
from tests.builders.citizens import staffed
from tests.builders.disk import readable
from tests.builders.evidence import states
from tests.builders.telegram_app import TelegramApp
from tests.builders.threads import eventually
from tests.fakes.http_server import Answer, Received, serving
from tests.fakes.telegram_bot_api import BotApi
from tests.fakes.twilio_rest_api import MessagesApi

CHAT = 770000001
PLANTED = "the zanzibar lockup"
PHOTO = b"\xff\xd8\xff\xe0" + b"ZANZIBAR-PIXELS" * 1000


def test_a_telegram_client_talks_to_the_line(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    api = BotApi(BOT_TOKEN)
    settings = Settings(
        data_dir=tmp_path, telegram_token=BOT_TOKEN, telegram_secret=SECRET, telegram_api_url=api.url,
        telegram_mode="polling", agency="Hackney Police",
    )  # fmt: skip
    with staffed(settings) as services, TelegramApp(api, CHAT) as citizen:
        citizen.say("/start")
        assert "Hackney Police" in citizen.answer().text
        citizen.say(f"two lads broke into {PLANTED} at 14 elm st about 2am last night")
        assert citizen.answer().text
        citizen.send_photo(api.add_file(PHOTO), "one of them")
        assert citizen.answer().text
        eventually(lambda: states(services.storage.database) == [("kept", "image/jpeg")])
    api.close()
    assert not readable(tmp_path, PLANTED, "lads", str(CHAT), "ZANZIBAR-PIXELS", "Bloggs", BOT_TOKEN)
    assert not [word for word in (PLANTED, "lads", str(CHAT), BOT_TOKEN) if word in caplog.text]


def test_a_text_message_with_a_photo_is_answered_and_its_photo_kept(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    messages = MessagesApi()
    path = f"/2010-04-01/Accounts/{ACCOUNT_SID}/Messages/MM1/Media/ME1"

    def twilio(request: Received) -> Answer:
        return Answer(200, PHOTO, {"Content-Type": "image/jpeg"}) if request.path == path else messages(request)

    with serving(twilio) as server:
        settings = Settings(
            data_dir=tmp_path, public_url=PUBLIC_URL, twilio_account_sid=ACCOUNT_SID, twilio_auth_token=AUTH_TOKEN,
            twilio_from=NUMBER, twilio_api_url=server.url,
        )  # fmt: skip
        form = {
            "MessageSid": "MM" + "0" * 32, "AccountSid": ACCOUNT_SID, "From": PHONE, "To": "+447700900100",
            "NumMedia": "1", "Body": f"two lads broke into {PLANTED} at 14 elm st", "MediaUrl0": server.url + path,
            "MediaContentType0": "image/jpeg", "FromCity": "",
        }  # fmt: skip
        genuine = signed_by_twilio("mms", urlencode(form).encode())
        with staffed(settings) as services:
            client = create_app(settings, services).test_client()
            for _ in range(2):
                answer = client.post("/webhooks/twilio", data=genuine.body, headers=dict(genuine.headers))
                assert answer.status_code == 200
            eventually(lambda: states(services.storage.database) == [("kept", "image/jpeg")])
    assert [(one["To"], one["From"]) for one in messages.sent] == [(PHONE, "+447700900100")]
    assert "999" in messages.sent[0]["Body"]
    assert not readable(tmp_path, PLANTED, "lads", PHONE[1:], "ZANZIBAR-PIXELS", AUTH_TOKEN)
    assert not [word for word in (PLANTED, "lads", PHONE[1:], AUTH_TOKEN) if word in caplog.text]
