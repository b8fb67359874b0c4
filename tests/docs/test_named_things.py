"""What the pages name is there: files, settings, commands, and what `explain` prints."""

from __future__ import annotations

import argparse
import io
import re
import shlex
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

import app
from commands.explain import explain
from config.bootstrap import ROOT
from config.settings import Settings, variable

PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
#: Files that come about while the line runs or is built.
MADE = re.compile(r"var/|\.venv|vault\.key$|\.?tipline")
#: A stranger's first questions, of which docs/architecture.md answers each by one path.
QUESTIONS = 12
#: Folders of the project that hold nothing of its own.
NOT_OURS = {".git", ".venv", ".venv-rasa", "build", "var", "__pycache__", ".mypy_cache", ".ruff_cache"}
SETTINGS = {variable(one): one.name for one in fields(Settings)}
_FILE = re.compile(r"[\w.<>*-]+/[\w.<>*/-]*|[\w<>*-]+\.(?:py|txt|ya?ml|md|env|toml|json|tsv|in)\b")
_COMMAND = re.compile(r"app\.py ([a-z][\w|]*)(?: ([a-z][a-z|]*))?")
_MAKE = re.compile(r"\bmake ([a-z]+)\b")


def by_page(pages: list[Path] = PAGES) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("page", pages, ids=lambda page: str(page.relative_to(ROOT)))


def code(page: Path, *, blocks: bool = True) -> list[str]:
    """The spans of code of a page, with the lines of its blocks."""
    text = page.read_text().replace(r"\|", "|")  # as a table writes it
    fenced = re.findall(r"(?s)```\w*\n(.*?)```", text)
    spans = re.findall(r"`([^`\n]+)`", re.sub(r"(?s)```.*?```", "", text))
    return spans + [line for block in fenced for line in block.splitlines() if blocks]


def ours() -> list[str]:
    """Every file and folder of the project, as "/path", a folder with a slash at its end."""
    found, waiting = [], [ROOT]
    while waiting:
        for path in waiting.pop().iterdir():
            if path.name in NOT_OURS:
                continue
            found.append(f"/{path.relative_to(ROOT).as_posix()}" + "/" * path.is_dir())
            waiting += [path] if path.is_dir() else []
    return found


def code_files() -> list[Path]:
    """What runs: no tests, no benchmarks."""
    aside = ("/tests/", "/benchmarks/")
    return [ROOT / path[1:] for path in ours() if path.endswith(".py") and not path.startswith(aside)]


def is_there(name: str, files: str) -> bool:
    """Whether a file is called so, or a part of its path is; `<code>` and `*` stand for any one name."""
    parts = re.split(r"<[^>]*>|\*+", name.removesuffix("."))
    return bool(re.search(r"(?m)/" + r"[^/\n]*".join(map(re.escape, parts)), files))


def commands(parser: argparse.ArgumentParser, before: str = "") -> Iterator[str]:
    """Every command that can be given: "serve", "user add", ..."""
    groups = [one for one in parser._actions if isinstance(one, argparse._SubParsersAction)]
    if not groups and before:
        yield before
    for group in groups:
        for name, inner in group.choices.items():
            yield from commands(inner, f"{before} {name}".strip())


COMMANDS = set(commands(app.parser()))


def named_commands(text: str) -> Iterator[str]:
    """The commands in a piece of code, with `add|list` taken apart."""
    for names, actions in _COMMAND.findall(text):
        for name in names.split("|"):
            grouped = any(known.startswith(f"{name} ") for known in COMMANDS)
            yield from (f"{name} {action}" for action in actions.split("|")) if grouped and actions else [name]


@by_page()
def test_every_file_that_a_page_names_is_there(page: Path) -> None:
    files = "\n".join(ours())
    named = [name for span in code(page, blocks=False) for name in _FILE.findall(span.split("://")[0])]
    assert not [name for name in named if not MADE.match(name) and not is_there(name, files)]


@by_page()
def test_every_setting_that_a_page_names_is_one(page: Path) -> None:
    named = re.findall(r"\bTIPLINE_\w+\b(?! is not a setting)", page.read_text())
    assert not set(named) - set(SETTINGS)


def test_every_setting_that_the_code_names_is_one() -> None:
    named = {name for path in code_files() for name in re.findall(r"TIPLINE_[A-Z_]*[A-Z]", path.read_text())}
    assert not named - set(SETTINGS) - {"TIPLINE_NAME"}


def test_every_setting_is_used_by_something() -> None:
    used = "\n".join(path.read_text() for path in code_files())
    assert not [
        name for name, field in SETTINGS.items() if not re.search(rf"\b(self|settings|options)\.{field}\b", used)
    ]


@by_page([*PAGES, ROOT / "app.py"])
def test_every_command_that_a_page_names_can_be_given(page: Path) -> None:
    groups = {known.split()[0] for known in COMMANDS}
    named = {name for span in code(page) for name in named_commands(span)}
    assert not named - COMMANDS - groups


def test_the_readme_names_every_command() -> None:
    text = "\n".join(code(ROOT / "README.md"))
    named = set(named_commands(text)) | set(re.findall(r"(?m)^[a-z]+$", text))
    assert not COMMANDS - named


def test_a_text_for_people_that_names_a_page_names_one_that_is_there() -> None:
    named = {name for path in code_files() for name in re.findall(r"\b[a-z][\w/-]*\.md\b", path.read_text())}
    assert named
    assert not [name for name in named if not (ROOT / name).exists()]


@by_page()
def test_every_target_of_make_that_a_page_names_is_one(page: Path) -> None:
    targets = set(re.findall(r"(?m)^([a-z]+):", (ROOT / "Makefile").read_text()))
    assert not {name for span in code(page) for name in _MAKE.findall(span)} - targets


def test_the_example_of_explain_is_what_it_prints() -> None:
    example = re.search(r"(?s)```\n\$ (.*?)\n(.*?)```", (ROOT / "docs/explain.md").read_text())
    assert example is not None
    given = app.parser().parse_args(shlex.split(example[1])[2:])
    out = io.StringIO()
    explain(Settings(), given.text, out, given.asking, given.language)
    printed = [re.sub(r":\d+ ", ":N ", line) for line in out.getvalue().splitlines()]
    shown = [re.sub(r":\d+ ", ":N ", line) for line in example[2].splitlines() if line.strip(" .")]
    assert not [line for line in shown if line not in printed]


def test_every_question_of_a_stranger_is_answered_by_a_path_that_holds_what_is_named() -> None:
    page = ROOT / "docs/architecture.md"
    rows = re.findall(r"(?m)^\|.*$", page.read_text().partition("## Where is")[2])[2:]
    assert len(rows) >= QUESTIONS
    for row in rows:
        paths = [(page.parent / link).resolve() for link in re.findall(r"\]\(([^)]+)\)", row)]
        assert paths, row
        inside = [each for path in paths for each in ([path] if path.is_file() else path.iterdir())]
        text = "\n".join(f"{each.stem} {each.read_text() if each.is_file() else ''}" for each in inside)
        named = re.findall(r"`(\w+)`", row)
        assert not [name for name in named if not re.search(rf"\b{name}\b", text)], row
