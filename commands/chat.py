"""The command `chat`: a conversation in the terminal, with the real store and everything but a telephone."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Sequence
from typing import TextIO

from channels.terminal import Terminal
from commands.services import Services, build_services
from config import logging as log_lines
from config.settings import Settings
from intake_store.intake.web_transcript import TranscriptEntry, WebTranscript

GREETING = "You are texting the tip line. Leave with an empty line, Ctrl-D or Ctrl-C; NEW begins another tip."
PROMPT = "> "


def chat(settings: Settings, lines: TextIO, out: TextIO) -> None:
    """Talk until the citizen leaves. A running server may use the same data: nothing is sent or fetched from here."""
    log_lines.configure(settings.log, level=logging.WARNING)  # what went well would stand between the lines
    services = build_services(settings, channels={})
    services.storage.migrate()
    try:
        _converse(services, lines, out)
    except KeyboardInterrupt:
        print(file=out)
    finally:
        services.close()


def _converse(services: Services, lines: TextIO, out: TextIO) -> None:
    session = secrets.token_urlsafe(12)
    terminal = Terminal(session, out)
    transcript = WebTranscript(services.storage.database, services.storage.vault, "terminal")
    print(GREETING, file=out)
    read = 0
    while True:
        read = _show(transcript.entries(session, read), terminal, read)
        print(PROMPT, end="", file=out, flush=True)
        line = lines.readline()
        if not line.strip():
            break
        services.take(terminal.message(line, services.clock()))
    print("Goodbye.", file=out)


def _show(entries: Sequence[TranscriptEntry], terminal: Terminal, read: int) -> int:
    """Print what the bot or a handler said; the id of the last one, or `read` when there was none."""
    for entry in entries:
        if entry.author != "citizen":
            terminal.show(entry.text, entry.choices)
        read = entry.id
    return read
