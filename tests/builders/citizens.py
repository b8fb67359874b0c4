"""Citizens on every channel: they write through the real webhooks and read what the courier really sent them."""

from __future__ import annotations

import itertools
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlencode

from flask.testing import FlaskClient
from sqlalchemy import Table, delete, func, select

from app import create_app
from channels.telegram import SECRET_HEADER
from commands.services import Services, build_services
from commands.serving.threads import ThreadGroup, courier_loops, polling_loops
from commands.storage import utc_now
from config.settings import Settings
from intake_store.db.tables import Base, messages, tokens, vault_keys
from intake_store.staff.api_tokens import Tokens
from tests.builders.channels import (
    ACCOUNT_SID,
    AUTH_TOKEN,
    BOT_TOKEN,
    CHAT,
    NUMBER,
    PHONE,
    PUBLIC_URL,
    SECRET,
    signed_by_twilio,
)
from tests.builders.threads import eventually
from tests.fakes.http_server import serving
from tests.fakes.telegram_bot_api import BotApi
from tests.fakes.twilio_rest_api import MessagesApi

PATIENCE = 10.0
#: What the clock of a staffed line says.
NOW = datetime(2026, 6, 17, 14, 31, tzinfo=UTC)


class Citizen(Protocol):
    """One citizen on one channel."""

    def write(self, text: str) -> list[str]:
        """Send a message; what the bot had sent by the time that nothing waited any more."""
        ...


@dataclass
class TipLine:
    """A line with its courier at work: services, both providers, and a client that calls as they and browsers do."""

    folder: Path
    services: Services
    client: FlaskClient
    twilio: MessagesApi
    telegram: BotApi
    token: str

    def api(self, path: str, method: str = "GET", **more: Any) -> Any:
        """What the desk's API answers."""
        headers = {"Authorization": f"Bearer {self.token}"}
        answer = self.client.open(f"/api/v1{path}", method=method, headers=headers, **more)
        assert answer.status_code in (200, 201), answer.get_json()
        return answer.get_json()

    def tips(self, narrowed: str = "") -> list[Any]:
        """All tips, oldest first, each with its messages."""
        items = self.api(f"/tips?order=oldest{narrowed}")["items"]
        return [self.api(f"/tips/{item['reference']}") for item in items]

    def change(self, reference: str, **fields: str) -> None:
        """What a handler sets."""
        self.api(f"/tips/{reference}", "PATCH", json=fields)

    def values(self, table: Table, *names: str) -> list[Any]:
        """These columns of every row, in order of their ids."""
        with self.services.storage.database.read() as connection:
            rows = connection.execute(select(*(table.c[name] for name in names)).order_by(*table.primary_key))
            return [tuple(row) for row in rows]

    def empty(self) -> None:
        """Forget all citizens and tips: as new, without the time that building a line takes."""
        with self.services.storage.database.write() as connection:
            for table in reversed(Base.metadata.sorted_tables):
                if table not in (tokens, vault_keys):
                    connection.execute(delete(table))

    def settle(self) -> None:
        """Wait until nothing waits to be sent."""
        waiting = select(func.count()).where(messages.c.due_at.is_not(None))

        def nothing_waits() -> bool:
            with self.services.storage.database.read() as connection:
                return not connection.execute(waiting).scalar_one()

        eventually(nothing_waits, PATIENCE)


@contextmanager
def staffed(settings: Settings) -> Iterator[Services]:
    """Build and start the services of a line with its courier and pollers; stopped at the end of the block."""
    services = build_services(settings, clock=lambda: NOW)
    services.storage.migrate()
    threads = ThreadGroup({**courier_loops(services), **polling_loops(services)})
    threads.start()
    yield services
    threads.stop()
    services.close()


