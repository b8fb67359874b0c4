"""The pieces a vehicle is put together from: names, plain words and colours, each where it stands."""

from __future__ import annotations

from dataclasses import dataclass

from bot.understanding.cues.annotated import AnnotatedMessage, longest
from bot.understanding.cues.matcher import Hit
from bot.understanding.trace import Reason, Verdict
from bot.understanding.vehicles.lexicon import AMBIGUOUS, CLEAR, NEEDS_MAKE, name
from bot.understanding.vehicles.plates import Plate
from dialogs.traits import BEFORE
from intake_store.model.facts import Vehicle

SLOT = "vehicle"
_TOLD_BY = ("make", "model", "noun", "colours", "plate")
_BEFORE = 3  # words from a colour to the vehicle after it ("blue 2015 turbo honda")
_BEHIND = 3  # words from a vehicle to the colour after it ("the car was dark blue")
_NEAR = 4  # words between a name and what was done to it
_NOT_FAR = 3  # words between a "not" and what it denies


@dataclass(slots=True)
class Mention:
    """One vehicle as it is put together: words `first` up to and without `last`."""

    first: int
    last: int
    make: str | None = None
    model: str | None = None
    noun: str | None = None
    colours: tuple[str, ...] = ()
    plate: str | None = None
    partial: bool = False
    denied: bool = False
    hits: tuple[Hit, ...] = ()
    """The cues that tell of it."""

    def fits(self, other: Mention) -> bool:
        """Whether both can be one vehicle: nothing that the two name differs."""
        pairs = ((self.make, other.make), (self.model, other.model), (self.noun, other.noun))
        return not any(mine and theirs and mine != theirs for mine, theirs in pairs)

    def join(self, other: Mention) -> None:
        """Take in the mention that follows."""
        self.last = max(self.last, other.last)
        self.learn(other)

    def learn(self, other: Mention) -> None:
        """Take what another mention of the same vehicle adds."""
        self.make, self.model = self.make or other.make, self.model or other.model
        self.noun, self.colours = self.noun or other.noun, self.colours or other.colours
        self.plate, self.partial = self.plate or other.plate, self.partial or other.partial
        self.hits += other.hits

    def deny(self, by: tuple[Hit, ...]) -> None:
        """Say that it was not meant, where a cue does."""
        self.denied = bool(by)
        self.hits += by

    def take(self, plate: Plate) -> None:
        self.plate, self.partial = plate.text, plate.partial

    def has_attribute(self) -> bool:
        return bool(self.make or self.model or self.colours or self.plate)

    def is_named_again_by(self, other: Mention) -> bool:
        """Whether a later mention names this vehicle again without a contradiction."""
        if self.make and other.make:
            same = self.make == other.make
            return same and self.fits(other) and not (self.colours and other.colours and self.colours != other.colours)
        return bool(other.noun and not other.has_attribute())

    def is_new(self, reading: AnnotatedMessage) -> bool:
        """Whether a plain word tells what kind of vehicle it was ("a van"), not just "the car"."""
        return bool(self.noun) and not bool(reading.of("vehicles", "none"))

    def vehicle(self, reading: AnnotatedMessage) -> Vehicle:
        colour = self.colours[0] if self.colours else None
        source = reading.source(self.first, self.last, 0.9 if self.make or self.plate else 0.7)
        text = reading.said(self.first, self.last)
        return Vehicle(text, self.make, self.model, colour, self.plate, self.partial, source)

    def told_by(self) -> str:
        """What it is told by: make, model, noun, colours, plate."""
        return " + ".join(name for name in _TOLD_BY if getattr(self, name))


def anchors(reading: AnnotatedMessage, named: list[Hit]) -> list[Mention]:
    """The names and plain words of vehicles in order; a name that needs company has it."""
    nouns = [hit for hit in reading.of("vehicles", "nouns") if _is_involved(reading, hit)]
    names = _best_names(named)
    places = {at for hit in (*names, *nouns) for at in range(hit.first, hit.last)}
    names = [hit for hit in names if _is_involved(reading, hit) and not _is_worn(reading, hit)]
    kept = [hit for hit in names if _has_company(reading, hit, names, nouns)]
    parts = [*map(_named, kept), *(Mention(h.first, h.last, noun=reading.words[h.first], hits=(h,)) for h in nouns)]
    parts = [p for p in parts if not any(q is not p and _inside(p, q) for q in parts)]
    for part in parts:
        part.deny(denied_by(reading, part.first, places))
    return sorted(parts, key=lambda part: part.first)


