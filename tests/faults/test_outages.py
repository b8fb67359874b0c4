"""Two machines at once, and what they stand on taken away in mid-flight: all is still stored once and delivered."""

from __future__ import annotations

import secrets
import signal
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from tests.builders.threads import eventually, together
from tests.fakes.http_server import Answer
from tests.fakes.processes import (
    ProductProcess,
    Services,
    deliver,
    expected,
    free_port,
    post,
    running_services,
    start_citizens,
)
from tests.fakes.servers import PostgresServer, RedisServer

#: As many as a web process has, so that each could be kept waiting.
THREADS = 24
#: Seconds: shorter than the patience that a turn has with the database.
NO_LONG_WAIT = 5


@pytest.fixture(scope="module")
def machines(
    tmp_path_factory: pytest.TempPathFactory, postgresql: PostgresServer, _postgresql_template: str
) -> Iterator[tuple[Services, list[ProductProcess]]]:
    """Two web servers and a courier over one PostgreSQL and one Redis, for all tests here that break neither."""
    redis, url = RedisServer(), postgresql.url(postgresql.create(_postgresql_template))
    with running_services(tmp_path_factory.mktemp("machines"), url, redis.url) as services:
        webs = [services.start("web"), services.start("web")]
        services.start("courier")
        for web in webs:
            web.wait_ready()
        yield services, webs
    redis.close()


def assert_all_sent_once(services: Services) -> None:
    eventually(lambda: not services.waiting())
    assert Counter(text for _, text in services.provider.accepted) == services.replies()


def numbers(prefix: int, many: int) -> list[str]:
    """Telephone numbers that no other test uses."""
    return [f"+44770{prefix}{number:05}" for number in range(many)]


def test_two_machines_that_get_the_same_message_at_once_store_it_once(machines: tuple[Services, list[ProductProcess]]):
    services, webs = machines
    before = services.count("tips")
    for sender in numbers(1, 10):
        sid, statuses = "SM" + secrets.token_hex(16), list[int]()
        together(*[
            lambda web=web: statuses.append(post(web.url, sender, "I saw a blue van", sid))  # noqa: B023 - run at once
            for web in webs * 2
        ])  # fmt: skip
        assert statuses == [200] * 4
    assert services.count("tips") == before + 10
    assert services.received()["I saw a blue van"] == 10
    assert_all_sent_once(services)


def test_two_messages_of_one_citizen_at_two_machines_are_taken_one_after_the_other(
    machines: tuple[Services, list[ProductProcess]],
):
    services, webs = machines
    before = services.count("tips")
    for sender in numbers(2, 10):
        together(*[lambda n=n, web=web: deliver([web.url], sender, f"half {n}") for n, web in enumerate(webs)])  # noqa: B023
    assert services.count("tips") == before + 10
    assert sorted(services.versions())[-10:] == [2] * 10
    assert (services.received()["half 0"], services.received()["half 1"]) == (10, 10)
    assert_all_sent_once(services)


def test_replies_leave_at_once_over_redis(machines: tuple[Services, list[ProductProcess]]):
    services, webs = machines
    took = []
    for sender in numbers(3, 12):
        before = len(services.provider.accepted)
        deliver([web.url for web in webs], sender, "a green van")
        stored = time.monotonic()
        eventually(lambda before=before: len(services.provider.accepted) > before)
        took.append(time.monotonic() - stored)
    assert sorted(took)[6] < 0.2, took


def test_one_machine_after_another_may_be_started_anew(machines: tuple[Services, list[ProductProcess]]):
    services, webs = machines
    talking = start_citizens([web.url for web in webs], 4, 10)
    time.sleep(0.3)
    assert webs[0].stop() == 0
    webs[0].start()
    for thread in talking:
        thread.join(60)
    assert not expected(4, 10) - services.received()
    assert max(services.received()[text] for text in expected(4, 10)) == 1
    assert_all_sent_once(services)


def test_redis_killed_in_mid_flight_costs_nothing(tmp_path: Path, postgresql_url: str, own_redis: RedisServer):
    with running_services(tmp_path, postgresql_url, own_redis.url, TIPLINE_FLOOD_LIMIT="1000") as services:
        services.start("courier")
        web = services.run("web")
        talking = start_citizens([web.url], 4, 8)
        eventually(lambda: len(services.provider.accepted) > 5)
        own_redis.stop()
        for thread in talking:
            thread.join(60)
        assert services.received() == expected(4, 8)
        assert_all_sent_once(services)
        own_redis.start()
        deliver([web.url], "+447700999999", "I saw a blue van")
        assert_all_sent_once(services)


