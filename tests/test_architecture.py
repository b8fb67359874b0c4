"""Who may import whom, who may read the environment, and who does cryptography."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
#: Files of code in one folder, its front door counted.
MOST_FILES = 14
ROOMS = ("app", "config", "dialogs", "channels", "intake_store", "bot", "triage", "commands")

#: room -> what it may import of ours, as module prefixes, besides itself
MAY_IMPORT = {
    "config": (),
    "dialogs": (),
    "channels": (),
    "intake_store": ("channels.base", "channels.media", "channels.registry"),  # values and data: no provider
    "bot": ("channels", "dialogs", "intake_store"),
    "triage": ("intake_store", "channels.registry"),
    "app": ROOMS,
    "commands": ROOMS,  # the composition root's own folder: nothing imports it but app.py
}

#: room -> its floors from the ground up. What stands on a floor may import what stands below it, and nothing beside it.
FLOORS = {
    "intake_store": [
        "model",
        "vault live",
        "db.schema db.failures",
        "db.desk_tables db.patient db.clock db.gate",
        "db.engines db.together",
        "db.prepared",
        "db.tables",
        "db.migrations",
        "db",
        "delivery evidence staff",
        "intake",
        "desk",
    ],
    "bot": ["metrics", "understanding", "engine", "turns courier"],
    "bot.understanding": [
        "types trace",
        "text",
        "when where",
        "cues",
        "classify vehicles weapons injuries",
        "people",
        "pipeline",
        "rasa explain",
    ],
    "bot.understanding.when": [
        "model calendar clock_context",
        "lexer",
        "builders refine",
        "rules",
        "grammar",
        "resolve grouping",
        "roles",
        "notes",
        "finder",
        "",
    ],
    "bot.understanding.where": [
        "model common maps gazetteer",
        "lexer",
        "validators grouping",
        "grammar answers notes",
        "finder",
        "",
    ],
    "bot.engine": [
        "templates facts",
        "turn_builder",
        "responses policy",
        "tracking",
        "rules vocabulary",
        "",
    ],
    "channels": [
        "base text loop",
        "http media web_post talents",
        "twilio telegram web terminal",
        "web_page",
        "registry",
        "webhooks",
    ],
    "triage": ["errors files", "api console", ""],
    "triage.console": ["pages headers", "access", "views", ""],
    "commands": ["errors", "login_file", "storage", "services", "serving accounts chat dialogs explain rasa"],
}
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    for room in ROOMS
    for path in ([ROOT / "app.py"] if room == "app" else (ROOT / room).rglob("*.py"))
}


def sources(room: str) -> list[Path]:
    return [ROOT / "app.py"] if room == "app" else sorted((ROOT / room.replace(".", "/")).rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    """Every module or name that the file imports anywhere in it, absolute."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def module_of(name: str) -> str:
    """The module of ours that an imported name stands in, "" for another's."""
    while name and name not in MODULES:
        name = name.rpartition(".")[0]
    return name


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


def floor_of(module: str, room: str) -> tuple[int, str]:
    """The floor of a module of `room` and the part that stands there; "" is the room's own front door."""
    parts = [(number, part) for number, floor in enumerate(FLOORS[room]) for part in floor.split(" ")]
    inside = module.removeprefix(room).removeprefix(".")
    found = [(n, part) for n, part in parts if inside == part or (part and inside.startswith(part + "."))]
    assert found, f"{module} stands on no floor of {room}"
    return max(found, key=lambda item: len(item[1]))


@pytest.mark.parametrize("room", FLOORS)
def test_inside_a_room_no_import_runs_back_up_or_in_a_circle(room: str) -> None:
    wrong = []
    for path in sources(room):
        me = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        if me == room and "" not in FLOORS[room]:
            continue  # a front door that only says what the room is for
        floor, part = floor_of(me, room)
        for name in imported(path):
            other = module_of(name)
            if other == room or not other.startswith(room + "."):
                continue
            below, theirs = floor_of(other, room)
            if below > floor or (below == floor and theirs != part):
                wrong.append(f"{me} imports {other}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("room", FLOORS)
def test_every_part_of_a_floor_is_there(room: str) -> None:
    parts = [ROOT / room.replace(".", "/") / part.replace(".", "/") for floor in FLOORS[room] for part in floor.split()]
    assert not [part for part in parts if not part.is_dir() and not part.with_suffix(".py").is_file()]


def test_no_folder_of_code_has_more_files_than_a_reader_can_hold() -> None:
    folders = {path.parent for room in ROOMS if room != "app" for path in sources(room)}
    counts = {folder.relative_to(ROOT).as_posix(): len(list(folder.glob("*.py"))) for folder in folders}
    assert not {name: count for name, count in counts.items() if count > MOST_FILES}


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
    paths = sorted((ROOT / "bot/engine").rglob("*.py"))
    assert paths
    wrong = [f"{path.name}: {m}" for path in paths for m in imported(path) if m.split(".")[0] in forbidden]
    wrong += [path.name for path in paths if "datetime.now" in path.read_text() or "utcnow" in path.read_text()]
    assert not wrong, wrong
