"""Compares models on examples that none of them was trained with, before one takes the place of another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bot.understanding.rasa.answer import Answer, WrongAnswer
from bot.understanding.rasa.connection import Away, Connection
from commands.errors import Mistake
from commands.rasa.server import Server
from dialogs.nlu.examples import Example, Span, unmarked

#: A model may be this much worse, as a share of 1, and still count as no worse: one example in a hundred.
SLACK = 0.01
#: Seconds that a server gets for an answer or to load a model.
PATIENCE = 120.0


@dataclass(frozen=True, slots=True)
class Score:
    """What a model read of the held-back examples: intents right of all, entities found, wanted and both."""

    right: int
    examples: int
    found: int
    wanted: int
    common: int

    @property
    def intents(self) -> float:
        """The share of intents that are right."""
        return self.right / max(1, self.examples)

    @property
    def entities(self) -> float:
        """The F1 of entities, exact in kind and span."""
        return 2 * self.common / max(1, self.found + self.wanted)

    def is_no_worse_than(self, other: Score) -> bool:
        return self.intents >= other.intents - SLACK and self.entities >= other.entities - SLACK

    def __str__(self) -> str:
        return f"intents {100 * self.intents:5.1f} %  entities F1 {100 * self.entities:5.1f} %"


def held_back(examples: Iterable[Example]) -> list[Example]:
    """The examples that no model is trained with. Raises Mistake when there are none."""
    found = [example for example in examples if example.held_back]
    if not found:
        raise Mistake("no examples are held back, so there is nothing to measure with")
    return found


def measure(connection: Connection, examples: Iterable[Example]) -> Score:
    """How well the server behind `connection` reads `examples`. Raises Mistake when it does not answer."""
    right = count = found = wanted = common = 0
    for example in examples:
        text, spans = unmarked(example.text)
        answer = _ask(connection, text)
        seen = {Span(e.kind, e.start, e.end) for e in answer.entities if e.confidence}
        count, right = count + 1, right + (answer.intent == example.intent)
        found, wanted, common = found + len(seen), wanted + len(spans), common + len(seen & set(spans))
    return Score(right, count, found, wanted, common)


def compare(models: Iterable[Path], examples: list[Example], token: str, log: Path) -> list[Score]:
    """The score of each model, on a server of its own that ends with this."""
    scores = []
    for model in models:
        server = Server(model, token, log)
        server.start()
        try:
            server.wait_until_ready()
            scores.append(measure(Connection(server.url, token, PATIENCE, 1), examples))
        finally:
            server.stop()
        print(f"  {model.name:<44}{scores[-1]}", flush=True)
    return scores


def _ask(connection: Connection, text: str) -> Answer:
    try:
        return connection.parse(text)
    except (Away, WrongAnswer) as error:
        raise Mistake(f"the Rasa server gave {error}") from None