@contextmanager
def running_tip_line(folder: Path, **settings: Any) -> Iterator[TipLine]:
    """Build and start a line with Twilio, Telegram by webhook and the web chat; stopped at the end of the block."""
    twilio, telegram = MessagesApi(), BotApi(BOT_TOKEN)
    with serving(twilio) as server:
        given = Settings(
            data_dir=folder, public_url=PUBLIC_URL, agency="Hackney Police",
            twilio_account_sid=ACCOUNT_SID, twilio_auth_token=AUTH_TOKEN, twilio_from=NUMBER, twilio_api_url=server.url,
            telegram_token=BOT_TOKEN, telegram_secret=SECRET, telegram_mode="webhook", telegram_api_url=telegram.url,
            flood_limit=None, **settings,
        )  # fmt: skip
        services = build_services(given)
        services.storage.migrate()
        threads = ThreadGroup(courier_loops(services))
        threads.start()
        token = Tokens(services.storage.database).create("dispatch", "supervisor", utc_now())
        yield TipLine(folder, services, create_app(given, services).test_client(), twilio, telegram, token)
        threads.stop()
        services.close()
    telegram.close()


@dataclass
class SmsCitizen:
    """A citizen who sends SMS, or WhatsApp messages with `prefix` "whatsapp:"."""

    tip_line: TipLine
    prefix: str = ""
    number: str = PHONE

    def write(self, text: str) -> list[str]:
        return self.post(self.form(text))

    def form(self, text: str) -> dict[str, str]:
        """The message as Twilio tells of it."""
        return {
            "MessageSid": "SM" + secrets.token_hex(16), "AccountSid": ACCOUNT_SID, "From": self.prefix + self.number,
            "To": f"{self.prefix}+447700900100", "Body": text, "NumMedia": "0", "NumSegments": "1",
            "SmsStatus": "received", "ApiVersion": "2010-04-01",
        }  # fmt: skip

    def post(self, form: dict[str, str]) -> list[str]:
        """Deliver that form."""
        before = len(self.tip_line.twilio.sent)
        genuine = signed_by_twilio("sms", urlencode(form).encode())
        answer = self.tip_line.client.post("/webhooks/twilio", data=genuine.body, headers=dict(genuine.headers))
        assert answer.status_code == 200
        self.tip_line.settle()
        sent = self.tip_line.twilio.sent[before:]
        assert {one["To"] for one in sent} <= {self.prefix + self.number}
        return [one["Body"] for one in sent]


@dataclass
class TelegramCitizen:
    """A citizen on Telegram."""

    tip_line: TipLine
    ids: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    language: str = "en"

    def write(self, text: str) -> list[str]:
        number = next(self.ids)
        return self.update("message", message_id=number, text=text)

    def edit(self, text: str, number: int = 1) -> list[str]:
        """Change message `number`."""
        return self.update("edited_message", message_id=number, text=text, edit_date=int(time.time()))

    def update(self, kind: str, **content: Any) -> list[str]:
        """Deliver an update of that kind."""
        person = {"id": int(CHAT), "is_bot": False, "first_name": "Jo", "language_code": self.language}
        chat = {"id": int(CHAT), "first_name": "Jo", "type": "private"}
        message = {"from": person, "chat": chat, "date": int(time.time())} | content
        update = {"update_id": 900_000 + next(self.ids), kind: message}
        before = len(self._received())
        answer = self.tip_line.client.post("/webhooks/telegram", json=update, headers={SECRET_HEADER: SECRET})
        assert answer.status_code == 200
        self.tip_line.settle()
        return self._received()[before:]

    def _received(self) -> list[str]:
        calls = self.tip_line.telegram.calls("sendMessage")
        assert {str(call["chat_id"]) for call in calls} <= {CHAT}
        return [call["text"] for call in calls if int(CHAT) not in self.tip_line.telegram.state.blocked]


@dataclass
class WebCitizen:
    """A citizen in the web chat."""

    tip_line: TipLine
    token: str = ""
    after: int = 0

    def write(self, text: str) -> list[str]:
        self.token = self.token or self.tip_line.client.post("/chat/session").get_json()["token"]
        headers, body = {"Authorization": f"Bearer {self.token}"}, {"id": secrets.token_hex(8), "text": text}
        answer = self.tip_line.client.post(f"/chat/messages?after={self.after}", json=body, headers=headers)
        letters = answer.get_json()["letters"]
        self.after = max([self.after, *(letter["id"] or 0 for letter in letters)])
        return [letter["text"] for letter in letters if letter["author"] == "bot"]


CITIZENS: dict[str, Callable[[TipLine], Citizen]] = {
    "sms": SmsCitizen,
    "whatsapp": lambda tip_line: SmsCitizen(tip_line, "whatsapp:"),
    "telegram": TelegramCitizen,
    "web": WebCitizen,
}
