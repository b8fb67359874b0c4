"""Which of the 27 categories a message tells of, from weighted cues."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from bot.understanding.cues.annotated import AnnotatedMessage
from bot.understanding.cues.context import ContextRules
from bot.understanding.cues.matcher import Hit

_ENOUGH = 1.6  # weight from which a category is asserted
_HALF = 4.0  # weight that makes a score of 0.5
_DENIED = 0.25  # what is left of a cue under a "no" ("no drugs")
_FIGURATIVE = 0.3
_STRONG = 3.0  # weight from which two categories make a third
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


class Finder:
    """Weighs the cues of every category."""

    def find(self, reading: AnnotatedMessage, negation: ContextRules) -> Categories:
        """The categories told of; nothing for chatter."""
        weights = _weigh(reading, negation)
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
    by_category: dict[str, list[Hit]] = {}
    for hit in reading.group("categories"):
        by_category.setdefault(hit.cue.value, []).append(hit)
    weights = {name: _sum(hits, negation) for name, hits in by_category.items()}
    for name, one, other in _COMPOUNDS:
        both = min(weights.get(one, 0.0), weights.get(other, 0.0))
        if both >= _STRONG:
            weights[name] = weights.get(name, 0.0) + both
    weights = {name: weight for name, weight in weights.items() if name[0] != "_"}
    for narrow, wide in _OUTRANKS:
        if _CERTAIN <= weights.get(narrow, 0.0) < weights.get(wide, 0.0) + _MARGIN:
            weights[narrow] = weights[wide] + _MARGIN
    return weights


def _sum(hits: list[Hit], negation: ContextRules) -> float:
    taken: set[int] = set()
    total, seen = 0.0, 0
    for hit in sorted((h for h in hits if h.cue.weight > 0), key=lambda h: -h.cue.weight):
        words = range(hit.first, hit.last)
        if taken.isdisjoint(words):
            taken.update(words)
            seen += 1
            total += hit.cue.weight * _worth(hit, negation) / math.sqrt(seen)
    return total + min((h.cue.weight for h in hits if h.cue.weight < 0), default=0.0)


def _worth(hit: Hit, negation: ContextRules) -> float:
    """What is left of a cue that is denied, told in a story or a figure of speech."""
    if negation.denies(hit.first, hit.first + 1) or negation.tells_story(hit.first):
        return _DENIED
    figurative = hit.cue.value in _FIGURES and negation.is_figure(hit.first, hit.last)
    return _FIGURATIVE if figurative else 1.0
