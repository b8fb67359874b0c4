"""Finds weapons and their kinds; what is denied, a figure of speech or harmless is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.understanding.cues.annotated import AnnotatedMessage, longest
from bot.understanding.cues.context import DENIED, STORY, ContextRules
from bot.understanding.cues.matcher import Hit
from bot.understanding.trace import Reason, Verdict
from intake_store.model.facts import NONE, UNKNOWN, Weapon

_SLOT = "weapon"
_NEAR = 5  # words between a weapon and the word that makes it one


@dataclass(frozen=True, slots=True)
class Weapons:
    """What was found and denied, and `absence`: "none", "unknown" or None."""

    found: tuple[Weapon, ...] = ()
    denied: tuple[Weapon, ...] = ()
    absence: str | None = None


def find(reading: AnnotatedMessage, negation: ContextRules) -> Weapons:
    """The weapons in the order of the text."""
    hits = [hit for hit in longest(reading.group("weapons.kinds")) if _is_one(reading, hit, negation)]
    denied = [hit for hit in hits if negation.denies(hit.first, hit.last)]
    told = [hit for hit in hits if not negation.denies(hit.first, hit.last)]
    found = [hit for hit in told if not _taken_back(reading, hit, denied)]
    kinds, off = _distinct(reading, found), _distinct(reading, denied)
    for hit in kinds:
        reading.note(_SLOT, Verdict.FOUND, hit.first, hit.last, hit, rule="kinds", value=hit.cue.value)
    for hit in off:
        by = negation.by(DENIED, *range(hit.first, hit.last))
        reading.note(_SLOT, Verdict.DENIED, hit.first, hit.last, hit, *by, rule="kinds", value=hit.cue.value)
    weapons, not_ones = (tuple(_weapon(reading, hit) for hit in hits) for hits in (kinds, off))
    return Weapons(weapons, not_ones, _absence(reading, found, denied))


def _is_one(reading: AnnotatedMessage, hit: Hit, negation: ContextRules) -> bool:
    """Whether a cue is a weapon at all, though it may be denied."""
    if hit.first in reading.words_of("weapons", "harmless"):
        harmless = reading.of("weapons", "harmless")
        _refuse(reading, hit, "harmless", [each for each in harmless if each.first <= hit.first < each.last])
        return False
    if negation.tells_story(hit.first):
        _refuse(reading, hit, "told in a story", negation.by(STORY, hit.first))
        return False
    if not _has_company(reading, hit):
        _refuse(reading, hit, _has_company)
        return False
    return True


def _refuse(reading: AnnotatedMessage, hit: Hit, why: Reason, by: Sequence[Hit] = ()) -> None:
    reading.note(_SLOT, Verdict.REFUSED, hit.first, hit.last, hit, *by, rule="kinds", value=hit.cue.value, why=why)


def _taken_back(reading: AnnotatedMessage, hit: Hit, denied: list[Hit]) -> bool:
    """Whether the same kind is denied further on ("said he had a gun but it wasnt a gun")."""
    later = [each for each in denied if each.cue.value == hit.cue.value and each.first > hit.first]
    if later:
        _refuse(reading, hit, _taken_back, later)
    return bool(later)


def _has_company(reading: AnnotatedMessage, hit: Hit) -> bool:
    """An everyday thing is a weapon where the question is for one or a word nearby says so."""
    company = reading.of("weapons", "company")
    if not any(h.first <= hit.first and h.last >= hit.last for h in company) or reading.asking == "weapon":
        return True
    near = range(hit.first - _NEAR, hit.last + _NEAR)
    others = (h for h in reading.group("weapons.kinds") if h.last <= hit.first or h.first >= hit.last)
    words = [h.first for h in reading.of("weapons", "company_words")]
    sentence = reading.sentences[hit.first]
    return any(at in near and reading.sentences[at] == sentence for at in (*words, *(h.first for h in others)))


def _weapon(reading: AnnotatedMessage, hit: Hit) -> Weapon:
    return Weapon(reading.said(hit.first, hit.last), hit.cue.value, reading.source(hit.first, hit.last))


def _distinct(reading: AnnotatedMessage, hits: list[Hit]) -> list[Hit]:
    """One weapon a kind, the longest words for it; words for any weapon only where none is named."""
    best: dict[str, Hit] = {}
    for hit in hits:
        known = best.get(hit.cue.value)
        if known is None or len(reading.said(hit.first, hit.last)) > len(reading.said(known.first, known.last)):
            best[hit.cue.value] = hit
    other = best.get("other")
    if other and len(best) > 1 and any(hit.first == other.first for hit in reading.of("weapons", "generic")):
        del best["other"]
    kept = list(best.values())
    for hit in hits:
        if hit not in kept:
            _refuse(reading, hit, _distinct)
    return kept


def _absence(reading: AnnotatedMessage, found: list[Hit], denied: list[Hit]) -> str | None:
    if found:
        return None
    none, unknown = reading.of("weapons", "none"), reading.of("weapons", "unknown")
    value = NONE if denied or none else UNKNOWN if unknown else None
    if value:
        by = unknown if value == UNKNOWN else [*denied, *none]
        reading.note(_SLOT, Verdict.FOUND, 0, 0, *by, rule="absence", value=value)
    return value
