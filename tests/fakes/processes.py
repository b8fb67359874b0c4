"""Real processes of the product, a Twilio that can fail, and citizens whose provider tries again as Twilio does."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import select, update
from twilio.request_validator import RequestValidator

from intake_store.db.database import Database
from intake_store.db.tables import conversations, messages, tips
from intake_store.delivery.outbox import Outbox
from intake_store.vault.vault import Vault, owner_of
from tests.builders.threads import eventually
from tests.fakes.http_server import Answer, FakeServer, Received

ROOT = Path(__file__).resolve().parent.parent.parent
ACCOUNT_SID, AUTH_TOKEN = "AC" + "0" * 32, "auth-token-of-the-test"
PUBLIC_URL = "https://tips.example.org"
LINE = "+15005550006"
START_SECONDS = 40


class FakeTwilio:
    """Twilio's REST API. `fault(number)` may give another answer to the number-th request; a 201 says it was taken."""

    def __init__(self) -> None:
        self.accepted: list[tuple[str, str]] = []
        self.fault: Callable[[int], Answer | None] = lambda _: None
        self.delay = 0.0
        self._lock = threading.Lock()
        self._requests = 0
        self._server = FakeServer(self._answer)
        self.url = self._server.url

    def _answer(self, request: Received) -> Answer:
        with self._lock:
            self._requests += 1
            fault = self.fault(self._requests)
            if fault is not None and fault.status != 201:
                return fault
            self.accepted.append((request.fields["To"], request.fields["Body"]))
        return fault or Answer(201, {"sid": "SM" + secrets.token_hex(16), "status": "queued"}, delay=self.delay)

    def close(self) -> None:
        self._server.close()


class ProductProcess:
    """One process of the product, in a process group of its own, with what it wrote."""

    def __init__(self, command: str, env: Mapping[str, str], log: Path, port: int, metrics_port: int) -> None:
        self.command, self.log, self.port, self.metrics_port = command, log, port, metrics_port
        self.env = dict(env) | {"TIPLINE_PORT": str(port), "TIPLINE_METRICS_PORT": str(metrics_port)}
        self.start()

    def start(self) -> None:
        with self.log.open("ab") as out:
            self._process = subprocess.Popen(
                [sys.executable, "app.py", self.command], cwd=ROOT, env=self.env, stdout=out, stderr=out,
                start_new_session=True,
            )  # fmt: skip

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        return self._process.pid

    def metrics(self) -> bytes:
        """What operators see at the port of their own."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.metrics_port}/metrics", timeout=10) as answer:
            return bytes(answer.read())

    def wait_ready(self) -> None:
        eventually(self._ready, START_SECONDS)

    def _ready(self) -> bool:
        assert self._process.poll() is None, self.log.read_text()
        try:
            with urllib.request.urlopen(self.url + "/readyz", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def kill(self) -> None:
        """kill -9, the whole group at once: as when the machine loses power."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def stop(self, how: signal.Signals = signal.SIGTERM, seconds: float = 20) -> int:
        """Ask it to stop; its exit status."""
        self._process.send_signal(how)
        return self._process.wait(seconds)

    def end(self) -> None:
        if self._process.poll() is None:
            self.kill()


