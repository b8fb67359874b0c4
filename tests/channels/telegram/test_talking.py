"""Citizens, as clients of python-telegram-bot, and the bot talk through a server that speaks the Bot API."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import flask
import pytest
from werkzeug.serving import make_server

from channels.base import Choice, InboundMessage, OutboundMessage, SendError
from channels.telegram import Telegram
from channels.telegram.polling import Poller
from channels.telegram.registration import Registration
from channels.telegram.updates import PRIVATE_ONLY
from channels.webhooks import blueprint
from tests.builders.channels import SECRET
from tests.builders.telegram_app import TelegramApp
from tests.fakes.telegram_bot_api import BotApi

CHAT = 770000001
DANGER = (Choice("Yes", "danger:yes"), Choice("No", "danger:no"), Choice("Don't know", "danger:unknown"))


class Away(Exception):
    """The database cannot be reached."""


class EchoLine:
    """A line that answers each message at once with what it understood, and asks when told to."""

    def __init__(self, channel: Telegram) -> None:
        self.channel, self.taken = channel, list[InboundMessage]()
        self.refused: list[tuple[str, str, str]] = []
        self.away = 0

    def take(self, message: InboundMessage) -> None:
        if self.away:
            self.away -= 1
            raise Away
        if message.provider_id in [known.provider_id for known in self.taken]:
            return
        self.taken.append(message)
        choices = DANGER if message.text == "ask me" else ()
        said = message.choice or message.text or "?"
        self.channel.send(OutboundMessage("telegram", message.address, f"<{said}>", message.provider_id, choices))

    def refuse(self, provider: str, address: str, key: str) -> None:
        self.refused.append((provider, address, key))
        self.channel.refuse(address, "Write to me in private")


@pytest.fixture
def line(channel: Telegram) -> EchoLine:
    return EchoLine(channel)


@pytest.fixture
def polling(channel: Telegram, line: EchoLine) -> Iterator[Poller]:
    poller = Poller(channel._client, line.take, line.refuse, Away, hold_seconds=1, first_wait=0.02)
    stop = threading.Event()
    thread = threading.Thread(target=poller.run, args=(stop,))
    thread.start()
    yield poller
    stop.set()
    thread.join(10)
    assert not thread.is_alive()


@pytest.fixture
def webhook(channel: Telegram, line: EchoLine) -> Iterator[str]:
    app = flask.Flask("tipline-test")
    app.register_blueprint(
        blueprint({"telegram": channel}, "https://tips.example", line.take, print, line.refuse, Away)
    )
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    url = f"http://127.0.0.1:{server.server_port}"
    channel.set_webhook(url)
    yield url
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(params=["polling", "webhook"])
def transport(request: pytest.FixtureRequest) -> str:
    request.getfixturevalue(request.param)
    return str(request.param)


@pytest.fixture
def citizen(api: BotApi) -> Iterator[TelegramApp]:
    with TelegramApp(api, CHAT) as citizen:
        yield citizen


@pytest.mark.usefixtures("transport")
def test_a_citizen_talks_to_the_bot(citizen: TelegramApp, line: EchoLine) -> None:
    citizen.say("/start")
    assert citizen.answer().text == "</start>"
    citizen.say("two lads 🏃 رأيت")
    assert citizen.answer().text == "<two lads 🏃 رأيت>"
    assert [message.address for message in line.taken] == [str(CHAT)] * 2


@pytest.mark.usefixtures("transport")
def test_a_pressed_button_answers_stops_spinning_and_goes(citizen: TelegramApp, api: BotApi, line: EchoLine) -> None:
    citizen.say("ask me")
    question = citizen.answer()
    query = citizen.press(question, "No")
    assert citizen.answer().text == "<danger:no>"
    assert (line.taken[-1].choice, line.taken[-1].text) == ("danger:no", "No")
    assert api.wait_for(lambda: query in api.state.answered)
    assert api.wait_for(lambda: "reply_markup" not in api.state.messages[CHAT, question.message_id])


@pytest.mark.usefixtures("polling")
def test_a_question_answered_by_typing_loses_its_buttons_too(citizen: TelegramApp, api: BotApi) -> None:
    citizen.say("ask me")
    question = citizen.answer()
    citizen.say("no")
    citizen.answer()
    assert api.wait_for(lambda: "reply_markup" not in api.state.messages[CHAT, question.message_id])


@pytest.mark.usefixtures("polling")
def test_a_place_and_a_photo_arrive(citizen: TelegramApp, api: BotApi, line: EchoLine, channel: Telegram) -> None:
    citizen.show_place(51.5454, -0.0553)
    citizen.answer()
    assert (line.taken[0].latitude, line.taken[0].longitude) == (51.5454, -0.0553)
    photo = b"\xff\xd8\xff" + bytes(300_000)
    citizen.send_photo(api.add_file(photo), "the car")
    assert citizen.answer().text == "<the car>"
    got = bytearray()
    assert channel.fetch(line.taken[1].attachments[0], got.extend, 1_000_000) == "image/jpeg"
    assert bytes(got) == photo


@pytest.mark.usefixtures("webhook")
def test_a_repeated_update_is_answered_once(citizen: TelegramApp, api: BotApi, line: EchoLine) -> None:
    update = api.add_update("message", _message("hello"))
    assert [api.deliver(update) for _ in range(3)] == [200, 200, 200]
    assert len(line.taken) == 1
    assert len(api.calls("sendMessage")) == 1


@pytest.mark.usefixtures("webhook")
def test_an_update_is_put_off_while_the_database_is_away(api: BotApi, line: EchoLine) -> None:
    line.away = 2
    update = api.add_update("message", _message("hello"))
    assert [api.deliver(update) for _ in range(2)] == [503, 200]
    assert len(line.taken) == 1


@pytest.mark.usefixtures("polling")
def test_polling_goes_on_when_the_database_is_back(citizen: TelegramApp, line: EchoLine) -> None:
    line.away = 3
    citizen.say("one")
    citizen.say("two")
    assert [citizen.answer().text for _ in range(2)] == ["<one>", "<two>"]
    assert [message.text for message in line.taken] == ["one", "two"]


@pytest.mark.usefixtures("polling")
def test_polling_outlives_an_update_that_cannot_be_read(citizen: TelegramApp, api: BotApi) -> None:
    api.add_update("message", {"message_id": "not a number", "chat": []})
    citizen.say("still there?")
    assert citizen.answer().text == "<still there?>"


def test_polling_takes_the_webhook_away_and_asks_for_what_it_understands(api: BotApi, channel: Telegram) -> None:
    api.state.webhook = {"url": "https://tips.example/webhooks/telegram"}
    taken = threading.Event()
    poller = Poller(channel._client, lambda _: taken.set(), lambda *_: None, Away, hold_seconds=1)
    stop = threading.Event()
    thread = threading.Thread(target=poller.run, args=(stop,))
    thread.start()
    with TelegramApp(api, CHAT) as citizen:
        assert api.wait_for(lambda: not api.state.webhook)
        citizen.say("hello")
    assert taken.wait(10)
    stop.set()
    thread.join(10)
    assert [name for name, _ in api.state.done][:2] == ["deleteWebhook", "getUpdates"]
    assert "my_chat_member" in api.calls("getUpdates")[0]["allowed_updates"]


def test_polling_confirms_an_update_only_once_it_is_stored(api: BotApi, channel: Telegram, line: EchoLine) -> None:
    update = api.add_update("message", _message("hello"))
    poller = Poller(channel._client, line.take, line.refuse, Away, hold_seconds=0, first_wait=0.0)
    line.away = 1
    assert poller.once(None, threading.Event()) is None
    assert poller.once(None, threading.Event()) == update["update_id"] + 1
    assert len(line.taken) == 1


def test_polling_stops_while_telegram_keeps_it_waiting(channel: Telegram, api: BotApi) -> None:
    poller = Poller(channel._client, print, print, Away, hold_seconds=30)
    stop = threading.Event()
    thread = threading.Thread(target=poller.run, args=(stop,))
    thread.start()
    assert api.wait_for(lambda: len(api.state.done) > 1)
    stop.set()
    thread.join(3)
    assert not thread.is_alive()


def test_the_webhook_is_set_with_its_secret(api: BotApi, channel: Telegram) -> None:
    channel.set_webhook("https://tips.example/")
    assert api.state.webhook["url"] == "https://tips.example/webhooks/telegram"
    assert api.state.webhook["secret_token"] == SECRET
    assert "callback_query" in api.state.webhook["allowed_updates"]


def test_the_webhook_is_registered_once_telegram_can_be_reached() -> None:
    tries: list[int] = []

    def register() -> None:
        tries.append(1)
        if len(tries) < 3:
            raise SendError("no connection to Telegram", retryable=True)
        stop.set()

    stop = threading.Event()
    Registration(register, first_wait=0.001).run(stop)
    assert len(tries) == 3


@pytest.mark.usefixtures("transport")
def test_a_group_is_refused_and_left(api: BotApi, line: EchoLine) -> None:
    api.add_update("message", _message("/start@tips_bot") | {"chat": {"id": -1001, "type": "group", "title": "x"}})
    assert api.wait_for(lambda: -1001 in api.state.left)
    assert line.refused == [("telegram", "-1001", PRIVATE_ONLY)]
    assert api.calls("sendMessage")[0]["text"] == "Write to me in private"
    assert line.taken == []


def test_a_channel_where_the_bot_may_not_write_is_left_all_the_same(api: BotApi, channel: Telegram) -> None:
    api.state.blocked.add(-1002)
    channel.refuse("-1002", "Write to me in private")
    assert api.wait_for(lambda: -1002 in api.state.left)


def _message(text: str) -> dict[str, object]:
    person = {"id": CHAT, "is_bot": False, "first_name": "Jo"}
    return {"message_id": 1, "date": 1781706600, "chat": {"id": CHAT, "type": "private"}, "from": person, "text": text}
