"""Wake-ups and flood counts between processes and machines, through Redis, which sees ids and hashes only."""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections.abc import Iterable
from datetime import datetime

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from intake_store.live.bus import TOPICS, InProcessBus, Subscription
from intake_store.live.limiter import InProcessLimiter, minute

logger = logging.getLogger(__name__)

PREFIX = "tipline:"
#: Seconds that one command may take before Redis counts as lost, and seconds until it is tried again.
COMMAND_TIMEOUT, TRY_AGAIN = 0.25, 1.0
#: Seconds that a subscriber waits at most while Redis is lost: it looks into the database that often.
LOST_PATIENCE = 0.25
#: Seconds that the listener waits for a message before it looks whether it shall stop.
LISTEN = 0.5
#: Seconds without traffic after which the listener's connection is checked.
CHECK = 5
#: Seconds that a flood count is kept: its minute, and a little for clocks that differ.
KEEP_COUNT = 90


def connect(url: str, **options: int) -> redis.Redis:
    """A client that gives up soon and never retries: the fall-back is better than waiting."""
    timeouts = {"socket_timeout": COMMAND_TIMEOUT, "socket_connect_timeout": COMMAND_TIMEOUT}
    return redis.Redis.from_url(url, retry=Retry(NoBackoff(), 0), **timeouts, **options)


#: What a lost Redis looks like: redis-py lets the errors of a socket that closed under it through as they are.
LOST = (redis.RedisError, OSError, ValueError)


class Fuse:
    """Remembers for `TRY_AGAIN` seconds that Redis is lost, so that not every turn waits to find out."""

    def __init__(self) -> None:
        self._until = 0.0

    @property
    def blown(self) -> bool:
        return time.monotonic() < self._until

    def blow(self) -> None:
        self._until = time.monotonic() + TRY_AGAIN
        logger.warning("redis is lost, going on without it")


class RedisBus(InProcessBus):
    """Wake-ups between processes. Those of this process go round Redis, so that its loss does not touch them."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url
        self._client = connect(url)
        self._me = secrets.token_hex(8)
        self._fuse = Fuse()
        self._listening = threading.Event()
        self._stop = threading.Event()
        self._listener: threading.Thread | None = None

    def publish(self, topic: str, ident: int) -> None:
        super().publish(topic, ident)
        if self._fuse.blown:
            return
        try:
            self._client.publish(PREFIX + topic, f"{self._me} {ident}")
        except LOST:
            self._fuse.blow()

    def subscribe(self, topics: Iterable[str]) -> Subscription:
        subscription = super().subscribe(topics)  # first: the listener's own first words are for it, too
        with self._lock:
            if self._listener is None:
                self._listener = threading.Thread(target=self._listen, name="redis-bus", daemon=True)
                self._listener.start()
        return subscription

    def patience(self, timeout: float) -> float:
        return timeout if self._listening.is_set() else min(timeout, LOST_PATIENCE)

    def close(self) -> None:
        self._stop.set()
        super().close()
        self._client.close()

    def _listen(self) -> None:
        while not self._stop.is_set():
            try:
                self._relay()
            except Exception:  # noqa: BLE001 - a thread that ends hears nothing ever again, and the client has bugs
                self._listening.clear()
                logger.warning("redis is lost, listening for it again")
                self._stop.wait(LOST_PATIENCE)

    def _relay(self) -> None:
        """Hand on what other processes publish, until told to stop; raises RedisError when Redis is lost."""
        with connect(self._url, health_check_interval=CHECK) as client, client.pubsub() as pubsub:
            pubsub.subscribe(*(PREFIX + topic for topic in TOPICS))
            while not self._stop.is_set():
                message = pubsub.get_message(timeout=LISTEN)
                if message and message["type"] == "subscribe":
                    self._heard(message["channel"].decode())
                elif message and message["type"] == "message":
                    self._hand_on(message["channel"].decode(), message["data"].decode())

    def _heard(self, channel: str) -> None:
        """Subscribed: what was published meanwhile is lost, so everybody looks once (id 0)."""
        self._listening.set()
        super().publish(channel.removeprefix(PREFIX), 0)

    def _hand_on(self, channel: str, data: str) -> None:
        sender, _, ident = data.partition(" ")
        if sender != self._me and ident.isascii() and ident.isdigit():
            super().publish(channel.removeprefix(PREFIX), int(ident))


class RedisLimiter:
    """Counts over all processes; while Redis is lost, each process counts for itself."""

    def __init__(self, url: str) -> None:
        self._client = connect(url)
        self._fuse = Fuse()
        self._alone = InProcessLimiter()

    def hit(self, key: bytes, now: datetime) -> int:
        alone = self._alone.hit(key, now)
        if self._fuse.blown:
            return alone
        try:
            return max(alone, self._count(f"{PREFIX}flood:{key.hex()}:{minute(now)}"))
        except LOST:
            self._fuse.blow()
            return alone

    def _count(self, name: str) -> int:
        with self._client.pipeline(transaction=False) as pipeline:
            pipeline.incr(name)
            pipeline.expire(name, KEEP_COUNT)
            return int(pipeline.execute()[0])
