"""Harm now or an act under way: what must stand on the desk at once. Not what is over, feared, habitual or a figure."""

from __future__ import annotations

from dataclasses import dataclass

from bot.understanding.cues.annotated import AnnotatedMessage, longest
from bot.understanding.cues.context import ContextRules
from bot.understanding.cues.matcher import Hit
from bot.understanding.types import Urgency

#: Lists whose cues hold a "no" of their own: "not gone" is a threat, "no, gone" is none.
_IN_A_CLAUSE = ("harmed", "threat")


@dataclass(frozen=True, slots=True)
class Danger:
    """`urgency` is None where nothing speaks of harm. `safe`: the danger is over (True), is on (False) or not told."""

    urgency: Urgency | None = None
    safe: bool | None = None


@dataclass(frozen=True, slots=True)
class Matcher:
    """The urgency cues of a message by list, in the order of the text."""

    hits: dict[str, list[Hit]]

    def of(self, *names: str) -> list[Hit]:
        """The cues of these lists."""
        return [hit for name in names for hit in self.hits.get(name, ())]

    def in_sentence(self, reading: AnnotatedMessage, sentence: int, *names: str) -> bool:
        """Whether a cue of these lists stands in a sentence."""
        return any(reading.sentences[hit.first] == sentence for hit in self.of(*names))


def found(reading: AnnotatedMessage, negation: ContextRules) -> Matcher:
    """The urgency cues of a message but those that a figure of speech stands on."""
    hits: dict[str, list[Hit]] = {}
    for hit in reading.group("urgency"):
        if not negation.is_figure(hit.first, hit.last):
            hits.setdefault(hit.cue.value, []).append(hit)
    for name in _IN_A_CLAUSE:
        hits[name] = [hit for hit in hits.get(name, ()) if reading.same_clause(hit.first, hit.last - 1)]
    cues = Matcher(hits)
    unsafe = [hit for hit in cues.of("harmed", "threat") if is_fact(hit, negation)]
    hits["now"] = _without(cues.of("now"), cues.of("recent"))  # "agora" in "agora há pouco"
    hits["safe"] = _without(cues.of("safe"), unsafe)  # "safe now" in "not safe now"
    return cues


def _without(hits: list[Hit], others: list[Hit]) -> list[Hit]:
    """The cues that do not begin or end within a cue of `others`."""
    taken = {at for hit in others for at in range(hit.first, hit.last)}
    return [hit for hit in hits if hit.first not in taken and hit.last - 1 not in taken]


def told(reading: AnnotatedMessage, negation: ContextRules, cues: Matcher) -> Danger:
    """The danger that the words tell of, whatever was asked."""
    hit = harm(reading, negation, cues)
    if hit is None:
        return Danger(None, True if cues.of("safe") else None)
    return alarm(reading, hit)


def alarm(reading: AnnotatedMessage, hit: Hit) -> Danger:
    """The danger that a cue tells of."""
    return Danger(Urgency(True, hit.cue.value, reading.source(hit.first, hit.last)), False)


def harm(reading: AnnotatedMessage, negation: ContextRules, cues: Matcher) -> Hit | None:
    """The first cue of harm that holds now."""
    for hit in (*longest(cues.of("dire")), *longest(cues.of("armed")), *longest(cues.of("act"))):
        if is_fact(hit, negation) and _is_now(reading, hit, cues):
            return hit
    return None


def is_fact(hit: Hit, negation: ContextRules) -> bool:
    """Whether a cue is neither denied nor of a story."""
    return not negation.denies(hit.first, hit.first + 1) and not negation.tells_story(hit.first)


def _is_now(reading: AnnotatedMessage, hit: Hit, cues: Matcher) -> bool:
    """Dire words hold unless something says past, feared or habit; an act needs a word for the present."""
    sentence = reading.sentences[hit.first]
    now = bool(cues.of("now", "recent", "help"))
    timeless = cues.in_sentence(reading, sentence, "past", "gone", "habit", "feared")
    if timeless and not cues.in_sentence(reading, sentence, "now", "help"):
        return False
    over = bool(cues.of("safe", "past", "gone"))
    if hit.cue.value == "dire":
        return now or (not over and not cues.of("habit", "feared"))
    present = is_present(reading, hit)
    if hit.cue.value == "armed":
        return (now or present) and not (over and not now)
    return (now and not (over and not cues.of("now", "help"))) or (present and not over and not cues.of("habit"))


def is_present(reading: AnnotatedMessage, hit: Hit) -> bool:
    """The words before the cue put it into the present ("is hitting", "theyre"), not into the past ("was hitting")."""
    tenses = tenses_of(reading, hit)
    return "present" in tenses and "past" not in tenses


def tenses_of(reading: AnnotatedMessage, hit: Hit) -> set[str]:
    """The tenses ("present", "past") of the words of a cue and the four before it."""
    near = [each for each in reading.group("urgency.tense") if hit.first - 4 <= each.first < hit.last]
    return {each.cue.value for each in near}
