"""Which entities there are, what fills them in the examples, and their lookup tables and patterns."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

from dialogs.loader import Dialogs, Language
from dialogs.nlu.phrases import plain
from dialogs.wordlists import listed

ENTITIES = ("place", "person", "vehicle", "weapon", "time")
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

    def __init__(self, language: Language, lexicons: Mapping[str, Any], frames: Mapping[str, Any], draw: Random):
        words = language.words
        people, place = words.get("people") or {}, words.get("place") or {}
        nouns = people.get("nouns") or {}
        self._draw, self._frames = draw, frames
        self._lists = {
            "name": listed(frames["names"]),
            "one": plain(listed(nouns.get("one"))),
            "many": plain(listed(nouns.get("many"))),
            "looks": plain(listed(people.get("looks"))),
            "count": [plain(listed(names))[-1] for names in list((people.get("counts") or {}).values())[1:5]],
            "colour": colours(language),
            "make": makes(lexicons)[:_MAKES],
            "ride": plain(listed((words.get("vehicles") or {}).get("nouns"))),
            "weapon_word": weapons(language),
            "street": plain(listed(place.get("streets") or place.get("street_first"))),
            "landmark": plain(listed(place.get("landmarks"))),
            "brand": plain(listed(place.get("brands"))),
        }

    def fill(self, frame: str, phrase: str = "") -> str:
        """`frame` with its holes filled; entities are marked as Rasa's training format wants it."""
        out = frame.replace("{phrase}", phrase).replace("{number}", str(self._draw.randint(1, 160)))
        for entity in ENTITIES:
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


def colours(language: Language) -> list[str]:
    section = language.words.get("colours") or {}
    return [name for names in section.values() for name in plain(listed(names))]


def weapons(language: Language) -> list[str]:
    kinds = (language.words.get("weapons") or {}).get("kinds") or {}
    return [name for names in kinds.values() for name in plain(listed(names))]


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
    rides = [word for one in languages for word in plain(listed((one.words.get("vehicles") or {}).get("nouns")))]
    tables = {
        "place": towns(dialogs.lexicons),
        "vehicle": [*makes(dialogs.lexicons), *rides],
        "weapon": [word for one in languages for word in weapons(one)],
        "colour": [word for one in languages for word in colours(one)],
    }
    return {name: sorted({word for word in words if len(word) > 2}) for name, words in tables.items()}
