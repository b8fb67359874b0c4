"""One inbound message from arrival to commit: understand, lock, advance, store, queue the replies."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.engine import advance, unreadable
from bot.metrics import Metrics
from bot.turns.context_cache import ContextCache, KnownContext
from bot.turns.interpreter import Interpreted, Interpreter, TurnOptions, guarded
from bot.understanding.types import Understands
from channels.base import InboundMessage
from dialogs.loader import Dialogs
from intake_store.intake.store import OpenTurn, Store
from intake_store.live.bus import EVIDENCE, OUTBOX, TIPS, Bus
from intake_store.live.limiter import Limiter
from intake_store.model import reference
from intake_store.model.conversation import Conversation
from intake_store.model.errors import Duplicate, ReferenceTaken
from intake_store.model.turn import Committed, Reply, Turn

__all__ = ["TurnOptions", "TurnResult", "Turns"]

logger = logging.getLogger(__name__)

#: How often a message is read again because another one of the same citizen came between; then it counts as read.
READINGS = 4


@dataclass(frozen=True, slots=True)
class TurnResult:
    """What became of a message. `replies` are those that go to the citizen."""

    duplicate: bool = False
    replies: tuple[Reply, ...] = ()


@dataclass(frozen=True, slots=True)
class StoredTurn:
    """A turn that is stored."""

    turn: Turn
    committed: Committed
    readable: bool


class Turns:
    """Takes messages from any number of threads and processes."""

    def __init__(
        self,
        store: Store,
        understands: Understands,
        dialogs: Dialogs,
        options: TurnOptions,
        *,
        key: Callable[[str, str], bytes],
        bus: Bus,
        limiter: Limiter,
        metrics: Metrics,
        clock: Callable[[], datetime],
        draw: Callable[[], str] = reference.draw,
    ) -> None:
        """`key` gives the keyed hash of (channel, address), `draw` a new reference."""
        self._store, self._dialogs, self._options = store, dialogs, options
        self._key, self._bus, self._limiter, self._metrics = key, bus, limiter, metrics
        self._clock, self._draw = clock, draw
        self._interpreter, self._contexts = Interpreter(understands, options, metrics), ContextCache()

    def handle(self, message: InboundMessage) -> TurnResult:
        """Store the message and all that it leads to. Raises `database.Unavailable`; then nothing is stored.

        A message of one citizen waits for the one before it. The citizen's words are understood before anything is
        locked, in the context seen then; when another message changed that context meanwhile, once more.
        """
        started, now = time.perf_counter(), self._clock()
        key = self._key(message.channel, message.address)
        flood = self._flood(key, now)
        try:
            stored = self._handle(message, key, flood, now)
        except Duplicate:
            self._metrics.turns.labels(message.channel, "duplicate").inc()
            return TurnResult(duplicate=True)
        self._contexts.keep(key, known_after(stored.turn))
        self._announce(stored.committed)
        self._count(message.channel, stored, flood, time.perf_counter() - started)
        return TurnResult(replies=stored.turn.replies)

    def _handle(self, message: InboundMessage, key: bytes, flood: int, now: datetime) -> StoredTurn:
        known = self._known(key, message)
        for left in reversed(range(READINGS)):
            read = self._interpreter.interpret(message, known, now)
            try:
                with self._store.turn(message) as opened:
                    known = KnownContext.of(opened.conversation)
                    if not left or self._interpreter.context(message, known, now) == read.context:
                        return self._commit(opened, read, flood)
                self._contexts.was_wrong()
            except ReferenceTaken:
                continue
        raise ReferenceTaken

    def _flood(self, key: bytes, now: datetime) -> int:
        """How many messages above the limit this one is, 0 below it."""
        if self._options.flood_limit is None:
            return 0
        return max(0, self._limiter.hit(key, now) - self._options.flood_limit)

    def _known(self, key: bytes, message: InboundMessage) -> KnownContext:
        """How the conversation stands: as this process remembers it, or looked up without a lock."""
        return self._contexts.guess(key) or KnownContext.of(
            self._store.look(message.channel, message.address).conversation
        )

    def _commit(self, opened: OpenTurn, read: Interpreted, flood: int) -> StoredTurn:
        """Decide and write the turn. In a flood the citizen is answered once, and when it matters."""
        before = opened.conversation or _new(opened, read.message.channel)
        turn = guarded(lambda: self._advance(before, read)) or self._unreadable(before, read)
        if flood > 1 and not is_urgent(turn, before):
            turn = replace(turn, replies=())
        return StoredTurn(turn, opened.commit(turn), read.understanding is not None)

    def _advance(self, before: Conversation, read: Interpreted) -> Turn | None:
        if read.understanding is None:
            return None
        line, now = self._options.line, read.context.sent_at
        return advance(before, read.understanding, read.message, self._dialogs, line, now, self._draw())

    def _unreadable(self, before: Conversation, read: Interpreted) -> Turn:
        """The turn of a message that our code failed at: kept, marked for a person, and answered honestly."""
        return unreadable(before, read.message, self._dialogs, self._options.line, self._draw())

    def _announce(self, committed: Committed) -> None:
        """Wake who waits for it, after the commit."""
        topics = {OUTBOX: committed.queued, EVIDENCE: committed.evidence, TIPS: True}
        for topic in (name for name, due in topics.items() if due):
            self._bus.publish(topic, committed.tip_id or 0)

    def _count(self, channel: str, stored: StoredTurn, flood: int, seconds: float) -> None:
        """Count the turn. No log line for each: beside a carrier's records its time would tell who texted."""
        outcome = "flood" if flood else "taken" if stored.readable else "unreadable"
        self._metrics.turns.labels(channel, outcome).inc()
        self._metrics.turn_seconds.observe(seconds)
        if stored.turn.flag:
            self._metrics.flags.labels(stored.turn.flag).inc()
            logger.info("a tip is marked for a person", extra={"channel": channel, "flag": stored.turn.flag})


def _new(opened: OpenTurn, channel: str) -> Conversation:
    """A conversation of which nothing is stored: of one who opted out nothing but that they did."""
    return Conversation(channel, stage="stopped" if opened.opted_out else "idle")


def known_after(turn: Turn) -> KnownContext:
    """What the reading of the next message depends on; of one who opted out nothing is known any more."""
    return KnownContext() if turn.conversation.stage == "stopped" else KnownContext.of(turn.conversation)


def is_urgent(turn: Turn, before: Conversation) -> bool:
    """Whether the citizen must get the replies even in a flood: a new emergency, the end, a new beginning."""
    return turn.stop or turn.resume or (turn.priority == "emergency" and not before.emergency)
