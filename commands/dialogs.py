"""The commands `dialogs check` and `dialogs tidy`: every mistake in the dialog files, and word files put in order."""

from __future__ import annotations

from pathlib import Path

from bot.engine.vocabulary import VOCABULARY
from bot.understanding.cues.compiler import LexiconError, compile_all
from bot.understanding.text.tokens import Tokeniser
from commands.errors import Mistake
from dialogs.checks.check import check as find_mistakes
from dialogs.checks.parity import report
from dialogs.loader import DEFAULT_LANGUAGE, FOLDER, language_folders, load, word_files
from dialogs.tidy import tidied


def check() -> None:
    """Print that all is well and what each language lacks, or raise Mistake with one line for each mistake."""
    mistakes = find_mistakes(VOCABULARY)
    if mistakes:
        raise Mistake("\n".join(mistakes))
    dialogs = load()
    languages = list(dialogs.languages.values())
    try:
        compile_all(dialogs, Tokeniser(language.traits for language in languages))
    except LexiconError as error:
        raise Mistake(str(error)) from error
    print("The dialog files hold.", *report(languages, dialogs.languages[DEFAULT_LANGUAGE]), sep="\n")


def tidy(folder: Path = FOLDER) -> None:
    """Put every word file in order, and print the names of those that were not."""
    for path in (file for language in language_folders(folder) for file in word_files(language)):
        text = path.read_text(encoding="utf-8")
        if tidied(text) != text:
            path.write_text(tidied(text), encoding="utf-8")
            print(path)
