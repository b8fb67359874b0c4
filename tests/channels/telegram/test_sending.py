"""Messages to Telegram and files from it, over real connections."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

import pytest

from channels.base import Attachment, Choice, OutboundMessage, SendError
from channels.telegram import Telegram
from channels.telegram.outbound import keyboard
from tests.builders.channels import BOT_TOKEN, SECRET
from tests.fakes.http_server import Answer
from tests.fakes.telegram_bot_api import BotApi

CHAT = 770000001
DANGER = (Choice("Yes", "danger:yes"), Choice("No", "danger:no"), Choice("Don't know", "danger:unknown"))


def failing(act: Callable[[], object]) -> SendError:
    with pytest.raises(SendError) as raised:
        act()
    return raised.value


def test_a_citizen_who_blocked_the_bot_opted_out(api: BotApi, channel: Telegram) -> None:
    api.state.blocked.add(CHAT)
    error = failing(lambda: channel.send(OutboundMessage("telegram", str(CHAT), "x", "key")))
    assert error.opted_out
    assert not error.retryable


@pytest.mark.parametrize(("text", "word"), [("", "empty"), ("x" * 5000, "long")])
def test_a_text_that_telegram_refuses_is_given_up_with_a_reason(channel: Telegram, text: str, word: str) -> None:
    error = failing(lambda: channel.send(OutboundMessage("telegram", str(CHAT), text, "key")))
    assert not error.retryable
    assert word in error.reason


def test_a_busy_telegram_says_when_to_come_back_and_the_next_send_works(api: BotApi, channel: Telegram) -> None:
    api.state.faults.append(
        Answer(429, {"ok": False, "description": "Too Many Requests", "parameters": {"retry_after": 3}})
    )
    message = OutboundMessage("telegram", str(CHAT), "x", "key")
    assert failing(lambda: channel.send(message)).retry_after == 3
    assert channel.send(message)


def test_a_wrong_token_waits_for_the_operator(api: BotApi) -> None:
    refusals = (Answer(401, {"ok": False, "description": "Unauthorized"}), Answer(404, {"ok": False}))
    for refusal in refusals:
        api.state.faults.append(refusal)
        channel = Telegram(BOT_TOKEN, SECRET, api.url)
        error = failing(lambda one=channel: one.send(OutboundMessage("telegram", str(CHAT), "x", "key")))  # type: ignore[misc]
        channel.close()
        assert (error.retryable, error.retry_after) == (True, 300)


def test_what_is_no_chat_is_given_up(channel: Telegram) -> None:
    assert not failing(lambda: channel.send(OutboundMessage("telegram", "nobody", "x", "key"))).retryable


def test_ids_of_messages_differ_between_chats_and_do_not_tell_them(api: BotApi, channel: Telegram) -> None:
    one, other = (channel._provider_id(chat, 7) for chat in ("770000001", "770000002"))
    assert one != other
    assert "770000001" not in one
    assert one == Telegram(BOT_TOKEN, SECRET)._provider_id("770000001", 7)


def test_a_file_over_the_limit_is_not_fetched(api: BotApi, channel: Telegram) -> None:
    file = Attachment(api.add_file(bytes(5000)), "image/jpeg")
    got: list[bytes] = []
    error = failing(lambda: channel.fetch(file, got.append, 4999))
    assert (error.retryable, got) == (False, [])
    assert "large" in error.reason


def test_a_file_that_telegram_does_not_know_is_given_up(channel: Telegram) -> None:
    assert not failing(lambda: channel.fetch(Attachment("nonsense", ""), lambda _: None, 10)).retryable


def test_a_file_is_only_fetched_from_the_bots_own_address(
    api: BotApi, channel: Telegram, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The library takes a path that exists on this machine for a file of a local server."""
    private = tmp_path_factory.mktemp("private") / "key"
    private.write_text("secret")
    file_id = str(private)
    api.state.files[file_id] = b"x"
    got: list[bytes] = []
    assert not failing(lambda: channel.fetch(Attachment(file_id, ""), got.append, 100)).retryable
    assert got == []


def test_the_token_is_in_no_log_and_no_error(
    api: BotApi, channel: Telegram, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG):
        channel.send(OutboundMessage("telegram", str(CHAT), "SAID-BY-US", "key", DANGER))
        channel.fetch(Attachment(api.add_file(b"x"), ""), lambda _: None, 10)
        error = failing(lambda: channel.fetch(Attachment("nonsense", ""), lambda _: None, 10))
    output = capfd.readouterr()
    told = caplog.text + output.out + output.err + repr(error) + repr(error.__cause__)
    assert not [secret for secret in (BOT_TOKEN, BOT_TOKEN[7:], "SAID-BY-US", str(CHAT)) if secret in told]
    assert logging.getLogger("httpx").level > logging.ERROR


def test_buttons_stand_in_rows_that_a_phone_shows() -> None:
    choices = [Choice(label, label) for label in ("Yes", "No", "Don't know", "I would rather not say it", "Skip")]
    markup = keyboard(choices)
    assert markup
    rows = [[button.text for button in row] for row in markup.inline_keyboard]
    assert rows == [["Yes", "No", "Don't know"], ["I would rather not say it"], ["Skip"]]
    assert keyboard(()) is None


def test_sends_from_many_threads_do_not_mix(api: BotApi, channel: Telegram) -> None:
    def send(number: int) -> None:
        channel.send(OutboundMessage("telegram", str(CHAT + number), f"for {number}", "key"))

    threads = [threading.Thread(target=send, args=(number,)) for number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    sent = {(int(fields["chat_id"]) - CHAT, fields["text"]) for fields in api.calls("sendMessage")}
    assert sent == {(number, f"for {number}") for number in range(10)}
