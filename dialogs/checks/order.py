"""Checks that word files are in order: sorted, no entry twice in a group, nor in two that exclude each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

from dialogs import wordlists
from dialogs.documents import DialogError
from dialogs.loader import Language
from dialogs.tidy import tidied
from dialogs.wordlists import Origin, WordList, alphabetical, groups

Spelt = Callable[[str], str]
_TIDY = "`python app.py dialogs tidy` puts it in order"


def mistakes(path: Path, spelt: Spelt) -> Iterator[DialogError]:
    """What is out of order in one word file; `spelt` is an entry as the understanding compares it."""
    found = [mistake for _, entries in groups({"": wordlists.read(path)}) for mistake in _group(path, entries, spelt)]
    yield from found
    text = path.read_text(encoding="utf-8")
    if not found and tidied(text) != text:
        yield DialogError(path, 1, f"not in the form of word files; {_TIDY}")


def _group(path: Path, entries: WordList, spelt: Spelt) -> Iterator[DialogError]:
    located = list(entries.located())
    for (before, _), (entry, line) in pairwise(located):
        if alphabetical(entry) < alphabetical(before):
            yield DialogError(path, line, f"{entry!r} stands after {before!r}; {_TIDY}")
    seen: dict[str, int] = {}
    for entry, line in located:
        first = seen.setdefault(spelt(entry), line)
        if first != line:
            yield DialogError(path, line, f"{entry!r} stands there twice: it is read like line {first}")


def clashes(
    language: Language, spelt: Spelt, exclusive: tuple[tuple[str, ...], ...], folder: Path
) -> Iterator[DialogError]:
    """The entries that stand in two groups of one family of `exclusive`; only the first would ever be found."""
    for family in exclusive:
        owners: dict[str, tuple[str, Origin]] = {}
        for name, entries in groups(language.words):
            if f"{name}.".startswith(family):
                for entry, origin in entries.origins():
                    owner, where = owners.setdefault(spelt(entry), (name, origin))
                    if owner != name:
                        message = f"{entry!r} stands in {owner}, too ({where}); a message can mean one of them only"
                        yield DialogError(folder / origin.file, origin.line, message)
