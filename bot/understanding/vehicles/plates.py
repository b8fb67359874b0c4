"""Finds number plates: the British forms wherever they stand, others beside a vehicle or a word for plate.

Forms of Great Britain since 2001 (AB12 CDE), 1983 (A123 BCD), 1963 (ABC 123D) and of Northern Ireland (ABZ 1234) as the
DVLA's INF104 lists them; elsewhere any mix of letters and digits that a plate holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.understanding.cues.annotated import AnnotatedMessage
from bot.understanding.cues.matcher import Hit
from bot.understanding.trace import Verdict

_DIGIT = re.compile(r"\d")
_CURRENT = re.compile(r"[a-z]{2}\d{2}[a-z]{3}")
_OLDER = re.compile(r"[a-z]\d{1,3}[a-z]{3}|[a-z]{3}\d{1,3}[a-z]|[a-z]{3}\d{4}")
#: Spain, France and Italy, Portugal (all forms), Poland.
_ELSEWHERE = re.compile(
    r"\d{4}[a-z]{3}|[a-z]{2}\d{3}[a-z]{2}|\d{2}[a-z]{2}\d{2}|\d{4}[a-z]{2}|[a-z]{2}\d{2}[a-z]{2}|[a-z]{2,3}\d{4,5}"
)
_ANY = re.compile(r"(?=.*\d)[a-z0-9]{4,8}")
_PART = re.compile(r"(?=.*\d)[a-z0-9]{2,6}|[a-z]{2,4}")
_TIME = re.compile(r"\d{1,2}h\d{2}")
_NEAR = 4  # words between a plate word and the plate
_BESIDE = 3  # words between a vehicle and the plate


@dataclass(frozen=True, slots=True)
class Plate:
    """A plate in words `first` up to and without `last`, in upper case without spaces."""

    first: int
    last: int
    text: str
    partial: bool = False


def find(reading: AnnotatedMessage, vehicle_ends: Iterable[int]) -> list[Plate]:
    """The plates of a message in order; `vehicle_ends` are the words after a mention of a vehicle."""
    words = reading.words
    digits = {at for at, word in enumerate(words) if _DIGIT.search(word)}
    if not digits:
        return _partial(reading)
    cued = _after(reading, ("plate_words",), _NEAR)
    beside = {at for end in vehicle_ends for at in range(end, end + _BESIDE + 1)}
    plates: list[Plate] = []
    at = 0
    while at < len(words):
        near = at in digits or at + 1 in digits or at + 2 in digits
        plate = _at(reading, at, at in cued, at in beside) if near else None
        if plate:
            plates.append(plate)
        at = plate.last if plate else at + 1
    return plates or _partial(reading)


def _after(reading: AnnotatedMessage, values: tuple[str, ...], reach: int) -> set[int]:
    """The words that follow one of these cues closely, in the same sentence."""
    places: set[int] = set()
    for hit in reading.group("vehicles"):
        if hit.cue.value in values:
            places.update(at for at in range(hit.last, hit.last + reach) if _together(reading, hit, at))
    return places


def _together(reading: AnnotatedMessage, hit: Hit, at: int) -> bool:
    return at < len(reading.words) and reading.sentences[at] == reading.sentences[hit.first]


def _at(reading: AnnotatedMessage, first: int, cued: bool, beside: bool) -> Plate | None:
    """The plate that begins at a word: the longest of one to three words that has the form of one."""
    for last in (first + 3, first + 2, first + 1):
        if last <= len(reading.words) and reading.sentences[last - 1] == reading.sentences[first]:
            parts = reading.words[first:last]
            has_form = _is_plate(reading, parts, cued, beside)
            if has_form and not _is_talk(reading, first, parts):
                return Plate(first, last, "".join(parts).upper())
            if reading.trace is not None and _looks_like_one(parts):
                why = _is_talk if has_form else _is_plate
                reading.note("vehicle", Verdict.REFUSED, first, last, rule="plate", why=why)
    return None


def _looks_like_one(parts: list[str]) -> bool:
    """Whether it is so like a plate that a trace should say why it is none."""
    joined = "".join(parts)
    forms = (_CURRENT, _OLDER, _ELSEWHERE, *((_ANY,) if len(parts) == 1 else ()))
    return any(form.fullmatch(joined) for form in forms)


def _is_plate(reading: AnnotatedMessage, parts: list[str], cued: bool, beside: bool) -> bool:
    """Whether it has the form of a plate, and a vehicle or a word for plate beside it unless the form is enough."""
    joined = "".join(parts)
    if not joined.isascii() or len(joined) > 8:
        return False
    if len(joined) == 7 and len(parts) <= 2 and _CURRENT.fullmatch(joined):
        return len(parts) == 1 or len(parts[0]) == 4
    if not cued and not beside:
        return False
    if _OLDER.fullmatch(joined) and len(parts) <= 2:
        return True
    if _ELSEWHERE.fullmatch(joined) and all(len(part) <= 5 for part in parts):
        return not _is_measure(reading, joined)
    return (cued or len(parts) == 1) and _is_foreign(reading, parts, joined)


def _is_foreign(reading: AnnotatedMessage, parts: list[str], joined: str) -> bool:
    """A plate of another form: letters and digits, and no number or measure."""
    if not _ANY.fullmatch(joined) or _is_measure(reading, joined):
        return False
    if len(parts) == 1:
        return len(joined) >= 5
    return all(len(part) <= 4 for part in parts) and len(joined) >= 6


def _is_measure(reading: AnnotatedMessage, joined: str) -> bool:
    """A number, a time, or a number and what is written together with it ("20mph")."""
    mark = joined.lstrip("0123456789")
    marked = mark != joined and any(mark in one.number_marks for one in reading.traits)
    return not mark or marked or bool(_TIME.fullmatch(joined))


def _is_talk(reading: AnnotatedMessage, first: int, parts: list[str]) -> bool:
    """A part is a word that just stands there ("se15 and"): in small letters, and known."""
    if len(parts) == 1:
        return False
    said = [reading.said(first + i, first + i + 1) for i in range(len(parts))]
    letters = "".join(c for part in said for c in part if c.isalpha())
    if letters.isupper():
        return False
    return not letters.islower() or any(part.isalpha() and reading.knows(part) for part in parts)


def _partial(reading: AnnotatedMessage) -> list[Plate]:
    """A part of a plate, told as such ("reg starts LK19", "plate ending XYZ")."""
    if not bool(reading.of("vehicles", "plate_words")):
        return []
    for at in sorted(_after(reading, ("plate_begins", "plate_ends"), 4)):
        word = reading.words[at]
        said = reading.said(at, at + 1)
        capitals = said.isupper() or any(c.isdigit() for c in word)
        if _PART.fullmatch(word) and capitals and len(word) > 1:
            return [Plate(at, at + 1, word.upper(), partial=True)]
    return []