class Services:
    """The product on one data folder, database and Redis, as one or several processes."""

    def __init__(self, folder: Path, database_url: str, redis_url: str = "", **settings: str) -> None:
        self.folder, self.provider = folder, FakeTwilio()
        self.data = folder / "data"
        self.database = Database(database_url)
        self._running: list[ProductProcess] = []
        self.env = _clean_environment() | {
            "TIPLINE_DATA_DIR": str(self.data), "TIPLINE_DATABASE_URL": database_url, "TIPLINE_REDIS_URL": redis_url,
            "TIPLINE_PUBLIC_URL": PUBLIC_URL, "TIPLINE_TWILIO_ACCOUNT_SID": ACCOUNT_SID,
            "TIPLINE_TWILIO_AUTH_TOKEN": AUTH_TOKEN, "TIPLINE_TWILIO_FROM": LINE,
            "TIPLINE_TWILIO_API_URL": self.provider.url, "TIPLINE_FLOOD_LIMIT": "off", "TIPLINE_WORKERS": "1",
        } | settings  # fmt: skip

    def start(self, command: str) -> ProductProcess:
        """Start a process."""
        log = self.folder / f"{command}-{len(self._running)}.log"
        process = ProductProcess(command, self.env, log, free_port(), free_port())
        self._running.append(process)
        return process

    def run(self, command: str) -> ProductProcess:
        """Start a process; one that serves pages is waited for."""
        process = self.start(command)
        if command in ("web", "serve"):
            process.wait_ready()
        return process

    def close(self) -> None:
        for process in self._running:
            process.end()
        self.provider.close()
        self.database.close()

    # -- what was stored

    @property
    def vault(self) -> Vault:
        return Vault.create_or_load(self.data / "vault.key")

    def received(self) -> Counter[str]:
        """The citizens' messages as stored, by text."""
        return Counter(text for direction, text in self._texts() if direction == "in")

    def replies(self) -> Counter[str]:
        """Our messages as stored, by text."""
        return Counter(text for direction, text in self._texts() if direction == "out")

    def _texts(self) -> Iterator[tuple[str, str]]:
        vault = self.vault
        with self.database.read() as connection:
            for row in connection.execute(select(messages)):
                owner = owner_of(row.tip_id, row.conversation_id)
                yield row.direction, vault.open_text(owner, f"text:{row.key}", row.text, "citizen")

    def count(self, table: str) -> int:
        found = {"tips": tips, "conversations": conversations}[table]
        with self.database.read() as connection:
            return len(connection.execute(select(found.c.id)).all())

    def versions(self) -> list[int]:
        """How many turns each conversation has had."""
        with self.database.read() as connection:
            return list(connection.execute(select(conversations.c.version)).scalars())

    def waiting(self) -> int:
        """How many messages are not sent yet."""
        with self.database.read() as connection:
            return len(connection.execute(select(messages.c.id).where(messages.c.due_at.is_not(None))).all())

    def let_leases_run_out(self) -> int:
        """As if the time had passed, after the couriers were killed; how many messages one of them had in hand."""
        held = messages.c.lease_until.is_not(None)
        with self.database.write() as connection:
            return connection.execute(update(messages).where(held).values(lease_until=None)).rowcount

    @property
    def outbox(self) -> Outbox:
        return Outbox(self.database, self.vault)


@contextmanager
def running_services(folder: Path, database_url: str, redis_url: str = "", **settings: str) -> Iterator[Services]:
    """The services, whose processes are killed at the end of the block."""
    opened = Services(folder, database_url, redis_url, **settings)
    try:
        yield opened
    finally:
        opened.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _clean_environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("TIPLINE_")}


def post(url: str, sender: str, text: str, sid: str, timeout: float = 15) -> int:
    """One signed webhook; the HTTP status, 0 when there was no answer."""
    form = {"MessageSid": sid, "AccountSid": ACCOUNT_SID, "From": sender, "To": LINE, "Body": text, "NumMedia": "0"}
    signature = RequestValidator(AUTH_TOKEN).compute_signature(PUBLIC_URL + "/webhooks/twilio", form)
    body = urllib.parse.urlencode(form).encode()
    request = urllib.request.Request(url + "/webhooks/twilio", body, {"X-Twilio-Signature": signature})
    try:
        with urllib.request.urlopen(request, timeout=timeout) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except (OSError, ValueError):
        return 0


def deliver(urls: list[str], sender: str, text: str, seconds: float = 60) -> None:
    """As a provider does: again and again, to any of the machines, until one says 200."""
    sid, end, tries = "SM" + secrets.token_hex(16), time.monotonic() + seconds, 0
    while (status := post(urls[tries % len(urls)], sender, text, sid)) != 200:
        assert time.monotonic() < end, f"the message was never taken: {status}"
        tries += 1
        time.sleep(0.1)


def start_citizens(urls: list[str], many: int, messages_each: int) -> list[threading.Thread]:
    """So many citizens, each sending texts one after the other; every text is one of a kind."""

    def talk(number: int) -> None:
        for line in range(messages_each):
            deliver(urls, f"+4477009{number:05}", f"citizen {number} saw a blue van, part {line}")

    threads = [threading.Thread(target=talk, args=(number,), daemon=True) for number in range(many)]
    for thread in threads:
        thread.start()
    return threads


def expected(many: int, messages_each: int) -> Counter[str]:
    return Counter(
        f"citizen {number} saw a blue van, part {line}" for number in range(many) for line in range(messages_each)
    )
