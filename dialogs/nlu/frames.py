"""The file that says how the words of the language files become examples: entities, holes, and frames by language."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from dialogs.documents import read

FOLDER = Path(__file__).resolve().parent.parent / "training"


@cache
def frames() -> Mapping[str, Any]:
    """The whole file; the frames of a language stand under its code. Raises DialogError."""
    return read(FOLDER / "frames.yaml").data


def entities() -> tuple[str, ...]:
    """What may be marked in an example."""
    return tuple(frames()["entities"])
