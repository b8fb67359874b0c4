"""A conversation at a keyboard."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest

from channels.base import Attachment, Choice
from channels.base import SendError as CannotSend
from channels.terminal import Terminal, printable

NOW = datetime(2026, 6, 17, 14, 30, tzinfo=UTC)
CHOICES = (Choice("Yes", "danger:yes"), Choice("No", "danger:no"))


def test_each_line_is_a_message_of_its_own() -> None:
    terminal = Terminal("session", io.StringIO())
    first, second = (terminal.message("no\n", NOW) for _ in range(2))
    assert (first.text, first.channel, first.address, first.sent_at) == ("no", "terminal", "session", NOW)
    assert first.provider_id != second.provider_id


def test_a_reply_is_printed_with_its_choices() -> None:
    out = io.StringIO()
    Terminal("session", out).show("In danger?", CHOICES)
    assert out.getvalue() == "In danger?\n  1  Yes\n  2  No\n"


def test_the_number_of_a_choice_chooses_it() -> None:
    terminal = Terminal("session", io.StringIO())
    terminal.show("In danger?", CHOICES)
    message = terminal.message(" 2 \n", NOW)
    assert (message.text, message.choice) == ("No", "danger:no")


@pytest.mark.parametrize("typed", ["0", "3", "12", "2 of them", "²", "٢", "no"])
def test_other_words_are_words(typed: str) -> None:
    terminal = Terminal("session", io.StringIO())
    terminal.show("In danger?", CHOICES)
    message = terminal.message(typed + "\n", NOW)
    assert (message.text, message.choice) == (typed, None)


def test_a_choice_goes_with_its_question() -> None:
    terminal = Terminal("session", io.StringIO())
    terminal.show("In danger?", CHOICES)
    terminal.show("Where?")
    assert terminal.message("2", NOW).choice is None


def test_words_cannot_steer_the_terminal() -> None:
    assert printable("a\x1b[2Jb\u009bc\nرأيت 🏃🏽\u200d♂️") == "a\ufffd[2Jb\ufffdc\nرأيت 🏃🏽\u200d♂️"


def test_broken_input_is_made_storable() -> None:
    assert Terminal("session", io.StringIO()).message("caf\udce9\n", NOW).text == "caf\ufffd"


def test_no_files_come_from_a_terminal() -> None:
    with pytest.raises(CannotSend):
        Terminal("session", io.StringIO()).fetch(Attachment("x", ""), print, 1)
