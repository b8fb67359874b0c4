"""What Rasa costs: our engine alone, our engine with Rasa's NLU, and Rasa as the whole assistant, in one run.

    python -m benchmarks.rasa [--citizens N] [--rounds N] [--connections N]

Needs `.venv-rasa` (`make rasa`). The same citizens text all three, in turn (A B C A B C ...). CPU and memory of the
second count the Rasa server too; its deadline is long here, so that every message is read by both.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psutil

from benchmarks import rasa_assistant
from benchmarks.turns import ROOT, TOKEN, Round, cpu_seconds, environment, family, free_port, serving
from commands.rasa.models import Models
from commands.rasa.server import Server
from dialogs.loader import load as load_dialogs

SECRET = "benchmark"
PATIENT_MS = "5000"  # the deadline of Rasa's reading


@dataclass(frozen=True)
class Contender:
    """A running system: the processes it needs, how it is loaded, and how long it took to start."""

    name: str
    processes: tuple[psutil.Process, ...]
    command: tuple[str, ...]
    start_seconds: float

    def load(self, citizens: int, connections: int) -> Round:
        before = sum(map(cpu_seconds, self.processes))
        command = [sys.executable, "-m", *self.command, str(citizens), str(connections)]
        out = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        if out.returncode:
            sys.exit(out.stderr or out.stdout)
        got = json.loads(out.stdout)
        times = got["latencies"]
        cpu = 1000 * (sum(map(cpu_seconds, self.processes)) - before) / got["requests"]
        tail = times[int(0.99 * (len(times) - 1))]
        return Round(got["requests"] / got["seconds"], cpu, statistics.median(times), tail)

    def memory_mb(self) -> float:
        return sum(p.memory_info().rss for process in self.processes for p in family(process)) / 2**20


@contextlib.contextmanager
def engine(name: str, beside: tuple[psutil.Process, ...] = (), **more: str) -> Iterator[Contender]:
    """Our own web server, with the settings in `more`."""
    with tempfile.TemporaryDirectory() as folder:
        metrics_port = free_port()
        env = environment(free_port(), folder, "") | {"TIPLINE_METRICS_PORT": str(metrics_port)} | more
        subprocess.run([sys.executable, "app.py", "migrate"], cwd=ROOT, env=env, check=True, capture_output=True)
        started = time.monotonic()
        with serving([sys.executable, "app.py", "web"], env) as process:
            up = time.monotonic() - started
            command = ("benchmarks.load", env["TIPLINE_PORT"], env["TIPLINE_PUBLIC_URL"], TOKEN)
            yield Contender(name, (process, *beside), command, up)
            if beside:
                with urllib.request.urlopen(f"http://127.0.0.1:{metrics_port}/metrics") as page:
                    print(*(line for line in page.read().decode().splitlines() if "rasa_total{" in line), sep="\n")


@contextlib.contextmanager
def engine_with_rasa(folder: Path) -> Iterator[Contender]:
    model = Models(ROOT / "build" / "rasa").train(load_dialogs(), "light", datetime.now(UTC))
    server = Server(model, SECRET, folder / "rasa.log")
    server.start()
    try:
        took = server.wait_until_ready()
        settings = {"URL": server.url, "TOKEN": SECRET, "DEADLINE_MS": PATIENT_MS}
        more = {f"TIPLINE_RASA_{name}": value for name, value in settings.items()}
        with engine("our engine + Rasa NLU", (psutil.Process(server.pid),), **more) as contender:
            yield Contender(contender.name, contender.processes, contender.command, contender.start_seconds + took)
    finally:
        server.stop()


@contextlib.contextmanager
def assistant(folder: Path) -> Iterator[Contender]:
    rasa_assistant.train(folder)
    port, started = free_port(), time.monotonic()
    process = psutil.Popen(rasa_assistant.start(folder, port), cwd=folder, stdout=subprocess.DEVNULL, stderr=-3)
    try:
        while not answers(f"http://127.0.0.1:{port}/status"):
            time.sleep(0.2)
        took = time.monotonic() - started
        yield Contender("Rasa as the assistant", (process,), ("benchmarks.rasa_load", str(port)), took)
    finally:
        process.terminate()
        process.wait(15)


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as response:
            return b"model_id" in response.read()
    except OSError:
        return False


def report(contenders: list[Contender], rounds: list[list[Round]]) -> None:
    """One row a contender: medians of its rounds, and turns a second as a share of the first one's."""
    first = [results[0] for results in rounds]
    for at, contender in enumerate(contenders):
        own = [results[at] for results in rounds]
        ratio = statistics.median(mine.rate / base.rate for mine, base in zip(own, first, strict=True))
        print(
            f"{contender.name:<24}{median(own, lambda r: r.rate):6.0f} turns/s {ratio:5.2f}x "
            f"{median(own, lambda r: r.cpu_ms):6.1f} ms CPU  p50 {median(own, lambda r: r.median_ms):6.1f}  "
            f"p99 {median(own, lambda r: r.p99_ms):6.1f} ms  {contender.memory_mb():5.0f} MB  "
            f"up in {contender.start_seconds:4.1f} s"
        )


def median(rounds: list[Round], value: Callable[[Round], float]) -> float:
    return statistics.median(map(value, rounds))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--citizens", type=int, default=60, help="citizens a round, four messages each")
    parser.add_argument("--connections", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        beside, whole = Path(folder) / "beside", Path(folder) / "whole"
        beside.mkdir()
        contenders = [
            stack.enter_context(contender)
            for contender in (engine("our engine"), engine_with_rasa(beside), assistant(whole))
        ]
        rounds = [[one.load(args.citizens, args.connections) for one in contenders] for _ in range(args.rounds + 1)]
        report(contenders, rounds[1:])


if __name__ == "__main__":
    main()
