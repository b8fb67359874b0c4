"""The Makefile explains itself, does nothing unasked, and its quick tests start nothing."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from config.bootstrap import FILES, ROOT

MAKEFILE = (ROOT / "Makefile").read_text()
TARGETS = re.findall(r"(?m)^([a-z]+):", MAKEFILE)
#: Names behind which a server or a browser stands: fixtures, and what starts a process that stays.
_STARTS = re.compile(r"\(.*\b(database|database_url|postgresql\w*|sqlite_url|own_\w+|redis_url)\b: |Popen\(")


def made(*targets: str) -> str:
    return subprocess.run(["make", "-s", *targets], cwd=ROOT, capture_output=True, text=True, check=True).stdout


def test_make_help_names_every_target() -> None:
    assert re.findall(r"(?m)^  make (\w+) +\w", made("help")) == TARGETS


def test_make_alone_only_helps() -> None:
    assert made() == made("help")


def test_every_target_is_phony() -> None:
    declared = re.search(r"(?m)^\.PHONY: (.+)$", MAKEFILE)
    assert declared is not None
    assert sorted(declared[1].split()) == sorted(TARGETS)


def test_every_set_up_that_make_asks_for_is_there() -> None:
    assert set(re.findall(r"config/bootstrap\.py (\w+)", MAKEFILE)) == set(FILES)


def test_the_pure_tests_start_no_server_and_no_browser() -> None:
    pure = re.search(r"(?m)^PURE := (.+)$", MAKEFILE)
    assert pure is not None
    folders = [ROOT / name for name in pure[1].split()]
    files = [path for folder in folders for path in ([folder] if folder.is_file() else folder.rglob("*.py"))]
    assert files
    assert not [str(path) for path in files if path != Path(__file__) and _STARTS.search(path.read_text())]
