"""The mentions of people in a message: noun, number, and the words of description around them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from bot.understanding.cues.annotated import AnnotatedMessage, longest
from bot.understanding.cues.matcher import Hit
from bot.understanding.trace import Reason, Verdict

_DESCRIBED = 4  # words between a number and its noun ("two tall skinny white lads")
_MOST = 12  # a bare number above is an age or a price


class Role(NamedTuple):
    """The part that a person plays, why, and the cues that say so."""

    name: str
    why: Reason
    by: tuple[Hit, ...] = ()


@dataclass(slots=True)
class Mention:
    """One person or group as spoken of: words `first` up to and without `last`, the noun at `noun_at`."""

    first: int
    last: int
    noun_at: int
    noun: str
    count: int | None
    role: str = "suspect"
    kind: str = ""
    """one, many, jobs, relation, other, part, bare, name or pronoun; "" for an answer that only describes."""
    name: str | None = None
    definite: bool = False
    predicate: bool = False
    part: bool = False
    adds: bool = False
    other: bool = False
    vague: bool = False
    own: bool = False
    """The citizen speaks of themselves ("im a passenger")."""
    fragment: bool = False
    """A bare noun that goes on describing ("... big white fella")."""
    counted: bool = False
    again: bool = False
    """A bare number, which may count again who was told ("like i said two of em")."""
    whole: bool = False
    """The count is of a whole group, whose parts are not counted again."""
    pieces: list[range] = field(default_factory=list)
    """The words that describe them, besides `first` to `last`."""
    hits: tuple[Hit, ...] = ()
    """The cues that tell of them, and those of their role."""
    because: Reason = ""
    """Why they play their role."""

    def play(self, role: Role) -> None:
        """Take a role."""
        self.role, self.because = role.name, role.why
        self.hits += role.by

    def join(self, other: Mention) -> None:
        """Take in a later mention of the same people."""
        self.pieces += [range(other.first, other.last), *other.pieces]
        self.hits += other.hits
        if self.count is None and other.count and not other.part:
            self.count, self.whole = other.count, True
        self.name = self.name or other.name

    def agrees(self, other: Mention) -> bool:
        """Whether a later "the lads", "he" can mean these."""
        return (self.count != 1) == (other.count != 1) or self.kind == "bare"

    def spans(self) -> list[range]:
        """All words told of them, in order and without overlaps."""
        spans: list[range] = []
        for piece in sorted([range(self.first, self.last), *self.pieces], key=lambda piece: piece.start):
            if spans and piece.start <= spans[-1].stop:
                spans[-1] = range(spans[-1].start, max(spans[-1].stop, piece.stop))
            else:
                spans.append(piece)
        return spans


def mentions(reading: AnnotatedMessage) -> list[Mention]:
    """Every mention of people in order."""
    nouns = _without_owners(reading, _nouns(reading))
    taken = {at for m in nouns for at in range(m.first, m.last)}
    free = [m for m in _bare(reading, taken) if taken.isdisjoint(range(m.first, m.last))]
    return sorted([*nouns, *free], key=lambda m: m.first)


def _nouns(reading: AnnotatedMessage) -> list[Mention]:
    kinds = {"one": "one", "many": "many", "group": "group", "suspect": "relation", "victim": "relation"}
    never = reading.words_of("people", "not_people")
    hits = [*reading.group("people.nouns"), *reading.group("people.relations")]
    hits += reading.of("people", "others")
    best: dict[tuple[int, int], Hit] = {}
    for hit in hits:
        best.setdefault((hit.first, hit.last), hit)
    found: list[Mention] = []
    for hit in longest(list(best.values())):
        mine = {h.cue.group + "." + h.cue.value for h in hits if (h.first, h.last) == (hit.first, hit.last)}
        if hit.first in never:
            reading.note("who", Verdict.REFUSED, hit.first, hit.last, hit, rule="noun", why="of no person")
            continue
        mention = _noun(reading, hit, mine, kinds)
        if mention:
            found.append(mention)
    return found


def _without_owners(reading: AnnotatedMessage, nouns: list[Mention]) -> list[Mention]:
    """Leave out who only owns the next person ("my neighbours son", "mums boyfriend")."""
    begins = {mention.noun_at for mention in nouns}
    genitives = tuple(ending for one in reading.traits for ending in one.genitive_endings)
    kept = []
    for m in nouns:
        if m.last in begins and reading.words[m.last - 1].endswith(genitives) and not m.counted:
            reading.note("who", Verdict.REFUSED, m.first, m.last, *m.hits, rule="noun", why=_without_owners)
        else:
            kept.append(m)
    return kept


def _noun(reading: AnnotatedMessage, hit: Hit, mine: set[str], kinds: dict[str, str]) -> Mention | None:
    """The mention of one noun; what it is depends on the words before it ("my" makes a relation)."""
    owned = _owner(reading, hit)
    relation = {"people.relations.suspect", "people.relations.victim"} & mine
    value = hit.cue.value
    if owned and relation:
        kind = "relation"
    elif "people.others" in mine and not {"people.nouns.one", "people.nouns.many"} & mine:
        kind = "other"
    elif {"people.nouns.one", "people.nouns.many", "people.nouns.group", "people.nouns.jobs"} & mine:
        kind = next(g.rsplit(".", 1)[1] for g in sorted(mine) if g.startswith("people.nouns."))
    elif relation:
        kind = "relation"
    else:
        kind = kinds.get(value, "other")
    if kind == "group":
        return None
    count, first = _count(reading, hit, kind)
    noun = " ".join(reading.words[hit.first : hit.last])
    mention = Mention(first, hit.last, hit.first, noun, count, kind=kind, hits=(hit,))
    mention.counted = mention.whole = first < hit.first and count is not None and _is_number(reading, first)
    _determine(reading, mention)
    return mention


def _owner(reading: AnnotatedMessage, hit: Hit) -> bool:
    before = reading.words[max(0, hit.first - 2) : hit.first]
    owners = reading.words_of("people.determiners", "owner")
    return any(hit.first - 1 - i in owners for i in range(len(before)))


def _is_number(reading: AnnotatedMessage, at: int) -> bool:
    return any(hit.first == at for hit in reading.group("people.counts"))


def _count(reading: AnnotatedMessage, hit: Hit, kind: str) -> tuple[int | None, int]:
    """How many, and where the words for it begin."""
    inside = [h for h in reading.group("people.counts") if (h.first, h.last) == (hit.first, hit.last)]
    if inside:
        return int(inside[0].cue.value), hit.first
    looks = reading.words_of("people", "looks") | reading.words_of("people", "between")
    at = hit.first - 1
    default = None if kind == "many" or (kind == "jobs" and _is_plural(reading, hit)) else 1
    for _ in range(_DESCRIBED + 1):
        if at < 0 or not reading.same_clause(at, hit.first):
            break
        ends = [h for h in reading.group("people.counts") if h.first <= at < h.last]
        if ends and not (kind == "one" and ends[0].cue.value != "1" and not _may_be_plural(hit)):
            return int(ends[0].cue.value), ends[0].first
        groups = [h for h in reading.of("people.nouns", "group") if h.last - 1 == at]
        if groups and not (kind == "one" and groups[0].last - groups[0].first == 1):
            return _of_group(reading, groups[0], hit)
        if at not in looks:
            break
        at -= 1
    return default, at + 1


def _is_plural(reading: AnnotatedMessage, hit: Hit) -> bool:
    word = reading.words[hit.last - 1]
    return any(word.endswith(one.plural_endings) or word in one.plural_words for one in reading.traits)


def _may_be_plural(hit: Hit) -> bool:
    """ "2 man", "3 guy" are texted for "men", "guys"."""
    return hit.last - hit.first == 1


def _of_group(reading: AnnotatedMessage, group: Hit, hit: Hit) -> tuple[int | None, int]:
    """A group's number stands inside it ("a group of about 10 lads") or nowhere."""
    inside = [h for h in reading.group("people.counts") if group.first < h.first < hit.first]
    return (int(inside[0].cue.value) if inside else None), group.first


