"""Jobs that run at the same instant, and waiting for what another thread or process does."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor


def at_once(*jobs: Callable[[], object]) -> list[object]:
    """What the jobs give, each run in a thread, all let go together; an exception comes back as the result."""
    barrier = threading.Barrier(len(jobs))

    def run(job: Callable[[], object]) -> object:
        barrier.wait()
        return job()

    with ThreadPoolExecutor(len(jobs)) as pool:
        futures = [pool.submit(run, job) for job in jobs]
    return [future.exception() or future.result() for future in futures]


def together(*jobs: Callable[[], object]) -> None:
    """Run the jobs as `at_once` does; raises what the first of them raised."""
    for result in at_once(*jobs):
        if isinstance(result, BaseException):
            raise result


def eventually(holds: Callable[[], object], seconds: float = 30.0) -> None:
    """Return as soon as `holds()` is true; an AssertionError if it is not within `seconds`."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not come true in time"
        time.sleep(0.01)
