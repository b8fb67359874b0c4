"""What a Rasa server says about one text: its JSON, checked, as values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


class WrongAnswer(Exception):
    """The server's answer is not what Rasa 3.6 answers; the text never repeats any of it."""


@dataclass(frozen=True, slots=True)
class Entity:
    """A span of the text, in characters. `confidence` is 0 where Rasa gives none: its lookup tables do not weigh."""

    kind: str
    start: int
    end: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Answer:
    """The best intent ("" for none) with its confidence from 0 to 1, and the entities in the order of the text."""

    intent: str = ""
    confidence: float = 0.0
    entities: tuple[Entity, ...] = ()


def read(body: bytes, text: str) -> Answer:
    """The answer to `text` of `POST /model/parse`; raises WrongAnswer.

    https://rasa.com/docs/rasa/pages/http-api#operation/parseModelMessage, as a 3.6.21 server really sends it: the
    confidence of an entity is called `confidence_entity`.
    """
    try:
        data = json.loads(body)
        if not isinstance(data, dict) or data.get("text") != text:
            raise WrongAnswer("not an answer to this text")
        intent = data["intent"]
        found = sorted((_entity(item, len(text)) for item in data["entities"]), key=lambda entity: entity.start)
        return Answer(str(intent["name"] or ""), _share(intent["confidence"]), tuple(found))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise WrongAnswer("not the documented shape") from None


def is_ready(body: bytes) -> bool:
    """Whether the answer of `GET /status` names a loaded model."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return False
    return isinstance(data, dict) and bool(data.get("model_id")) and bool(data.get("model_file"))


def _entity(item: Mapping[str, Any], length: int) -> Entity:
    start, end = item["start"], item["end"]
    if not (type(start) is type(end) is int and 0 <= start < end <= length):
        raise WrongAnswer("an entity outside the text")
    return Entity(str(item["entity"]), start, end, _share(item.get("confidence_entity", 0.0)))


def _share(value: Any) -> float:
    share = float(value)
    if not 0.0 <= share <= 1.0 + 1e-6:
        raise WrongAnswer("a confidence outside 0 to 1")
    return share
