"""Asks a Rasa server beside our own reading and never waits beyond the deadline."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol

from bot.understanding.rasa.answer import Answer, WrongAnswer
from bot.understanding.rasa.breaker import Breaker, Permit
from bot.understanding.rasa.connection import Away

logger = logging.getLogger(__name__)

#: Questions at a time and process; more are not asked.
THREADS = 8
#: Characters that Rasa is asked about; it reads the beginning of a longer message.
LONGEST = 1000

#: Told of every message: what came of it (see `RESULTS`) and the seconds that it took.
Note = Callable[[str, float], None]
#: read: answered in time · slow: not in time · away: no answer · wrong: no usable answer · resting: not asked, after
#: failures · unasked: nothing to ask about · busy: as many questions under way as there may be
RESULTS = ("read", "slow", "away", "wrong", "resting", "unasked", "busy")


class Server(Protocol):
    """The part of `connection.Connection` that is used here."""

    def parse(self, text: str) -> Answer: ...

    def ready(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Question:
    """A question under way since `asked`, or None for the reason in `result`."""

    asked: float
    answer: Future[Answer] | None
    result: str = ""


class Client:
    """Questions to one server. Safe to share between threads."""

    def __init__(
        self,
        server: Server,
        seconds: float,
        note: Note,
        breaker: Breaker | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`seconds` is the deadline from `ask` to the end of `answer`."""
        self._server, self._seconds, self._note, self._clock = server, seconds, note, clock
        self._breaker = breaker or Breaker()
        self._threads = ThreadPoolExecutor(THREADS + 1, "rasa")
        self._under_way: set[Future[Answer]] = set()

    def ask(self, text: str) -> Question:
        """Begin to ask about `text`; does not wait."""
        now = self._clock()
        if not any(character.isalnum() for character in text):
            return Question(now, None, "unasked")
        permit = self._breaker.permit(now)
        if permit is Permit.LOOK:
            self._threads.submit(self._look)
        if permit is not Permit.ASK:
            return Question(now, None, "resting")
        if len(self._under_way) >= THREADS:
            self._breaker.failed(now)
            return Question(now, None, "busy")
        future = self._threads.submit(self._server.parse, text[:LONGEST])
        self._under_way.add(future)
        future.add_done_callback(self._under_way.discard)
        return Question(now, future)

    def answer(self, question: Question) -> Answer | None:
        """The answer, or None when there is none by the deadline. Never raises."""
        answer, result = self._wait(question)
        self._note(result, self._clock() - question.asked)
        return answer

    def _wait(self, question: Question) -> tuple[Answer | None, str]:
        if question.answer is None:
            return None, question.result
        left = question.asked + self._seconds - self._clock()
        try:
            answer = question.answer.result(max(0.0, left))
        except TimeoutError:
            return self._failed("slow")
        except Away:
            return self._failed("away")
        except WrongAnswer:
            return self._failed("wrong")
        self._breaker.answered()
        return answer, "read"

    def _failed(self, result: str) -> tuple[None, str]:
        self._breaker.failed(self._clock())
        return None, result

    def _look(self) -> None:
        ready = self._server.ready()
        self._breaker.looked(ready)
        if ready:
            logger.info("rasa is ready")
