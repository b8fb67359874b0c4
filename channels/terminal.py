"""The terminal as a channel, for `python app.py chat`: lines in, printed replies out."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TextIO

from channels.base import Attachment, Choice, InboundMessage, OutboundMessage, Parsed, Refused, Request, SendError
from channels.text import storable

NAME = "terminal"


class Terminal:
    """One conversation at a keyboard. `session` names it, as a number names a telephone; replies go to `out`.

    Choices are shown numbered, and a bare number of one chooses it.
    """

    def __init__(self, session: str, out: TextIO) -> None:
        self._session, self._out = session, out
        self._choices: Sequence[Choice] = ()
        self._lines = 0

    def message(self, line: str, now: datetime) -> InboundMessage:
        """What the citizen typed, as a message. Line ends are not part of it."""
        self._lines += 1
        text = storable(line.rstrip("\r\n"))
        chosen = self._chosen(text.strip())
        return InboundMessage(
            channel=NAME,
            address=self._session,
            provider_id=f"{self._session}:{self._lines}",
            text=chosen.label if chosen else text,
            sent_at=now,
            choice=chosen.value if chosen else None,
        )

    def show(self, text: str, choices: Sequence[Choice] = ()) -> None:
        """Print a reply, and its choices beneath it."""
        self._choices = choices
        print(printable(text), file=self._out)
        for number, choice in enumerate(choices, 1):
            print(f"  {number}  {printable(choice.label)}", file=self._out)
        self._out.flush()

    def parse(self, request: Request) -> Parsed:  # noqa: ARG002
        """Refuse: a terminal has no address on the web."""
        raise Refused(403, "a terminal has no webhook")

    def send(self, message: OutboundMessage) -> str:  # noqa: ARG002
        """Refuse: the terminal fetches its messages."""
        raise SendError("a terminal fetches its messages itself", retryable=False)

    def fetch(self, attachment: Attachment, sink: Callable[[bytes], None], limit: int) -> str:  # noqa: ARG002
        """Refuse: no files come from a terminal."""
        raise SendError("no files come from a terminal", retryable=False)

    def close(self) -> None:
        """Nothing is held open."""

    def _chosen(self, text: str) -> Choice | None:
        numbered = {str(number): choice for number, choice in enumerate(self._choices, 1)}
        return numbered.get(text)


def printable(text: str) -> str:
    """`text` without the control characters by which words could move the cursor or recolour the terminal."""
    return "".join("\ufffd" if unicodedata.category(char) == "Cc" and char != "\n" else char for char in text)
