"""Which entities there are, what fills them in the examples, and their lookup tables and patterns."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

from dialogs.loader import Dialogs, Language
from dialogs.nlu.frames import entities, frames
from dialogs.nlu.phrases import plain
from dialogs.wordlists import listed

#: Shapes that a model learns to see. What they mean is read by our own rules, so they are no entities.
PATTERNS = {
    "plate": r"\b[A-Za-z]{2}[0-9]{2} ?[A-Za-z]{3}\b",
    "postcode": r"\b[A-Za-z]{1,2}[0-9][0-9A-Za-z]? ?[0-9][A-Za-z]{2}\b",
    "house_number": r"\b[0-9]{1,4}[a-dA-D]?\b",
    "clock": r"\b[0-9]{1,2}([:.h][0-9]{2})? ?(am|pm|h)\b",
    "phone": r"\+?[0-9][0-9 ]{8,14}[0-9]",
}
_MAKES = 60  # of the lexicon; all are in the lookup table


class Fillers:
    """Draws the words that stand in the holes of a frame, from the word lists of one language."""

    def __init__(self, language: Language, lexicons: Mapping[str, Any], draw: Random):
        self._draw, self._frames = draw, frames()[language.code]
        made = {"count": counts(language), "make": makes(lexicons)[:_MAKES]}
        self._lists = {"name": listed(self._frames["names"])}
        for hole, section in frames()["holes"].items():
            self._lists[hole] = made.get(hole) or _first_of(language, section)

    def fill(self, frame: str, phrase: str = "") -> str:
        """`frame` with its holes filled; entities are marked as Rasa's training format wants it."""
        out = frame.replace("{phrase}", phrase).replace("{number}", str(self._draw.randint(1, 160)))
        for entity in entities():
            while f"{{{entity}}}" in out:
                out = out.replace(f"{{{entity}}}", f"[{self.entity(entity)}]({entity})", 1)
        return self._words(out)

    def entity(self, entity: str) -> str:
        """Made-up words for an entity."""
        return self._words(self._draw.choice(self._fillable(entity)))

    def _fillable(self, entity: str) -> list[str]:
        """The frames for which the language has all words."""
        empty = {f"{{{name}}}" for name, words in self._lists.items() if not words}
        return [frame for frame in listed_frames(self._frames, entity) if not any(hole in frame for hole in empty)]

    def _words(self, text: str) -> str:
        text = text.replace("{number}", str(self._draw.randint(1, 160)))
        for name, words in self._lists.items():
            while f"{{{name}}}" in text:
                text = text.replace(f"{{{name}}}", self._draw.choice(words), 1)
        return text


def listed_frames(frames: Mapping[str, Any], name: str) -> list[str]:
    """The frames called `name`, which may hold commas."""
    return [str(frame) for frame in frames[name]]


def words_of(language: Language, path: str) -> list[str]:
    """The plain words of a list of the language file, or of all lists of a group ("weapons.kinds")."""
    found: Any = language.words
    for name in path.split("."):
        found = found.get(name) or {}
    lists = found.values() if isinstance(found, Mapping) else [found]
    return [name for names in lists for name in plain(listed(names))]


def _first_of(language: Language, sections: str) -> list[str]:
    return next(filter(None, (words_of(language, path) for path in sections.split())), [])


def counts(language: Language) -> list[str]:
    """The words for two to five people."""
    numbers = (language.words.get("people") or {}).get("counts") or {}
    return [plain(listed(names))[-1] for names in list(numbers.values())[1:5]]


def makes(lexicons: Mapping[str, Any]) -> list[str]:
    """The names of makes that mean nothing else."""
    vehicles = lexicons.get("vehicles") or {}
    unclear = {*listed(vehicles.get("ambiguous")), *listed(vehicles.get("needs_make"))}
    return [make for make in vehicles.get("makes") or {} if make not in unclear]


def towns(lexicons: Mapping[str, Any]) -> list[str]:
    return [name for names in (lexicons.get("places") or {}).values() for name in plain(listed(names))]


def lookups(dialogs: Dialogs) -> dict[str, list[str]]:
    """Entity -> the words of its lookup table, of all languages."""
    languages = dialogs.languages.values()
    rides = [word for one in languages for word in words_of(one, "vehicles.nouns")]
    tables = {
        "place": towns(dialogs.lexicons),
        "vehicle": [*makes(dialogs.lexicons), *rides],
        "weapon": [word for one in languages for word in words_of(one, "weapons.kinds")],
        "colour": [word for one in languages for word in words_of(one, "colours")],
    }
    return {name: sorted({word for word in words if len(word) > 2}) for name, words in tables.items()}
