"""After whole conversations, faults included, a citizen's words and address are found nowhere outside the vault."""

from __future__ import annotations

import json
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from sqlalchemy import MetaData, inspect, select

from tests.builders.threads import eventually
from tests.fakes.http_server import Answer
from tests.fakes.processes import Services, deliver, running_services

NUMBER, CHAT = "+447700944944", 944_944_944
WORDS = ("Zanzibarstreet", "zebrastriped", "Quagmire")
TEXT = "two lads with a zebrastriped van at 14 Zanzibarstreet E8 shouted Quagmire"
#: The words, the number in the forms that it may take, and what is known to the provider of it.
PLANTED = [*WORDS, NUMBER, NUMBER[1:], "7700944944", "07700944944", str(CHAT)]
FILE = b"\xff\xd8\xff\xe0 Zanzibarstreet on a photo" * 50
TELEGRAM = {
    "TIPLINE_TELEGRAM_TOKEN": "123456:telegram-token-planted",
    "TIPLINE_TELEGRAM_SECRET": "telegram-secret-planted",
}


class Listener:
    """Everything that passes through a Redis, and everything that it holds."""

    def __init__(self, url: str) -> None:
        self._client = redis.Redis.from_url(url)
        self.heard: list[bytes] = []
        self._pubsub = self._client.pubsub()
        self._pubsub.psubscribe(**{"*": self._note})
        self._thread = self._pubsub.run_in_thread(sleep_time=0.05, daemon=True)

    def _note(self, message: dict[str, bytes]) -> None:
        self.heard += [message["channel"], message["data"]]

    def all(self) -> list[bytes]:
        keys = list(self._client.scan_iter())
        return self.heard + keys + [self._client.dump(key) or b"" for key in keys]

    def close(self) -> None:
        self._thread.stop()
        self._thread.join()
        self._client.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def services(request: pytest.FixtureRequest, tmp_path: Path, redis_url: str) -> Iterator[Services]:
    url = f"sqlite:///{tmp_path}/data/tipline.db"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgresql_url")
    telegram = TELEGRAM | {"TIPLINE_TELEGRAM_API_URL": "http://127.0.0.1:9"}
    with running_services(tmp_path, url, redis_url, TIPLINE_FLOOD_LIMIT="500", **telegram) as opened:
        yield opened


def talk_by_web(url: str) -> None:
    session = post_json(url + "/chat/session", None, None)["token"]
    post_json(url + "/chat/messages?after=0", session, {"id": "message-0001", "text": TEXT})
    request = urllib.request.Request(
        url + "/chat/uploads?after=0", FILE,
        {"Authorization": f"Bearer {session}", "Content-Type": "image/jpeg", "X-Message-Id": "message-0002",
         "X-File-Name": "Quagmire.jpg"},
    )  # fmt: skip
    urllib.request.urlopen(request, timeout=10).read()


def talk_by_telegram(url: str) -> None:
    update = {"update_id": 1, "message": {
        "message_id": 1, "date": 1781000000, "text": TEXT,
        "chat": {"id": CHAT, "type": "private", "first_name": "Quagmire"},
        "from": {"id": CHAT, "is_bot": False, "first_name": "Quagmire"}}}  # fmt: skip
    headers = {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": "telegram-secret-planted"}
    body = json.dumps(update).encode()
    urllib.request.urlopen(urllib.request.Request(url + "/webhooks/telegram", body, headers), timeout=10).read()


def post_json(url: str, token: str | None, body: object) -> dict[str, str]:
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    request = urllib.request.Request(url, json.dumps(body).encode(), headers, method="POST")
    with urllib.request.urlopen(request, timeout=10) as answer:
        return dict(json.loads(answer.read()))


def found_in(content: bytes, planted: list[str]) -> list[str]:
    folded = content.lower()
    return [word for word in planted if word.lower().encode() in folded or word.encode("utf-16-le") in content]


def database_bytes(services: Services) -> bytes:
    """Every value of every column of every table."""
    with services.database.read() as connection:
        schema = MetaData()
        schema.reflect(connection)
        assert inspect(connection).get_table_names()
        rows = [tuple(row) for table in schema.sorted_tables for row in connection.execute(select(table))]
    return b"\n".join(value if isinstance(value, bytes) else str(value).encode() for row in rows for value in row)


def test_planted_words_and_numbers_are_found_nowhere(services: Services, redis_url: str):
    listener = Listener(redis_url)
    failing = {1: Answer(500, {"message": f"cannot send to {NUMBER}", "status": 500}), 2: Answer(reset=True)}
    services.provider.fault = failing.get
    line = services.run("serve")
    texts = (TEXT, "no", "last night", "it was zebrastriped", "yes")
    jobs = [threading.Thread(target=talk, args=(line.url,)) for talk in (talk_by_web, talk_by_telegram)]
    for job in jobs:
        job.start()
    for text in texts:
        deliver([line.url], NUMBER, text)
    for job in jobs:
        job.join(30)
    eventually(lambda: len(services.provider.accepted) >= 3)
    deliver([line.url], NUMBER, "STOP")
    metrics = line.metrics()
    assert b'tipline_turns_total{channel="sms",outcome="taken"} 6.0' in metrics
    eventually(lambda: list((services.data / "evidence").rglob("*.sealed")))
    assert line.stop() == 0

    secrets = ["auth-token-of-the-test", *TELEGRAM.values(), "telegram-token-planted"]
    files = [path for path in services.folder.rglob("*") if path.is_file()]
    assert any(path.suffix == ".sealed" for path in files)
    places = {str(path.relative_to(services.folder)): path.read_bytes() for path in files}
    places |= {"metrics": metrics, "redis": b"\n".join(listener.all()), "database": database_bytes(services)}
    listener.close()
    assert places["redis"]
    assert {name: found for name, content in places.items() if (found := found_in(content, PLANTED + secrets))} == {}
    for path in files:
        if "data" in path.parts:
            assert path.stat().st_mode & 0o077 == 0, path
