"""`app.py dialogs check` finds what is wrong in the dialog files, and where."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.engine.vocabulary import VOCABULARY
from dialogs.check import check
from dialogs.loader import FOLDER


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("languages", "lexicons"):
        shutil.copytree(FOLDER / name, tmp_path / name)
    for file in (tmp_path / "languages").glob("*.yaml"):
        if file.stem not in ("en", "es"):
            file.unlink()
    shutil.copy(FOLDER / "questions.yaml", tmp_path)
    return tmp_path


def change(file: Path, old: str, new: str) -> int:
    """Replace `old` and return the line it stood in."""
    text = file.read_text(encoding="utf-8")
    assert old in text, old
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def mistakes(folder: Path, of: str) -> list[str]:
    return [line for line in check(VOCABULARY, folder) if of in line]


def test_the_dialog_files_are_without_mistakes() -> None:
    assert check(VOCABULARY) == []


def test_a_missing_sentence_is_found(folder: Path) -> None:
    change(folder / "languages/es.yaml", "  ack.told:", "  ack.tolt:")
    assert mistakes(folder, "es.yaml:") != []
    assert mistakes(folder, "ack.told is missing")
    assert mistakes(folder, "nobody says ack.tolt")


def test_a_sentence_that_costs_too_much_is_found_with_its_line(folder: Path) -> None:
    line = change(folder / "languages/en.yaml", '  ask.source: "', '  ask.source: "' + "so " * 60)
    assert mistakes(folder, f"en.yaml:{line}: ask.source costs 2 text messages, 1 at most")


def test_two_sentences_that_are_too_long_together_are_found(folder: Path) -> None:
    change(folder / "languages/en.yaml", '  cost: "', '  cost: "' + "so " * 25)
    assert mistakes(folder, "cost costs 2 text messages")


def test_an_unknown_placeholder_is_found(folder: Path) -> None:
    line = change(folder / "languages/es.yaml", "  ack.told: ", '  ack.told: "{nadie}" #')
    assert mistakes(folder, f"es.yaml:{line}: sentences: ack.told has an unknown placeholder {{nadie}}")


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("order: [danger,", "order: [dagger,", "unknown slot dagger"),
        ("  robbery: {ask", "  robery: {ask", "unknown category robery"),
        ("  robbery: {ask", "  robery: {ask", "the category robbery is missing"),
        ("if: [again]", "if: [agian]", "unknown condition agian"),
        ("say: ask.source}", "say: ask.sauce}", "no sentence ask.sauce"),
        ("priority: high}", "priority: higher}", "unknown priority higher"),
        ("    - {say: ask.contact}", "    - {say: ask.contact, if: [one]}", "must hold without conditions"),
        ("  evidence: [", "  evidence: [never, ", "no button never"),
        ("high_weapons: [firearm,", "high_weapons: [gun,", "unknown weapon kind gun"),
    ],
)
def test_an_unknown_name_in_the_questions_is_found(folder: Path, old: str, new: str, found: str) -> None:
    change(folder / "questions.yaml", old, new)
    assert mistakes(folder, "questions.yaml:")
    assert mistakes(folder, found)


def test_a_key_that_stands_twice_is_found_with_its_line(folder: Path) -> None:
    line = change(folder / "languages/en.yaml", "  ack.none:", "  ack.told: x\n  ack.none:")
    assert mistakes(folder, f"en.yaml:{line}: the key 'ack.told' stands twice")


def test_a_file_that_does_not_load_is_the_only_mistake_told(folder: Path) -> None:
    change(folder / "languages/en.yaml", "code: en", "code: xx")
    assert len(check(VOCABULARY, folder)) == 1
