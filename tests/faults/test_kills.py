"""kill -9 at any instant, then started again: nothing lost, nothing doubled in the store, every reply sent."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders.threads import eventually
from tests.fakes.processes import Services, expected, running_services, start_citizens

CITIZENS, MESSAGES = 6, 8
SENDERS = 2


@pytest.fixture(params=["sqlite", "postgresql and redis"])
def services(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Services]:
    """The product on either database, its schema in place."""
    kind = request.param.partition(" ")[0]
    redis_url = request.getfixturevalue("redis_url") if kind == "postgresql" else ""
    with running_services(
        tmp_path, request.getfixturevalue(f"{kind}_url"), redis_url, TIPLINE_COURIERS=str(SENDERS)
    ) as opened:
        yield opened


def wait_for_another(services: Services) -> None:
    """Until the provider has got one message more."""
    before = len(services.provider.accepted)
    eventually(lambda: len(services.provider.accepted) > before)


def assert_nothing_lost_or_doubled(services: Services) -> None:
    assert services.received() == expected(CITIZENS, MESSAGES)
    assert services.count("conversations") == CITIZENS
    assert services.versions() == [MESSAGES] * CITIZENS


def assert_all_sent(services: Services, doubles: int) -> None:
    """Every reply left; those that left twice are no more than couriers had in hand when they were killed."""
    accepted, stored = Counter(text for _, text in services.provider.accepted), services.replies()
    assert not stored - accepted
    assert (accepted - stored).total() <= doubles


def test_a_web_server_killed_during_traffic_loses_and_doubles_nothing(services: Services):
    services.start("courier")
    web = services.run("web")
    talking = start_citizens([web.url], CITIZENS, MESSAGES)
    for _ in range(3):
        time.sleep(random.uniform(0.2, 0.6))
        web.kill()
        web.start()
        web.wait_ready()
    for thread in talking:
        thread.join(60)
    assert_nothing_lost_or_doubled(services)
    eventually(lambda: not services.waiting())
    assert_all_sent(services, doubles=0)


def test_a_courier_killed_during_traffic_sends_everything(services: Services):
    courier, web = services.start("courier"), services.run("web")
    services.provider.delay = 0.2
    talking = start_citizens([web.url], CITIZENS, MESSAGES)
    in_hand = 0
    for _ in range(3):
        wait_for_another(services)
        time.sleep(random.uniform(0, 0.4))
        courier.kill()
        in_hand += services.let_leases_run_out()
        courier.start()
    for thread in talking:
        thread.join(60)
    eventually(lambda: not services.waiting())
    assert_nothing_lost_or_doubled(services)
    assert_all_sent(services, doubles=in_hand)


def test_the_whole_line_killed_in_one_go_comes_back_with_all_it_had(services: Services):
    line = services.run("serve")
    services.provider.delay = 0.1
    talking = start_citizens([line.url], CITIZENS, MESSAGES)
    in_hand = 0
    for _ in range(2):
        wait_for_another(services)
        time.sleep(random.uniform(0, 0.4))
        line.kill()
        in_hand += services.let_leases_run_out()
        line.start()
        line.wait_ready()
    for thread in talking:
        thread.join(60)
    eventually(lambda: not services.waiting())
    assert_nothing_lost_or_doubled(services)
    assert_all_sent(services, doubles=in_hand)
