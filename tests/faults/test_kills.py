"""kill -9 at any instant, then started again: nothing lost, nothing doubled in the store, every reply sent."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders.threads import eventually
from tests.fakes.processes import Services, citizens, expected, house

CITIZENS, MESSAGES = 6, 8
SENDERS = 2


@pytest.fixture(params=["sqlite", "postgresql and redis"])
def there(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Services]:
    """A house on either database, its schema in place."""
    kind = request.param.partition(" ")[0]
    redis_url = request.getfixturevalue("redis_url") if kind == "postgresql" else ""
    with house(tmp_path, request.getfixturevalue(f"{kind}_url"), redis_url, TIPLINE_COURIERS=str(SENDERS)) as opened:
        yield opened


def wait_for_another(there: Services) -> None:
    """Until the provider has got one message more."""
    before = len(there.provider.accepted)
    eventually(lambda: len(there.provider.accepted) > before)


def assert_nothing_lost_or_doubled(there: Services) -> None:
    assert there.received() == expected(CITIZENS, MESSAGES)
    assert there.count("conversations") == CITIZENS
    assert there.versions() == [MESSAGES] * CITIZENS


def assert_all_sent(there: Services, doubles: int) -> None:
    """Every reply left; those that left twice are no more than couriers had in hand when they were killed."""
    accepted, stored = Counter(text for _, text in there.provider.accepted), there.replies()
    assert not stored - accepted
    assert (accepted - stored).total() <= doubles


def test_a_web_server_killed_during_traffic_loses_and_doubles_nothing(there: Services):
    there.start("courier")
    web = there.run("web")
    talking = citizens([web.url], CITIZENS, MESSAGES)
    for _ in range(3):
        time.sleep(random.uniform(0.2, 0.6))
        web.kill()
        web.start()
        web.wait_ready()
    for thread in talking:
        thread.join(60)
    assert_nothing_lost_or_doubled(there)
    eventually(lambda: not there.waiting())
    assert_all_sent(there, doubles=0)


def test_a_courier_killed_during_traffic_sends_everything(there: Services):
    courier, web = there.start("courier"), there.run("web")
    there.provider.delay = 0.2
    talking = citizens([web.url], CITIZENS, MESSAGES)
    in_hand = 0
    for _ in range(3):
        wait_for_another(there)
        time.sleep(random.uniform(0, 0.4))
        courier.kill()
        in_hand += there.let_leases_run_out()
        courier.start()
    for thread in talking:
        thread.join(60)
    eventually(lambda: not there.waiting())
    assert_nothing_lost_or_doubled(there)
    assert_all_sent(there, doubles=in_hand)


def test_the_whole_line_killed_in_one_go_comes_back_with_all_it_had(there: Services):
    line = there.run("serve")
    there.provider.delay = 0.1
    talking = citizens([line.url], CITIZENS, MESSAGES)
    in_hand = 0
    for _ in range(2):
        wait_for_another(there)
        time.sleep(random.uniform(0, 0.4))
        line.kill()
        in_hand += there.let_leases_run_out()
        line.start()
        line.wait_ready()
    for thread in talking:
        thread.join(60)
    eventually(lambda: not there.waiting())
    assert_nothing_lost_or_doubled(there)
    assert_all_sent(there, doubles=in_hand)
