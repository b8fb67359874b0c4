"""Deadline, breaker and what is asked at all; the server here is an object that does as it is told."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable

import pytest

from bot.understanding.rasa.answer import Answer, WrongAnswer
from bot.understanding.rasa.breaker import FAILURES, PAUSE, Breaker
from bot.understanding.rasa.client import LONGEST, RESULTS, THREADS, Client
from bot.understanding.rasa.connection import Away

#: Seconds that an answer may take, and that pass on the clock of these tests only where they are added.
DEADLINE = 3600.0
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

    def __init__(self, does: Callable[[str], Answer] = lambda _: GREETING) -> None:
        self.server, self.results = Scripted(does), Counter[str]()
        self.now, self.breaker = 0.0, Breaker()
        self.client = Client(self.server, DEADLINE, self.note, self.breaker, lambda: self.now)

    def note(self, result: str, seconds: float) -> None:
        assert seconds >= 0
        self.results[result] += 1

    def ready(self) -> Asked:
        self.breaker.permit(self.now)
        self.breaker.looked(True)
        return self

    def until_answered(self) -> None:
        """Ask again and again: a look that is under way in another thread lets the next one through."""
        while self() is None:
            threading.Event().wait(0.01)

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
    asked.until_answered()
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


def test_a_silent_server_is_waited_for_until_the_deadline_and_then_not_asked():
    released = threading.Event()

    def silent(_: str) -> Answer:
        released.wait()
        return GREETING

    asked = Asked(silent).ready()
    for _ in range(FAILURES):
        question = asked.client.ask("hello")
        asked.now += DEADLINE
        assert asked.client.answer(question) is None
    for _ in range(100):
        assert asked() is None
    assert asked.results == {"slow": FAILURES, "resting": 100}
    released.set()


def test_no_more_questions_are_under_way_than_there_are_threads():
    released = threading.Event()

    def slow(_: str) -> Answer:
        released.wait()
        return GREETING

    asked = Asked(slow).ready()
    questions = [asked.client.ask("hello") for _ in range(THREADS + 1)]
    assert [question.result for question in questions] == [""] * THREADS + ["busy"]
    released.set()


def test_a_server_that_is_ready_again_is_asked_again():
    asked = Asked(failing(Away("x"))).ready()
    for _ in range(FAILURES):
        asked()
    asked.server.does = lambda _: GREETING
    assert asked() is None
    assert not asked.server.looked.is_set()
    asked.now += PAUSE
    asked.until_answered()
    assert asked.results["read"] == 1


def test_every_result_is_a_known_one():
    asked = Asked(failing(Away("x"))).ready()
    for text in ("", "a", "b", "c", "d"):
        asked(text)
    assert set(asked.results) <= set(RESULTS)
