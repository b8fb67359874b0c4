"""A server that cannot start says why, in words, and ends in order."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from config.bootstrap import ROOT
from config.gunicorn import CANNOT_START
from tests.fakes.processes import free_port


@pytest.mark.parametrize(
    ("command", "key", "told"),
    [("web", "", "run `python app.py migrate` first"), ("serve", "no key", "vault.key is damaged")],
)
def test_a_start_that_fails_says_why_and_ends(tmp_path: Path, command: str, key: str, told: str) -> None:
    if key:
        (tmp_path / "vault.key").write_text(key)
        (tmp_path / "vault.key").chmod(0o600)
    env = os.environ | {"TIPLINE_DATA_DIR": str(tmp_path), "TIPLINE_PORT": str(free_port())}
    start = [sys.executable, "app.py", command]
    ended = subprocess.run(start, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60)
    assert told in ended.stderr
    assert ended.returncode == CANNOT_START
    assert "stopped by an error" not in ended.stderr
