"""Code and word files name the same groups: no group that nothing reads, no name in the code that no group feeds."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from bot.understanding.cues.compiler import SECTIONS, WEIGHTS
from bot.understanding.types import Act
from dialogs.loader import load
from dialogs.wordlists import groups
from intake_store.model.facts import CATEGORIES, COLOURS, WEAPON_KINDS

ROOT = Path(__file__).resolve().parents[3]
UNDERSTANDING, ENGINE = ROOT / "bot/understanding", ROOT / "bot/engine"
LANGUAGES = load().languages
GROUPS = {name for language in LANGUAGES.values() for name, _ in groups(language.words)}
#: Word files whose groups are read by the modules of one room.
ROOMS = {"time": "when", "place": "where"}
_WORD = re.compile(r"[a-z_]+|\d+")


def modules(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*.py")) if not {"rasa", "explain"}.intersection(path.parts)]


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def named(path: Path) -> frozenset[str]:
    """The words of the strings in a module, without those of docstrings."""
    strings = [node for node in ast.walk(tree(path)) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    plain = {id(node.value) for node in ast.walk(tree(path)) if isinstance(node, ast.Expr)}
    return frozenset(word for node in strings if id(node) not in plain for word in _WORD.findall(str(node.value)))


def readers(section: str) -> list[Path]:
    """The modules that read the groups of a word file."""
    if section in ROOMS:
        return [path for path in modules(UNDERSTANDING) if ROOMS[section] in path.parts]
    return [path for path in modules(UNDERSTANDING) if section in named(path) and path.stem != "compiler"]


#: Names in word files that code meets as values: of the model, of the engine's commands, or whatever they are.
VALUES = {
    "acts": {
        *map(str, Act),
        *LANGUAGES,
        "turns",
        "yes_itself",
        "no_itself",
        *(word for path in modules(ENGINE) for word in named(path)),
    },
    "questions_to_us": set(LANGUAGES["en"].topics),
    "categories": {*CATEGORIES, *WEIGHTS},
    "colours": set(COLOURS),
    "weapons": set(WEAPON_KINDS),
}


def is_read(name: str) -> bool:
    section, *parts = name.split(".")
    known = VALUES.get(section, set()) | {word for path in readers(section) for word in named(path)}
    return all(word in known or word.isdigit() for part in parts for word in part.split())


@pytest.mark.parametrize("section", sorted({name.partition(".")[0] for name in GROUPS} - {"classes"}))
def test_every_group_is_read(section: str) -> None:
    assert readers(section)
    assert [name for name in sorted(GROUPS) if name.partition(".")[0] == section and not is_read(name)] == []


@pytest.mark.parametrize("name", ["vehicles.involved", "negation.hypothetical", "time.cues.nights", "acts.yess"])
def test_a_group_that_no_code_names_would_be_found(name: str) -> None:
    assert not is_read(name)


def asked() -> Iterator[tuple[str, str]]:
    """(module and line, group) for each group that code asks for by its name."""
    for path in modules(UNDERSTANDING):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                given = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
                for name in _names(node.func.attr, given, path.stem):
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", name


def _names(method: str, given: list[object], module: str) -> list[str]:
    if method in ("of", "words_of") and str(given[:1]).strip("[]'").partition(".")[0] in SECTIONS:
        return [".".join(map(str, given))]
    if method == "of" and module == "urgency":
        return [f"urgency.{name}" for name in given]
    return [name for name in given if isinstance(name, str)] if method == "group" else []


def test_every_group_that_code_asks_for_is_fed() -> None:
    found = list(asked())
    assert len(found) > 100
    unfed = [(where, name) for where, name in found if not any(f"{group}.".startswith(f"{name}.") for group in GROUPS)]
    assert unfed == []


@pytest.mark.parametrize("code", sorted(LANGUAGES))
def test_every_class_is_named_by_a_pattern(code: str) -> None:
    words = LANGUAGES[code].words
    patterns = [entry for section in words for _, entries in groups({section: words[section]}) for entry in entries]
    used = set(re.findall(r"<(\w+)>", "\n".join(patterns)))
    assert set(words["classes"]) == used


def test_every_private_name_of_a_module_is_used() -> None:
    unused = []
    for path in modules(UNDERSTANDING):
        targets = [node.targets[0] for node in tree(path).body if isinstance(node, ast.Assign)]
        own = {target.id for target in targets if isinstance(target, ast.Name) and re.match(r"_(?!_)", target.id)}
        names = [node for node in ast.walk(tree(path)) if isinstance(node, ast.Name)]
        used = {name.id for name in names if isinstance(name.ctx, ast.Load)}
        unused += [f"{path.name}: {name}" for name in sorted(own - used)]
    assert unused == []


@pytest.mark.parametrize("room", [UNDERSTANDING, ENGINE])
def test_no_language_is_named_in_the_bot(room: Path) -> None:
    strings = [
        (path.name, node.value)
        for path in modules(room)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant) and node.value in LANGUAGES
    ]
    assert strings == []
