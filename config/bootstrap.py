"""Sets up `.venv` with the pinned requirements, from nothing but python3; `make` calls it before all else.

    python3 config/bootstrap.py run     what the line needs to run
    python3 config/bootstrap.py check   that, and what the tests need
    python3 config/bootstrap.py test    that, and a browser
    python3 config/bootstrap.py tools   what locks and audits the requirements and runs before commits

Standard library only. pip takes no file whose hash is not in the requirements. A stamp in `.venv` holds the hash of the
requirements that were installed, so a second call returns at once.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST, NEWEST = (3, 11), (3, 13)
RUN, DEV, TOOLS = "requirements.txt", "requirements-dev.txt", "requirements-tools.txt"
FILES = {"run": RUN, "check": DEV, "test": DEV, "tools": TOOLS}
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def main(goal: str) -> None:
    if not fits(sys.version_info[:2]):
        hand_over_to_a_fitting_python()
    if not is_set_up(goal):
        set_up(goal)
    if goal == "test":
        bring_a_browser()


def fits(version: tuple[int, ...]) -> bool:
    return OLDEST <= version <= NEWEST


def hand_over_to_a_fitting_python() -> None:
    """Starts again under a python3.11 to python3.13 found on PATH, or says what to install."""
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        found = shutil.which(f"python3.{minor}")
        if found and subprocess.run([found, "--version"], capture_output=True).returncode == 0:
            os.execv(found, [found, *sys.argv])
    here = ".".join(map(str, sys.version_info[:3]))
    sys.exit(f"Tipline needs Python 3.11, 3.12 or 3.13; python3 here is {here}. Install one of them and try again.")


def is_set_up(goal: str) -> bool:
    stamp = stamp_of(FILES[goal])
    return PYTHON.exists() and stamp.exists() and stamp.read_text() == wanted(FILES[goal])


def stamp_of(name: str) -> Path:
    return VENV / f".{name}"


def wanted(name: str) -> str:
    return hashlib.sha256((ROOT / name).read_bytes() + sys.version.encode()).hexdigest()


def set_up(goal: str) -> None:
    print(f"Setting up {VENV.name}: once, a minute or two.", flush=True)
    if not PYTHON.exists():
        step("making the virtual environment", [sys.executable, "-m", "venv", str(VENV)], venv_hint)
    name = FILES[goal]
    pip = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "-q", "--require-hashes"]
    step(f"installing {name}", [*pip, "-r", str(ROOT / name)], network_hint)
    for installed in (DEV, RUN) if name == DEV else (name,):
        stamp_of(installed).write_text(wanted(installed))


def step(what: str, command: Sequence[str], hint: str) -> None:
    """Runs `command` with a line that shows it is alive; on failure prints its output and `hint`, and exits."""
    started, done = time.monotonic(), threading.Event()
    ticker = threading.Thread(target=tick, args=(what, started, done), daemon=True)
    ticker.start()
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    done.set()
    ticker.join()
    print(
        f"\r  {what}: {'done' if result.returncode == 0 else 'FAILED'} ({time.monotonic() - started:.0f} s)   ",
        flush=True,
    )
    if result.returncode:
        sys.exit(f"{result.stdout[-4000:]}\n{hint}")


def tick(what: str, started: float, done: threading.Event) -> None:
    while not done.wait(1.0):
        if sys.stdout.isatty():
            print(f"\r  {what} ... {time.monotonic() - started:.0f} s", end="", flush=True)


venv_hint = "Python's venv module did not work. On Debian or Ubuntu: apt install python3-venv. Then try again."
network_hint = "The packages could not be installed. Check the connection (or pip's index settings) and try again."


def bring_a_browser() -> None:
    """Chromium for the browser tests: the system's, else Debian's package (as root), else Playwright's own build."""
    if os.environ.get("BROWSER") == "no" or any(map(shutil.which, BROWSERS)):
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        step("updating the package list", ["apt-get", "update", "-qq"], browser_hint)
        step("installing Chromium", ["apt-get", "install", "-y", "-qq", "chromium"], browser_hint)
    elif not list(Path.home().glob(".cache/ms-playwright/chromium-*")):
        step("installing Chromium", [str(PYTHON), "-m", "playwright", "install", "chromium"], browser_hint)


browser_hint = "No Chromium. Install it (apt install chromium), or leave those tests out: make test BROWSER=no"

if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) == 2 and sys.argv[1] in FILES else sys.exit(str(__doc__)))
