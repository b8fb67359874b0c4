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
from intake_store.facts import COLOURS, NONE, UNKNOWN, Person

_PART_OF_IT = frozenset({"suspect", "missing", "wanted", "unknown"})
_ANYWHERE = 3  # words of looks in a message that describe the only person in it, wherever they stand
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
            mention.role = role_of(reading, mention)
        groups = _grouped(
            [m for m in spoken if not m.own and (m.counted or not negation.denies(m.noun_at, m.noun_at + 1))]
        )
        called = names.find(reading, groups)
        groups = _named(reading, groups, called)
        if reading.asking == "who":
            groups = _answered(reading, groups, acts)
        lone = sum(group.role in _PART_OF_IT for group in groups) == 1
        found = tuple(_person(reading, group, lone) for group in groups if group.role != "bystander")
        return People(found, (), _told(reading, found), _number(reading, spoken))


def _grouped(spoken: list[Mention]) -> list[Mention]:
    """The mentions with those of one person or group joined."""
    groups: list[Mention] = []
    for mention in spoken:
        home = _home(groups, mention)
        if home is None:
            if not mention.vague and not (mention.part and not mention.adds):
                groups.append(mention)
        elif mention.adds and not home.whole and home.count is not None:
            home.count += mention.count or 1
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
    if mention.part or (mention.again and mention.count is not None and (last.count or 99) >= mention.count):
        return next((g for g in reversed(fitting) if g.count != 1), last)
    if mention.definite or mention.predicate or mention.fragment:
        return next((g for g in reversed(fitting) if g.agrees(mention)), None)
    if mention.noun == last.noun and mention.count in (None, last.count) and not mention.other:
        return last
    return None


def _named(reading: Reading, groups: list[Mention], called: list[names.Name]) -> list[Mention]:
    """Give names to the people they belong to; a name of nobody told yet is a person."""
    for name in called:
        home = _bearer(groups, name)
        if home is not None:
            home.name = home.name or (name.text if home.count == 1 else None)
            home.first, home.last = min(home.first, name.first), max(home.last, name.last)
        elif reading.asking == "who" or name.sure:
            groups.append(Mention(name.first, name.last, name.first, "", 1, "suspect", name=name.text))
    return sorted(groups, key=lambda g: g.first)


def _bearer(groups: list[Mention], name: names.Name) -> Mention | None:
    """Whose name it is: the noun right before it, else the last person without one, else a group told as a whole."""
    beside = [g for g in groups if 0 <= name.first - g.noun_at <= 3 and g.count == 1]
    if beside:
        return beside[-1]
    free = [g for g in groups if g.role in _PART_OF_IT and g.count == 1 and not g.name]
    several = [g for g in groups if g.role in _PART_OF_IT and g.count != 1 and g.first < name.first]
    return free[-1] if free else several[-1] if several else None


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
        several = any(hit.cue.value == "pronouns_many" for hit in reading.group("people"))
        count = None if several and not alone else 1
        return [*groups, Mention(first, len(reading.words), first, "", count, "suspect")]
    return groups


def _only_saw(reading: Reading, group: Mention) -> bool:
    return any(hit.cue.value == "suffered" and 0 <= hit.first - group.last <= 2 for hit in reading.group("people"))


def _person(reading: Reading, group: Mention, lone: bool) -> Person:
    source = reading.source(group.first, group.last, 0.8)
    described = _is_described(reading, group, lone)
    return Person(reading.said(group.first, group.last), group.count, group.role, group.name, source, described)


def _is_described(reading: Reading, group: Mention, lone: bool) -> bool:
    """Whether looks are told: beside the noun, or anywhere in the message where only one group can be meant.

    A colour alone may be that of something else ("two lads on a black moped").
    """
    looks = [hit for hit in reading.group("people") if hit.cue.value == "looks"]
    beside = [hit for hit in looks if group.first <= hit.first < group.last and hit.first != group.noun_at]
    coloured = sum(reading.words[hit.first] in COLOURS for hit in beside)
    return len(beside) > coloured or len(beside) > 1 or (lone and len(looks) >= _ANYWHERE)


def _told(reading: Reading, found: tuple[Person, ...]) -> str | None:
    if any(person.role in _PART_OF_IT for person in found):
        return None
    values = {hit.cue.value for hit in reading.group("people")}
    if "unknown" in values:
        return UNKNOWN
    if "none" in values and (reading.asking in ("who", None) or len(reading.words) > 3):
        return NONE if not any(w in ("hurt", "injured", "home", "danger") for w in reading.words) else None
    return None


def _number(reading: Reading, spoken: list[Mention]) -> int | None:
    counts = reading.group("people.counts")
    if len(reading.words) <= 4 and counts:
        return int(counts[0].cue.value)
    counted = [m.count for m in spoken if m.counted]
    return counted[0] if counted else None
