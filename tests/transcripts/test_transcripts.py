"""Every transcript reads as it is written down; `python -m tests.transcripts` writes them anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from dialogs.segments import segments
from tests.transcripts.play import files, played


@pytest.mark.parametrize("file", files(), ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_the_transcript_reads_as_written(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert played(text) == text


@pytest.mark.parametrize("file", files(), ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_no_answer_costs_more_than_its_budget(file: Path) -> None:
    allowed = 1 if file.parent.name == "en" else 2
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.startswith("< "):
            text = line[2:].partition("  [")[0]
            assert segments(text) <= allowed + ("YES or say" in text or "diga qué cambiar" in text)
