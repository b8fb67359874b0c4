"""The words of the page itself, one JSON file a language; what the bot says is not here."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

FALLBACK = "en"
FOLDER = Path(__file__).parent / "strings"


def load(folder: Path = FOLDER) -> dict[str, dict[str, str]]:
    """The strings of every language, by its code; what a language lacks comes from English."""
    found = {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in sorted(folder.glob("*.json"))}
    return {code: found[FALLBACK] | strings for code, strings in found.items()}


def fill(strings: Mapping[str, str], **names: str) -> dict[str, str]:
    """`strings` with `{agency}` and the other names replaced; a brace that names nothing stays, for the page."""
    return {key: _replace(text, names) for key, text in strings.items()}


def _replace(text: str, names: Mapping[str, str]) -> str:
    for name, value in names.items():
        text = text.replace("{" + name + "}", value)
    return text
