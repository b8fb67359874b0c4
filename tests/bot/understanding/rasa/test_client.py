"""Deadline, breaker and what is asked at all; the server here is an object that does as it is told."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable

import pytest

from bot.understanding.rasa.answer import Answer, WrongAnswer
from bot.understanding.rasa.breaker import FAILURES, Breaker
from bot.understanding.rasa.client import LONGEST, RESULTS, THREADS, Client
from bot.understanding.rasa.connection import Away

SECONDS = 0.05
GREETING = Answer("act_greeting", 0.9)


class Scripted:
    """Does `does` with each text; `is_ready` is what a look finds."""

    def __init__(self, does: Callable[[str], Answer] = lambda _: GREETING) -> None:
        self.does, self.is_ready = does, True
        self.texts: list[str] = []
        self.looked = threading.Event()

    def parse(self, text: str) -> Answer:
        self.texts.append(text)
        return self.does(text)

    def ready(self) -> bool:
        self.looked.set()
        return self.is_ready


class Asked:
    """A client with its server and what it noted."""

    def __init__(self, does: Callable[[str], Answer] = lambda _: GREETING, pause: float = 60.0) -> None:
        self.server, self.results = Scripted(does), Counter[str]()
        self.breaker = Breaker(pause=pause)
        self.client = Client(self.server, SECONDS, self.note, self.breaker)

    def note(self, result: str, seconds: float) -> None:
        assert seconds >= 0
        self.results[result] += 1

    def ready(self) -> Asked:
        self.breaker.permit(time.monotonic())
        self.breaker.looked(True)
        return self

    def __call__(self, text: str = "hello") -> Answer | None:
        return self.client.answer(self.client.ask(text))


def failing(error: Exception) -> Callable[[str], Answer]:
    def fail(_: str) -> Answer:
        raise error

    return fail


def test_an_answer_in_time_is_returned():
    asked = Asked().ready()
    assert asked() == GREETING
    assert asked.results == {"read": 1}


def test_the_first_message_only_looks_whether_the_server_is_ready():
    asked = Asked()
    assert asked() is None
    assert asked.results == {"resting": 1}
    assert asked.server.looked.wait(5)
    while asked() is None:
        time.sleep(0.01)
    assert asked.server.texts


@pytest.mark.parametrize("text", ["", "   ", "\n", "...", "?!", "🚨🚨"])
def test_a_text_without_a_letter_or_digit_is_never_asked(text: str):
    asked = Asked().ready()
    assert asked(text) is None
    assert asked.server.texts == []
    assert asked.results == {"unasked": 1}


def test_only_the_beginning_of_a_very_long_text_is_asked():
    asked = Asked().ready()
    asked("a" * 5 * LONGEST)
    assert asked.server.texts == ["a" * LONGEST]


@pytest.mark.parametrize(("error", "result"), [(Away("x"), "away"), (WrongAnswer("x"), "wrong")])
def test_failures_are_counted_and_open_the_breaker(error: Exception, result: str):
    asked = Asked(failing(error)).ready()
    assert [asked() for _ in range(FAILURES + 2)] == [None] * (FAILURES + 2)
    assert asked.results == {result: FAILURES, "resting": 2}
    assert len(asked.server.texts) == FAILURES


def test_a_slow_server_costs_the_deadline_and_then_nothing():
    released = threading.Event()

    def slow(_: str) -> Answer:
        released.wait(10)
        return GREETING

    asked = Asked(slow).ready()
    started = time.monotonic()
    for _ in range(FAILURES):
        assert asked() is None
    assert SECONDS * FAILURES <= time.monotonic() - started < SECONDS * FAILURES + 1
    started = time.monotonic()
    for _ in range(100):
        assert asked() is None
    assert time.monotonic() - started < 0.5
    assert asked.results == {"slow": FAILURES, "resting": 100}
    released.set()


def test_no_more_questions_are_under_way_than_there_are_threads():
    released = threading.Event()

    def slow(_: str) -> Answer:
        released.wait(10)
        return GREETING

    asked = Asked(slow).ready()
    questions = [asked.client.ask("hello") for _ in range(THREADS + 1)]
    assert [question.result for question in questions] == [""] * THREADS + ["busy"]
    released.set()


def test_a_server_that_is_ready_again_is_asked_again():
    asked = Asked(failing(Away("x")), pause=0.05).ready()
    for _ in range(FAILURES):
        asked()
    asked.server.does = lambda _: GREETING
    deadline = time.monotonic() + 10
    while asked() is None:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert asked.results["read"] == 1


def test_every_result_is_a_known_one():
    asked = Asked(failing(Away("x"))).ready()
    for text in ("", "a", "b", "c", "d"):
        asked(text)
    assert set(asked.results) <= set(RESULTS)
