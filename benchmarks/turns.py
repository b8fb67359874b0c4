"""Turns a second and memory at rest, beside a bare endpoint on the same server and database.

    python -m benchmarks.turns [--citizens N] [--rounds N] [--connections N] [--databases sqlite,postgresql]

Boots `app.py web` with one process and a bare Flask endpoint (`benchmarks.bare`: signature, one insert, one commit)
under the same gunicorn settings, loads both in turn (A B A B ...) from a process of its own, and prints messages a
second, CPU a message, latencies, and the ratio of the two round by round; then the memory of `app.py serve` at rest.
The courier does not run: a turn ends with its replies committed to the outbox.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.fakes.servers import PostgresServer

ROOT = Path(__file__).resolve().parent.parent
TOKEN = "benchmark-token"
THREADS = 24


@dataclass(frozen=True)
class Round:
    """One loaded round: messages a second, CPU milliseconds a message, latencies in milliseconds."""

    rate: float
    cpu_ms: float
    median_ms: float
    p99_ms: float


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


def environment(port: int, folder: str, database_url: str) -> dict[str, str]:
    settings = {
        "HOST": "127.0.0.1", "PORT": str(port), "PUBLIC_URL": f"http://127.0.0.1:{port}", "DATA_DIR": folder,
        "DATABASE_URL": database_url, "TWILIO_ACCOUNT_SID": "AC" + "0" * 32, "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_FROM": "+15005550006", "FLOOD_LIMIT": "off", "WORKERS": "1", "THREADS": str(THREADS),
    }  # fmt: skip
    return dict(os.environ) | {f"TIPLINE_{name}": value for name, value in settings.items() if value}


@contextlib.contextmanager
def serving(command: list[str], env: dict[str, str]) -> Iterator[psutil.Process]:
    with tempfile.TemporaryFile() as log:
        process = psutil.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log)
        try:
            wait_until_ready(process, env["TIPLINE_PUBLIC_URL"] + "/readyz", log)
            yield process
        finally:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.terminate()
                process.wait(15)


def wait_until_ready(process: psutil.Popen, url: str, log) -> None:  # type: ignore[no-untyped-def]
    for _ in range(300):
        with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=2):
            return
        if process.poll() is not None:
            log.seek(0)
            sys.exit(f"the server stopped:\n{log.read().decode()[-2000:]}")
        time.sleep(0.1)
    sys.exit("the server did not become ready")


def family(process: psutil.Process) -> list[psutil.Process]:
    return [process, *process.children(recursive=True)]


def cpu_seconds(process: psutil.Process) -> float:
    return sum(sum(p.cpu_times()[:2]) for p in family(process))


def load(process: psutil.Process, env: dict[str, str], citizens: int, connections: int) -> Round:
    before = cpu_seconds(process)
    command = [sys.executable, "-m", "benchmarks.load", env["TIPLINE_PORT"], env["TIPLINE_PUBLIC_URL"], TOKEN]
    out = subprocess.run([*command, str(citizens), str(connections)], cwd=ROOT, capture_output=True, text=True)
    if out.returncode:
        sys.exit(out.stderr or out.stdout)
    got = json.loads(out.stdout)
    times = got["latencies"]
    cpu = 1000 * (cpu_seconds(process) - before) / got["requests"]
    return Round(got["requests"] / got["seconds"], cpu, statistics.median(times), times[int(0.99 * (len(times) - 1))])


def compare(name: str, database_url: str, bare_url: str, args: argparse.Namespace) -> None:
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        full_env = environment(free_port(), folder, database_url)
        bare_env = environment(free_port(), folder, "") | {
            "BARE_DATABASE_URL": bare_url or f"sqlite:///{folder}/bare.db"
        }
        subprocess.run([sys.executable, "app.py", "migrate"], cwd=ROOT, env=full_env, check=True, capture_output=True)
        full = stack.enter_context(serving([sys.executable, "app.py", "web"], full_env))
        gunicorn = [sys.executable, "-m", "gunicorn", "-k", "gthread", "-w", "1", "--threads", str(THREADS)]
        bind = f"127.0.0.1:{bare_env['TIPLINE_PORT']}"
        bare = stack.enter_context(serving([*gunicorn, "-b", bind, "benchmarks.bare:create_app()"], bare_env))
        pairs = []
        for n in range(args.rounds + 1):
            pair = (load(full, full_env, args.citizens, args.connections),
                    load(bare, bare_env, args.citizens, args.connections))  # fmt: skip
            pairs += [pair] if n else []  # the first round warms both
    report(name, pairs)


def report(name: str, pairs: list[tuple[Round, Round]]) -> None:
    for label, index in (("full turn", 0), ("bare insert", 1)):
        rounds = [pair[index] for pair in pairs]
        rate, cpu, mid, tail = (statistics.median(getattr(r, f) for r in rounds)
                                for f in ("rate", "cpu_ms", "median_ms", "p99_ms"))  # fmt: skip
        print(f"{name:<11} {label:<12} {rate:7.0f}/s  {cpu:5.2f} ms CPU  median {mid:6.1f} ms  p99 {tail:6.1f} ms")
    ratios = sorted(full.rate / bare.rate for full, bare in pairs)
    print(f"{name:<11} ratio full/bare: median {statistics.median(ratios):.2f}, {ratios[0]:.2f} to {ratios[-1]:.2f}")


def at_rest() -> None:
    """Resident memory of `app.py serve` after a start with a new database, and how long that took."""
    with tempfile.TemporaryDirectory() as folder:
        env = environment(free_port(), folder, "")
        started = time.monotonic()
        with serving([sys.executable, "app.py", "serve"], env) as process:
            up = time.monotonic() - started
            time.sleep(2)
            sizes = [share_of_memory(p) / 2**20 for p in family(process)]
            each = " + ".join(f"{size:.0f}" for size in sizes)
            print(f"at rest: {each} = {sum(sizes):.0f} MB (master, worker with courier); up in {up:.1f} s")


def share_of_memory(process: psutil.Process) -> int:
    """Bytes; what processes share counts in equal parts, where the system tells."""
    told = process.memory_full_info()
    return int(getattr(told, "pss", told.rss))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--citizens", type=int, default=150, help="citizens a round, four messages each")
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--databases", default="sqlite,postgresql")
    args = parser.parse_args()
    if "sqlite" in args.databases:
        compare("SQLite", "", "", args)
    if "postgresql" in args.databases:
        with contextlib.closing(PostgresServer(fsync="on", full_page_writes="on")) as server:
            compare("PostgreSQL", server.url(server.create()), server.url(server.create()), args)
    at_rest()


if __name__ == "__main__":
    main()
