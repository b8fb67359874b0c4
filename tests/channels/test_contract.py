"""What every channel promises, asked of each channel of the registry."""

from __future__ import annotations

import json
import logging
import re
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator

import pytest

from channels.base import Attachment, Channel, Refused, Request, SendError, Traits
from channels.registry import CHANNELS, TRAITS, WEBHOOKS, Entry, build, by_name, traits_of
from channels.talents import Polls, Refuses, Registers, is_polled
from channels.telegram import WEBHOOK_PATH
from channels.twilio import STATUS_PATH
from tests.builders.channels import CHANNEL_CASES, PAYLOADS, as_json, expected, payload, telegram, twilio
from tests.fakes.http_server import Answer, serving

#: Providers of channels that something receives on.
AT_WORK = [entry for entry in CHANNELS if any(traits.receives for traits in entry.channels.values())]
EVERY = [pytest.param(entry, id=entry.key) for entry in AT_WORK]
LISTED = {entry.key: entry for entry in CHANNELS}
CASES = [pytest.param(entry.key, stem, id=f"{entry.key}-{stem}") for entry in CHANNELS for stem in expected(entry.key)]
FAULTS = {
    "busy": Answer(429, {"ok": False, "code": 20429, "parameters": {"retry_after": 7}}, {"Retry-After": "7"}),
    "broken": Answer(500, {"ok": False, "description": "Internal Server Error"}),
    "bad gateway": Answer(502, b"<html><h1>502</h1></html>", {"Content-Type": "text/html"}),
    "not json": Answer(200, b"<html>Sign in to this network</html>", {"Content-Type": "text/html"}),
    "no object": Answer(200, b"[]", {"Content-Type": "application/json"}),
    "reset": Answer(reset=True),
    "cut": Answer(200, {"ok": True}, cut=True),  # before it says so
    "slow": Answer(200, {"ok": True}, delay=0.6),
}


@pytest.fixture(params=EVERY)
def entry(request: pytest.FixtureRequest) -> Entry:
    return request.param  # type: ignore[no-any-return]


@pytest.fixture
def channel(entry: Entry) -> Iterator[Channel]:
    channel = CHANNEL_CASES[entry.key].build("http://127.0.0.1:1")
    yield channel
    channel.close()


def test_every_channel_has_a_driver_here() -> None:
    assert CHANNEL_CASES.keys() == {entry.key for entry in AT_WORK}


def test_the_channels_are_those_of_the_api_and_the_terminal_each_listed_once() -> None:
    assert list(TRAITS) == ["sms", "whatsapp", "telegram", "web", "phone", "terminal"]
    assert len(TRAITS) == sum(len(entry.channels) for entry in CHANNELS)
    assert len(WEBHOOKS) == sum(len(entry.webhooks) for entry in CHANNELS)


@pytest.mark.parametrize("traits", TRAITS.values(), ids=TRAITS)
def test_a_channel_says_how_it_is_shown_and_how_long_a_reply_may_be(traits: Traits) -> None:
    assert traits.label.strip()
    assert re.fullmatch(r"M[MmLlHhVvCcSsQqTtAaZz0-9 .-]+", traits.icon)
    assert bool(traits.reply_limit) == traits.receives
    assert not (traits.carrier_keywords and traits.pulls)


def test_labels_and_icons_tell_channels_apart() -> None:
    shown = [(traits.label, traits.icon) for traits in TRAITS.values()]
    assert len(set(shown)) == len({label for label, _ in shown}) == len({icon for _, icon in shown}) == len(shown)


def test_the_carriers_answer_stop_on_text_messages_alone() -> None:
    assert [name for name, traits in TRAITS.items() if traits.carrier_keywords] == ["sms", "whatsapp"]


def test_a_channel_that_is_not_listed_any_more_is_shown_by_its_name_and_takes_no_reply() -> None:
    gone = traits_of("pager")
    assert (gone.label, gone.reply_limit, gone.receives) == ("pager", 0, False)


def test_a_channel_is_called_by_a_provider_or_fetched_by_its_own_side(entry: Entry, channel: Channel) -> None:
    """Channels of one provider come the same way; what a citizen's own side fetches needs nobody that calls."""
    assert {traits.pulls for traits in entry.channels.values()} == {not entry.webhooks}
    assert by_name({entry.key: channel}) == dict.fromkeys(entry.channels, channel)
    if isinstance(channel, Polls | Registers | Refuses):
        assert entry.webhooks
        assert not is_polled(channel)  # unless the settings say so


def test_the_addresses_that_channels_give_their_providers_are_listed() -> None:
    assert (WEBHOOKS[WEBHOOK_PATH], WEBHOOKS[STATUS_PATH]) == ("telegram", "twilio")


def test_the_list_of_channels_loads_no_provider() -> None:
    """Commands that send and receive nothing must not wait for libraries of providers."""
    look = "import sys, app, commands.accounts, intake_store.desk.desk, triage.api, triage.console, bot.engine\n"
    look += "print(sorted({'telegram', 'twilio', 'httpx'} & sys.modules.keys()))"
    told = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert told.stdout == "[]\n"


class Bare:
    """No provider is set up."""

    public_url = twilio_account_sid = twilio_auth_token = twilio_from = twilio_api_url = ""
    telegram_token = telegram_secret = telegram_api_url = ""
    telegram_polls = False


class Full(Bare):
    """Every provider is."""

    twilio_account_sid, twilio_auth_token, twilio_from = "AC" + "0" * 32, "token", "+15005550006"
    telegram_token, telegram_secret = "1:token", "secret"
    public_url, twilio_api_url, telegram_api_url = "https://tips.example", "https://a.example", "https://b.example"


