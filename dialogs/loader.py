"""Loads the dialog files: what the bot says and asks, and the words it understands, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dialogs import questions as question_file
from dialogs import traits as language_traits
from dialogs import wordlists
from dialogs.documents import Document, read
from dialogs.questions import Questions
from dialogs.traits import NO_TRAITS, LanguageTraits

FOLDER = Path(__file__).parent
#: The language that has every sentence and that every message may hold words of; the others are compared with it.
DEFAULT_LANGUAGE = "en"
#: The files of a language beside its word files: what it is, and what the bot says.
TRAITS, RESPONSES = "language.yaml", "responses.yaml"
TEXT_SECTIONS = ("sentences", "topics", "buttons")
DIRECTIONS = frozenset({"ltr", "rtl"})
#: What language.yaml holds beside the traits.
_ABOUT = frozenset({"code", "name", "direction", "lacks"})


@dataclass(frozen=True, slots=True)
class Language:
    """One folder of `languages`. `words` holds the word files by name: lists, or mappings from names to lists.

    `lacks` are the groups of the default language's words that it does not have, each with the reason.
    """

    code: str
    name: str
    direction: str
    sentences: Mapping[str, str]
    topics: Mapping[str, str]
    buttons: Mapping[str, str]
    words: Mapping[str, Any]
    traits: LanguageTraits = NO_TRAITS
    lacks: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Dialogs:
    """All dialog files. `lexicons` are words that hold in every language, by file name; `lexicon_lines` the lines
    (from 1) in which their names stand."""

    languages: Mapping[str, Language]
    lexicons: Mapping[str, Any]
    questions: Questions
    lexicon_lines: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def read_with(self, code: str) -> list[Language]:
        """The languages whose words a message in `code` may hold: its own first, then the default one."""
        return [self.languages[each] for each in dict.fromkeys((code, DEFAULT_LANGUAGE)) if each in self.languages]


def language_folders(folder: Path) -> list[Path]:
    """The folders of the languages in the order of their codes."""
    return sorted(path.parent for path in (folder / "languages").glob(f"*/{TRAITS}"))


def word_files(folder: Path) -> list[Path]:
    """The word files of one language's folder by name."""
    return sorted(folder.glob("*.txt"))


def _texts(document: Document, section: str) -> dict[str, str]:
    """The section as key -> text; a missing section is empty."""
    data = document.data.get(section) or {}
    if not isinstance(data, dict):
        raise document.error(f"{section} must map keys to texts", section)
    for key, text in data.items():
        if not isinstance(key, str) or not isinstance(text, str):
            raise document.error(f"{section}.{key} must be a text (put it in quotes)", section, str(key))
    return dict(data)


def _traits(document: Document) -> LanguageTraits:
    try:
        return language_traits.parse({key: value for key, value in document.data.items() if key not in _ABOUT})
    except ValueError as error:
        raise document.error(str(error), str(error).split()[0]) from error


def language(folder: Path) -> Language:
    """The `Language` in a folder, which is named by its code. Raises DialogError."""
    about, responses = read(folder / TRAITS), read(folder / RESPONSES)
    for section in responses.data:
        if section not in TEXT_SECTIONS:
            raise responses.error(f"{section} is none of {', '.join(TEXT_SECTIONS)}", section)
    code = about.data.get("code")
    if code != folder.name:
        raise about.error(f"code is {code!r}, but the folder is named {folder.name}", "code")
    direction = about.data.get("direction", "ltr")
    if direction not in DIRECTIONS:
        raise about.error(f"direction is {direction!r}; it must be ltr or rtl", "direction")
    words = {file.stem: wordlists.read(file) for file in word_files(folder)}
    sentences, topics, buttons = (_texts(responses, section) for section in TEXT_SECTIONS)
    name, lacks = str(about.data.get("name", code)), _texts(about, "lacks")
    return Language(code, name, direction, sentences, topics, buttons, words, _traits(about), lacks)


def questions(folder: Path) -> Questions:
    """The questions in `folder`; raises DialogError where the file has not the documented shape."""
    document = read(folder / "questions.yaml")
    try:
        return question_file.parse(document.data)
    except (KeyError, TypeError, AttributeError) as error:
        raise document.error(f"not the documented shape: {error}") from error


def load(folder: Path | None = None) -> Dialogs:
    """Load every dialog file in `folder` (default: this package's own); raises DialogError with file and line."""
    folder = folder or FOLDER
    languages = [language(file) for file in language_folders(folder)]
    lexicons = {file.stem: read(file) for file in sorted((folder / "lexicons").glob("*.yaml"))}
    data, lines = {}, {}
    for name, document in lexicons.items():
        data[name], lines[name] = document.data, document.lines()
    return Dialogs({item.code: item for item in languages}, data, questions(folder), lines)
