"""Loads the dialog files: what the bot says and asks, and the words it understands, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import yaml

from dialogs import questions as question_file
from dialogs.questions import Questions

FOLDER = Path(__file__).parent
#: The sections of a language file that the dialogue reads; every other one is words for the understanding.
OWN_SECTIONS = frozenset({"code", "name", "direction", "sentences", "topics", "buttons"})
DIRECTIONS = frozenset({"ltr", "rtl"})


class DialogError(Exception):
    """A mistake in a dialog file; `where` is `file:line`, lines from 1."""

    def __init__(self, file: Path, line: int, message: str) -> None:
        self.where = f"{file}:{line}"
        self.message = message
        super().__init__(f"{self.where}: {message}")


class Node(Protocol):
    """The part of a YAML node that mistakes need: where it stands."""

    start_mark: Any
    value: Any


@dataclass(frozen=True, slots=True)
class Document:
    """One parsed file: its data, and the node tree that knows the lines."""

    file: Path
    data: Mapping[str, Any]
    node: Node | None

    def line(self, *path: str) -> int:
        """The line (from 1) of the key at `path`, or of the deepest key of it that exists."""
        node, line = self.node, 1
        for key in path:
            found = _child(node, key)
            if found is None:
                break
            line, node = found[0].start_mark.line + 1, found[1]
        return line

    def error(self, message: str, *path: str) -> DialogError:
        """A mistake at the key `path`."""
        return DialogError(self.file, self.line(*path), message)


def _child(node: Node | None, key: str) -> tuple[Node, Node] | None:
    if not isinstance(node, yaml.MappingNode):
        return None
    return next(((k, v) for k, v in node.value if k.value == key), None)


@dataclass(frozen=True, slots=True)
class Language:
    """One language file. `words` holds the sections that the understanding compiles, as plain data."""

    code: str
    name: str
    direction: str
    sentences: Mapping[str, str]
    topics: Mapping[str, str]
    buttons: Mapping[str, str]
    words: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Dialogs:
    """All dialog files. `lexicons` are words that hold in every language, by file name."""

    languages: Mapping[str, Language]
    lexicons: Mapping[str, Any]
    questions: Questions


def read(file: Path) -> Document:
    """Parse one YAML file whose top level is a mapping; raises DialogError with the line of a mistake."""
    try:
        with file.open(encoding="utf-8") as stream:
            loader = yaml.CSafeLoader(stream)
            node = loader.get_single_node()
            data = loader.construct_document(node) if node is not None else {}
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise DialogError(file, mark.line + 1 if mark else 1, error.problem or "not valid YAML") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise DialogError(file, 1, "not valid YAML in UTF-8") from error
    if not isinstance(data, dict):
        raise DialogError(file, 1, "the top level must be a mapping")
    return Document(file, data, node)


def language_files(folder: Path) -> list[Path]:
    """The language files in the order of their codes."""
    return sorted((folder / "languages").glob("*.yaml"))


def _texts(document: Document, section: str) -> dict[str, str]:
    """The section as key -> text; a missing section is empty."""
    data = document.data.get(section) or {}
    if not isinstance(data, dict):
        raise document.error(f"{section} must map keys to texts", section)
    for key, text in data.items():
        if not isinstance(key, str) or not isinstance(text, str):
            raise document.error(f"{section}.{key} must be a text (put it in quotes)", section, str(key))
    return dict(data)


def language(document: Document) -> Language:
    """The `Language` in a parsed file; its code must be the file's name."""
    code = document.data.get("code")
    if code != document.file.stem:
        raise document.error(f"code is {code!r}, but the file is named {document.file.name}", "code")
    direction = document.data.get("direction", "ltr")
    if direction not in DIRECTIONS:
        raise document.error(f"direction is {direction!r}; it must be ltr or rtl", "direction")
    words = {section: data for section, data in document.data.items() if section not in OWN_SECTIONS}
    sentences, topics, buttons = (_texts(document, section) for section in ("sentences", "topics", "buttons"))
    return Language(code, str(document.data.get("name", code)), direction, sentences, topics, buttons, words)


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
    languages = [language(read(file)) for file in language_files(folder)]
    lexicons = {file.stem: read(file).data for file in sorted((folder / "lexicons").glob("*.yaml"))}
    return Dialogs({item.code: item for item in languages}, lexicons, questions(folder))
