"""Files at Twilio: fetched with the password from Twilio alone, streamed, and never more than the limit."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from channels.base import Attachment, SendError
from channels.twilio.media import Files
from tests.builders.channels import ACCOUNT_SID, AUTH_TOKEN, twilio
from tests.fakes.http_server import Answer, FakeServer, Received, serving
from tests.fakes.twilio_rest_api import CREDENTIALS

PHOTO = b"\xff\xd8\xff" + bytes(200_000)
PATH = f"/2010-04-01/Accounts/{ACCOUNT_SID}/Messages/MM1/Media/ME1"
LIMIT = 1_000_000


def store(request: Received) -> Answer:
    """The API redirects to the store; the API wants the password, the store must not see one."""
    if request.path == PATH:
        known = request.headers["Authorization"] == CREDENTIALS
        return Answer(307, headers={"Location": "/store/ME1"}) if known else Answer(401)
    return Answer(400 if "Authorization" in request.headers else 200, PHOTO, {"Content-Type": "image/jpeg"})


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with serving(store) as server:
        yield server


def fetch(url: str, server: FakeServer, limit: int = LIMIT, timeout: float = 5.0) -> tuple[bytes, str]:
    channel, got = twilio(server.url, timeout), bytearray()
    try:
        claimed = channel.fetch(Attachment(url, "image/png"), got.extend, limit)
    finally:
        channel.close()
    return bytes(got), claimed


def failing(answer: Answer, limit: int = LIMIT, timeout: float = 5.0) -> SendError:
    with serving(lambda _: answer) as server, pytest.raises(SendError) as raised:
        fetch(server.url + PATH, server, limit, timeout)
    return raised.value


def test_a_file_is_fetched_over_the_redirect_and_the_password_stays_behind(server: FakeServer) -> None:
    assert fetch(server.url + PATH, server) == (PHOTO, "image/jpeg")
    assert [request.path for request in server.received] == [PATH, "/store/ME1"]


def test_the_content_type_claimed_at_first_stands_in_for_a_missing_one() -> None:
    with serving(lambda _: Answer(200, PHOTO, {"Content-Type": ""})) as server:
        assert fetch(server.url + PATH, server)[1] == "image/png"


@pytest.mark.parametrize(
    "url",
    [
        f"https://evil.example{PATH}",
        f"https://api.twilio.com.evil.example{PATH}",
        f"https://evil.example/api.twilio.com{PATH}",
        f"https://api.twilio.com@evil.example{PATH}",
        f"https://api.twilio.com:pw@evil.example{PATH}",
        f"https://evil.example#@api.twilio.com{PATH}",
        f"https://evil.example\\@api.twilio.com{PATH}",
        f"https://apixtwilio.com{PATH}",
        f"https://evilapi.twilio.com{PATH}",
        f"http://api.twilio.com{PATH}",
        f"https://api.twilio.com:8443{PATH}",
        f"https://pricing.twilio.com{PATH}",
        f"http://169.254.169.254{PATH}",
        f"http://localhost:6379{PATH}",
        f"http://[::1]{PATH}",
        f"file://{PATH}",
        f"ftp://api.twilio.com{PATH}",
        f"//api.twilio.com{PATH}",
        f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT_SID}/Messages.json",
        f"https://api.twilio.com/2010-04-01/Accounts/{'AC' + '1' * 32}/Messages/MM1/Media/ME1",
        f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT_SID}/Messages/MM1/Media/../../../x",
        f"https://api.twilio.com{PATH}/%2e%2e",
        f"https://api.twilio.com{PATH}\n",
        f" https://api.twilio.com{PATH}",
        PATH,
        "",
    ],
)
def test_an_address_that_is_not_twilios_gets_no_request_and_no_password(url: str, server: FakeServer) -> None:
    with pytest.raises(SendError) as raised:
        fetch(url, server)
    assert not raised.value.retryable
    assert server.received == []


@pytest.mark.parametrize("host", ["api.twilio.com", "api.dublin.ie1.twilio.com", "api.ie1.twilio.com"])
def test_twilios_own_hosts_are_known(host: str) -> None:
    files = Files(ACCOUNT_SID, AUTH_TOKEN, "https://api.twilio.com", 1.0)
    assert files.is_ours(f"https://{host}{PATH}")


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1:9/latest/meta-data", "http://169.254.169.254/", "https://evil.example/x",
        "https://mms.twiliocdn.com.evil.example/x", "http://mms.twiliocdn.com/x",
        "https://s3-external-1.amazonaws.com/other-bucket/x", "https://user:pw@mms.twiliocdn.com/x",
        "file:///etc/passwd", "\\\\evil\\x", "https://mms.twiliocdn.com:22/x",
    ],
)  # fmt: skip
def test_a_redirect_to_elsewhere_is_not_followed(target: str) -> None:
    error = failing(Answer(302, headers={"Location": target}))
    assert not error.retryable
    assert "elsewhere" in error.reason


def test_redirects_in_a_circle_end() -> None:
    with serving(lambda _: Answer(302, headers={"Location": "/again"})) as server, pytest.raises(SendError):
        fetch(server.url + PATH, server)
    assert len(server.received) == 4


def test_a_file_over_the_limit_is_refused_before_it_is_read() -> None:
    with serving(store) as server, pytest.raises(SendError) as raised:
        fetch(server.url + PATH, server, limit=1000)
    assert not raised.value.retryable
    assert "large" in raised.value.reason


def test_a_file_that_does_not_tell_its_size_is_cut_at_the_limit() -> None:
    got: list[bytes] = []
    with serving(lambda _: Answer(200, PHOTO, {"Content-Length": ""})) as server:
        channel = twilio(server.url)
        with pytest.raises(SendError):
            channel.fetch(Attachment(server.url + PATH, ""), got.append, 100_000)
        channel.close()
    assert len(b"".join(got)) <= 100_000


@pytest.mark.parametrize(
    ("answer", "retryable"),
    [
        (Answer(500), True), (Answer(429), True), (Answer(404), True), (Answer(410), False), (Answer(401), True),
        (Answer(reset=True), True), (Answer(200, PHOTO, cut=True), True), (Answer(200, PHOTO, delay=0.6), True),
    ],
    ids=["500", "429", "404", "410", "401", "reset", "cut", "slow"],
)  # fmt: skip
def test_a_failed_fetch_says_whether_to_try_again(answer: Answer, retryable: bool) -> None:
    assert failing(answer, timeout=0.3).retryable is retryable


def test_a_netrc_file_of_the_machine_gives_no_password_away(
    server: FakeServer, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    netrc = tmp_path_factory.mktemp("home") / "netrc"
    netrc.write_text("default login somebody password something\n")
    monkeypatch.setenv("NETRC", str(netrc))
    assert fetch(server.url + PATH, server)[0] == PHOTO
