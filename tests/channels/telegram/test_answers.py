"""Whatever Telegram's answer looks like: `"ok": true` is sent, and what is not Telegram's own says nothing."""

from __future__ import annotations

import gc
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from channels.base import Choice, OutboundMessage, SendError
from channels.telegram import Telegram
from config.settings import Settings
from tests.builders.channels import BOT_TOKEN, SECRET
from tests.builders.citizens import staffed
from tests.builders.telegram_app import TelegramApp
from tests.fakes.http_server import Answer
from tests.fakes.telegram_bot_api import BotApi

CHAT = 770000001
MESSAGE = OutboundMessage("telegram", str(CHAT), "In danger?", "key", (Choice("Yes", "danger:yes"),))
Odd = Callable[[Answer], Answer]


def result(change: Callable[[dict[str, Any]], Any]) -> Odd:
    """The answer with another result."""
    return lambda answer: Answer(200, answer.body | {"result": change(dict(answer.body["result"]))})


def without(name: str) -> Odd:
    return result(lambda message: {key: value for key, value in message.items() if key != name})


def having(**changes: Any) -> Odd:
    return result(lambda message: message | changes)


def raw(change: Callable[[bytes], bytes], status: int = 200) -> Odd:
    """The answer's bytes, changed."""
    return lambda answer: Answer(status, change(json.dumps(answer.body).encode()))


#: The message went out and its id can be read.
NAMED = {
    "options as text": having(link_preview_options='{"is_disabled": true}'),
    "a keyboard as text": having(reply_markup='{"inline_keyboard": []}'),
    "no date": without("date"),
    "a date in words": having(date="2026-06-17T14:30:00Z"),
    "a date of no calendar": having(date=10**18),
    "no chat": without("chat"),
    "a chat as text": having(chat="770000001"),
    "no sender": without("from"),
    "a text of another type": having(text=["In", "danger?"]),
    "an unknown field": having(brand_new={"deep": [None]}),
    "broken UTF-8": raw(lambda body: body.replace(b"danger", b"d\xff\xfenger")),
    "a byte order mark": raw(lambda body: b"\xef\xbb\xbf" + body),
    "a number that is none": having(weight=float("nan")),
    "another success": raw(lambda body: body, 202),
    "a failing status": raw(lambda body: body, 500),
}
#: The message went out, and what Telegram calls it cannot be told.
NAMELESS = {
    "no id": without("message_id"),
    "an id as text": having(message_id="17"),
    "an id that is true": having(message_id=True),
    "an id with a fraction": having(message_id=17.5),
    "an id below nothing": having(message_id=-17),
    "a huge id": having(message_id=10**40),
    "a list": result(lambda message: [message]),
    "an empty list": result(lambda _: []),
    "true": result(lambda _: True),
    "null": result(lambda _: None),
    "text": result(lambda _: "sent"),
    "no result": raw(lambda _: b'{"ok":true}'),
    "a number with too many digits": raw(lambda body: body.replace(b'"date": ', b'"date": ' + b"9" * 5000)),
    "a depth without end": raw(lambda _: b'{"ok": true, "result": ' + b'{"a":[' * 60_000),
    "half of it": raw(lambda body: body[: len(body) // 2]),
}
#: Nothing says that the message went out: it is tried again.
UNKNOWN = {
    "a page of a network": Answer(200, b"<html>Sign in to this network</html>"),
    "nothing": Answer(200, b""),
    "no object": Answer(200, b"[true]"),
    "no word of it": Answer(200, {"result": {"message_id": 17}}),
    "a no": Answer(200, {"ok": False, "result": {"message_id": 17}}),
    "ok as text": Answer(200, {"ok": "true", "result": {"message_id": 17}}),
    "a no of a depth without end": Answer(200, b'{"ok": false, "result": ' + b'{"a":[' * 60_000),
    "a proxy's refusal": Answer(403, b"<html>Forbidden</html>", {"Content-Type": "text/html"}),
    "a proxy's question": Answer(400, b"Bad Request"),
    "a proxy's JSON": Answer(403, {"message": "Forbidden"}),
    "odd parameters": Answer(429, {"ok": False, "parameters": "retry_after"}),
}


@pytest.mark.parametrize("case", NAMED)
def test_what_telegram_took_is_sent_under_its_id(api: BotApi, channel: Telegram, case: str) -> None:
    api.state.odd = NAMED[case]
    sent = channel.send(MESSAGE)
    ((_, message_id),) = api.state.messages
    assert sent == channel._provider_id(str(CHAT), message_id)


@pytest.mark.parametrize("case", NAMELESS)
def test_what_telegram_took_is_sent_without_an_id(api: BotApi, channel: Telegram, case: str) -> None:
    api.state.odd = NAMELESS[case]
    assert channel.send(MESSAGE) == ""
    api.state.odd = lambda answer: answer
    assert channel.send(MESSAGE)
    assert len(api.calls("sendMessage")) == 2


@pytest.mark.parametrize("case", UNKNOWN)
def test_what_is_no_answer_of_telegrams_is_tried_again(api: BotApi, channel: Telegram, case: str) -> None:
    api.state.faults.append(UNKNOWN[case])
    with pytest.raises(SendError) as raised:
        channel.send(MESSAGE)
    assert raised.value.retryable
    assert not raised.value.opted_out


@pytest.mark.parametrize("case", ["options as text", "no result"])
def test_an_odd_answer_neither_repeats_a_reply_nor_holds_up_the_next(tmp_path: Path, case: str) -> None:
    api = BotApi(BOT_TOKEN)
    api.state.odd = (NAMED | NAMELESS)[case]
    settings = Settings(
        data_dir=tmp_path, telegram_token=BOT_TOKEN, telegram_secret=SECRET, telegram_api_url=api.url,
        telegram_mode="polling",
    )  # fmt: skip
    with staffed(settings) as services, TelegramApp(api, CHAT) as citizen:
        for text in ("/start", "two lads broke into a car at 14 elm st", "no"):
            citizen.say(text)
            citizen.answer()
        end = time.monotonic() + 10
        while (states := _states(services.storage.database)) != ["sent"] * 3 and time.monotonic() < end:
            time.sleep(0.02)
    assert states == ["sent"] * 3
    assert len(api.calls("sendMessage")) == 3
    api.close()


def _states(database: Any) -> list[str]:
    with database.read() as connection:
        rows = connection.exec_driver_sql("SELECT state FROM messages WHERE direction = 'out' ORDER BY id")
        return [row[0] for row in rows]


def test_an_odd_answer_in_a_group_does_not_keep_the_bot_there(api: BotApi, channel: Telegram) -> None:
    api.state.odd = without("date")
    channel.refuse("-1001", "Private chats only.")
    assert api.wait_for(lambda: -1001 in api.state.left)


def test_a_keyboard_is_taken_down_whatever_the_answer_to_that(
    api: BotApi, channel: Telegram, caplog: pytest.LogCaptureFixture
) -> None:
    channel.send(MESSAGE)
    (message,) = api.state.messages.values()
    del message["date"]
    channel.send(MESSAGE)
    assert api.wait_for(lambda: bool(api.calls("editMessageReplyMarkup")))
    channel.send(MESSAGE)  # the answer to the call before has come by now
    gc.collect()  # a task that failed complains when it is collected
    assert not caplog.records
