"""Finds people: how many, how they look, what they are called, and what part they play."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from bot.understanding.classify.acts import Acts
from bot.understanding.cues.annotated import AnnotatedMessage
from bot.understanding.cues.context import DENIED, ContextRules
from bot.understanding.people import looks, names
from bot.understanding.people.mentions import Mention, mentions
from bot.understanding.people.roles import leave_out_kin, role_of, tells
from bot.understanding.trace import Verdict
from bot.understanding.types import Act
from intake_store.model.facts import NONE, UNKNOWN, Person

_SLOT = "who"
_PART_OF_IT = frozenset({"suspect", "missing", "wanted", "unknown"})
_BARE = 4  # words of a message that is a number


@dataclass(frozen=True, slots=True)
class People:
    """What was found and denied; `absence`: "none", "unknown" or None; `number`: a bare count in the message."""

    found: tuple[Person, ...] = ()
    denied: tuple[Person, ...] = ()
    absence: str | None = None
    number: int | None = None


def find(reading: AnnotatedMessage, negation: ContextRules, acts: Acts, driven: Collection[int] = ()) -> People:
    """The people in the order of the text, each group once. `driven`: the words that tell vehicles."""
    spoken = [mention for mention in mentions(reading) if _is_there(reading, mention, negation)]
    for mention in spoken:
        mention.play(role_of(reading, mention))
    if reading.asking != "who":
        leave_out_kin(reading, spoken)
    left = looks.give(looks.runs(reading, driven), spoken)
    groups = _grouped(reading, spoken)
    groups = _named(reading, groups, names.find(reading, groups))
    if reading.asking == "who":
        groups = _answered(reading, groups, acts, left)
    elif not any(g.role in _PART_OF_IT for g in groups):
        groups = [*groups, *_pronoun(reading)]
    for run in left if reading.asking != "who" else ():
        reading.note(_SLOT, Verdict.REFUSED, run.start, run.stop, rule="looks", why=looks.give)
    found = tuple(_person(reading, group) for group in groups if _is_part_of_it(reading, group))
    return People(found, (), _absence(reading, found), _number(reading, spoken, negation))


def _is_there(reading: AnnotatedMessage, mention: Mention, negation: ContextRules) -> bool:
    """Whether people are spoken of as being there; a number of them is said of some who are ("none of the 3 men")."""
    denied = not mention.counted and negation.denies(mention.noun_at, mention.noun_at + 1)
    if denied:
        by = negation.by(DENIED, mention.noun_at)
        reading.note(_SLOT, Verdict.REFUSED, mention.first, mention.last, *mention.hits, *by, why="denied")
    return not denied


def _is_part_of_it(reading: AnnotatedMessage, group: Mention) -> bool:
    """Whether a group is more than bystanders; which it is, and why, is noted."""
    if reading.trace is not None:
        told = {at for span in group.spans() for at in span}
        around = (*reading.group("people.counts"), *reading.of("people", "looks"))
        hits = dict.fromkeys((*group.hits, *(hit for hit in around if hit.first in told)))
        verdict = Verdict.REFUSED if group.role == "bystander" else Verdict.FOUND
        rule, why = group.kind or "answer", group.because
        reading.note(_SLOT, verdict, group.first, group.last, *hits, rule=rule, value=group.role, why=why)
    return group.role != "bystander"


def _grouped(reading: AnnotatedMessage, spoken: list[Mention]) -> list[Mention]:
    """The mentions with those of one person or group joined."""
    groups: list[Mention] = []
    for mention in spoken:
        home = None if mention.own else _home(groups, mention)
        if home is None:
            if mention.vague or mention.own or (mention.part and not mention.adds):
                why = "the citizen" if mention.own else "speaks again of people, and none are told before"
                reading.note(
                    _SLOT, Verdict.REFUSED, mention.first, mention.last, *mention.hits, rule=mention.kind, why=why
                )
            else:
                groups.append(mention)
            continue
        if mention.adds and not home.whole and home.count is not None:
            home.count += mention.count or 1
        home.join(mention)
    return groups


def _home(groups: list[Mention], mention: Mention) -> Mention | None:
    """The group told before that a mention speaks of again."""
    fitting = [g for g in groups if (g.role in _PART_OF_IT) == (mention.role in _PART_OF_IT)]
    if not fitting:
        return None
    last = fitting[-1]
    if groups[0].kind == "bare" and groups[0].whole and (mention.count or 1) < (groups[0].count or 0):
        return groups[0]
    if mention.part or (mention.again and mention.count is not None and (last.count or 99) >= mention.count):
        return next((g for g in reversed(fitting) if g.count != 1), last)
    if mention.definite or mention.predicate or mention.fragment:
        return next((g for g in reversed(fitting) if g.agrees(mention)), None)
    if mention.first == last.last and not mention.counted and mention.kind in ("one", "many"):
        return last
    if mention.noun == last.noun and mention.count in (None, last.count) and not mention.other:
        return last
    alone = mention.counted and mention.count == last.count == 1 and not mention.other
    return last if alone and not last.counted else None


def _named(reading: AnnotatedMessage, groups: list[Mention], called: list[names.Name]) -> list[Mention]:
    """Give names to the people they belong to; a name of nobody told yet is a person."""
    for name in called:
        home = _bearer(groups, name)
        if home is not None:
            home.name = home.name or (name.text if home.count == 1 else None)
            home.pieces.append(range(name.first, name.last))
        elif reading.asking == "who" or name.sure:
            groups.append(Mention(name.first, name.last, name.first, "", 1, "suspect", "name", name.text, hits=name.by))
        verdict = Verdict.FOUND if home or reading.asking == "who" or name.sure else Verdict.REFUSED
        reading.note(_SLOT, verdict, name.first, name.last, *name.by, rule="name", value=name.text, why=_named)
    return sorted(groups, key=lambda g: g.first)


def _bearer(groups: list[Mention], name: names.Name) -> Mention | None:
    """Whose name it is: the noun right before it, else the last person without one, else a group told as a whole."""
    beside = [g for g in groups if 0 <= name.first - g.noun_at <= 3 and g.count == 1]
    if beside:
        return beside[-1]
    free = [g for g in groups if g.role in _PART_OF_IT and g.count == 1 and not g.name]
    several = [g for g in groups if g.role in _PART_OF_IT and g.count != 1 and g.first < name.first]
    return free[-1] if free else several[-1] if several else None


def _answered(reading: AnnotatedMessage, groups: list[Mention], acts: Acts, left: list[range]) -> list[Mention]:
    """The answer to "who was it?": whoever is described is meant, and a bare description is one person."""
    if any(g.role in _PART_OF_IT for g in groups):
        return groups
    for group in groups:
        if group.role == "bystander" and group.count and not tells(reading, group):
            group.role, group.because = "suspect", _answered
            return groups
    alone = bool(reading.of("people", "alone"))
    refused = acts.acts & {Act.DONT_KNOW, Act.DECLINE, Act.NO}
    if not left and not alone and _describes(reading) < (2 if refused else 1):
        return groups
    first = left[0].start if left else min(acts.led, len(reading.words) - 1)
    last = left[0].stop if left else len(reading.words)
    several = bool(reading.of("people", "pronouns_many"))
    count = None if several and not alone else 1
    return [*groups, Mention(first, last, first, "", count, "suspect", pieces=left[1:], because=_answered)]


def _pronoun(reading: AnnotatedMessage) -> list[Mention]:
    """ "he", "she" who does something, where nobody else is spoken of."""
    acting = {h.first for name in ("does", "harms") for h in reading.of("people", name)}
    for hit in reading.of("people", "pronouns_one"):
        if acting.intersection(range(hit.last, hit.last + 3)):
            return [Mention(hit.first, hit.last, hit.first, "", 1, "suspect", "pronoun", hits=(hit,), because=_pronoun)]
    return []


def _describes(reading: AnnotatedMessage) -> int:
    """How many words of looks the message holds."""
    return len(reading.of("people", "looks"))


def _person(reading: AnnotatedMessage, group: Mention) -> Person:
    text = ", ".join(reading.said(span.start, span.stop) for span in group.spans())
    source = reading.source(group.first, group.last, 0.8)
    return Person(text, group.count, group.role, group.name, source, _is_described(reading, group))


def _is_described(reading: AnnotatedMessage, group: Mention) -> bool:
    """Whether looks are told of them: a colour alone may be that of something else ("two lads on a black moped")."""
    told = {at for span in group.spans() for at in span}
    hits = [h for h in reading.of("people", "looks") if h.first in told]
    beside = [h for h in hits if h.first != group.noun_at]
    colours = {h.first for h in reading.of("people", "colours")}
    coloured = sum(h.first in colours for h in beside)
    return len(beside) > coloured or len(beside) > 1


def _absence(reading: AnnotatedMessage, found: tuple[Person, ...]) -> str | None:
    if any(person.role in _PART_OF_IT for person in found):
        return None
    unknown, none = reading.of("people", "unknown"), reading.of("people", "none")
    about_harm = bool(none) and _is_about_harm(reading)
    value = UNKNOWN if unknown else NONE if none and not about_harm else None
    if unknown or none:
        verdict, why = Verdict.FOUND if value else Verdict.REFUSED, "" if value else _is_about_harm
        reading.note(_SLOT, verdict, 0, 0, *(unknown or none), rule="absence", value=value or NONE, why=why)
    return value


def _is_about_harm(reading: AnnotatedMessage) -> bool:
    """ "nobody hurt", "no one is home": nobody, but not of those who did it."""
    return reading.asking != "who" and bool(reading.of("people", "not_of_them"))


def _number(reading: AnnotatedMessage, spoken: list[Mention], negation: ContextRules) -> int | None:
    """A count that stands for itself: alone in a short message, or of people; one under a "not" is none."""
    counts = [hit for hit in reading.group("people.counts") if not negation.denies(hit.first, hit.last)]
    if len(reading.words) <= _BARE and counts:
        reading.note("number", Verdict.FOUND, counts[0].first, counts[0].last, counts[0], why=_number)
        return int(counts[0].cue.value)
    places = {hit.first for hit in counts}
    counted = [m for m in spoken if m.counted and places.intersection(range(m.first, m.last))]
    if not counted:
        return None
    reading.note("number", Verdict.FOUND, counted[0].first, counted[0].last, *counted[0].hits, why=_number)
    return counted[0].count
