"""Flood counts: in one process and over a real Redis, also while it is away."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
import redis

from intake_store.live import open_limiter
from intake_store.live.limiter import InProcessLimiter, Limiter
from intake_store.live.redis_bus import RedisLimiter
from tests.fakes.servers import RedisServer

NOON = datetime(2026, 6, 17, 12, 0, 5, tzinfo=UTC)


@pytest.fixture(params=["in process", "redis"])
def limiter(request: pytest.FixtureRequest) -> Limiter:
    return open_limiter(request.getfixturevalue("redis_url") if request.param == "redis" else "")


def test_hits_are_counted_by_the_minute_and_by_key(limiter: Limiter):
    assert [limiter.hit(b"one", NOON) for _ in range(3)] == [1, 2, 3]
    assert limiter.hit(b"other", NOON) == 1
    assert limiter.hit(b"one", NOON + timedelta(minutes=1)) == 1


def test_two_processes_count_together(redis_url: str):
    one, other = RedisLimiter(redis_url), RedisLimiter(redis_url)
    assert [one.hit(b"k", NOON), other.hit(b"k", NOON), one.hit(b"k", NOON)] == [1, 2, 3]


def test_a_count_is_forgotten_by_itself(redis_url: str):
    RedisLimiter(redis_url).hit(b"k", NOON)
    with redis.Redis.from_url(redis_url) as client:
        assert [0 < client.ttl(key) <= 90 for key in client.scan_iter()] == [True]


def test_counting_goes_on_without_redis(own_redis: RedisServer):
    limiter = RedisLimiter(own_redis.url)
    assert limiter.hit(b"k", NOON) == 1
    own_redis.stop()
    started = time.monotonic()
    assert [limiter.hit(b"k", NOON) for _ in range(20)] == list(range(2, 22))
    assert time.monotonic() - started < 1


def test_the_counts_of_one_process_do_not_grow_for_ever():
    limiter = InProcessLimiter()
    for number in range(100):
        limiter.hit(str(number).encode(), NOON)
    limiter.hit(b"k", NOON + timedelta(minutes=1))
    assert len(limiter._counts) == 1
