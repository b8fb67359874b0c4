"""One inbound message from arrival to commit: understand, lock, advance, store, queue the replies."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from bot import references, state
from bot.conversation import Conversation, Reply, Turn
from bot.engine import Line, advance, unreadable
from bot.memory import Known, Memory
from bot.metrics import Metrics
from bot.record import is_urgent, record
from bot.understanding.types import Act, Context, Understanding, Understands
from channels.base import InboundMessage
from dialogs.loader import Dialogs
from intake_store.limits import Limiter
from intake_store.live import EVIDENCE, OUTBOX, TIPS, Bus
from intake_store.records import Committed, Duplicate, ReferenceTaken
from intake_store.store import OpenTurn, Store

logger = logging.getLogger(__name__)

T = TypeVar("T")
#: How often a message is read again because another one of the same citizen came between; then it counts as read.
READINGS = 4


@dataclass(frozen=True, slots=True)
class Manner:
    """How this line takes messages; `flood_limit` is the messages a minute that are answered, None for all."""

    line: Line
    timezone: ZoneInfo
    country: str
    flood_limit: int | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a message. `replies` are those that go to the citizen."""

    duplicate: bool = False
    replies: tuple[Reply, ...] = ()


@dataclass(frozen=True, slots=True)
class Heard:
    """A message as read in a context; `understanding` is None when the reading failed."""

    message: InboundMessage
    context: Context
    understanding: Understanding | None
    flood: int
    """How many messages above the limit this one is, 0 below it."""


def as_edited(understanding: Understanding, message: InboundMessage) -> Understanding:
    """The reading of `message`. One that was edited says again, and better, what it said: it is a correction."""
    if not message.edits:
        return understanding
    return replace(understanding, acts=understanding.acts | {Act.CORRECTION})


def known_in(stored: Mapping[str, Any] | None) -> Known:
    """What the reading depends on, of a conversation as it is stored."""
    return Known(stored.get("language"), stored.get("asking")) if stored else Known()


def known_after(turn: Turn) -> Known:
    """What the reading of the next message depends on."""
    return Known(turn.conversation.language, turn.conversation.asking)


class Turns:
    """Takes messages from any number of threads and processes."""

    def __init__(
        self,
        store: Store,
        understands: Understands,
        dialogs: Dialogs,
        manner: Manner,
        *,
        key: Callable[[str, str], bytes],
        bus: Bus,
        limiter: Limiter,
        metrics: Metrics,
        clock: Callable[[], datetime],
        draw: Callable[[], str] = references.draw,
    ) -> None:
        """`key` gives the keyed hash of (channel, address), `draw` a new reference."""
        self._store, self._understands, self._dialogs, self._manner = store, understands, dialogs, manner
        self._key, self._bus, self._limiter, self._metrics = key, bus, limiter, metrics
        self._clock, self._draw = clock, draw
        self._memory = Memory()

    def take(self, message: InboundMessage) -> Outcome:
        """Store the message and all that it leads to. Raises `database.Unavailable`; then nothing is stored.

        A message of one citizen waits for the one before it. The citizen's words are understood before anything is
        locked, in the context seen then; when another message changed that context meanwhile, once more.
        """
        started, now = time.perf_counter(), self._clock()
        key = self._key(message.channel, message.address)
        flood, known = self._flood(key, now), self._known(key, message)
        for left in reversed(range(READINGS)):
            heard = self._hear(message, known, now, flood)
            try:
                with self._store.turn(message, now) as opened:
                    known = known_in(opened.state)
                    if left and self._context(message, known, now) != heard.context:
                        self._memory.was_wrong()
                        continue
                    turn, replies = self._decide(opened, heard)
                    committed = opened.commit(record(turn, opened.tip, replies))
            except Duplicate:
                self._metrics.turns.labels(message.channel, "duplicate").inc()
                return Outcome(duplicate=True)
            except ReferenceTaken:
                continue
            self._memory.keep(key, Known() if turn.stop else known_after(turn))
            self._announce(committed, turn, heard, time.perf_counter() - started)
            return Outcome(replies=replies)
        raise ReferenceTaken

    def _flood(self, key: bytes, now: datetime) -> int:
        if self._manner.flood_limit is None:
            return 0
        return max(0, self._limiter.hit(key, now) - self._manner.flood_limit)

    def _known(self, key: bytes, message: InboundMessage) -> Known:
        """How the conversation stands: as this process remembers it, or looked up without a lock."""
        guess = self._memory.guess(key)
        return guess or known_in(self._store.look(message.channel, message.address).state)

    def _context(self, message: InboundMessage, known: Known, now: datetime) -> Context:
        """What the reading depends on. Times count from when it was sent; an SMS does not tell, so from its arrival."""
        return Context(
            sent_at=(message.sent_at or now).astimezone(self._manner.timezone),
            timezone=self._manner.timezone,
            country=self._manner.country,
            language=known.language or message.language_hint,
            asking=known.asking,
        )

    def _hear(self, message: InboundMessage, known: Known, now: datetime, flood: int) -> Heard:
        context = self._context(message, known, now)
        started = time.perf_counter()
        understanding = self._guarded(lambda: self._understands.understand(message.text, context))
        self._metrics.understand_seconds.observe(time.perf_counter() - started)
        return Heard(message, context, understanding, flood)

    def _decide(self, opened: OpenTurn, heard: Heard) -> tuple[Turn, tuple[Reply, ...]]:
        """The turn, and those of its replies that are sent."""
        before = state.load(opened.state, heard.message.channel)
        turn = self._guarded(lambda: self._advance(before, heard)) or self._unreadable(before, heard)
        silent = heard.flood > 1 and not is_urgent(turn, before)
        return turn, () if silent else turn.replies

    def _advance(self, before: Conversation, heard: Heard) -> Turn | None:
        if heard.understanding is None:
            return None
        return advance(
            before,
            as_edited(heard.understanding, heard.message),
            heard.message,
            self._dialogs,
            self._manner.line,
            heard.context.sent_at,
            self._draw(),
        )

    def _unreadable(self, before: Conversation, heard: Heard) -> Turn:
        """The turn of a message that our code failed at: kept, marked for a person, and answered honestly."""
        return unreadable(before, heard.message, self._dialogs, self._manner.line, self._draw())

    def _guarded(self, decide: Callable[[], T]) -> T | None:
        """The result, or None when it failed: no mistake of ours may lose a citizen's message."""
        try:
            return decide()
        except Exception:
            logger.exception("a message could not be read")
            return None

    def _announce(self, committed: Committed, turn: Turn, heard: Heard, seconds: float) -> None:
        """Wake who waits for it, after the commit; and count."""
        ident = committed.tip_id or 0
        topics = {OUTBOX: committed.queued, EVIDENCE: committed.evidence, TIPS: True}
        for topic in (name for name, due in topics.items() if due):
            self._bus.publish(topic, ident)
        channel = heard.message.channel
        outcome = "flood" if heard.flood else "unreadable" if heard.understanding is None else "taken"
        self._metrics.turns.labels(channel, outcome).inc()
        self._metrics.turn_seconds.observe(seconds)
        if turn.flag:
            self._metrics.flags.labels(turn.flag).inc()
        logger.info(
            "turn taken", extra={"channel": channel, "replies": len(turn.replies), "ms": round(seconds * 1000, 1)}
        )
