"""Answers of a real Rasa 3.6.21 server with a model of these dialog files, as they came over the wire.

Recorded again, with a server at that address, by: python -m tests.bot.understanding.rasa.recordings URL TOKEN
"""

from __future__ import annotations

import json
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("recordings.json")
TEXTS = {
    "story": "two lads in grey hoodies smashed a blue honda outside 14 elm st last night with a crowbar",
    "act": "no idea mate",
    "place": "devant la gare",
    "arabic": "رجل يتسلق سور البيت الفارغ",
    "emoji": "🚨🚨 lads on mopeds at the park 🚨",
    "lines": "hi\n\nsomeone broke in\tto the shed",
    "number": "3",
    "empty": "",
}


def load() -> dict[str, dict[str, Any]]:
    """Name -> {"text", "status", "body"}; "status" and "unauthorised" are answers to GET /status."""
    recorded: dict[str, dict[str, Any]] = json.loads(FILE.read_text(encoding="utf-8"))
    return recorded


def record(url: str, token: str) -> dict[str, dict[str, Any]]:
    """What the server at `url` answers now."""
    answers = {name: {"text": text, **_ask(url, token, text)} for name, text in TEXTS.items()}
    return answers | {"status": _call(f"{url}/status?token={token}"), "unauthorised": _call(f"{url}/status?token=no")}


def _ask(url: str, token: str, text: str) -> dict[str, Any]:
    return _call(f"{url}/model/parse?token={token}", json.dumps({"text": text}).encode())


def _call(address: str, body: bytes | None = None) -> dict[str, Any]:
    try:
        with urllib.request.urlopen(address, body, timeout=20) as response:
            return {"status": response.status, "body": response.read().decode()}
    except urllib.error.HTTPError as error:
        return {"status": error.code, "body": error.read().decode()}


if __name__ == "__main__":
    FILE.write_text(json.dumps(record(*sys.argv[1:3]), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
