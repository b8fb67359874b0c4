"""Every transcript reads as it is written down; `python -m tests.transcripts` writes them anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from dialogs.segments import segments
from tests.builders.transcripts import FOLDER, dialogs, files, replayed


@pytest.mark.parametrize("file", files(), ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_the_transcript_reads_as_written(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert replayed(text) == text


@pytest.mark.parametrize("file", files(), ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_no_answer_costs_more_than_its_budget(file: Path) -> None:
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.startswith("< "):
            text = line[2:].partition("  [")[0]
            assert segments(text) <= _allowed(text, file.parent.name), text


def _allowed(text: str, folder: str) -> int:
    """Segments: one in English, two in other languages (a conversation may begin in English), one more to read back."""
    ends = [language.sentences["ask.confirm"].partition("{tip}")[2] for language in dialogs().languages.values()]
    return (1 if folder == "en" else 2) + any(end in text for end in ends)


@pytest.mark.parametrize("code", sorted(dialogs().languages))
def test_every_language_is_talked_in(code: str) -> None:
    assert len(list((FOLDER / code).glob("*.txt"))) >= 5
