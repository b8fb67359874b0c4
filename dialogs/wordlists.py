"""Reads word files: plain text in groups, one entry a line, each entry with the line that it stands in.

    # What the file is for.

    # What the group is for: remarks begin with "# " and stand above a heading.
    [nouns.one]
    bloke
    lad

A heading names a group; `nouns.one` is the list `one` inside `nouns`. A file without headings is one list. Entries are
taken as they stand: no quotes, no commas, nothing to escape.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from dialogs.documents import DialogError

Section = Any  # a WordList, or a mapping from names to sections
REMARK = "# "
HEADING = re.compile(r"\[(.+)\]$")


class Origin(NamedTuple):
    """Where an entry stands: its file below the languages' folder ("en/urgency.txt") and its line, from 1."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


@dataclass(frozen=True, slots=True)
class WordList:
    """The entries of one group. Keeps the lines as they were read, which costs less memory than a list of them."""

    file: str
    first: int
    lines: str

    def __iter__(self) -> Iterator[str]:
        return (entry for entry, _ in self.located())

    def __bool__(self) -> bool:
        return any(True for _ in self.located())

    def located(self) -> Iterator[tuple[str, int]]:
        """Each entry with its line (from 1) in `file`."""
        for number, line in enumerate(self.lines.split("\n"), self.first):
            entry = line.strip()
            if entry and not line.startswith(REMARK):
                yield entry, number

    def origins(self) -> Iterator[tuple[str, Origin]]:
        """Each entry with its origin."""
        return ((entry, Origin(self.file, line)) for entry, line in self.located())


EMPTY = WordList("", 0, "")


def listed(entries: object) -> list[str]:
    """The entries of a word list, of a YAML list, or of a comma-separated text ("two, a pair of")."""
    parts = entries if isinstance(entries, list | WordList) else str(entries or "").split(",")
    return [entry for part in parts if (entry := str(part).strip())]


def read(path: Path) -> Section:
    """The groups of a word file by name, or its only list. Raises DialogError with the line of a mistake."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise DialogError(path, 1, "not text in UTF-8") from error
    return _nested(list(_groups(text, f"{path.parent.name}/{path.name}")), path)


def _groups(text: str, file: str) -> Iterator[tuple[str, int, WordList]]:
    """Name, line of the heading and entries of each group; the name of what comes before any heading is empty."""
    lines = text.split("\n")
    heads = [(number, found[1]) for number, line in enumerate(lines) if (found := HEADING.match(line.rstrip()))]
    for (at, name), (after, _) in zip([(-1, ""), *heads], [*heads, (len(lines), "")], strict=True):
        yield name, at + 1, WordList(file, at + 2, "\n".join(lines[at + 1 : after]))


def _nested(groups: list[tuple[str, int, WordList]], path: Path) -> Section:
    (_, _, bare), *named = groups
    if bare and named:
        raise DialogError(path, next(line for _, line in bare.located()), "an entry before the first heading")
    if not named:
        return bare
    out: dict[str, Section] = {}
    for name, line, entries in named:
        *path_to, last = name.split(".")
        inside = out
        for key in path_to:
            inside = inside.setdefault(key, {})
            if not isinstance(inside, dict):
                raise DialogError(path, line, f"[{name}]: {key} is a list already")
        if last in inside:
            raise DialogError(path, line, f"[{name}] stands there twice")
        inside[last] = entries
    return out


def groups(words: Mapping[str, Section], prefix: str = "") -> Iterator[tuple[str, WordList]]:
    """Every group below `words` with its full name ("people.nouns.one"), in the order of the files."""
    for key, value in words.items():
        if isinstance(value, WordList):
            yield f"{prefix}{key}", value
        else:
            yield from groups(value, f"{prefix}{key}.")


def alphabetical(entry: str) -> tuple[str, str]:
    """What entries are sorted by: how they read without capitals and accents."""
    plain = unicodedata.normalize("NFKD", entry.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c)), entry
