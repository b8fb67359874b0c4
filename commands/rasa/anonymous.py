"""Takes out of a citizen's message what could tell who or where somebody is, before it is learnt from.

It marks the entities that handlers confirmed, and puts made-up ones in the place of those that identify. What it cannot
know (a name that nobody marked) is for the person who reviews the export.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from intake_store.desk.training_examples import TrainingExample
from intake_store.model import slots
from intake_store.model.facts import Facts

NAME = "Sam"
#: What identifies, and what stands there instead: numbers and addresses that nobody can have, a made-up plate.
PATTERNS = {
    r"https?://\S+|www\.\S+": "example.org",
    r"[\w.+-]+@[\w-]+\.[\w.-]+": "a@example.org",
    r"@\w{3,}": "@someone",
    r"\+?\d(?:[ ().-]?\d){6,14}": "07700 900123",
    r"\b[a-z]{2}\d{2} ?[a-z]{3}\b": "AB12 CDE",
    r"\b[a-z]{1,2}\d[\da-z]? ?\d[a-z]{2}\b": "ZZ1 1ZZ",
    r"\d{3,}": "123",
    r"[\[\]{}]": "",
}
_INSTEAD = tuple(PATTERNS.values())
_IDENTIFIES = re.compile("|".join(f"({pattern})" for pattern in PATTERNS), re.IGNORECASE)


def example(corrected: TrainingExample, made_up_place: Callable[[], str]) -> str:
    """The corrected message in Rasa's training format without identities; "" when nothing is left."""
    names = _names(corrected.facts)
    pieces = []
    reached = 0
    for start, end, kind in _marks(corrected.text, corrected.facts):
        pieces.append(_cleaned(corrected.text[reached:start], names))
        words = made_up_place() if kind == "place" else _cleaned(corrected.text[start:end], names)
        pieces.append(f"[{words}]({kind})" if words.strip() else "")
        reached = end
    return " ".join("".join([*pieces, _cleaned(corrected.text[reached:], names)]).split())


def _marks(text: str, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """Where the confirmed facts stand in the text, from left to right without overlaps; the longer first."""
    found = [(*span, kind) for kind, words in _said(facts) for span in _places_of(words, text)]
    reached = 0
    for start, end, kind in sorted(found, key=lambda mark: (mark[0], -mark[1])):
        if start >= reached:
            yield start, end, kind
            reached = end


def _said(facts: Facts) -> Iterator[tuple[str, str]]:
    """The words of every fact that is an entity, with what Rasa calls it."""
    return ((slot.entity, item.text.strip()) for slot, item in slots.items(facts) if slot.entity)


def _places_of(words: str, text: str) -> Iterator[tuple[int, int]]:
    if words:
        for match in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text, re.IGNORECASE):
            yield match.span()


def _names(facts: Facts) -> list[str]:
    names = {part for person in facts.people for part in (person.name or "").split() if len(part) > 1}
    return sorted(names, key=len, reverse=True)


def _cleaned(text: str, names: list[str]) -> str:
    for name in names:
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", NAME, text, flags=re.IGNORECASE)
    return _IDENTIFIES.sub(lambda match: _INSTEAD[(match.lastindex or 1) - 1], text)
