"""Checks the dialog files beyond what loading needs: missing sentences, message length, unknown names, doubles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from dialogs.checks import budget, order
from dialogs.checks import questions as question_file
from dialogs.checks.complete import OPTIONAL, lacks, placeholders
from dialogs.checks.parity import unexplained
from dialogs.checks.vocabulary import Vocabulary
from dialogs.documents import DialogError, Document, read
from dialogs.loader import (
    DEFAULT_LANGUAGE,
    FOLDER,
    RESPONSES,
    TEXT_SECTIONS,
    TRAITS,
    Language,
    language,
    language_folders,
    word_files,
)


class _Files(NamedTuple):
    """One language with its two YAML files."""

    about: Document
    responses: Document
    language: Language


def check(vocabulary: Vocabulary, folder: Path | None = None) -> list[str]:
    """Every mistake in the dialog files of `folder` as `file:line: what is wrong`, in the order of the files."""
    folder = folder or FOLDER
    try:
        languages = {path.name: _files(path) for path in language_folders(folder)}
        questions = read(folder / "questions.yaml")
        lexicons = [read(file) for file in sorted((folder / "lexicons").glob("*.yaml"))]
    except DialogError as error:
        return [str(error)]
    whole = languages[DEFAULT_LANGUAGE].language if DEFAULT_LANGUAGE in languages else None
    mistakes = list(question_file.mistakes(questions, vocabulary, whole))
    for files in languages.values():
        mistakes += [*_language(files, whole), *_doubles(files.about), *_doubles(files.responses)]
        for file in word_files(files.about.file.parent):
            mistakes += order.mistakes(file, vocabulary.spelt)
        mistakes += order.clashes(files.language, vocabulary.spelt, vocabulary.exclusive, folder / "languages")
    for document in [questions, *lexicons]:
        mistakes += _doubles(document)
    return [str(mistake) for mistake in mistakes]


def _files(folder: Path) -> _Files:
    return _Files(read(folder / TRAITS), read(folder / RESPONSES), language(folder))


def _language(files: _Files, whole: Language | None) -> Iterator[DialogError]:
    about, document, one = files
    if whole is None:
        return
    for section in TEXT_SECTIONS:
        yield from _compared(document, section, getattr(one, section), getattr(whole, section))
    for message, path in lacks(one, whole):
        yield document.error(message, *path)
    for message, name in unexplained(one, whole):
        yield about.error(message, "lacks", name)
    yield from _too_long(document, one)


def _compared(document: Document, section: str, texts: Any, whole: Any) -> Iterator[DialogError]:
    """What `texts` lacks, has too much, or fills in that the reference does not."""
    for key in sorted(whole.keys() - texts.keys()):
        yield document.error(f"{section}: {key} is missing", section)
    for key, text in texts.items():
        if key not in whole:
            yield document.error(f"{section}: nobody says {key}", section, key)
            continue
        allowed = placeholders(whole[key]) | (budget.CLOCK if key.startswith("say.time") else budget.EVERYWHERE)
        allowed |= OPTIONAL if key.startswith("ask.") else frozenset()
        for name in sorted(placeholders(text) - allowed):
            yield document.error(f"{section}: {key} has an unknown placeholder {{{name}}}", section, key)


def _too_long(document: Document, one: Language) -> Iterator[DialogError]:
    for section, key, cost, allowed in budget.overruns(one, one.code == DEFAULT_LANGUAGE):
        yield document.error(f"{key} costs {cost} text messages, {allowed} at most", section, key.split(" ")[-1])


def _doubles(document: Document) -> Iterator[DialogError]:
    """Keys and words that stand twice in one mapping or list: the second hides the first, or does nothing."""
    stack: list[Any] = [document.node]
    while stack:
        node = stack.pop()
        if isinstance(node, yaml.MappingNode):
            yield from _twice(document, [key for key, _ in node.value], "key")
            stack += [value for _, value in node.value]
        elif isinstance(node, yaml.SequenceNode):
            yield from _twice(document, node.value, "word")
            stack += node.value


def _twice(document: Document, nodes: list[Any], what: str) -> Iterator[DialogError]:
    seen: set[str] = set()
    for node in nodes:
        if not isinstance(node, yaml.ScalarNode):
            continue
        word = re.sub(r"\s+", " ", node.value)
        if word in seen:
            yield DialogError(document.file, node.start_mark.line + 1, f"the {what} {word!r} stands twice")
        seen.add(word)
