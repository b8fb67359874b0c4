"""`app.py dialogs check` finds what is wrong in the dialog files, and where."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.engine.vocabulary import VOCABULARY
from dialogs.checks.check import check
from dialogs.loader import FOLDER


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("languages", "lexicons"):
        shutil.copytree(FOLDER / name, tmp_path / name)
    for language in (tmp_path / "languages").iterdir():
        if language.name not in ("en", "es"):
            shutil.rmtree(language)
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
    change(folder / "languages/es/responses.yaml", "  ack.told:", "  ack.tolt:")
    assert mistakes(folder, "es/responses.yaml:") != []
    assert mistakes(folder, "ack.told is missing")
    assert mistakes(folder, "nobody says ack.tolt")


def test_a_sentence_that_costs_too_much_is_found_with_its_line(folder: Path) -> None:
    line = change(folder / "languages/en/responses.yaml", '  ask.source: "', '  ask.source: "' + "so " * 60)
    assert mistakes(folder, f"en/responses.yaml:{line}: ask.source costs 2 text messages, 1 at most")


def test_two_sentences_that_are_too_long_together_are_found(folder: Path) -> None:
    change(folder / "languages/en/responses.yaml", '  cost: "', '  cost: "' + "so " * 25)
    assert mistakes(folder, "cost costs 2 text messages")


def test_an_unknown_placeholder_is_found(folder: Path) -> None:
    line = change(folder / "languages/es/responses.yaml", "  ack.told: ", '  ack.told: "{nadie}" #')
    assert mistakes(folder, f"es/responses.yaml:{line}: sentences: ack.told has an unknown placeholder {{nadie}}")


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
    line = change(folder / "languages/en/responses.yaml", "  ack.none:", "  ack.told: x\n  ack.none:")
    assert mistakes(folder, f"en/responses.yaml:{line}: the key 'ack.told' stands twice")


def test_a_file_that_does_not_load_is_the_only_mistake_told(folder: Path) -> None:
    change(folder / "languages/en/language.yaml", "code: en", "code: xx")
    assert len(check(VOCABULARY, folder)) == 1


def test_an_entry_that_stands_twice_is_found_however_it_is_spelt(folder: Path) -> None:
    line = change(folder / "languages/es/urgency.txt", "[now]\n", "[now]\nAhora mísmo\n")
    assert mistakes(folder, "es/urgency.txt:")
    assert mistakes(folder, f"'ahora mismo' stands there twice: it is read like line {line + 1}")


def test_an_entry_out_of_the_alphabet_is_found_with_its_line(folder: Path) -> None:
    line = change(folder / "languages/en/urgency.txt", "[now]\n", "[now]\nzzz now\n")
    assert mistakes(folder, f"en/urgency.txt:{line + 2}: 'as i speak' stands after 'zzz now'")


def test_an_entry_of_two_groups_that_exclude_each_other_is_found_with_both_lines(folder: Path) -> None:
    change(folder / "languages/en/weapons.txt", "[kinds.knife]\n", "[kinds.knife]\n9 mm\n")
    first = change(folder / "languages/en/weapons.txt", "[kinds.firearm]\n", "[kinds.firearm]\n9 mm\n") + 1
    assert mistakes(folder, f"'9 mm' stands in weapons.kinds.firearm, too (en/weapons.txt:{first})")


def test_a_word_file_in_another_form_is_found(folder: Path) -> None:
    change(folder / "languages/en/colours.txt", "[black]\n", "[black]\n\n\n")
    assert mistakes(folder, "en/colours.txt:1: not in the form of word files")


def test_a_group_left_out_without_a_reason_is_found(folder: Path) -> None:
    file = folder / "languages/es/acts.txt"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("[commands.start]", "[commands.stort]"), encoding="utf-8")
    line = change(folder / "languages/es/language.yaml", "lacks:", "lacks:")
    assert mistakes(folder, f"es/language.yaml:{line}: acts.commands.start is missing or empty")


def test_a_reason_for_a_group_that_is_there_is_found(folder: Path) -> None:
    line = change(folder / "languages/es/language.yaml", "lacks:", "lacks:\n  acts.yes: none") + 1
    assert mistakes(folder, f"es/language.yaml:{line}: acts.yes lacks nothing")