def _is_involved(reading: AnnotatedMessage, hit: Hit) -> bool:
    """Whether a word for a vehicle is one, and one that the crime may have to do with ("got off the bus": no)."""
    for group in ("not_vehicles", "not_involved"):
        if hit.first in reading.words_of("vehicles", group):
            around = [each for each in reading.of("vehicles", group) if each.first <= hit.first < each.last]
            refuse(reading, hit, _is_involved, *around)
            return False
    return True


def _is_worn(reading: AnnotatedMessage, hit: Hit) -> bool:
    """Whether clothes or the like follow a name ("an audi jacket")."""
    worn = hit.last in reading.words_of("vehicles", "not_colours_of") and reading.same_clause(hit.first, hit.last)
    if worn:
        refuse(reading, hit, _is_worn)
    return worn


def refuse(reading: AnnotatedMessage, hit: Hit, why: Reason, *by: Hit) -> None:
    """Note that a word or name tells no vehicle."""
    rule = hit.cue.group if hit.cue.group in ("make", "model") else hit.cue.value
    reading.note(SLOT, Verdict.REFUSED, hit.first, hit.last, hit, *by, rule=rule, why=why)


def _inside(part: Mention, other: Mention) -> bool:
    """A plain word that shares words with a name ("jeep", "transit van") is no vehicle of its own."""
    return bool(part.noun) and bool(other.make) and other.first < part.last and part.first < other.last


def _best_names(named: list[Hit]) -> list[Hit]:
    """Longest first; of a model that several makes have, the one whose make stands beside it."""
    spoken = {hit.cue.value for hit in named if hit.cue.group == "make"}
    ranked = sorted(named, key=lambda h: (h.first, -h.last, name(h.cue).make not in spoken, h.cue.weight))
    return list(longest_in_order(ranked))


def longest_in_order(ranked: list[Hit]) -> list[Hit]:
    kept: list[Hit] = []
    reached = 0
    for hit in ranked:
        if hit.first >= reached:
            kept.append(hit)
            reached = hit.last
    return kept


def _named(hit: Hit) -> Mention:
    make, model = name(hit.cue)
    return Mention(hit.first, hit.last, make=make, model=model, hits=(hit,))


def _has_company(reading: AnnotatedMessage, hit: Hit, names: list[Hit], nouns: list[Hit]) -> bool:
    """Whether the words around a name make it a vehicle's, where it needs them (`lexicon.CLEAR` and the others)."""
    company = _company(reading, hit, names, nouns)
    if not company:
        refuse(reading, hit, _has_company)
    return company


def _company(reading: AnnotatedMessage, hit: Hit, names: list[Hit], nouns: list[Hit]) -> bool:
    if hit.cue.weight == CLEAR or any(_is_make_of(other, hit) for other in names):
        return True
    everyday = not reading.own.everyday_makes_listed and reading.matchers[0].knows(reading.words[hit.first])
    if everyday or any(h.first <= hit.first < h.last for h in reading.group("people.nouns")):
        return False
    signs = _signs(reading, hit, nouns)
    if hit.cue.weight == AMBIGUOUS:
        return signs >= 1 or (reading.asking == "vehicle" and len(reading.words) < 12)
    return signs >= 2 or (signs >= 1 and reading.asking == "vehicle")


def _is_make_of(other: Hit, hit: Hit) -> bool:
    """The make of a model stands within a few words of it."""
    if other is hit or other.cue.group == hit.cue.group or name(other.cue).make != name(hit.cue).make:
        return False
    return other.cue.weight < NEEDS_MAKE and -3 <= hit.first - other.last <= 3


def _signs(reading: AnnotatedMessage, hit: Hit, nouns: list[Hit]) -> int:
    """How many kinds of words beside a name say that it is a vehicle: colour, driving, plain word, plate."""
    first, last = hit.first, hit.last
    colour = any(c.last == first or c.first == last for c in reading.group("colours"))
    driven = [*reading.of("vehicles", "drives"), *reading.of("vehicles", "plate_words")]
    drives = any(first - _NEAR <= h.last <= first or last <= h.first <= last + 2 for h in driven)
    stolen = [h for h in reading.of("vehicles", "stolen") if -_NEAR <= h.first - last <= _NEAR]
    taken = any(reading.same_clause(h.first, first) for h in stolen)
    plain = any(last <= noun.first <= last + 1 or first - 1 <= noun.last <= first for noun in nouns)
    follows = reading.words[last : last + 2]
    plate = any(len(word) in (4, 7) and any(c.isdigit() for c in word) and word[0].isalpha() for word in follows)
    return colour + drives + plain + plate + taken


