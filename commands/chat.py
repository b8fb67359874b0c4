"""The command `chat`: a conversation in the terminal, with the real store and everything but a telephone."""

from __future__ import annotations

import secrets
from typing import TextIO

from channels.terminal import Terminal
from commands.house import House, build
from config.settings import Settings

GREETING = "You are texting the tip line. Leave with an empty line, Ctrl-D or Ctrl-C; NEW begins another tip."
PROMPT = "> "


def chat(settings: Settings, lines: TextIO, out: TextIO) -> None:
    """Talk until the citizen leaves. A running server may use the same data: nothing is sent or fetched from here."""
    house = build(settings, channels={})
    house.storage.migrate()
    try:
        _converse(house, lines, out)
    except KeyboardInterrupt:
        print(file=out)
    finally:
        house.close()


def _converse(house: House, lines: TextIO, out: TextIO) -> None:
    session = secrets.token_urlsafe(12)
    terminal = Terminal(session, out)
    print(GREETING, file=out)
    read = 0
    while True:
        read = _show_news(house, terminal, session, read)
        print(PROMPT, end="", file=out, flush=True)
        line = lines.readline()
        if not line.strip():
            break
        house.take(terminal.message(line, house.clock()))
    print("Goodbye.", file=out)


def _show_news(house: House, terminal: Terminal, session: str, read: int) -> int:
    """Print what was said to the citizen since letter `read`, by the bot or by a handler; the last letter's id."""
    for letter in house.storage.store.mailbox("terminal", session, read):
        if letter.author != "citizen":
            terminal.show(letter.text, letter.choices)
        read = letter.id
    return read
