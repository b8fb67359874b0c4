"""What stands on the disk in the clear."""

from __future__ import annotations

from pathlib import Path


def readable(folder: Path, *words: str) -> list[str]:
    """Which of `words` stand in any file of the folder, in whatever case."""
    files = [path.read_bytes().lower() for path in folder.rglob("*") if path.is_file()]
    assert files
    return [word for word in words if any(word.lower().encode() in file for file in files)]
