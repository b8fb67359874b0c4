"""Loading the dialog files; mistakes name file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from dialogs.loader import DialogError, language, load, read


def file(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_the_dialog_files_load() -> None:
    dialogs = load()
    assert {"en", "es"} <= dialogs.languages.keys()
    assert dialogs.languages["en"].sentences["first"].startswith("{agency} tip line.")
    assert dialogs.questions.order[0] == "danger"
    assert "sentences" not in dialogs.languages["en"].words


def test_a_yaml_mistake_names_its_line(tmp_path: Path) -> None:
    broken = file(tmp_path, "en.yaml", "code: en\nsentences:\n  first: [1\nname: x\n")
    with pytest.raises(DialogError, match=r"en\.yaml:\d+: ") as mistake:
        read(broken)
    assert mistake.value.where.endswith((":3", ":4"))


def test_a_sentence_that_is_no_text_names_its_line(tmp_path: Path) -> None:
    wrong = file(tmp_path, "en.yaml", "code: en\nname: E\nsentences:\n  first: a\n  second: 3\n")
    with pytest.raises(DialogError, match=r"en\.yaml:5: sentences\.second must be a text"):
        language(read(wrong))


def test_a_language_is_named_like_its_file(tmp_path: Path) -> None:
    wrong = file(tmp_path, "en.yaml", "name: E\ncode: fr\n")
    with pytest.raises(DialogError, match=r"en\.yaml:2: code is 'fr'"):
        language(read(wrong))


def test_an_unknown_direction_is_a_mistake(tmp_path: Path) -> None:
    wrong = file(tmp_path, "en.yaml", "code: en\ndirection: up\n")
    with pytest.raises(DialogError, match=r"en\.yaml:2: direction"):
        language(read(wrong))


def test_questions_of_another_shape_are_a_mistake(tmp_path: Path) -> None:
    file(tmp_path, "languages/en.yaml", "code: en\n")
    file(tmp_path, "questions.yaml", "order: [where]\n")
    with pytest.raises(DialogError, match=r"questions\.yaml:1: not the documented shape"):
        load(tmp_path)


def test_bytes_that_are_no_text_are_a_mistake(tmp_path: Path) -> None:
    path = tmp_path / "en.yaml"
    path.write_bytes(b"code: \xff\xfe")
    with pytest.raises(DialogError, match="UTF-8"):
        read(path)