def test_while_the_database_is_away_the_provider_is_told_to_come_again(tmp_path: Path, own_postgresql: PostgresServer):
    with running_services(tmp_path, own_postgresql.url(own_postgresql.create())) as services:
        services.database.migrate()
        services.start("courier")
        web = services.run("web")
        deliver([web.url], "+447700900001", "I saw a blue van")
        own_postgresql.stop()
        sid = "SM" + secrets.token_hex(16)
        started = time.monotonic()
        assert post(web.url, "+447700900001", "it had no plates", sid) == 503
        assert time.monotonic() - started < 10
        assert status_of(web.url + "/readyz") == 503
        assert status_of(web.url + "/healthz") == 200
        own_postgresql.start()
        eventually(lambda: post(web.url, "+447700900001", "it had no plates", sid) == 200)
        assert services.received() == Counter({"I saw a blue van": 1, "it had no plates": 1})
        assert_all_sent_once(services)


def status_of(url: str | urllib.request.Request, timeout: float = 10) -> int:
    try:
        with urllib.request.urlopen(url, timeout=timeout) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


@contextmanager
def full_disk(web: ProductProcess) -> Iterator[None]:
    """No process of the web server may write to a file meanwhile, as when the disk is full: a tmpfs would need root."""
    parent = psutil.Process(web.pid)
    tree = {process: process.rlimit(psutil.RLIMIT_FSIZE) for process in (parent, *parent.children(recursive=True))}
    for process, (_, hard) in tree.items():
        process.rlimit(psutil.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        for process, before in tree.items():
            process.rlimit(psutil.RLIMIT_FSIZE, before)


def test_while_the_disk_is_full_nothing_is_taken_and_it_shows(tmp_path: Path, sqlite_url: str):
    with running_services(tmp_path, sqlite_url) as services:
        web = services.run("web")
        deliver([web.url], "+447700900001", "I saw a blue van")
        sid = "SM" + secrets.token_hex(16)
        with full_disk(web):
            assert post(web.url, "+447700900001", "it had no plates", sid) == 503
            assert status_of(web.url + "/readyz") == 503
            assert status_of(web.url + "/healthz") == 200
        assert status_of(web.url + "/readyz") == 200
        assert post(web.url, "+447700900001", "it had no plates", sid) == 200
        assert services.received() == Counter({"I saw a blue van": 1, "it had no plates": 1})


def all_at_once(web: ProductProcess, senders: list[str], sids: list[str], seconds: float) -> list[int]:
    """The statuses of one message by each of the senders, 0 where none came in so many seconds."""
    statuses = list[int]()
    together(*[
        lambda sender=sender, sid=sid: statuses.append(post(web.url, sender, "it had no plates", sid, seconds))
        for sender, sid in zip(senders, sids, strict=True)
    ])  # fmt: skip
    return statuses


def test_while_the_database_is_frozen_the_provider_is_told_to_come_again(
    tmp_path: Path, own_postgresql: PostgresServer
):
    """It neither answers nor closes: without a deadline of ours every thread would wait, and none answer."""
    with running_services(tmp_path, own_postgresql.url(own_postgresql.create())) as services:
        services.database.migrate()
        services.start("courier")
        web = services.run("web")
        senders = numbers(4, THREADS)
        for sender in senders[:3]:
            deliver([web.url], sender, "I saw a blue van")
        sids = ["SM" + secrets.token_hex(16) for _ in senders]
        with own_postgresql.frozen():
            assert status_of(web.url + "/readyz", NO_LONG_WAIT) == 503
            assert all_at_once(web, senders, sids, seconds=15) == [503] * THREADS
            assert all_at_once(web, senders * 3, sids * 3, NO_LONG_WAIT) == [503] * THREADS * 3
            assert status_of(web.url + "/readyz", NO_LONG_WAIT) == 503
            assert status_of(web.url + "/healthz") == 200
        eventually(lambda: status_of(web.url + "/readyz") == 200)
        for sender, sid in zip(senders, sids, strict=True):
            eventually(lambda sender=sender, sid=sid: post(web.url, sender, "it had no plates", sid) == 200)
        assert services.received() == Counter({"I saw a blue van": 3, "it had no plates": THREADS})
        assert_all_sent_once(services)


BUSY = Answer(429, {"code": 20429, "message": "Too Many Requests", "status": 429}, {"Retry-After": "1"})
FAULTS = {
    "too many requests": BUSY,
    "a server error": Answer(500, {"message": "oops", "status": 500}),
    "a reset": Answer(reset=True),
    "half an answer": Answer(201, {"sid": "SM" + "0" * 32, "status": "queued"}, cut=True),
}


def test_a_provider_that_fails_in_every_way_gets_every_reply_in_the_end(tmp_path: Path, sqlite_url: str):
    with running_services(tmp_path, sqlite_url) as services:
        line = services.run("serve")
        faults = dict(enumerate(FAULTS.values(), 1))
        services.provider.fault = faults.get
        for number in range(4):
            deliver([line.url], f"+4477009{number:05}", "I saw a blue van")
        services.provider.delay = 0.5
        assert_all_sent_once(services)


def test_an_invalid_number_is_given_up_and_others_are_served(tmp_path: Path, sqlite_url: str):
    invalid = Answer(400, {"code": 21211, "message": "The 'To' number +447700900000 is not valid", "status": 400})
    with running_services(tmp_path, sqlite_url) as services:
        line = services.run("serve")
        services.provider.fault = lambda number: invalid if number == 1 else None
        for number in range(2):
            deliver([line.url], f"+4477009{number:05}", "I saw a blue van")
        eventually(lambda: not services.waiting())
        assert len(services.provider.accepted) == 1
        assert b"+4477009" not in line.log.read_bytes()


@pytest.mark.parametrize(
    ("command", "how"), [("serve", signal.SIGTERM), ("serve", signal.SIGINT), ("web", signal.SIGTERM)]
)
def test_a_stop_finishes_the_turns_in_hand_and_ends_soon(
    tmp_path: Path, sqlite_url: str, command: str, how: signal.Signals
):
    with running_services(tmp_path, sqlite_url, TIPLINE_WORKERS="2") as services:
        line = services.run(command)
        taken: list[str] = []

        def talk(number: int) -> None:
            for part in range(1000):
                text = f"citizen {number} part {part}"
                if post(line.url, f"+4477009{number:05}", text, "SM" + secrets.token_hex(16)) != 200:
                    return
                taken.append(text)

        threads = [threading.Thread(target=talk, args=(number,)) for number in range(4)]
        for thread in threads:
            thread.start()
        eventually(lambda: len(taken) > 10)
        status = line.stop(how)
        for thread in threads:
            thread.join(20)
        assert status == 0
        stored = services.received()
        assert Counter(taken) <= stored
        assert stored.total() - len(taken) <= len(threads)


def test_a_page_that_waits_for_news_does_not_hold_up_a_stop(tmp_path: Path, sqlite_url: str):
    with running_services(tmp_path, sqlite_url) as services:
        line = services.run("serve")
        opened = urllib.request.urlopen(urllib.request.Request(line.url + "/chat/session", b"", method="POST"))
        token = opened.read().decode().split('"')[3]
        waiting = urllib.request.Request(
            line.url + "/chat/messages?after=0", headers={"Authorization": f"Bearer {token}"}
        )
        thread = threading.Thread(target=lambda: urllib.request.urlopen(waiting, timeout=60).read())
        thread.start()
        time.sleep(0.5)
        started = time.monotonic()
        assert line.stop() == 0
        assert time.monotonic() - started < 8
        thread.join(5)


@pytest.mark.parametrize("command", ["courier", "poll"])
def test_the_parts_stop_soon_and_clean(tmp_path: Path, sqlite_url: str, command: str):
    telegram = {"TIPLINE_TELEGRAM_TOKEN": "123:abc", "TIPLINE_TELEGRAM_MODE": "polling",
                "TIPLINE_TELEGRAM_API_URL": f"http://127.0.0.1:{free_port()}"}  # fmt: skip
    with running_services(tmp_path, sqlite_url, **telegram) as services:
        part = services.run(command)
        eventually(lambda: b"started" in part.log.read_bytes())
        started = time.monotonic()
        assert part.stop() == 0
        assert time.monotonic() - started < 5
        assert b"Traceback" not in part.log.read_bytes()


def test_a_worker_that_dies_is_replaced_and_the_counters_of_all_still_add_up(tmp_path: Path, sqlite_url: str):
    with running_services(tmp_path, sqlite_url, TIPLINE_WORKERS="2") as services:
        web = services.run("web")
        for sender in numbers(1, 6):
            deliver([web.url], sender, "I saw a blue van")
        first, second = psutil.Process(web.pid).children()
        first.terminate()
        eventually(lambda: len(workers := psutil.Process(web.pid).children()) == 2 and first not in workers)
        assert second.is_running()
        deliver([web.url], "+447700900099", "I saw a blue van")
        assert b'tipline_turns_total{channel="sms",outcome="taken"} 7.0' in web.metrics()


@pytest.mark.parametrize("command", ["serve", "web"])
def test_metrics_are_on_a_port_of_their_own_whatever_host_is_named(tmp_path: Path, sqlite_url: str, command: str):
    with running_services(tmp_path, sqlite_url) as services:
        line = services.run(command)
        for host in (f"127.0.0.1:{line.port}", f"127.0.0.1:{line.metrics_port}", "localhost"):
            asked = urllib.request.Request(line.url + "/metrics", headers={"Host": host})
            assert status_of(asked) == 404
        assert b"tipline_outbox_messages" in line.metrics()


def test_a_courier_shows_its_own_metrics(tmp_path: Path, sqlite_url: str):
    with running_services(tmp_path, sqlite_url) as services:
        courier = services.start("courier")
        eventually(lambda: b"started" in courier.log.read_bytes())
        assert b"tipline_sends_total" in courier.metrics()