def beside(reading: AnnotatedMessage, part: Mention) -> bool:
    """Whether a colour, a plain word for vehicles or another name stands right beside a name."""
    near = [*reading.group("colours"), *reading.of("vehicles", "nouns"), *reading.of("vehicles", "drives")]
    return any(h.last == part.first or h.first == part.last for h in near)


def colour_hits(reading: AnnotatedMessage) -> list[Hit]:
    """The colours that can be a vehicle's: not those of clothes, hair or doors."""
    return [hit for hit in longest(reading.group("colours")) if not _belongs_elsewhere(reading, hit)]


def _belongs_elsewhere(reading: AnnotatedMessage, hit: Hit) -> bool:
    """The word after the colour (or, where colours follow their noun, before it) is clothes or the like."""
    others = reading.words_of("vehicles", "not_colours_of")
    if reading.own.adjectives == BEFORE:
        return hit.last in others
    return hit.first - 1 in others or (hit.last in others and reading.same_clause(hit.first, hit.last))


def colour_of(reading: AnnotatedMessage, part: Mention, hits: list[Hit]) -> tuple[str, ...]:
    """The colour of `hits` nearest to a vehicle: right before it, or right after it."""
    before = [h for h in hits if 0 <= part.first - h.last < _BEFORE and _joined(reading, h.last, part.first)]
    if before:
        part.first = before[-1].first
        part.hits += (before[-1],)
        return (before[-1].cue.value,)
    after = [h for h in hits if 0 <= h.first - part.last < _BEHIND and _told_of(reading, part.last, h.first)]
    if after and not (after[0].last < len(reading.words) and _leads_on(reading, after[0])):
        part.last = after[0].last
        part.hits += (after[0],)
        return (after[0].cue.value,)
    return ()


def _joined(reading: AnnotatedMessage, last: int, first: int) -> bool:
    """The words between belong to one description: no other clause of more than a comma, no "and a man in"."""
    same = reading.sentences[last - 1] == reading.sentences[min(first, len(reading.words) - 1)]
    return same and not joins(reading, last, first)


def _told_of(reading: AnnotatedMessage, last: int, first: int) -> bool:
    """The colour after a vehicle is told of it: right behind, or behind "in", "was" and the like."""
    told = any(h.first == last and h.last == first for h in reading.of("vehicles", "coloured"))
    return told or _joined(reading, last, first)


def joins(reading: AnnotatedMessage, last: int, first: int) -> bool:
    """Whether a word between joins two things ("and", "with a man in")."""
    return any(last <= h.first < first for h in reading.of("negation", "joins"))


def _leads_on(reading: AnnotatedMessage, colour: Hit) -> bool:
    """The colour stands before another vehicle word, whose colour it rather is ("a golf, blue van")."""
    if reading.own.adjectives != BEFORE:
        return False
    return any(h.first == colour.last for h in reading.of("vehicles", "nouns"))


def denied_by(reading: AnnotatedMessage, first: int, places: set[int]) -> tuple[Hit, ...]:
    """The "not a" or the like that stands right before, with no other vehicle word in between."""
    for hit in reading.of("negation", "not"):
        if 0 <= first - hit.last <= _NOT_FAR and reading.same_clause(hit.first, first):
            between = places.intersection(range(hit.last, first))
            if not between or joins(reading, hit.last, first):
                return (hit,)
    return ()


def lone_colours(reading: AnnotatedMessage, mentions: list[Mention], hits: list[Hit]) -> list[Mention]:
    """The colours of `hits` that stand beside no vehicle ("it was green not blue")."""
    places = {at for hit in hits for at in range(hit.first, hit.last)}
    taken = {at for m in mentions for at in range(m.first, m.last)}
    lone = [Mention(h.first, h.last, colours=(h.cue.value,), hits=(h,)) for h in hits if h.first not in taken]
    for colour in lone:
        colour.deny(denied_by(reading, colour.first, places))
    return lone
