"""Looks up which group and pattern stand in a line of the word files."""

from __future__ import annotations

from bot.understanding.explain.values import Entry
from dialogs.loader import Dialogs
from dialogs.wordlists import Origin, groups


class Entries:
    """The entries of all word files by where they stand; a file is indexed when it is first asked for."""

    def __init__(self, dialogs: Dialogs) -> None:
        self._dialogs = dialogs
        self._files: dict[str, dict[int, tuple[str, str]]] = {}

    def entry(self, words: str, start: int, origin: Origin) -> Entry:
        """The entry at `origin`, which matched `words` from character `start` on."""
        if origin.file not in self._files:
            self._files[origin.file] = self._index(origin.file)
        group, pattern = self._files[origin.file].get(origin.line, ("", ""))
        return Entry(words, start, str(origin), group, pattern)

    def _index(self, file: str) -> dict[int, tuple[str, str]]:
        """Group and pattern by line."""
        folder, _, name = file.partition("/")
        stem = name.rpartition(".")[0]
        if folder not in self._dialogs.languages:
            return {line: (stem, entry) for entry, line in self._dialogs.lexicon_lines.get(stem, {}).items()}
        words = self._dialogs.languages[folder].words
        found = groups({stem: words[stem]})
        return {line: (group, entry) for group, entries in found for entry, line in entries.located()}
