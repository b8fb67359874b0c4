"""Finds vehicles: makes, models, colours and plates, put together one vehicle each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.understanding.cues.annotated import AnnotatedMessage
from bot.understanding.text.tokens import Tokeniser
from bot.understanding.trace import Verdict
from bot.understanding.types import Act
from bot.understanding.vehicles import lexicon, plates
from bot.understanding.vehicles.mentions import (
    SLOT,
    Mention,
    anchors,
    beside,
    colour_hits,
    colour_of,
    joins,
    lone_colours,
)
from bot.understanding.vehicles.plates import Plate
from dialogs.loader import Dialogs
from intake_store.model.facts import NONE, UNKNOWN, Vehicle, Where

_APART = 2  # words between two names of one vehicle ("golf 2015 vw")
_SURE_PLACE = 0.5  # confidence of a place that a make may be the name of
_SHORT = 20  # words of a message that corrects a colour
_PLATE_REACH = 12  # words between a vehicle and its plate


@dataclass(frozen=True, slots=True)
class Vehicles:
    """What was found and denied, and `absence`: "none", "unknown" or None."""

    found: tuple[Vehicle, ...] = ()
    denied: tuple[Vehicle, ...] = ()
    absence: str | None = None
    words: frozenset[int] = frozenset()
    """The words that tell vehicles."""


class VehicleFinder:
    """Finds the vehicles of a message."""

    def __init__(self, dialogs: Dialogs, tokeniser: Tokeniser) -> None:
        makes, lines = dialogs.lexicons.get("vehicles") or {}, dialogs.lexicon_lines.get("vehicles") or {}
        self._names = lexicon.compile_lexicon(makes, lines, tokeniser)

    def find(
        self, reading: AnnotatedMessage, acts: frozenset[Act] = frozenset(), places: tuple[Where, ...] = ()
    ) -> Vehicles:
        """The vehicles in the order of the text. Bare names inside `places` are of places ("Vauxhall Bridge Road")."""
        named = self._names.find(self._stems(reading), reading.sentences)
        parts = [part for part in anchors(reading, named) if not _is_place(reading, part, places)]
        mentions = _merged(reading, parts)
        found_plates = plates.find(reading, [mention.last for mention in mentions])
        mentions = [m for m in mentions if not _is_in_plate(reading, m, found_plates)]
        for plate in found_plates:
            _take_plate(mentions, plate)
        return _sorted_out(reading, mentions, acts)

    def _stems(self, reading: AnnotatedMessage) -> list[str]:
        """The words as the lexicon holds them: unknown ones without their case ending."""
        endings = reading.own.case_endings
        return [self._stem(word, endings) for word in reading.words] if endings else reading.words

    def _stem(self, word: str, endings: Mapping[str, str]) -> str:
        """The word without its case ending where only that is a name ("skody": skoda)."""
        if self._names.knows(word):
            return word
        for ending, instead in endings.items():
            stem = word[: -len(ending)] + instead
            if word.endswith(ending) and self._names.knows(stem):
                return stem
        return word


def _is_place(reading: AnnotatedMessage, part: Mention, places: tuple[Where, ...]) -> bool:
    """Whether a make without any other word of a vehicle beside it stands inside a place."""
    spans = [place.source for place in places if place.source and place.source.confidence >= _SURE_PLACE]
    inside = any(s.start <= reading.start(part.first) and reading.end(part.last - 1) <= s.end for s in spans)
    is_place = bool(part.make) and not part.model and inside and not beside(reading, part)
    if is_place:
        reading.note(SLOT, Verdict.REFUSED, part.first, part.last, *part.hits, rule="make", why=_is_place)
    return is_place


def _is_in_plate(reading: AnnotatedMessage, part: Mention, found: list[Plate]) -> bool:
    """Whether the words of a mention end inside a plate."""
    inside = any(plate.first < part.last <= plate.last for plate in found)
    if inside:
        reading.note(SLOT, Verdict.REFUSED, part.first, part.last, *part.hits, rule=part.told_by(), why=_is_in_plate)
    return inside


def _merged(reading: AnnotatedMessage, parts: list[Mention]) -> list[Mention]:
    """The mentions of makes, models and plain words, those of one vehicle joined."""
    mentions: list[Mention] = []
    colours = colour_hits(reading)
    for part in parts:
        part.colours = colour_of(reading, part, colours)
        if mentions and _or(reading, mentions[-1], part):
            mentions[-1].learn(part)
        elif mentions and _same(reading, mentions[-1], part):
            mentions[-1].join(part)
        else:
            mentions.append(part)
    return mentions


def _or(reading: AnnotatedMessage, one: Mention, other: Mention) -> bool:
    """Whether two names of one make are a choice ("an x5 or x3"): the first is kept."""
    between = any(h.first == one.last and h.last == other.first for h in reading.of("negation", "or"))
    return between and one.make is not None and one.make == other.make


def _same(reading: AnnotatedMessage, one: Mention, other: Mention) -> bool:
    """Whether two mentions that follow each other are one vehicle ("a ford ... focus", "the car ... a blue golf")."""
    if one.denied != other.denied or reading.sentences[one.first] != reading.sentences[other.first]:
        return False
    apart = other.first - one.last > _APART or joins(reading, one.last, other.first)
    return not apart and one.fits(other)


def _take_plate(mentions: list[Mention], plate: Plate) -> None:
    """Give a plate to the vehicle before it, else to the one after it, else make a vehicle of it."""
    before = [m for m in mentions if m.last <= plate.first and plate.first - m.last <= _PLATE_REACH and not m.plate]
    after = [m for m in mentions if m.first >= plate.last and m.first - plate.last <= _APART + 2 and not m.plate]
    named = [m for m in mentions if m.make and not m.plate and not m.denied]
    near = before[-1:] or after[:1] or (named if len(named) == 1 else [])
    if near:
        near[0].take(plate)
        return
    lone = Mention(plate.first, plate.last)
    lone.take(plate)
    mentions.append(lone)
    mentions.sort(key=lambda mention: mention.first)


def _sorted_out(reading: AnnotatedMessage, mentions: list[Mention], acts: frozenset[Act]) -> Vehicles:
    found, denied = _folded([m for m in mentions if not m.denied]), [m for m in mentions if m.denied]
    found = [mention for mention in found if _tells(reading, mention)]
    colours = _added(reading, found, lone_colours(reading, mentions, colour_hits(reading)))
    short = len(reading.words) <= _SHORT
    if reading.asking == "vehicle" or (short and (Act.CORRECTION in acts or any(c.denied for c in colours))):
        denied += [m for m in colours if m.denied]
        off = {c for m in denied for c in m.colours if not m.make}
        told = [m for m in colours if not m.denied and not off.intersection(m.colours)]
        if told and not any(m.colours for m in found):
            found = _coloured(found, told[0])
    denied = [mention for mention in denied if mention.has_attribute()]
    _note(reading, found, denied)
    return Vehicles(
        tuple(m.vehicle(reading) for m in found),
        tuple(m.vehicle(reading) for m in denied),
        _absence(reading, found),
        frozenset(at for m in (*mentions, *found) for at in range(m.first, m.last)),
    )


def _note(reading: AnnotatedMessage, found: list[Mention], denied: list[Mention]) -> None:
    for m in found:
        reading.note(SLOT, Verdict.FOUND, m.first, m.last, *m.hits, rule=m.told_by())
    for m in denied:
        reading.note(SLOT, Verdict.DENIED, m.first, m.last, *m.hits, rule=m.told_by())


def _tells(reading: AnnotatedMessage, mention: Mention) -> bool:
    """Whether a make, model, colour or plate is told, or, at the question for it, a kind ("a van")."""
    tells = mention.has_attribute() or (reading.asking == "vehicle" and mention.is_new(reading))
    if not tells:
        first, last, rule = mention.first, mention.last, mention.told_by()
        reading.note(SLOT, Verdict.REFUSED, first, last, *mention.hits, rule=rule, why=_tells)
    return tells


def _added(reading: AnnotatedMessage, found: list[Mention], colours: list[Mention]) -> list[Mention]:
    """Give colours that are a clause of their own to the vehicle before them ("my golf was taken, grey, ...")."""
    rest: list[Mention] = []
    for colour in colours:
        alone = reading.clause_of(colour.first) == range(colour.first, colour.last) and not colour.denied
        before = [m for m in found if m.last <= colour.first and not m.colours]
        if alone and before and reading.sentences[before[-1].first] == reading.sentences[colour.first]:
            before[-1].colours = colour.colours
            before[-1].hits += colour.hits
        else:
            rest.append(colour)
    return rest


def _coloured(found: list[Mention], colour: Mention) -> list[Mention]:
    """The only vehicle takes a colour that stands for itself; without a vehicle the colour is one."""
    if len(found) == 1:
        found[0].colours = colour.colours
        found[0].hits += colour.hits
        return found
    return found or [colour]


def _folded(mentions: list[Mention]) -> list[Mention]:
    """Later mentions of a vehicle told before join it ("... the focus", "the van")."""
    kept: list[Mention] = []
    for mention in mentions:
        home = next((m for m in kept if m.is_named_again_by(mention)), None)
        if home:
            home.learn(mention)
        else:
            kept.append(mention)
    return kept


def _absence(reading: AnnotatedMessage, found: list[Mention]) -> str | None:
    if found:
        return None
    none, unknown = reading.of("vehicles", "none"), reading.of("vehicles", "unknown")
    value = NONE if none else UNKNOWN if unknown else None
    if value:
        reading.note(SLOT, Verdict.FOUND, 0, 0, *(none or unknown), rule="absence", value=value)
    return value
