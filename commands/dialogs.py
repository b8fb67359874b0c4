"""The command `dialogs check`: every mistake in the dialog files, by file and line."""

from __future__ import annotations

from bot.engine.vocabulary import VOCABULARY
from bot.understanding.cues.compiler import LexiconError, compile_all
from commands.errors import Mistake
from dialogs.check import check as find_mistakes
from dialogs.loader import load


def check() -> None:
    """Print that all is well, or raise Mistake with one line for each mistake."""
    mistakes = find_mistakes(VOCABULARY)
    if mistakes:
        raise Mistake("\n".join(mistakes))
    try:
        compile_all(load())
    except LexiconError as error:
        raise Mistake(str(error)) from error
    print("The dialog files hold.")
