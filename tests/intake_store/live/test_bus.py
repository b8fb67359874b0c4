"""Wake-ups: in one process and over a real Redis, also while it is away."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
import redis

from intake_store.live import open_bus
from intake_store.live.bus import BACKLOG, EVIDENCE, OUTBOX, TIPS, Bus, InProcessBus
from intake_store.live.redis_bus import RedisBus
from tests.builders.threads import eventually
from tests.fakes.servers import RedisServer

#: Seconds to wait for a wake-up: longer than a test may take, so that it ends only if something ends the waiting.
HOUR = 3600.0


@pytest.fixture(params=["in process", "redis"])
def bus(request: pytest.FixtureRequest) -> Iterator[Bus]:
    url = request.getfixturevalue("redis_url") if request.param == "redis" else ""
    opened = open_bus(url)
    if isinstance(opened, RedisBus):
        listen(opened)
    yield opened
    opened.close()


def listen(bus: RedisBus) -> None:
    """Wait until the bus hears what other processes say."""
    with bus.subscribe([EVIDENCE]) as wakes:
        eventually(lambda: wakes.get(0.1) == (EVIDENCE, 0))


@pytest.fixture
def two_processes(redis_url: str) -> Iterator[tuple[RedisBus, RedisBus]]:
    """The buses of two processes, the second one listening."""
    here, there = RedisBus(redis_url), RedisBus(redis_url)
    listen(there)
    yield here, there
    here.close()
    there.close()


def test_a_subscriber_gets_the_ids_of_its_topics_in_order(bus: Bus):
    with bus.subscribe([OUTBOX, TIPS]) as wakes:
        bus.publish(OUTBOX, 1)
        bus.publish(EVIDENCE, 2)
        bus.publish(TIPS, 3)
        assert [wake for wake in iter(lambda: wakes.get(0.2), None) if wake[1]] == [(OUTBOX, 1), (TIPS, 3)]


def test_every_subscriber_gets_every_wake_up(bus: Bus):
    with bus.subscribe([OUTBOX]) as one, bus.subscribe([OUTBOX]) as other:
        bus.publish(OUTBOX, 7)
        assert one.get(1) == other.get(1) == (OUTBOX, 7)


def test_waiting_ends_after_the_timeout(bus: Bus):
    with bus.subscribe([EVIDENCE]) as wakes:
        assert wakes.get(0.1) is None


def test_a_subscriber_wakes_at_once(bus: Bus):
    with bus.subscribe([OUTBOX]) as wakes:
        threading.Timer(0.1, bus.publish, (OUTBOX, 1)).start()
        while wakes.get(HOUR) != (OUTBOX, 1):
            continue


def test_closing_the_bus_ends_every_wait(bus: Bus):
    wakes = bus.subscribe([OUTBOX])
    threading.Timer(0.1, bus.close).start()
    while not wakes.closed:
        wakes.get(HOUR)


def test_a_slow_subscriber_loses_the_oldest_and_blocks_nobody():
    bus = InProcessBus()
    with bus.subscribe([OUTBOX]) as wakes:
        for ident in range(BACKLOG + 5):
            bus.publish(OUTBOX, ident)
        assert wakes.get(1) == (OUTBOX, 5)


def test_drained_wake_ups_are_gone():
    bus = InProcessBus()
    with bus.subscribe([OUTBOX]) as wakes:
        bus.publish(OUTBOX, 1)
        bus.publish(OUTBOX, 2)
        wakes.drain()
        assert wakes.get(0) is None


def test_redis_carries_wake_ups_to_another_process(two_processes: tuple[RedisBus, RedisBus]):
    here, there = two_processes
    with there.subscribe([OUTBOX]) as wakes:
        here.publish(OUTBOX, 41)
        assert wakes.get(2) == (OUTBOX, 41)


def test_a_process_does_not_hear_itself_twice(two_processes: tuple[RedisBus, RedisBus]):
    _, there = two_processes
    with there.subscribe([OUTBOX]) as wakes:
        there.publish(OUTBOX, 41)
        assert wakes.get(1) == (OUTBOX, 41)
        assert wakes.get(0.3) is None


def test_what_is_no_wake_up_of_ours_is_ignored(two_processes: tuple[RedisBus, RedisBus], redis_url: str):
    here, there = two_processes
    with there.subscribe([OUTBOX]) as wakes, redis.Redis.from_url(redis_url) as client:
        for junk in (b"", b"me", b"me x", b"me -1", b"me \xc2\xb2"):
            client.publish("tipline:outbox", junk)
        here.publish(OUTBOX, 5)
        assert wakes.get(2) == (OUTBOX, 5)


def test_the_loss_of_redis_touches_no_turn_and_no_thread_of_this_process(own_redis: RedisServer):
    bus = RedisBus(own_redis.url)
    with bus.subscribe([OUTBOX]) as wakes:
        eventually(bus._listening.is_set)
        own_redis.stop()
        wakes.drain()
        started = time.monotonic()
        for ident in range(50):
            bus.publish(OUTBOX, ident)
        assert time.monotonic() - started < 1
        assert wakes.get(1) == (OUTBOX, 0)
    bus.close()


def test_while_redis_is_lost_subscribers_look_for_themselves(own_redis: RedisServer):
    bus = RedisBus(own_redis.url)
    with bus.subscribe([OUTBOX]) as wakes:
        eventually(bus._listening.is_set)
        own_redis.stop()
        eventually(lambda: not bus._listening.is_set())
        wakes.drain()
        assert wakes.get(HOUR) is None
    bus.close()


def test_when_redis_is_back_everybody_looks_once_and_hears_again(own_redis: RedisServer):
    here, there = RedisBus(own_redis.url), RedisBus(own_redis.url)
    with there.subscribe([OUTBOX]) as wakes:
        eventually(there._listening.is_set)
        own_redis.stop()
        eventually(lambda: not there._listening.is_set())
        wakes.drain()
        own_redis.start()
        eventually(lambda: wakes.get(0.1) == (OUTBOX, 0))
        here.publish(OUTBOX, 9)
        eventually(lambda: wakes.get(0.1) == (OUTBOX, 9))
    here.close()
    there.close()


class StumblingBus(RedisBus):
    """Fails once as redis-py does where a connection closes while it reads."""

    stumbled = False

    def _relay(self) -> None:
        if not self.stumbled:
            self.stumbled = True
            raise AttributeError("'NoneType' object has no attribute 'readline'")
        super()._relay()


def test_no_error_of_the_client_ends_the_listening(redis_url: str):
    here, there = RedisBus(redis_url), StumblingBus(redis_url)
    with there.subscribe([OUTBOX]) as wakes:
        eventually(lambda: wakes.get(0.1) == (OUTBOX, 0))
        here.publish(OUTBOX, 9)
        eventually(lambda: wakes.get(0.1) == (OUTBOX, 9))
    assert there.stumbled
    here.close()
    there.close()


def test_a_bus_whose_redis_never_answered_works_within_its_process():
    bus = RedisBus("redis://127.0.0.1:1/0")
    with bus.subscribe([OUTBOX]) as wakes:
        bus.publish(OUTBOX, 3)
        assert wakes.get(1) == (OUTBOX, 3)
    bus.close()
