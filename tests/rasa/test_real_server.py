"""Our code with a real Rasa server: what it answers, and conversations while it dies, hangs and comes back."""

from __future__ import annotations

import itertools
import json
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.understanding.rasa.answer import Answer
from bot.understanding.rasa.connection import Connection
from channels.base import InboundMessage
from commands.rasa.compare import held_back, measure
from commands.rasa.models import Models
from commands.rasa.server import Server
from commands.services import Services, build_services
from config.settings import Settings
from dialogs.loader import load
from dialogs.nlu.examples import all_examples, written
from dialogs.nlu.frames import FOLDER as TRAINING
from dialogs.nlu.intents import patterns
from tests.bot.understanding.rasa import recordings
from tests.rasa.conftest import TOKEN
from tests.rasa.prepare import FOLDER

pytestmark = pytest.mark.rasa

DIALOGS = load()
EXAMPLES = all_examples(DIALOGS)
DEADLINE_MS = 1000  # of a machine that also runs the other tests
_ids = itertools.count(1)


@pytest.fixture
def connection(rasa: Server) -> Iterator[Connection]:
    made = Connection(rasa.url, TOKEN, 10.0, 2)
    yield made
    made.close()


@pytest.fixture
def services(rasa: Server, tmp_path: Path) -> Iterator[Services]:
    given = {
        "TIPLINE_DATA_DIR": str(tmp_path),
        "TIPLINE_RASA_URL": rasa.url,
        "TIPLINE_RASA_TOKEN": TOKEN,
        "TIPLINE_RASA_DEADLINE_MS": str(DEADLINE_MS),
        "TIPLINE_FLOOD_LIMIT": "off",
    }
    made = build_services(Settings.load(given))
    made.storage.migrate()
    yield made
    made.close()


def count(services: Services, result: str) -> float:
    return services.registry.get_sample_value("tipline_rasa_total", {"result": result}) or 0.0


def say(services: Services, text: str, address: str = "+447700900001") -> float:
    """One message of a citizen; it must be answered. The seconds that took."""
    started = time.monotonic()
    outcome = services.take(InboundMessage("sms", address, text=text, provider_id=f"SM{next(_ids)}"))
    assert outcome.replies
    return time.monotonic() - started


def say_until(services: Services, result: str, more: float = 1, seconds: float = 60) -> None:
    """Citizens text until Rasa's `result` was counted `more` times again; every one of them is answered in time."""
    wanted, end = count(services, result) + more, time.monotonic() + seconds
    while count(services, result) < wanted:
        assert time.monotonic() < end, result
        assert say(services, "saw a man climb over the gate", f"+4477009{next(_ids):05}") < DEADLINE_MS / 1000 + 3
        time.sleep(0.05)


def test_the_server_answers_as_it_was_recorded(rasa: Server):
    now, then = recordings.record(rasa.url, TOKEN), recordings.load()
    assert {name: answer["status"] for name, answer in now.items()} == {
        name: answer["status"] for name, answer in then.items()
    }
    for name, answer in now.items():
        assert shape(json.loads(answer["body"])) == shape(json.loads(then[name]["body"])), name


def shape(data: object) -> object:
    """The keys and types of an answer; what a list holds goes by the kinds of its entries."""
    if isinstance(data, dict):
        return {key: shape(value) for key, value in data.items() if key not in ("entities", "text_tokens")}
    if isinstance(data, list):
        return sorted({str(shape(item)) for item in data})
    return type(data).__name__


@pytest.mark.parametrize("code", sorted(DIALOGS.languages))
def test_every_language_is_read(connection: Connection, code: str):
    score = measure(connection, written(TRAINING / f"{code}.yml", set(patterns(DIALOGS.languages[code].words))))
    assert score.examples > 50
    assert score.intents > 0.6
    assert score.entities > 0.6


def test_strange_texts_are_answered(connection: Connection):
    for text in (
        "3",
        "a" * 1000,
        "hi\n\tthere\u00a0you",
        "🚨 help 🚨",
        "\u202eabc",
        "' OR 1=1 --",
        "{x} [y](place)",
        "¿?a",
    ):
        assert isinstance(connection.parse(text), Answer)


def test_held_back_examples_are_understood_far_above_chance(connection: Connection):
    score = measure(connection, held_back(EXAMPLES)[::4])
    assert score.examples > 100
    assert score.intents > 0.35  # of some 60 intents, many by words that no example shares
    assert score.entities > 0.5


def test_another_model_is_loaded_while_citizens_text(services: Services, rasa: Server, connection: Connection):
    say_until(services, "read")
    patient = Connection(rasa.url, TOKEN, 60.0, 1)
    assert patient.swap(str(Models(FOLDER).newest()))
    assert connection.ready()
    say_until(services, "read", 3)
    assert not patient.swap("/nonexistent/model.tar.gz")
    assert connection.ready()


def test_a_conversation_goes_on_while_rasa_is_killed_and_started_again(services: Services, rasa: Server):
    say_until(services, "read")
    say(services, "two lads smashed a blue honda outside 14 elm st")
    rasa.kill()
    say_until(services, "away")
    say(services, "about 2am last night")
    say_until(services, "resting", 5)
    say(services, "dark hoodies, one tall")
    rasa.start()
    rasa.wait_until_ready(100)
    say_until(services, "read", 3)
    say(services, "no")


def test_a_hanging_server_costs_the_deadline_then_nothing(services: Services, rasa: Server):
    say_until(services, "read")
    assert rasa.pid is not None
    os.kill(rasa.pid, signal.SIGSTOP)
    say_until(services, "slow", 3)
    say_until(services, "resting", 5)
    os.kill(rasa.pid, signal.SIGCONT)
    say_until(services, "read", 3)


def test_neither_token_nor_words_leave_the_server(rasa: Server, connection: Connection, rasa_log: Path):
    connection.parse("planted words of a citizen")
    recordings.record(rasa.url, TOKEN)
    arguments = Path(f"/proc/{rasa.pid}/cmdline")
    assert not arguments.exists() or TOKEN.encode() not in arguments.read_bytes()
    log = rasa_log.read_text(errors="replace")
    assert "planted" not in log
    assert TOKEN not in log


def test_it_listens_on_this_machine_only(rasa: Server):
    assert rasa.url.startswith("http://127.0.0.1:")
