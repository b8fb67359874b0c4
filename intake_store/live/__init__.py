"""Wake-ups and live events within a process and between processes, and the flood limiter."""

from __future__ import annotations

from intake_store.live.bus import Bus, InProcessBus
from intake_store.live.limiter import InProcessLimiter, Limiter


def open_bus(redis_url: str) -> Bus:
    """The bus over Redis when `redis_url` is given, else within this process."""
    if not redis_url:
        return InProcessBus()
    from intake_store.live.redis_bus import RedisBus

    return RedisBus(redis_url)


def open_limiter(redis_url: str) -> Limiter:
    """Flood counts over Redis when `redis_url` is given, else within this process."""
    if not redis_url:
        return InProcessLimiter()
    from intake_store.live.redis_bus import RedisLimiter

    return RedisLimiter(redis_url)
