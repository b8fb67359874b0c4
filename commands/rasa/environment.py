"""The virtual environment that Rasa lives in, apart from ours: its libraries and ours exclude each other."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from commands.rasa.python import find
from config.bootstrap import ROOT, network_hint, step, venv_hint

FOLDER = ROOT / ".venv-rasa"
PYTHON = FOLDER / "bin" / "python"
REQUIREMENTS = ROOT / "rasa" / "requirements.txt"
_STAMP = FOLDER / ".requirements"


def is_installed() -> bool:
    """Whether the environment is there and holds exactly the pinned requirements."""
    return PYTHON.exists() and _STAMP.exists() and _STAMP.read_text() == _wanted()


def install(home: Path) -> None:
    """Make the environment when it is missing or old; 2.7 GB. Raises Mistake without a Python for it."""
    if is_installed():
        return
    python = find(home)
    shutil.rmtree(FOLDER, ignore_errors=True)
    print(f"Setting up {FOLDER.name} for Rasa: once, some minutes, 2.7 GB.", flush=True)
    step("making the virtual environment", [str(python), "-m", "venv", str(FOLDER)], venv_hint)
    pip = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "-q", "--require-hashes", "--no-deps"]
    step(f"installing {REQUIREMENTS.relative_to(ROOT)}", [*pip, "-r", str(REQUIREMENTS)], network_hint)
    _STAMP.write_text(_wanted())


def _wanted() -> str:
    return hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()
