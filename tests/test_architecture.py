"""The rooms of the house keep to their doors: who may import whom, who may read the environment, who sees a key."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("app", "config", "dialogs", "channels", "intake_store", "bot", "triage", "commands")

#: room -> what it may import of ours, as module prefixes, besides itself
MAY_IMPORT = {
    "config": (),
    "dialogs": (),
    "channels": (),
    "intake_store": ("channels.base", "channels.media"),
    "bot": ("channels", "dialogs", "intake_store"),
    "triage": ("intake_store",),
    "app": ROOMS,
    "commands": ROOMS,  # the composition root's own folder: nothing imports it but app.py
}


def sources(room: str) -> list[Path]:
    return [ROOT / "app.py"] if room == "app" else sorted((ROOT / room).rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    """Every module that the file imports anywhere in it, absolute; a relative import counts as its own room."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def is_allowed(module: str, room: str) -> bool:
    ours = module.split(".")[0] in (*ROOMS, "tests", "benchmarks")
    doors = (room, *MAY_IMPORT[room])
    return not ours or any(module == door or module.startswith(door + ".") for door in doors)


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_through_its_doors(room: str) -> None:
    assert sources(room), room
    wrong = [
        f"{path.relative_to(ROOT)} imports {module}"
        for path in sources(room)
        for module in imported(path)
        if not is_allowed(module, room)
    ]
    assert not wrong, "\n".join(wrong)


def test_only_the_composition_root_reads_the_environment() -> None:
    wrong = [
        str(path.relative_to(ROOT))
        for room in ROOMS
        for path in sources(room)
        if path.name not in ("app.py", "bootstrap.py")
        and ("os.environ" in path.read_text() or "getenv" in path.read_text())
    ]
    assert not wrong, wrong


def test_only_the_vault_does_cryptography() -> None:
    wrong = [
        str(path.relative_to(ROOT))
        for room in ROOMS
        for path in sources(room)
        if path.relative_to(ROOT) != Path("intake_store/vault/vault.py")
        and any(module.startswith("cryptography") for module in imported(path))
    ]
    assert not wrong, wrong


def test_the_engine_has_no_clock_and_no_io() -> None:
    forbidden = ("time", "random", "secrets", "os", "socket", "sqlalchemy", "logging", "pathlib")
    paths = (
        [ROOT / "bot/engine.py"] if (ROOT / "bot/engine.py").exists() else sorted((ROOT / "bot/engine").rglob("*.py"))
    )
    assert paths
    wrong = [f"{path.name}: {m}" for path in paths for m in imported(path) if m.split(".")[0] in forbidden]
    wrong += [path.name for path in paths if "datetime.now" in path.read_text() or "utcnow" in path.read_text()]
    assert not wrong, wrong
