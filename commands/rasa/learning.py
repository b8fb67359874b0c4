"""Corrections of handlers become training examples: written to a file, reviewed by a person, then learnt."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from random import Random

import yaml

from commands.errors import Mistake
from commands.rasa.anonymous import example
from dialogs.documents import read
from dialogs.loader import Dialogs
from dialogs.nlu.entities import Fillers
from dialogs.nlu.examples import Example, written
from dialogs.nlu.frames import frames
from dialogs.nlu.intents import INFORM, TELL, patterns
from intake_store.desk.training_examples import TrainingExample

_HEAD = """\
# Corrections of handlers as training examples, made anonymous by rule. READ EVERY LINE before it is learnt: take out or
# change whatever could still tell who or where somebody is, and lines that teach nothing. Then:
#   python app.py rasa learn FILE --by YOUR-NAME
"""


def intents(dialogs: Dialogs) -> set[str]:
    """Every intent that an example may have."""
    return {name for language in dialogs.languages.values() for name in patterns(language.words)}


def examples(corrected: Iterable[TrainingExample], dialogs: Dialogs, draw: Random) -> list[Example]:
    """What handlers' corrections teach, without identities."""
    known = intents(dialogs)
    found = []
    for one in corrected:
        code = one.language if one.language in frames() else "en"
        fillers = Fillers(dialogs.languages[code], dialogs.lexicons, draw)
        text = example(one, lambda fillers=fillers: fillers.entity("place"))  # type: ignore[misc]
        intent = TELL + one.category if one.tells and one.category else INFORM
        if text and intent in known | {INFORM}:
            found.append(Example(intent, text, by_hand=True))
    return found


def export(file: Path, corrected: list[TrainingExample], dialogs: Dialogs, draw: Random) -> int:
    """Write what corrections teach into a new `file` that only its owner may read; how many examples."""
    found = examples(corrected, dialogs, draw)
    ids = sorted({ident for one in corrected for ident in one.corrections})
    try:
        file.touch(0o600, exist_ok=False)
    except OSError as error:
        raise Mistake(f"{file} cannot be made: {error.strerror}") from None
    file.write_text(_HEAD + f"corrections: {ids}\n" + _nlu(found), encoding="utf-8")
    return len(found)


def reviewed(file: Path, dialogs: Dialogs) -> tuple[list[Example], list[int]]:
    """The examples that are left in a reviewed file, and the corrections that it comes from. Raises DialogError."""
    if not file.is_file():
        raise Mistake(f"there is no file {file}")
    document = read(file)
    ids = document.data.get("corrections")
    if not isinstance(ids, list) or not all(type(ident) is int for ident in ids):
        raise document.error("corrections must list the numbers that the export wrote", "corrections")
    return list(written(file, intents(dialogs))), ids


def learnt(file: Path, dialogs: Dialogs) -> list[Example]:
    """All that was learnt so far."""
    return list(written(file, intents(dialogs)))


def keep(file: Path, more: list[Example], dialogs: Dialogs) -> None:
    """Add reviewed examples to `file`, each once."""
    found = list(dict.fromkeys([*learnt(file, dialogs), *more]))
    file.touch(0o600)
    file.write_text(_nlu(found), encoding="utf-8")


def _nlu(found: Iterable[Example]) -> str:
    by_intent: dict[str, list[str]] = {}
    for one in found:
        by_intent.setdefault(one.intent, []).append(f"- {one.text}")
    blocks = [{"intent": name, "examples": "\n".join(texts) + "\n"} for name, texts in sorted(by_intent.items())]
    text: str = yaml.safe_dump({"version": "3.1", "nlu": blocks}, sort_keys=False, allow_unicode=True, width=10_000)
    return text