def _cues(reading: AnnotatedMessage, *values: str) -> Iterator[Hit]:
    return (hit for value in values for hit in reading.of("people", value))


def _determine(reading: AnnotatedMessage, mention: Mention) -> None:
    """Definite ("the", "that"), predicate ("hes a"), other ("another"), from the words before."""
    kinds = {h.cue.value for h in reading.group("people.determiners") if mention.first - 2 <= h.first < mention.noun_at}
    mention.definite = "definite" in kinds and not mention.counted
    mention.predicate = any(
        h.cue.value == "predicate" and mention.first - 2 <= h.last - 1 < mention.noun_at
        for h in reading.group("people.determiners")
    )
    mention.other = "other" in kinds
    mention.own = "self" in kinds
    bare = mention.kind in ("one", "jobs") and mention.count == 1 and not mention.counted
    mention.fragment = bare and not kinds and not _has_article(reading, mention)
    mention.vague = mention.kind == "other" and mention.count is None


def _has_article(reading: AnnotatedMessage, mention: Mention) -> bool:
    before = mention.first - 1
    return before in reading.words_of("people", "articles")


def _bare(reading: AnnotatedMessage, taken: set[int]) -> list[Mention]:
    """Numbers and words for part of a group that stand without a noun ("3 of them", "one tall one short").

    The words of nouns are `taken`.
    """
    some = [_part(reading, hit, adds=True) for hit in longest(reading.of("people", "parts"))]
    every = [_part(reading, hit, adds=False) for hit in longest(reading.of("people", "parts_all"))]
    places = {at for part in every for at in range(part.first, part.last)}
    some = [part for part in some if places.isdisjoint(range(part.first, part.last))]
    places.update(at for part in some for at in range(part.first, part.last))
    counted = [m for m in _bare_counts(reading, taken) if places.isdisjoint(range(m.first, m.last))]
    paired = [
        Mention(h.first, h.first + 1, h.first, "", 1, kind="bare", definite=True, hits=(h,))
        for h in reading.of("people", "paired")
    ]
    return every + some + counted + paired


