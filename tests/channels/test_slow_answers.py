"""Providers whose answers drip in, each pause too short to be noticed: a call ends all the same, and a yes is a yes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.courier.courier import FETCH_LEASE, LEASE, Courier
from bot.courier.sending import SETTLE_TRIES, SETTLE_WAIT
from channels.base import FETCH_SECONDS, SEND_SECONDS, Channel, OutboundMessage, SendError
from channels.telegram import Telegram
from channels.telegram.files import Files as TelegramFiles
from channels.twilio.media import Files as TwilioFiles
from intake_store.db.database import Database
from intake_store.delivery.outbox import Outbox
from intake_store.evidence.store import Evidence
from intake_store.vault.vault import Vault
from tests.builders.channels import ACCOUNT_SID, AUTH_TOKEN, BOT_TOKEN, PHONE, SECRET, twilio
from tests.builders.couriers import states
from tests.builders.threads import eventually
from tests.builders.turns import TurnServices, message
from tests.fakes.http_server import Answer, FakeServer, Received, serving
from tests.fakes.telegram_bot_api import BotApi
from tests.fakes.twilio_rest_api import MessagesApi

SMS = OutboundMessage("sms", PHONE, "Call 999", "key")
CHAT = OutboundMessage("telegram", "770000001", "Call 999", "key")
PATH = f"/2010-04-01/Accounts/{ACCOUNT_SID}/Messages/MM1/Media/ME1"
#: Seconds a byte. Whole answers would take a minute and more.
DRIP = 0.1
#: Seconds that a call may take here; far more than a pause, far less than an answer.
SECONDS = 1.0
HEAD = {"drip_head": DRIP}
BODY = {"drip": DRIP}


@pytest.fixture
def api() -> Iterator[BotApi]:
    api = BotApi(BOT_TOKEN)
    yield api
    api.close()


def dripping(**drip: float) -> Callable[[Received], Answer]:
    """Twilio's API, whose answers drip."""
    takes = MessagesApi()
    return lambda request: replace(takes(request), **drip)


def failing(act: Callable[[], object]) -> SendError:
    with pytest.raises(SendError) as raised:
        act()
    return raised.value


def test_the_leases_are_longer_than_a_call_and_the_time_to_write_down_what_came_of_it() -> None:
    assert timedelta(seconds=SEND_SECONDS + SETTLE_TRIES * SETTLE_WAIT) < LEASE
    assert timedelta(seconds=SEND_SECONDS + FETCH_SECONDS + SETTLE_TRIES * SETTLE_WAIT) < FETCH_LEASE


def test_a_send_ends_though_twilio_never_comes_to_the_point() -> None:
    with serving(dripping(**HEAD)) as server:
        channel = twilio(server.url, seconds=SECONDS)
        assert failing(lambda: channel.send(SMS)).retryable
        channel.close()


def test_twilios_yes_is_a_yes_though_its_rest_drips() -> None:
    with serving(dripping(**BODY)) as server:
        channel = twilio(server.url, seconds=SECONDS)
        assert channel.send(SMS) == ""
        channel.close()


def test_twilios_yes_is_a_yes_though_its_rest_is_cut_off() -> None:
    with serving(lambda request: replace(MessagesApi()(request), cut=True)) as server:
        channel = twilio(server.url)
        assert channel.send(SMS) == ""
        channel.close()


def test_twilios_no_is_a_no_though_its_rest_drips() -> None:
    refusal = Answer(400, {"code": 21211, "message": "no such number"}, drip=DRIP)
    with serving(lambda _: refusal) as server:
        channel = twilio(server.url, seconds=SECONDS)
        assert not failing(lambda: channel.send(SMS)).retryable
        channel.close()


def test_a_send_ends_though_telegram_never_comes_to_the_point(api: BotApi) -> None:
    api.state.odd = lambda answer: replace(answer, **HEAD)
    channel = Telegram(BOT_TOKEN, SECRET, api.url, seconds=SECONDS)
    assert failing(lambda: channel.send(CHAT)).retryable
    channel.close()


def test_telegrams_yes_is_a_yes_though_its_rest_drips(api: BotApi) -> None:
    api.state.odd = lambda answer: replace(answer, drip=DRIP / 10)
    channel = Telegram(BOT_TOKEN, SECRET, api.url, seconds=2 * SECONDS)
    assert channel.send(CHAT) == ""
    channel.close()


@pytest.mark.parametrize("drip", [HEAD, BODY], ids=["head", "body"])
def test_the_fetching_of_a_file_ends_though_twilio_drips(drip: dict[str, float]) -> None:
    with serving(lambda _: Answer(200, bytes(5000), **drip)) as server:
        files = TwilioFiles(ACCOUNT_SID, AUTH_TOKEN, server.url, 5.0, SECONDS)
        assert failing(lambda: files.fetch(server.url + PATH, lambda _: None, 10_000)).retryable
        files.close()


@pytest.mark.parametrize("drip", [HEAD, BODY], ids=["head", "body"])
def test_the_fetching_of_a_file_ends_though_telegram_drips(api: BotApi, drip: dict[str, float]) -> None:
    channel = Telegram(BOT_TOKEN, SECRET, api.url)
    file_id = api.add_file(bytes(5000))
    told = api._server.script
    api._server.script = lambda request: replace(told(request), **drip) if "/file/" in request.path else told(request)
    files = TelegramFiles(channel._client, 5.0, SECONDS)
    assert failing(lambda: files.fetch(file_id, lambda _: None, 10_000)).retryable
    files.close()
    channel.close()


# -- through the courier


def send_all(database: Database, vault: Vault, folder: Path, channel: Channel, name: str, lease: float) -> None:
    """Take one message over that channel, and have two couriers send the reply to it."""
    services = TurnServices(database, vault, clock=lambda: datetime.now(UTC))
    services.turns.handle(message("a car was stolen", CHAT.address if name == "telegram" else PHONE, name))
    outbox, files, stop = Outbox(database, vault), Evidence(database, vault, folder), threading.Event()
    loops = [
        Courier(outbox, files, {name: channel}, services.bus, services.metrics, services.clock, threads=4,
                media_limit=1, lease=timedelta(seconds=lease)).loops["courier"]
        for _ in range(2)
    ]  # fmt: skip
    threads = [threading.Thread(target=loop, args=(stop,)) for loop in loops]
    for thread in threads:
        thread.start()
    eventually(lambda: states(services) == ["sent"])
    time.sleep(lease)
    stop.set()
    for thread in threads:
        thread.join(10)


def posts(server: FakeServer) -> int:
    return sum(request.path.endswith("/Messages.json") for request in server.received)


def test_a_reply_whose_yes_drips_from_twilio_is_sent_once(database: Database, vault: Vault, tmp_path: Path) -> None:
    with serving(dripping(**BODY)) as server:
        channel = twilio(server.url, seconds=SECONDS)
        send_all(database, vault, tmp_path, channel, "sms", lease=2 * SECONDS)
        channel.close()
    assert posts(server) == 1


def test_a_reply_whose_yes_drips_from_telegram_is_sent_once(
    api: BotApi, database: Database, vault: Vault, tmp_path: Path
) -> None:
    api.state.odd = lambda answer: replace(answer, drip=DRIP / 10)
    channel = Telegram(BOT_TOKEN, SECRET, api.url, seconds=2 * SECONDS)
    send_all(database, vault, tmp_path, channel, "telegram", lease=3 * SECONDS)
    channel.close()
    assert len(api.calls("sendMessage")) == 1
