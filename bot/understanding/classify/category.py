"""Which of the 27 categories a message tells of, from weighted cues."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from bot.understanding.cues.annotated import AnnotatedMessage
from bot.understanding.cues.compiler import WEIGHTS
from bot.understanding.cues.context import DENIED, FIGURE, STORY, ContextRules
from bot.understanding.cues.matcher import Hit
from bot.understanding.trace import Verdict

_ENOUGH = 1.6  # weight from which a category is asserted
_HALF = 4.0  # weight that makes a score of 0.5
_DENIED_WORTH = 0.25  # what is left of a cue under a "no" ("no drugs")
_FIGURATIVE = 0.3
_STRONG = 3.0  # weight from which two categories make a third
_LISTS = {weight: name for name, weight in WEIGHTS.items()}
#: Crimes that figures of speech are made of ("killing my battery").
_FIGURES = frozenset({"homicide", "assault", "arson", "robbery", "kidnap", "terrorism", "weapons"})
#: A category that two others make together: a theft by force is a robbery (Theft Act 1968, section 8).
#: A sexual act on a child, or a child that is pestered, is child abuse; "_minor" and "_own_minor" tell ages only.
_COMPOUNDS = (
    ("robbery", "theft", "assault"),
    ("child_abuse", "_minor", "sexual_offence"),
    ("child_abuse", "_own_minor", "stalking_harassment"),
    ("child_abuse", "_own_minor", "domestic_abuse"),
    ("child_abuse", "_own_minor", "assault"),
)
_MARGIN = 0.5
_CERTAIN = 5.0  # weight from which the narrower of two categories outranks the wider
#: The narrower category of each pair, which the wider only describes once more.
_OUTRANKS = (
    ("robbery", "theft"), ("burglary", "theft"), ("vehicle_crime", "theft"), ("arson", "criminal_damage"),
    ("homicide", "assault"), ("homicide", "weapons"), ("kidnap", "child_abuse"), ("sexual_offence", "assault"),
    ("hate_crime", "assault"), ("hate_crime", "criminal_damage"), ("domestic_abuse", "assault"),
    ("child_abuse", "domestic_abuse"), ("animal_cruelty", "domestic_abuse"), ("kidnap", "robbery"),
    ("domestic_abuse", "stalking_harassment"), ("homicide", "domestic_abuse"), ("homicide", "traffic"),
    ("child_abuse", "sexual_offence"), ("child_abuse", "stalking_harassment"), ("robbery", "weapons"),
    ("animal_cruelty", "antisocial_behaviour"), ("animal_cruelty", "criminal_damage"),
    *((narrow, "suspicious_activity") for narrow in
      ("wanted_person", "burglary", "vehicle_crime", "drugs", "stalking_harassment")),
    *((narrow, "antisocial_behaviour") for narrow in
      ("hate_crime", "drugs", "criminal_damage", "assault", "theft", "arson")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Categories:
    """The best category or None, how sure, and all scores from 0 to 1."""

    category: str | None = None
    confidence: float = 0.0
    scores: dict[str, float] = field(default_factory=dict)
    weight: float = 0.0


def find(reading: AnnotatedMessage, negation: ContextRules) -> Categories:
    """The categories told of; nothing for chatter."""
    weights = _weigh(reading, negation)
    for name, weight in weights.items() if reading.trace is not None else ():
        verdict, why = (Verdict.FOUND, "") if weight >= _ENOUGH else (Verdict.REFUSED, f"less than {_ENOUGH}")
        reading.note("category", verdict, 0, 0, rule="sum", value=name, why=why, weight=weight)
    scores = {name: _score(weight) for name, weight in weights.items() if weight > 0}
    if not scores:
        return Categories()
    ranked = sorted(weights.items(), key=lambda item: -item[1])
    best, weight = ranked[0]
    if weight < _ENOUGH:
        return Categories(None, 0.0, scores, weight)
    second = ranked[1][1] if len(ranked) > 1 else 0.0
    margin = (weight - max(0.0, second)) / weight
    return Categories(best, round(_score(weight) * (0.6 + 0.4 * margin), 3), scores, weight)


def _score(weight: float) -> float:
    return round(weight / (weight + _HALF), 3)


def _weigh(reading: AnnotatedMessage, negation: ContextRules) -> dict[str, float]:
    """The sum of the cues a category; of cues over the same words only the strongest counts."""
    told = reading.group("categories")
    if not told:
        return {}
    by_category: dict[str, list[Hit]] = {}
    for hit in told:
        by_category.setdefault(hit.cue.value, []).append(hit)
    weights = {name: _sum(reading, hits, negation) for name, hits in by_category.items()}
    for name, one, other in _COMPOUNDS:
        both = min(weights.get(one, 0.0), weights.get(other, 0.0))
        if both >= _STRONG:
            reading.note("category", Verdict.FOUND, 0, 0, rule=f"{one} and {other} together", value=name, weight=both)
            weights[name] = weights.get(name, 0.0) + both
    weights = {name: weight for name, weight in weights.items() if name[0] != "_"}
    for narrow, wide in _OUTRANKS:
        if _CERTAIN <= weights.get(narrow, 0.0) < weights.get(wide, 0.0) + _MARGIN:
            ahead = weights[wide] + _MARGIN
            rule, more = f"outranks {wide}, which only describes it once more", ahead - weights[narrow]
            reading.note("category", Verdict.FOUND, 0, 0, rule=rule, value=narrow, weight=more)
            weights[narrow] = ahead
    return weights


def _sum(reading: AnnotatedMessage, hits: list[Hit], negation: ContextRules) -> float:
    taken: set[int] = set()
    total, seen = 0.0, 0
    for hit in sorted((h for h in hits if h.cue.weight > 0), key=lambda h: -h.cue.weight):
        words = range(hit.first, hit.last)
        if taken.isdisjoint(words):
            taken.update(words)
            seen += 1
            worth, under = _worth(hit, negation)
            share = hit.cue.weight * worth / math.sqrt(seen)
            total += share
            if reading.trace is not None:
                _note(reading, hit, share, under, negation)
        elif reading.trace is not None:
            why = "stronger words of this category stand on the same words"
            reading.note("category", Verdict.REFUSED, hit.first, hit.last, hit, value=hit.cue.value, why=why)
    against = min((h for h in hits if h.cue.weight < 0), key=lambda h: h.cue.weight, default=None)
    if against is None:
        return total
    if reading.trace is not None:
        _note(reading, against, against.cue.weight, "", negation)
    return total + against.cue.weight


def _worth(hit: Hit, negation: ContextRules) -> tuple[float, str]:
    """What is left of a cue that is denied, told in a story or a figure of speech, and which of these it is."""
    if negation.denies(hit.first, hit.first + 1):
        return _DENIED_WORTH, DENIED
    if negation.tells_story(hit.first):
        return _DENIED_WORTH, STORY
    figurative = hit.cue.value in _FIGURES and negation.is_figure(hit.first, hit.last)
    return (_FIGURATIVE, FIGURE) if figurative else (1.0, "")


def _note(reading: AnnotatedMessage, hit: Hit, weight: float, under: str, negation: ContextRules) -> None:
    by = negation.by(under, hit.first, *([hit.last - 1] if under == FIGURE else []))
    rule, value = _LISTS.get(hit.cue.weight, ""), hit.cue.value
    found, first, last = Verdict.FOUND, hit.first, hit.last
    reading.note("category", found, first, last, hit, *by, rule=rule, value=value, why=under, weight=weight)
