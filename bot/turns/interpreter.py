"""Understands a message in the context of its conversation, outside any transaction."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from bot.engine import LineSettings
from bot.metrics import Metrics
from bot.turns.context_cache import KnownContext
from bot.understanding.types import Act, Context, Understanding, Understands
from channels.base import InboundMessage

logger = logging.getLogger(__name__)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class TurnOptions:
    """How this line takes messages; `flood_limit` is the messages a minute that are answered, None for all."""

    line: LineSettings
    timezone: ZoneInfo
    country: str
    flood_limit: int | None


@dataclass(frozen=True, slots=True)
class Interpreted:
    """A message as read in a context; `understanding` is None when the reading failed."""

    message: InboundMessage
    context: Context
    understanding: Understanding | None


class Interpreter:
    """Reads messages, from any number of threads."""

    def __init__(self, understands: Understands, options: TurnOptions, metrics: Metrics) -> None:
        self._understands, self._options, self._metrics = understands, options, metrics

    def interpret(self, message: InboundMessage, known: KnownContext, now: datetime) -> Interpreted:
        """The message, read in what is `known` of its conversation. Never raises."""
        context = self.context(message, known, now)
        started = time.perf_counter()
        understanding = guarded(lambda: as_edited(self._understands.understand(message.text, context), message))
        self._metrics.understand_seconds.observe(time.perf_counter() - started)
        return Interpreted(message, context, understanding)

    def context(self, message: InboundMessage, known: KnownContext, now: datetime) -> Context:
        """What the reading depends on. Times count from when it was sent; an SMS does not tell, so from its arrival."""
        return Context(
            sent_at=(message.sent_at or now).astimezone(self._options.timezone),
            timezone=self._options.timezone,
            country=self._options.country,
            language=known.language or message.language_hint,
            asking=known.asking,
        )


def guarded(decide: Callable[[], T]) -> T | None:
    """The result, or None when it failed: no mistake of ours may lose a citizen's message."""
    try:
        return decide()
    except Exception:
        logger.exception("a message could not be read")
        return None


def as_edited(understanding: Understanding, message: InboundMessage) -> Understanding:
    """The reading of `message`. One that was edited says again, and better, what it said: it is a correction."""
    if not message.edits:
        return understanding
    return replace(understanding, acts=understanding.acts | {Act.CORRECTION})
