"""Writes the Rasa NLU project: training data, held-back examples and the pipeline."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from dialogs.loader import Dialogs
from dialogs.nlu.entities import PATTERNS, lookups
from dialogs.nlu.examples import Example, all_examples
from dialogs.nlu.frames import entities

DATA, HELD_BACK, DOMAIN = "data/nlu.yml", "held_back/nlu.yml", "domain.yml"
_HEAD = 'version: "3.1"\n'


def write(dialogs: Dialogs, folder: Path, more: Iterable[Example] = ()) -> int:
    """Write the project of the dialog files (and `more` examples) into `folder`; the number of training examples."""
    examples = [*all_examples(dialogs), *more]
    training = [one for one in examples if not one.held_back]
    tables = _tables("lookup", lookups(dialogs)) + _tables("regex", {name: [p] for name, p in PATTERNS.items()})
    _put(folder / DATA, _HEAD + "nlu:\n" + _intents(training) + tables)
    _put(folder / HELD_BACK, _HEAD + "nlu:\n" + _intents([one for one in examples if one.held_back]))
    _put(folder / DOMAIN, _domain(sorted({one.intent for one in examples})))
    return len(training)


def _put(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def _intents(examples: Iterable[Example]) -> str:
    by_intent: dict[str, list[str]] = {}
    for one in examples:
        by_intent.setdefault(one.intent, []).append(one.text)
    return "".join(_block("intent", name, texts) for name, texts in sorted(by_intent.items()))


def _tables(kind: str, tables: Mapping[str, list[str]]) -> str:
    return "".join(_block(kind, name, entries) for name, entries in tables.items())


def _block(kind: str, name: str, lines: Iterable[str]) -> str:
    return f"- {kind}: {name}\n  examples: |\n" + "".join(f"    - {line}\n" for line in lines)


def _domain(intents: list[str]) -> str:
    listed = "".join(f"  - {name}\n" for name in intents)
    return f"{_HEAD}intents:\n{listed}entities:\n" + "".join(f"  - {name}\n" for name in entities())