def test_no_channel_is_built_without_its_settings() -> None:
    assert build(Bare()) == {}


def test_the_settings_build_the_channels_they_name() -> None:
    channels = build(Full())
    assert list(channels) == ["twilio", "telegram"]
    for channel in channels.values():
        channel.close()


def test_every_payload_is_expected_to_say_something() -> None:
    for key, case in CHANNEL_CASES.items():
        if case.suffix:
            stems = {path.stem for path in (PAYLOADS / key).iterdir() if path.stem != "expected"}
            assert stems == set(expected(key))
            assert stems


@pytest.mark.parametrize(("key", "stem"), CASES)
def test_a_payload_says_what_is_expected(key: str, stem: str) -> None:
    channel = CHANNEL_CASES[key].build("http://127.0.0.1:1")
    parsed = channel.parse(payload(key, stem))
    wanted = dict(expected(key)[stem])
    reply = wanted.pop("reply", "")
    got = as_json(parsed)
    assert {name: [_without_defaults(one) for one in many] for name, many in got.items()} == {
        name: [_without_defaults(one) for one in many] for name, many in wanted.items() if many
    }
    assert reply in parsed.reply.decode()
    assert bool(reply) == bool(parsed.reply)


def _without_defaults(one: object) -> object:
    if not isinstance(one, dict):
        return one
    kept = {name: value for name, value in one.items() if value not in (None, "", [])}
    if "attachments" in kept:
        kept["attachments"] = [_without_defaults(file) for file in kept["attachments"]]
    return kept


@pytest.mark.parametrize(("key", "stem"), CASES)
def test_the_same_payload_twice_is_the_same_message(key: str, stem: str) -> None:
    channel = CHANNEL_CASES[key].build("http://127.0.0.1:1")
    first, second = (channel.parse(payload(key, stem)) for _ in range(2))
    assert [m.provider_id for m in first.messages] == [m.provider_id for m in second.messages]
    assert all(m.provider_id and m.address and m.channel in LISTED[key].channels for m in first.messages)


def test_different_payloads_are_different_messages(entry: Entry, channel: Channel) -> None:
    parsed = [channel.parse(payload(entry.key, stem)) for stem in expected(entry.key)]
    ids = [message.provider_id for one in parsed for message in one.messages]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(("key", "stem"), CASES)
def test_a_request_that_is_not_genuine_is_refused(key: str, stem: str) -> None:
    channel = CHANNEL_CASES[key].build("http://127.0.0.1:1")
    forged = list(CHANNEL_CASES[key].refused(payload(key, stem)))
    assert forged
    for request in forged:
        with pytest.raises(Refused) as refused:
            channel.parse(request)
        assert refused.value.status == 403


def test_a_bare_request_is_refused(channel: Channel) -> None:
    with pytest.raises(Refused) as refused:
        channel.parse(Request("https://tips.example", {}, b""))
    assert refused.value.status == 403


@pytest.mark.parametrize("fault", FAULTS)
def test_a_send_that_failed_says_whether_to_try_again_and_tells_no_secret(
    entry: Entry, fault: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    case = CHANNEL_CASES[entry.key]
    with serving(lambda _: FAULTS[fault]) as server, caplog.at_level(logging.DEBUG):
        channel = _impatient(entry.key, server.url)
        with pytest.raises(SendError) as raised:
            channel.send(case.outbound)
        channel.close()
    error = raised.value
    assert error.retryable is not pulls(entry)
    assert error.retry_after == (7 if fault == "busy" and not pulls(entry) else None)
    assert not error.opted_out
    output = capfd.readouterr()
    told = "".join(traceback.format_exception(error)) + str(vars(error)) + caplog.text + output.out + output.err
    assert not [secret for secret in case.secrets if secret in told]


def test_a_send_without_a_network_is_tried_again(entry: Entry, channel: Channel) -> None:
    with pytest.raises(SendError) as raised:
        channel.send(CHANNEL_CASES[entry.key].outbound)
    assert raised.value.retryable is not pulls(entry)


def test_a_file_that_cannot_be_fetched_is_an_error_with_a_decision(entry: Entry, channel: Channel) -> None:
    def drop(_: bytes) -> None:
        pass

    if entry.key == "web":  # its files are here already; the page's own tests fetch them
        return
    with pytest.raises(SendError) as raised:
        channel.fetch(Attachment("nowhere", "image/jpeg"), drop, 1000)
    assert isinstance(raised.value.retryable, bool)
    assert "nowhere" not in str(raised.value)


def test_parsing_logs_nothing(entry: Entry, channel: Channel, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        for stem in expected(entry.key):
            channel.parse(payload(entry.key, stem))
    assert not caplog.records


def test_a_closed_channel_can_be_closed_again(channel: Channel) -> None:
    channel.close()
    channel.close()


def test_expectations_are_kept_readable() -> None:
    for key in CHANNEL_CASES:
        path = PAYLOADS / key / "expected.json"
        if path.exists():
            assert path.read_text() == json.dumps(expected(key), indent=1, ensure_ascii=False) + "\n"


def pulls(entry: Entry) -> bool:
    """Whether there is nothing to send on its channels."""
    return any(traits.pulls for traits in entry.channels.values())


def _impatient(key: str, url: str) -> Channel:
    """The channel with a timeout under that of the slow fault, where it has one."""
    makers: dict[str, Callable[[str, float], Channel]] = {"twilio": twilio, "telegram": telegram}
    return makers[key](url, 0.3) if key in makers else CHANNEL_CASES[key].build(url)
