"""The whole of it: our reading with a server beside it, over real HTTP, and the line that goes on without."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry

from bot.metrics import Metrics
from bot.understanding import rasa
from bot.understanding.pipeline import Pipeline
from bot.understanding.rasa.breaker import FAILURES
from bot.understanding.types import Context, Understanding
from channels.base import InboundMessage
from commands.services import build_services
from config.settings import Settings
from dialogs.loader import load
from tests.bot.understanding.rasa import recordings
from tests.builders.turns import LONDON, START
from tests.fakes.http_server import Answer, Received, Script, serving

EMBEDDED = Pipeline(load())
NOW = Context(START.astimezone(LONDON), LONDON, language="en")
READY = Answer(200, recordings.load()["status"]["body"].encode())
TEXT = "two lads smashed a blue honda outside 14 elm st at 2am last night"
#: Deadlines in seconds: one that a server of these tests always meets, and one that a silent server misses.
GENEROUS, SHORT = 30.0, 0.1


class Beside:
    """Our reading with a server at `url` beside it."""

    def __init__(self, url: str, seconds: float = GENEROUS) -> None:
        self.registry = CollectorRegistry()
        self.both = rasa.build(EMBEDDED, Metrics(self.registry), url, "token", seconds)

    def __call__(self, text: str) -> Understanding:
        return self.both.understand(text, NOW)

    def until_read(self) -> None:
        """Ask until the server was found ready."""
        end = time.monotonic() + 10
        while not self.count("read"):
            assert time.monotonic() < end
            self("hello there")
            time.sleep(0.01)

    def count(self, result: str) -> float:
        return self.registry.get_sample_value("tipline_rasa_total", {"result": result}) or 0.0


def script(received: Received, intent: str = "tell_fraud") -> Answer:
    if received.method == "GET":
        return READY
    text = json.loads(received.body)["text"]
    return Answer(200, {"text": text, "intent": {"name": intent, "confidence": 0.95}, "entities": []})


def test_what_rasa_sees_is_added_and_counted():
    with serving(script) as server:
        beside = Beside(server.url)
        beside.until_read()
        heard = beside("somebody talked nan into a thing with the gutters")
        assert (heard.category, heard.category_found_by) == ("fraud", "rasa")
        assert beside.registry.get_sample_value("tipline_rasa_fields_total", {"field": "category"}) == 1


@contextmanager
def failing_with(answer: Script, seconds: float = GENEROUS) -> Iterator[Beside]:
    """Our reading beside a server that was read once, and answers every question with `answer` from then on."""
    with serving(script) as server:
        beside = Beside(server.url, seconds)
        beside.until_read()
        server.script = lambda received: READY if received.method == "GET" else answer(received)
        yield beside


@pytest.mark.parametrize(
    ("answer", "result"),
    [(Answer(reset=True), "away"), (Answer(200, b"garbage"), "wrong"), (Answer(500, b"{}"), "wrong")],
)
def test_when_rasa_fails_our_own_reading_counts(answer: Answer, result: str):
    with failing_with(lambda _: answer) as beside:
        for _ in range(6):
            assert beside(TEXT) == EMBEDDED.understand(TEXT, NOW)
        assert beside.count(result) >= FAILURES


def test_our_own_reading_does_not_wait_for_a_server_that_is_silent():
    released = threading.Event()

    def silent(received: Received) -> Answer:
        released.wait()
        return script(received)

    with failing_with(silent, SHORT) as beside:
        for _ in range(6):
            assert beside(TEXT) == EMBEDDED.understand(TEXT, NOW)
        assert beside.count("slow") + beside.count("away") >= FAILURES  # the wait or the connection ends first
        released.set()


def asked_of_rasa(settings: dict[str, str]) -> float:
    """How many messages a line with these settings would have had read by Rasa, after it took one."""
    services = build_services(Settings.load(settings))
    services.storage.migrate()
    services.take(InboundMessage("sms", "+447700900001", text="hello there", provider_id="SM1"))
    samples = services.registry.collect()
    services.close()
    return sum(sample.value for metric in samples if metric.name == "tipline_rasa" for sample in metric.samples)


def test_a_line_has_no_rasa_unless_the_settings_name_one(tmp_path: Path):
    with serving(script) as server:
        assert asked_of_rasa({"TIPLINE_DATA_DIR": str(tmp_path / "a")}) == 0
        beside = {"TIPLINE_DATA_DIR": str(tmp_path / "b"), "TIPLINE_RASA_URL": server.url}
        assert asked_of_rasa(beside) > 0
