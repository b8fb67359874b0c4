"""Finds a Python 3.10, the newest that Rasa's last open release runs on."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from commands.errors import Mistake

VERSION = "3.10"
NEEDED = f"""Rasa 3.6 needs Python {VERSION}, and none was found on PATH, in pyenv or in uv. Install one of:
  pyenv install {VERSION}      (https://github.com/pyenv/pyenv)
  uv python install {VERSION}  (https://docs.astral.sh/uv)
  your system's python{VERSION} with its venv module
and run `make rasa` again. Tipline itself needs none of this: without Rasa it reads by itself."""
_SECONDS = 20


def find(home: Path) -> Path:
    """The interpreter; raises Mistake that says what to install. `home` is where pyenv keeps its versions."""
    for candidate in candidates(home):
        if is_it(candidate):
            return candidate
    raise Mistake(NEEDED)


def candidates(home: Path) -> Iterator[Path]:
    """Where one may be: on PATH, in pyenv's versions (its shim answers only for a selected one), in uv."""
    named = shutil.which(f"python{VERSION}")
    if named:
        yield Path(named)
    roots = [home / ".pyenv", *_pyenv_root()]
    yield from sorted(
        (python for root in roots for python in root.glob(f"versions/{VERSION}.*/bin/python")), reverse=True
    )
    yield from (Path(line) for line in _asked("uv", "python", "find", "--no-python-downloads", VERSION))


def is_it(python: Path) -> bool:
    """Whether `python` starts, has that version and can make a virtual environment."""
    check = "import sys, venv, ensurepip; print('%d.%d' % sys.version_info[:2])"
    return _asked(str(python), "-c", check) == [VERSION]


def _pyenv_root() -> list[Path]:
    return [Path(line) for line in _asked("pyenv", "root")]


def _asked(*command: str) -> list[str]:
    """The lines that a command prints; none when it is missing, fails or hangs."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return []
    return done.stdout.split("\n")[:-1] if done.returncode == 0 else []
