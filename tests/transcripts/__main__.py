"""Rewrites the bot's side of every transcript: `python -m tests.transcripts`."""

from __future__ import annotations

from tests.builders.transcripts import files, replayed

for file in files():
    before = file.read_text(encoding="utf-8")
    after = replayed(before)
    if after != before:
        file.write_text(after, encoding="utf-8")
        print(f"rewritten: {file.parent.name}/{file.name}")
