"""Measures the understanding: `python -m benchmarks.understanding [--data FOLDER]` prints one line a figure.

Speed, memory and start-up need nothing. Accuracy is measured over public data in FOLDER (or the environment's
UNDERSTANDING_DATA), which is no part of this project:

- recognizers-datetime-en.json: github.com/microsoft/Recognizers-Text, Specs/DateTime/English/DateTimeModel.json (MIT)
- clinc150-answers-train.json: [text, intent] pairs of github.com/clinc/oos-eval (CC BY 3.0)
- sms-spam-collection.tsv: SMS Spam Collection v.1, archive.ics.uci.edu (research use with attribution)
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from benchmarks import public_data
from benchmarks.public_data import Share
from bot.understanding.pipeline import Pipeline
from bot.understanding.types import Context
from dialogs.loader import load

ZONE = ZoneInfo("Europe/London")
SENT_AT = datetime(2026, 6, 17, 14, 30, tzinfo=ZONE)
SHORT = (
    "saw 2 lads smash the window of a blue honda outside 14 elm st e8 about 2am last night, one had a crowbar",
    "my bike got nicked outside the station yesterday between 8 and half 5, black specialized, lock was cut clean off",
    "theres a man going round trying car door handles on Park Road right now, black hoodie, grey joggers, by himself",
    "next doors are fighting again i can hear her screaming and things being smashed, flat 6 Elm Court, please hurry",
    "white transit van LK19 ABC dumping rubbish down Mill Lane every sunday about 6, two blokes, one has a beard",
)
LONG = " ".join((*SHORT[:5], *SHORT[:2]))[:900]
#: name, text; understood in under `PATHOLOGICAL_MS`
PATHOLOGICAL = (
    ("10,000 letters", "a" * 10_000),
    ("10,000 characters of words", "saw him at 3 " * 770),
    ("5,000 digits", "7" * 5_000),
    ("nested quotes", "\"'(" * 3_000),
    ("2,000 emojis", "😭" * 2_000),
    ("lone surrogates", "\ud83d " * 3_000),
    ("commas", "3,2 lads," * 1_000),
    ("streets", "14 elm st and " * 700),
    ("times", "between 2 and 3 " * 600),
    ("not not not", "not " * 2_500),
    ("my my my", "my " * 3_000),
)
MEDIAN_MS, P99_MS, LONG_MS, PATHOLOGICAL_MS, MEMORY_MB, START_S = 1.0, 3.0, 6.0, 50.0, 100.0, 0.7
ROUNDS = 400
Understand = Callable[[str], object]


def context(language: str | None = "en", asking: str | None = None, sent_at: datetime = SENT_AT) -> Context:
    """A citizen in London on a Wednesday afternoon."""
    return Context(sent_at, ZONE, "GB", language, asking)


def milliseconds(action: Callable[[], object]) -> float:
    """CPU time of one call: it waits for nothing, and other work of the machine does not count."""
    started = time.thread_time()
    action()
    return 1000 * (time.thread_time() - started)


def resident_mb() -> float:
    """Memory of this process; 0 where the system does not tell."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS")), 0.0)


def show(name: str, value: float, unit: str, limit: float) -> bool:
    """Print one figure beside its limit; whether it holds."""
    holds = value <= limit
    print(f"{name:<44}{value:>10.2f} {unit:<4} {'ok' if holds else 'OVER'} (at most {limit:g})")
    return holds


def taken(understand: Understand, text: str, rounds: int) -> list[float]:
    """Milliseconds of so many readings of `text`."""
    return [milliseconds(lambda: understand(text)) for _ in range(rounds)]


def speed(understand: Understand) -> bool:
    for text in (*SHORT, LONG):
        understand(text)
    short = sorted(each for text in SHORT for each in taken(understand, text, ROUNDS))
    long = statistics.median(taken(understand, LONG, ROUNDS // 4))
    figures = (
        ("about 120 characters, median", statistics.median(short), MEDIAN_MS),
        ("about 120 characters, 99th percentile", short[int(0.99 * len(short))], P99_MS),
        (f"{len(LONG)} characters, median", long, LONG_MS),
    )
    held = [show(name, value, "ms", limit) for name, value, limit in figures]
    return all(held)


def pathological(understand: Understand) -> bool:
    worst = {name: min(taken(understand, text, 3)) for name, text in PATHOLOGICAL}
    held = [show(name, value, "ms", PATHOLOGICAL_MS) for name, value in worst.items()]
    return all(held)


def start() -> tuple[Pipeline, bool]:
    dialogs = load()
    before = resident_mb()
    started = time.thread_time()
    embedded = Pipeline(dialogs)
    seconds = time.thread_time() - started
    embedded.understand(LONG, context())
    holds = show("start-up", seconds, "s", START_S) & show("memory", resident_mb() - before, "MB", MEMORY_MB)
    return embedded, holds


def print_share(share: Share) -> bool:
    verdict = "ok" if share.holds else "SHORT"
    print(f"{share.name:<44}{share.hits:>6} of {share.total:<6}{100 * share.rate:>6.1f} %  {verdict} ({share.goal})")
    return share.holds


def accuracy(embedded: Pipeline, folder: Path | None) -> bool:
    if folder is None or not folder.is_dir():
        print("no public data: give --data FOLDER or UNDERSTANDING_DATA; where to get them:")
        print("\n".join((__doc__ or "").splitlines()[5:]))
        return True
    held = [print_share(share) for share in public_data.measure(embedded, folder, context)]
    return all(held)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=os.environ.get("UNDERSTANDING_DATA"))
    options = parser.parse_args(arguments)
    embedded, holds = start()

    def understand(text: str) -> object:
        return embedded.understand(text, context())

    folder = Path(options.data) if options.data else None
    held = [holds, speed(understand), pathological(understand), accuracy(embedded, folder)]
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
