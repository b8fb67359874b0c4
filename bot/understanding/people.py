"""Finds people: how many, how they look, what they are called, and what part they play."""

from __future__ import annotations

from dataclasses import dataclass

from bot.understanding import names
from bot.understanding.acts import Acts
from bot.understanding.negation import Negation
from bot.understanding.people_parts import Mention, mentions
from bot.understanding.reading import Reading
from bot.understanding.roles import role_of
from bot.understanding.types import Act
from intake_store.facts import NONE, UNKNOWN, Person

_PART_OF_IT = frozenset({"suspect", "missing", "wanted", "unknown"})
_DESCRIBES = 1  # words of looks that make an answer a description


@dataclass(frozen=True, slots=True)
class People:
    """What was found and denied; `told`: "none", "unknown" or None; `number`: a bare count in the message."""

    found: tuple[Person, ...] = ()
    denied: tuple[Person, ...] = ()
    told: str | None = None
    number: int | None = None


class Finder:
    """Finds the people of a message."""

    def find(self, reading: Reading, negation: Negation, acts: Acts) -> People:
        """The people in the order of the text, each group once."""
        spoken = mentions(reading)
        for mention in spoken:
            mention.role = role_of(reading, mention, spoken)
        groups = _grouped([m for m in spoken if not negation.denies(m.noun_at, m.noun_at + 1) or m.counted])
        called = names.find(reading, groups)
        groups = _named(reading, groups, called)
        if reading.asking == "who":
            groups = _answered(reading, groups, acts)
        found = tuple(_person(reading, group) for group in groups if group.role != "bystander")
        return People(found, (), _told(reading, found, acts), _number(reading, spoken))


def _grouped(spoken: list[Mention]) -> list[Mention]:
    """The mentions with those of one person or group joined."""
    groups: list[Mention] = []
    for mention in spoken:
        home = _home(groups, mention)
        if home is None:
            if not mention.vague:
                groups.append(mention)
        elif mention.adds and not home.whole:
            home.count = (home.count or 0) + (mention.count or 1)
            home.stretch(mention)
        elif home is not mention:
            home.stretch(mention)
    return groups


def _home(groups: list[Mention], mention: Mention) -> Mention | None:
    """The group told before that a mention speaks of again."""
    fitting = [g for g in groups if (g.role in _PART_OF_IT) == (mention.role in _PART_OF_IT)]
    if not fitting:
        return None
    last = fitting[-1]
    if mention.part:
        return last
    if mention.definite or mention.predicate:
        return next((g for g in reversed(fitting) if g.agrees(mention)), None)
    if mention.noun == last.noun and mention.count in (None, last.count) and not mention.other:
        return last
    return None


def _named(reading: Reading, groups: list[Mention], called: list[names.Name]) -> list[Mention]:
    """Give names to the people they belong to; a name of nobody told yet is a person."""
    for name in called:
        near = [g for g in groups if g.role in _PART_OF_IT and not g.name and g.may_be_called(name.first)]
        if near and not name.another:
            near[-1].name = name.text
            near[-1].first, near[-1].last = min(near[-1].first, name.first), max(near[-1].last, name.last)
        elif reading.asking == "who" or name.sure:
            groups.append(Mention(name.first, name.last, name.first, "", 1, "suspect", name=name.text))
    return sorted(groups, key=lambda g: g.first)


def _answered(reading: Reading, groups: list[Mention], acts: Acts) -> list[Mention]:
    """The answer to "who was it?": whoever is described is meant, and a bare description is one person."""
    if any(g.role in _PART_OF_IT for g in groups):
        return groups
    for group in groups:
        if group.role == "bystander" and group.count and not _only_saw(reading, group):
            group.role = "suspect"
    if any(g.role in _PART_OF_IT for g in groups):
        return groups
    looks = [hit for hit in reading.group("people") if hit.cue.value == "looks"]
    alone = [hit for hit in reading.group("people") if hit.cue.value == "alone"]
    if len(looks) >= _DESCRIBES or alone:
        if acts.acts & {Act.DONT_KNOW, Act.DECLINE, Act.NO} and len(looks) < 2 and not alone:
            return groups
        first = acts.led if acts.led < len(reading.words) else 0
        pronouns = {hit.cue.value for hit in reading.group("people.pronouns")}
        count = None if "they" in pronouns and not alone else 1
        return [*groups, Mention(first, len(reading.words), first, "", count, "suspect")]
    return groups


def _only_saw(reading: Reading, group: Mention) -> bool:
    return any(hit.cue.value == "suffered" and 0 <= hit.first - group.last <= 2 for hit in reading.group("people"))


def _person(reading: Reading, group: Mention) -> Person:
    source = reading.source(group.first, group.last, 0.8)
    return Person(reading.said(group.first, group.last), group.count, group.role, group.name, source)


def _told(reading: Reading, found: tuple[Person, ...], acts: Acts) -> str | None:
    if any(person.role in _PART_OF_IT for person in found):
        return None
    values = {hit.cue.value for hit in reading.group("people")}
    if "unknown" in values:
        return UNKNOWN
    if "none" in values and (reading.asking in ("who", None) or len(reading.words) > 3):
        return NONE if not any(w in ("hurt", "injured", "home", "danger") for w in reading.words) else None
    return None


def _number(reading: Reading, spoken: list[Mention]) -> int | None:
    counts = [hit for hit in reading.group("people.counts")]
    if len(reading.words) <= 4 and counts:
        return int(counts[0].cue.value)
    counted = [m.count for m in spoken if m.counted]
    return counted[0] if counted else None
