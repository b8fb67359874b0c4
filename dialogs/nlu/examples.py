"""The training examples: those written by hand, and those made from the word lists of every language."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import NamedTuple

from dialogs.documents import DialogError, Document, read
from dialogs.loader import DEFAULT_LANGUAGE, Dialogs, Language
from dialogs.nlu.entities import Fillers, listed_frames
from dialogs.nlu.frames import FOLDER, entities, frames
from dialogs.nlu.intents import INFORM, TELL, patterns
from dialogs.nlu.phrases import Phrases

#: Examples an intent and language that are made from word lists; English, the line's first language, gets twice that.
SHARE = 12
_ENTITY = re.compile(r"\[([^\]]*)\]\((\w+)\)")
_HELD_BACK = 10  # one example in so many is kept from training, to measure with


class Example(NamedTuple):
    """One text with its entities marked, `[14 Elm St](place)`."""

    intent: str
    text: str
    by_hand: bool = False

    @property
    def held_back(self) -> bool:
        """Whether it is kept from training. The same text always falls on the same side."""
        return zlib.crc32(self.text.encode()) % _HELD_BACK == 0


class Span(NamedTuple):
    """An entity of a plain text, in characters."""

    entity: str
    start: int
    end: int


def unmarked(text: str) -> tuple[str, list[Span]]:
    """A marked text as a citizen would write it, and where its entities then are."""
    plain, spans, at = "", [], 0
    for mark in _ENTITY.finditer(text):
        plain += text[at : mark.start()]
        spans.append(Span(mark[2], len(plain), len(plain) + len(mark[1])))
        plain += mark[1]
        at = mark.end()
    return plain + text[at:], spans


def all_examples(dialogs: Dialogs) -> list[Example]:
    """Every example of every language, each once. Raises DialogError for a mistake in a training file."""
    found: dict[str, Example] = {}
    for language in dialogs.languages.values():
        known = set(patterns(language.words))
        for example in written(FOLDER / f"{language.code}.yml", known):
            found.setdefault(example.text, example)
        if language.code in frames():
            for example in made(language, dialogs):
                found.setdefault(example.text, example)
    return list(found.values())


def written(file: Path, intents: set[str]) -> Iterator[Example]:
    """The examples of a file in Rasa's format; none when there is no such file."""
    if not file.exists():
        return
    document = read(file)
    for block in document.data.get("nlu") or []:
        intent = block.get("intent")
        if intent not in {*intents, INFORM}:
            raise document.error(f"{intent!r} is no intent: no act, question or category has that name", "nlu")
        for line in str(block.get("examples") or "").splitlines():
            yield Example(intent, _checked(line.strip().removeprefix("- "), document), by_hand=True)


def _checked(text: str, document: Document) -> str:
    wrong = {entity for _, entity in _ENTITY.findall(text)} - set(entities())
    if wrong:
        raise DialogError(document.file, document.line("nlu"), f"{sorted(wrong)} in {text!r} is no entity")
    return text


def made(language: Language, dialogs: Dialogs) -> Iterator[Example]:
    """The examples from word lists. The same files always give the same examples."""
    draw = Random(language.code)  # noqa: S311
    most = SHARE * (2 if language.code == DEFAULT_LANGUAGE else 1)
    own, phrases = frames()[language.code], Phrases(language.words, draw)
    fillers = Fillers(language, dialogs.lexicons, draw)
    for intent, lists in patterns(language.words).items():
        for entries in lists:
            for phrase in phrases.phrases(entries, most):
                frame = draw.choice(listed_frames(own, "tell")) if intent.startswith(TELL) else "{phrase}"
                yield Example(intent, fillers.fill(frame, phrase))
    for frame in listed_frames(own, "inform") * 4:
        yield Example(INFORM, fillers.fill(frame))
