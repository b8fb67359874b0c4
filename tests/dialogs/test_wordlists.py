"""Word files: groups of entries, one a line, that know where they stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from dialogs.documents import DialogError
from dialogs.loader import load
from dialogs.tidy import tidied
from dialogs.wordlists import Origin, WordList, groups, listed, read

PEOPLE = """# How people are spoken of.

# One alone.
[nouns.one]
bloke
lad (over there)

[nouns.many]
lads, blokes

[none]
no
#
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "xx" / "people.txt"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_groups_are_nested_by_their_headings_and_entries_taken_as_they_stand(tmp_path: Path) -> None:
    words = read(written(tmp_path, PEOPLE))
    assert list(words["nouns"]["one"]) == ["bloke", "lad (over there)"]
    assert list(words["nouns"]["many"]) == ["lads, blokes"]
    assert list(words["none"]) == ["no", "#"]


def test_every_entry_tells_its_file_and_line(tmp_path: Path) -> None:
    lines = PEOPLE.split("\n")
    for _, entries in groups({"people": read(written(tmp_path, PEOPLE))}):
        for entry, origin in entries.origins():
            assert origin.file == "xx/people.txt"
            assert lines[origin.line - 1] == entry
    assert str(Origin("xx/people.txt", 5)) == "xx/people.txt:5"


@pytest.mark.parametrize("code", sorted(load().languages))
def test_the_lines_of_the_files_in_the_repository_are_true(code: str) -> None:
    language = load().languages[code]
    folder = Path(__file__).parents[2] / "dialogs/languages"
    files = {path: (folder / path).read_text(encoding="utf-8").split("\n") for path in _files(language.words)}
    wrong = [
        origin
        for _, entries in groups(language.words)
        for entry, origin in entries.origins()
        if files[origin.file][origin.line - 1] != entry
    ]
    assert wrong == []


def _files(words: object) -> set[str]:
    return {entries.file for _, entries in groups(words)}  # type: ignore[arg-type]


def test_groups_have_their_full_names(tmp_path: Path) -> None:
    names = [name for name, _ in groups({"people": read(written(tmp_path, PEOPLE))})]
    assert names == ["people.nouns.one", "people.nouns.many", "people.none"]


def test_a_file_without_headings_is_one_list(tmp_path: Path) -> None:
    words = read(written(tmp_path, "# Small words.\n\na\nthe\n"))
    assert list(words) == ["a", "the"]


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("lost\n[one]\nlad\n", ":1: an entry before the first heading"),
        ("[one]\nlad\n[two]\n[one]\n", r":4: \[one\] stands there twice"),
        ("[one]\nlad\n[one.two]\nlads\n", r":3: \[one\.two\]: one is a list already"),
        ("[one.two]\nlads\n[one]\nlad\n", r":3: \[one\] stands there twice"),
    ],
)
def test_a_file_of_another_shape_names_its_line(tmp_path: Path, text: str, mistake: str) -> None:
    with pytest.raises(DialogError, match=r"people\.txt" + mistake):
        read(written(tmp_path, text))


def test_bytes_that_are_no_text_are_a_mistake(tmp_path: Path) -> None:
    path = written(tmp_path, "")
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(DialogError, match="UTF-8"):
        read(path)


def test_lists_of_every_kind_are_listed() -> None:
    assert listed(WordList("", 1, "a, b\n\nc")) == ["a, b", "c"]
    assert listed(["a", " b "]) == ["a", "b"]
    assert listed("a, b,, c ") == ["a", "b", "c"]
    assert listed(None) == []


UNTIDY = """# The file.
# Of two lines.

# One.
[one]
zoo
  Ápple  pie
# Also one.
bee
bee

# Two.
[two]
b
a"""
TIDY = """# The file.
# Of two lines.

# One.
# Also one.
[one]
Ápple pie
bee
zoo

# Two.
[two]
a
b
"""


def test_tidying_sorts_and_keeps_every_remark_with_its_group() -> None:
    assert tidied(UNTIDY) == TIDY
    assert tidied(TIDY) == TIDY


def test_tidying_a_list_without_headings_keeps_what_the_file_is_for() -> None:
    assert tidied("# Small words.\n\nthe\na\n") == "# Small words.\n\na\nthe\n"
    assert tidied("b\na\n# At the end.\n") == "# At the end.\na\nb\n"
