"""One inbound message from arrival to commit: understand, lock, advance, store, queue the replies."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot import references, state
from bot.conversation import Conversation, Reply, Turn
from bot.engine import advance, unreadable
from bot.metrics import Metrics
from bot.turns.context_cache import ContextCache, KnownContext
from bot.turns.interpreter import Interpreted, Interpreter, TurnOptions, guarded, known_in
from bot.turns.record import is_urgent, record
from bot.understanding.types import Understands
from channels.base import InboundMessage
from dialogs.loader import Dialogs
from intake_store.intake.store import OpenTurn, Store
from intake_store.live.bus import EVIDENCE, OUTBOX, TIPS, Bus
from intake_store.live.limiter import Limiter
from intake_store.model.turn_record import Committed, Duplicate, ReferenceTaken

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
    replies: tuple[Reply, ...]
    committed: Committed
    readable: bool


class Turns:
    """Takes messages from any number of threads and processes."""

    def __init__(
        self,
        store: Store,
        understands: Understands,
        dialogs: Dialogs,
        manner: TurnOptions,
        *,
        key: Callable[[str, str], bytes],
        bus: Bus,
        limiter: Limiter,
        metrics: Metrics,
        clock: Callable[[], datetime],
        draw: Callable[[], str] = references.draw,
    ) -> None:
        """`key` gives the keyed hash of (channel, address), `draw` a new reference."""
        self._store, self._dialogs, self._manner = store, dialogs, manner
        self._key, self._bus, self._limiter, self._metrics = key, bus, limiter, metrics
        self._clock, self._draw = clock, draw
        self._hearing, self._memory = Interpreter(understands, manner, metrics), ContextCache()

    def take(self, message: InboundMessage) -> TurnResult:
        """Store the message and all that it leads to. Raises `database.Unavailable`; then nothing is stored.

        A message of one citizen waits for the one before it. The citizen's words are understood before anything is
        locked, in the context seen then; when another message changed that context meanwhile, once more.
        """
        started, now = time.perf_counter(), self._clock()
        key = self._key(message.channel, message.address)
        flood = self._flood(key, now)
        try:
            taken = self._take(message, key, flood, now)
        except Duplicate:
            self._metrics.turns.labels(message.channel, "duplicate").inc()
            return TurnResult(duplicate=True)
        self._memory.keep(key, known_after(taken.turn))
        self._announce(taken.committed)
        self._count(message.channel, taken, flood, time.perf_counter() - started)
        return TurnResult(replies=taken.replies)

    def _take(self, message: InboundMessage, key: bytes, flood: int, now: datetime) -> StoredTurn:
        known = self._known(key, message)
        for left in reversed(range(READINGS)):
            heard = self._hearing.interpret(message, known, now)
            try:
                with self._store.turn(message) as opened:
                    known = known_in(opened.state)
                    if not left or self._hearing.context(message, known, now) == heard.context:
                        return self._commit(opened, heard, flood)
                self._memory.was_wrong()
            except ReferenceTaken:
                continue
        raise ReferenceTaken

    def _flood(self, key: bytes, now: datetime) -> int:
        """How many messages above the limit this one is, 0 below it."""
        if self._manner.flood_limit is None:
            return 0
        return max(0, self._limiter.hit(key, now) - self._manner.flood_limit)

    def _known(self, key: bytes, message: InboundMessage) -> KnownContext:
        """How the conversation stands: as this process remembers it, or looked up without a lock."""
        return self._memory.guess(key) or known_in(self._store.look(message.channel, message.address).state)

    def _commit(self, opened: OpenTurn, heard: Interpreted, flood: int) -> StoredTurn:
        """Decide and write the turn. In a flood the citizen is answered once, and when it matters."""
        before = state.load(opened.state, heard.message.channel)
        turn = guarded(lambda: self._advance(before, heard)) or self._unreadable(before, heard)
        replies = () if flood > 1 and not is_urgent(turn, before) else turn.replies
        committed = opened.commit(record(turn, opened.tip, replies))
        return StoredTurn(turn, replies, committed, heard.understanding is not None)

    def _advance(self, before: Conversation, heard: Interpreted) -> Turn | None:
        if heard.understanding is None:
            return None
        line, now = self._manner.line, heard.context.sent_at
        return advance(before, heard.understanding, heard.message, self._dialogs, line, now, self._draw())

    def _unreadable(self, before: Conversation, heard: Interpreted) -> Turn:
        """The turn of a message that our code failed at: kept, marked for a person, and answered honestly."""
        return unreadable(before, heard.message, self._dialogs, self._manner.line, self._draw())

    def _announce(self, committed: Committed) -> None:
        """Wake who waits for it, after the commit."""
        topics = {OUTBOX: committed.queued, EVIDENCE: committed.evidence, TIPS: True}
        for topic in (name for name, due in topics.items() if due):
            self._bus.publish(topic, committed.tip_id or 0)

    def _count(self, channel: str, taken: StoredTurn, flood: int, seconds: float) -> None:
        """Count the turn. No log line for each: beside a carrier's records its time would tell who texted."""
        outcome = "flood" if flood else "taken" if taken.readable else "unreadable"
        self._metrics.turns.labels(channel, outcome).inc()
        self._metrics.turn_seconds.observe(seconds)
        if taken.turn.flag:
            self._metrics.flags.labels(taken.turn.flag).inc()
            logger.info("a tip is marked for a person", extra={"channel": channel, "flag": taken.turn.flag})


def known_after(turn: Turn) -> KnownContext:
    """What the reading of the next message depends on; of one who opted out nothing is known any more."""
    return KnownContext() if turn.stop else KnownContext(turn.conversation.language, turn.conversation.asking)
