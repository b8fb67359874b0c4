"""Finds weapons and their kinds; what is denied, a figure of speech or harmless is none."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.understanding.cues.annotated import AnnotatedMessage, longest
from bot.understanding.cues.context import ContextRules
from bot.understanding.cues.matcher import Hit
from intake_store.model.facts import NONE, UNKNOWN, Weapon

_NEAR = 5  # words between a weapon and the word that makes it one


@dataclass(frozen=True, slots=True)
class Weapons:
    """What was found and denied, and `told`: "none", "unknown" or None."""

    found: tuple[Weapon, ...] = ()
    denied: tuple[Weapon, ...] = ()
    told: str | None = None
    at: tuple[int, ...] = field(default=())
    """The first words of the weapons found."""


class Finder:
    """Finds the weapons of a message."""

    def find(self, reading: AnnotatedMessage, negation: ContextRules) -> Weapons:
        """The weapons in the order of the text."""
        harmless = reading.words_of("weapons", "harmless")
        found: list[Weapon] = []
        denied: list[Weapon] = []
        at: list[int] = []
        for hit in longest(reading.group("weapons.kinds")):
            if hit.first in harmless or negation.tells_story(hit.first) or not _has_company(reading, hit):
                continue
            if negation.denies(hit.first, hit.last):
                denied.append(_weapon(reading, hit))
            else:
                found.append(_weapon(reading, hit))
                at.append(hit.first)
        found = [w for w in found if not _taken_back(w, denied)]
        generic = frozenset(reading.start(hit.first) for hit in reading.of("weapons", "generic"))
        kinds, off = _distinct(found, generic), _distinct(denied, generic)
        return Weapons(kinds, off, _told(reading, found, denied), tuple(at))


def _taken_back(weapon: Weapon, denied: list[Weapon]) -> bool:
    """Whether the same kind is denied further on ("said he had a gun but it wasnt a gun")."""
    at = weapon.source.start if weapon.source else 0
    return any(d.kind == weapon.kind and d.source and d.source.start > at for d in denied)


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


def _distinct(weapons: list[Weapon], generic: frozenset[int]) -> tuple[Weapon, ...]:
    """One weapon a kind, the longest words for it. `generic`: where words for any weapon begin."""
    best: dict[str, Weapon] = {}
    for weapon in weapons:
        if weapon.kind not in best or len(weapon.text) > len(best[weapon.kind].text):
            best[weapon.kind] = weapon
    other = best["other"].source if len(best) > 1 and "other" in best else None
    if other and other.start in generic:
        del best["other"]
    return tuple(best.values())


def _told(reading: AnnotatedMessage, found: list[Weapon], denied: list[Weapon]) -> str | None:
    if found:
        return None
    values = {hit.cue.value for hit in reading.group("weapons")}
    if denied or "none" in values:
        return NONE
    return UNKNOWN if "unknown" in values else None
