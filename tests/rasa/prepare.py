"""Installs Rasa and trains a model for the tests that need a real server; says so loudly where that cannot be.

    python -m tests.rasa.prepare            before the tests: install, train
    python -m tests.rasa.prepare report     after them: what did not run

RASA=no leaves those tests out.
"""

from __future__ import annotations

import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from commands.errors import Mistake
from commands.rasa import environment
from commands.rasa.models import Models
from config.bootstrap import ROOT
from dialogs.loader import load

FOLDER = ROOT / "build" / "rasa"


def obstacle() -> str:
    """Why the tests with a real server cannot run; "" when they can."""
    if os.environ.get("RASA") == "no":
        return "RASA=no"
    if not environment.is_installed():
        return "Rasa is not installed: `make rasa` does it where there is a Python 3.10"
    return "" if Models(FOLDER).all() else "no model was trained"


def prepare() -> None:
    if os.environ.get("RASA") == "no":
        return report()
    started = time.monotonic()
    try:
        environment.install(Path.home())
    except Mistake as mistake:
        print(f"\nNOT RUN: the Rasa tests.\n{mistake}\n", flush=True)
        return None
    Models(FOLDER).train(load(), "light", datetime.now(UTC))
    print(f"  Rasa is there for the tests ({time.monotonic() - started:.0f} s)", flush=True)
    return None


def report() -> None:
    if obstacle():
        print(f"NOT RUN: the Rasa tests ({obstacle()})", flush=True)


if __name__ == "__main__":
    report() if sys.argv[1:] == ["report"] else prepare()
