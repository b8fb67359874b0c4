"""Finds harm now or an act under way, for the desk to see at once; not what is over, feared, habitual or figurative."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bot.understanding.cues.annotated import AnnotatedMessage, longest
from bot.understanding.cues.context import DENIED, FIGURE, STORY, ContextRules
from bot.understanding.cues.matcher import Hit
from bot.understanding.trace import Reason, Verdict
from bot.understanding.types import Urgency

#: Words before a cue that say when it was.
_TENSE = 4
#: Lists whose cues hold a "no" of their own: "not gone" is a threat, "no, gone" is none.
_IN_A_CLAUSE = ("harmed", "threat")


@dataclass(frozen=True, slots=True)
class Danger:
    """`urgency` is None where nothing speaks of harm. `nobody_in_danger`: the words say so, or that it is over.

    `hits` are the cues that say so, `why` is the rule that took them.
    """

    urgency: Urgency | None = None
    nobody_in_danger: bool = False
    hits: Sequence[Hit] = ()
    why: Reason = ""


class Doubt(NamedTuple):
    """Why a cue tells of no harm now, and the cues that say so."""

    why: str
    by: Sequence[Hit] = ()


@dataclass(frozen=True, slots=True)
class Cues:
    """The urgency cues of a message by list, in the order of the text."""

    hits: dict[str, list[Hit]]

    def of(self, *names: str) -> list[Hit]:
        """The cues of these lists."""
        return [hit for name in names for hit in self.hits.get(name, ())]

    def in_sentence(self, reading: AnnotatedMessage, sentence: int, *names: str) -> list[Hit]:
        """The cues of these lists that stand in a sentence."""
        return [hit for hit in self.of(*names) if reading.sentences[hit.first] == sentence]


def found(reading: AnnotatedMessage, negation: ContextRules) -> Cues:
    """The urgency cues of a message but those that a figure of speech stands on."""
    hits: dict[str, list[Hit]] = {}
    for hit in reading.group("urgency"):
        if negation.is_figure(hit.first, hit.last):
            refuse(reading, hit, Doubt("a figure of speech", negation.by(FIGURE, hit.first, hit.last - 1)))
        elif hit.cue.value in _IN_A_CLAUSE and not reading.same_clause(hit.first, hit.last - 1):
            refuse(reading, hit, Doubt("reaches over the end of a clause"))
        else:
            hits.setdefault(hit.cue.value, []).append(hit)
    cues = Cues(hits)
    unsafe = [hit for hit in cues.of("harmed", "threat") if doubt_of_fact(hit, negation) is None]
    hits["now"] = _without(reading, cues.of("now"), cues.of("recent"))  # "agora" in "agora há pouco"
    hits["safe"] = _without(reading, cues.of("safe"), unsafe)  # "safe now" in "not safe now"
    return cues


def refuse(reading: AnnotatedMessage, hit: Hit, doubt: Doubt) -> None:
    """Note that a cue does not count."""
    reading.note("urgency", Verdict.REFUSED, hit.first, hit.last, hit, *doubt.by, rule=hit.cue.value, why=doubt.why)


def _without(reading: AnnotatedMessage, hits: list[Hit], others: list[Hit]) -> list[Hit]:
    """The cues that do not begin or end within a cue of `others`."""
    kept = []
    for hit in hits:
        around = [one for one in others if one.first <= hit.first < one.last or one.first < hit.last <= one.last]
        if around:
            refuse(reading, hit, Doubt("part of another cue", around))
        else:
            kept.append(hit)
    return kept


def danger_told(reading: AnnotatedMessage, negation: ContextRules, cues: Cues) -> Danger:
    """The danger that the words tell of, whatever was asked."""
    hit = harm(reading, negation, cues)
    if hit is None:
        safe = cues.of("safe")
        return Danger(None, bool(safe), safe)
    return alarm(reading, hit, harm)


def alarm(reading: AnnotatedMessage, hit: Hit, why: Reason) -> Danger:
    """The danger that a cue tells of."""
    urgency = Urgency(True, hit.cue.value, reading.source(hit.first, hit.last))
    return Danger(urgency, hits=(hit,), why=why)


def harm(reading: AnnotatedMessage, negation: ContextRules, cues: Cues) -> Hit | None:
    """The first cue of harm that holds now."""
    for hit in (*longest(cues.of("dire")), *longest(cues.of("armed")), *longest(cues.of("act"))):
        doubt = doubt_of_fact(hit, negation) or _doubt_of_now(reading, hit, cues)
        if doubt is None:
            return hit
        refuse(reading, hit, doubt)
    return None


def doubt_of_fact(hit: Hit, negation: ContextRules) -> Doubt | None:
    """Why a cue is no fact: it is denied or of a story."""
    if negation.denies(hit.first, hit.first + 1):
        return Doubt("denied", negation.by(DENIED, hit.first))
    if negation.tells_story(hit.first):
        return Doubt("told in a story", negation.by(STORY, hit.first))
    return None


def _doubt_of_now(reading: AnnotatedMessage, hit: Hit, cues: Cues) -> Doubt | None:
    """Dire words hold unless something says past, feared or habit; an act needs a word for the present."""
    sentence = reading.sentences[hit.first]
    timeless = cues.in_sentence(reading, sentence, "past", "gone", "habit", "feared")
    if timeless and not cues.in_sentence(reading, sentence, "now", "help"):
        return Doubt("its sentence tells of another time, and of no now", timeless)
    now, over = cues.of("now", "recent", "help"), cues.of("safe", "past", "gone")
    if hit.cue.value == "dire":
        return None if now else _against([*over, *cues.of("habit", "feared")])
    if now and (hit.cue.value == "armed" or not over or cues.of("now", "help")):
        return None
    if not is_present(reading, hit):
        return Doubt("no word says that it goes on", [*over, *tenses_near(reading, hit)])
    return _against(over if hit.cue.value == "armed" else [*over, *cues.of("habit")])


def _against(hits: list[Hit]) -> Doubt | None:
    return Doubt("the message tells that it is over, feared or a habit, and of no now", hits) if hits else None


def is_present(reading: AnnotatedMessage, hit: Hit) -> bool:
    """The words before the cue put it into the present ("is hitting", "theyre"), not into the past ("was hitting")."""
    tenses = tenses_of(reading, hit)
    return "present" in tenses and "past" not in tenses


def tenses_of(reading: AnnotatedMessage, hit: Hit) -> set[str]:
    """The tenses ("present", "past") of the words of a cue and of those shortly before it."""
    return {each.cue.value for each in tenses_near(reading, hit)}


def tenses_near(reading: AnnotatedMessage, hit: Hit) -> list[Hit]:
    """The cues of a tense among the words of a cue and those shortly before it."""
    return [each for each in reading.group("urgency.tense") if hit.first - _TENSE <= each.first < hit.last]
