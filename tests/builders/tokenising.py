"""The tokeniser of the dialog files in the repository."""

from __future__ import annotations

from bot.understanding.text.tokens import Tokeniser
from dialogs.loader import load

TOKENISER = Tokeniser(language.traits for language in load().languages.values())
tokenise = TOKENISER.tokenise
