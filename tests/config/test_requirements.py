"""Every package that is installed is pinned with the hash of its files, and every direct one is in a readable list."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from config.bootstrap import DEV, FILES, ROOT, RUN, TOOLS

#: name, extras, version; what follows (markers, hashes, comments) is looked at where it matters.
_PINNED = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^\]]*\])?==([^\s;\\]+)")
LOCKED = [RUN, DEV, TOOLS]


def entries(name: str) -> list[str]:
    """The requirements of a locked file, each with its hashes on one line."""
    text = (ROOT / name).read_text().replace("\\\n", " ")
    return [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]


def pins(path: Path) -> dict[str, str]:
    """Version by normalised name (https://packaging.python.org/en/latest/specifications/name-normalization)."""
    found = (_PINNED.match(line) for line in path.read_text().splitlines())
    return {re.sub(r"[-_.]+", "-", each[1]).lower(): each[2] for each in found if each}


@pytest.mark.parametrize("name", LOCKED)
def test_every_requirement_is_pinned_and_carries_hashes(name: str) -> None:
    wrong = [line for line in entries(name) if not _PINNED.match(line) or not re.search(r"--hash=sha256:\w{64}", line)]
    assert entries(name)
    assert not wrong


@pytest.mark.parametrize("name", LOCKED)
def test_what_is_asked_for_is_what_is_locked(name: str) -> None:
    asked, locked = pins((ROOT / name).with_suffix(".in")), pins(ROOT / name)
    assert asked
    assert asked.items() <= locked.items(), "run: make lock"


def test_the_locked_files_agree_on_every_version() -> None:
    run, dev, tools = (pins(ROOT / name) for name in LOCKED)
    assert run.items() <= dev.items(), "run: make lock"
    assert not {name for name in dev.keys() & tools.keys() if dev[name] != tools[name]}, "run: make lock"


def test_every_package_that_the_line_runs_on_has_its_reason() -> None:
    lines = [line for line in (ROOT / RUN).with_suffix(".in").read_text().splitlines() if _PINNED.match(line)]
    assert not [line for line in lines if not re.search(r"\s# \S", line)]


def test_every_locked_file_is_installed_by_some_goal() -> None:
    assert set(FILES.values()) == set(LOCKED) == {path.name for path in ROOT.glob("requirements*.txt")}


def test_no_requirement_names_where_it_is_fetched_from() -> None:
    files = [*ROOT.glob("requirements*"), ROOT / "pyproject.toml"]
    assert not [
        path.name for path in files if re.search(r"https?://|--(extra-)?index-url|--find-links", path.read_text())
    ]