def _part(reading: AnnotatedMessage, hit: Hit, adds: bool) -> Mention:
    """One of several ("one had a bat"), which counts where the group was not counted; or all of them."""
    inside = [int(h.cue.value) for h in reading.group("people.counts") if hit.first <= h.first < hit.last]
    count = (inside[0] if inside else 1) if adds else None
    return Mention(hit.first, hit.last, hit.first, "", count, kind="part", part=True, adds=adds, hits=(hit,))


def _bare_counts(reading: AnnotatedMessage, taken: set[int]) -> list[Mention]:
    found: list[Mention] = []
    for hit in longest(reading.group("people.counts")):
        count = int(hit.cue.value)
        if count < 1 or not _stands_alone(reading, hit):
            if hit.first not in taken:
                reading.note("who", Verdict.REFUSED, hit.first, hit.last, hit, rule="number alone", why=_stands_alone)
            continue
        mention = Mention(hit.first, hit.last, hit.first, "", count, kind="bare", counted=True, hits=(hit,))
        mention.whole = count > 1
        mention.part = mention.adds = not mention.whole
        mention.again = True
        found.append(mention)
    return found


def _stands_alone(reading: AnnotatedMessage, hit: Hit) -> bool:
    """A number of people without a noun: "of them" follows, or the question is for people and it is no age."""
    follows = {h.cue.value for h in reading.group("people") if h.first == hit.last}
    ends = hit.last == len(reading.words) or not reading.same_clause(hit.first, hit.last)
    if "bare" in follows or (_is_said_of_people(reading, hit) and (ends or _breaks(reading, hit.last))):
        return True
    if reading.asking != "who" or int(hit.cue.value) > _MOST or "measures" in follows:
        return False
    if int(hit.cue.value) == 1 and not _opens_or_parts(reading, hit):
        return False
    before = reading.words[hit.first - 1] if hit.first else ""
    if before[:1].isdigit() or any(h.last == hit.first for h in reading.of("people", "numbered")):
        return False
    near = any(hit.last <= h.first <= hit.last + 1 for h in _cues(reading, "looks", "between"))
    return near or ends or hit.first == 0


def _is_said_of_people(reading: AnnotatedMessage, hit: Hit) -> bool:
    """ "there were", "eran" and the like stand before the number."""
    return any(h.last == hit.first for h in reading.of("people", "were"))


def _breaks(reading: AnnotatedMessage, at: int) -> bool:
    """A "not", "and", "in" follows: the number has no noun."""
    return any(h.first == at for name in ("not", "joins", "but") for h in reading.of("negation", name))


def _opens_or_parts(reading: AnnotatedMessage, hit: Hit) -> bool:
    """A "one" opens its clause, or looks follow it ("one fat one thin")."""
    if hit.first == 0 or not reading.same_clause(hit.first - 1, hit.first):
        return True
    ones = any(h.first == hit.first for h in reading.of("people", "ones"))
    return ones and any(h.first == hit.last for h in _cues(reading, "looks"))
