"""Every sentence of the dialog files is said by somebody."""

from __future__ import annotations

from pathlib import Path

import pytest

from dialogs.loader import load

ROOT = Path(__file__).resolve().parents[2]
DIALOGS = load()
SPEAKERS = ("bot", "channels", "dialogs")


def sources() -> str:
    files = [path for room in SPEAKERS for path in sorted((ROOT / room).rglob("*.py"))]
    return "".join(path.read_text(encoding="utf-8") for path in files)


def asked() -> set[str]:
    return {wording.say for items in DIALOGS.questions.wordings.values() for wording in items}


@pytest.mark.parametrize("key", sorted(DIALOGS.languages["en"].sentences))
def test_the_sentence_is_said(key: str) -> None:
    plain = key.removesuffix(".short")
    counted = key.startswith("them.")
    code = sources().replace("'", '"')
    assert counted or plain in asked() or f'"{plain}"' in code or f'"{key}"' in code
