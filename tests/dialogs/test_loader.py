"""Loading the dialog files; mistakes name file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from dialogs.documents import DialogError, read
from dialogs.loader import language, load


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
    assert [language.code for language in dialogs.read_with("es")] == ["es", "en"]
    assert [language.code for language in dialogs.read_with("en")] == ["en"]


def test_a_yaml_mistake_names_its_line(tmp_path: Path) -> None:
    broken = file(tmp_path, "en.yaml", "code: en\nsentences:\n  first: [1\nname: x\n")
    with pytest.raises(DialogError, match=r"en\.yaml:\d+: ") as mistake:
        read(broken)
    assert mistake.value.where.endswith((":3", ":4"))


def folder(tmp_path: Path, about: str = "code: en\n", responses: str = "", **words: str) -> Path:
    """A language's folder."""
    file(tmp_path, "languages/en/language.yaml", about)
    file(tmp_path, "languages/en/responses.yaml", responses)
    for name, text in words.items():
        file(tmp_path, f"languages/en/{name}.txt", text)
    return tmp_path / "languages/en"


def test_a_language_is_what_its_folder_holds(tmp_path: Path) -> None:
    about = "code: en\nname: English\nordinal_marks: [st, nd]\nlacks:\n  people.ones: no such word\n"
    found = language(folder(tmp_path, about, "sentences:\n  first: Hello\n", acts="[yes]\nyes\nyep\n"))
    assert (found.code, found.name, found.direction, found.sentences) == ("en", "English", "ltr", {"first": "Hello"})
    assert found.traits.ordinal_marks == ("st", "nd")
    assert found.lacks == {"people.ones": "no such word"}
    assert list(found.words["acts"]["yes"]) == ["yes", "yep"]


def test_a_sentence_that_is_no_text_names_its_line(tmp_path: Path) -> None:
    with pytest.raises(DialogError, match=r"en/responses\.yaml:3: sentences\.second must be a text"):
        language(folder(tmp_path, responses="sentences:\n  first: a\n  second: 3\n"))


def test_a_section_that_nobody_reads_names_its_line(tmp_path: Path) -> None:
    with pytest.raises(DialogError, match=r"en/responses\.yaml:2: sentenses is none of sentences, topics, buttons"):
        language(folder(tmp_path, responses="buttons: {}\nsentenses: {}\n"))


def test_a_language_is_named_like_its_folder(tmp_path: Path) -> None:
    with pytest.raises(DialogError, match=r"language\.yaml:2: code is 'fr'"):
        language(folder(tmp_path, "name: E\ncode: fr\n"))


@pytest.mark.parametrize(
    ("line", "mistake"),
    [
        ("direction: up", "direction"),
        ("ordinal_mark: [st]", "ordinal_mark is no trait of a language"),
        ("ordinal_marks: st", "ordinal_marks is not of its kind"),
        ("tens_to_nineteen: [sixty]", "tens_to_nineteen is not of its kind"),
        ("adjectives: around", "adjectives is 'around'; it must be before, after or either"),
    ],
)
def test_a_trait_that_is_none_or_wrong_names_its_line(tmp_path: Path, line: str, mistake: str) -> None:
    with pytest.raises(DialogError, match=rf"language\.yaml:2: {mistake}"):
        language(folder(tmp_path, f"code: en\n{line}\n"))


def test_questions_of_another_shape_are_a_mistake(tmp_path: Path) -> None:
    folder(tmp_path)
    file(tmp_path, "questions.yaml", "order: [where]\n")
    with pytest.raises(DialogError, match=r"questions\.yaml:1: not the documented shape"):
        load(tmp_path)


def test_bytes_that_are_no_text_are_a_mistake(tmp_path: Path) -> None:
    path = tmp_path / "en.yaml"
    path.write_bytes(b"code: \xff\xfe")
    with pytest.raises(DialogError, match="UTF-8"):
        read(path)
