"""Harm now or an act under way: what must stand on the desk at once. Not what is over, feared, habitual or a figure."""

from __future__ import annotations

from dataclasses import dataclass

from bot.understanding.classify.acts import Acts
from bot.understanding.cues.annotated import AnnotatedMessage, longest
from bot.understanding.cues.context import ContextRules
from bot.understanding.cues.matcher import Hit
from bot.understanding.types import Act, Urgency


@dataclass(frozen=True, slots=True)
class Danger:
    """`urgency` is None where nothing speaks of harm. `safe`: the danger is over (True), is on (False) or not told."""

    urgency: Urgency | None = None
    safe: bool | None = None


@dataclass(frozen=True, slots=True)
class _Cues:
    """The urgency cues of a message by list, in the order of the text."""

    hits: dict[str, list[Hit]]

    def of(self, *names: str) -> list[Hit]:
        return [hit for name in names for hit in self.hits.get(name, ())]

    def in_sentence(self, reading: AnnotatedMessage, sentence: int, *names: str) -> bool:
        return any(reading.sentences[hit.first] == sentence for hit in self.of(*names))


class Finder:
    """Weighs the urgency cues of a message."""

    def find(self, reading: AnnotatedMessage, negation: ContextRules, acts: Acts) -> Danger:
        """The urgency; at the question about danger a "yes" is one by itself."""
        if Act.SPAM in acts.acts:
            return Danger()
        cues = _cues(reading, negation)
        hit = _harm(reading, negation, cues)
        safe = _safe(cues, hit)
        if reading.asking == "danger":
            return _answered(reading, negation, acts, cues, hit, safe)
        if hit is None:
            return Danger(None, safe)
        return Danger(Urgency(True, hit.cue.value, reading.source(hit.first, hit.last)), False)


def _cues(reading: AnnotatedMessage, negation: ContextRules) -> _Cues:
    """The cues but those that a figure of speech stands on."""
    hits: dict[str, list[Hit]] = {}
    for hit in reading.group("urgency"):
        if not negation.is_figure(hit.first, hit.last):
            hits.setdefault(hit.cue.value, []).append(hit)
    recent = {at for hit in hits.get("recent", ()) for at in range(hit.first, hit.last)}
    hits["now"] = [hit for hit in hits.get("now", ()) if hit.first not in recent]  # "agora" in "agora há pouco"
    return _Cues(hits)


def _harm(reading: AnnotatedMessage, negation: ContextRules, cues: _Cues) -> Hit | None:
    """The first cue of harm that holds now."""
    for hit in (*longest(cues.of("dire")), *longest(cues.of("armed")), *longest(cues.of("act"))):
        if _is_fact(hit, negation) and _is_now(reading, hit, cues):
            return hit
    return None


def _is_fact(hit: Hit, negation: ContextRules) -> bool:
    """Neither denied nor of a story."""
    return not negation.denies(hit.first, hit.first + 1) and not negation.tells_story(hit.first)


def _is_now(reading: AnnotatedMessage, hit: Hit, cues: _Cues) -> bool:
    """Dire words hold unless something says past, feared or habit; an act needs a word for the present."""
    sentence = reading.sentences[hit.first]
    now = bool(cues.of("now", "recent", "help"))
    timeless = cues.in_sentence(reading, sentence, "past", "habit", "feared")
    if timeless and not cues.in_sentence(reading, sentence, "now", "help"):
        return False
    over = bool(cues.of("safe", "past"))
    if hit.cue.value == "dire":
        return now or (not over and not cues.of("habit", "feared"))
    present = _is_present(reading, hit)
    if hit.cue.value == "armed":
        return (now or present) and not (over and not now)
    return (now and not (over and not cues.of("now", "help"))) or (present and not over and not cues.of("habit"))


def _is_present(reading: AnnotatedMessage, hit: Hit) -> bool:
    """The words before the cue put it into the present ("is hitting", "theyre"), not into the past ("was hitting")."""
    before = reading.words[max(0, hit.first - 4) : hit.first + 1]
    tense = [h for h in reading.group("urgency.tense") if hit.first - 4 <= h.first < hit.last]
    values = {h.cue.value for h in tense}
    return bool(before) and "present" in values and "past" not in values


def _safe(cues: _Cues, harm: Hit | None) -> bool | None:
    if harm is not None:
        return False
    return True if cues.of("safe") else None


def _answered(
    reading: AnnotatedMessage, negation: ContextRules, acts: Acts, cues: _Cues, harm: Hit | None, safe: bool | None
) -> Danger:
    """The answer to "is anyone in danger now?"."""
    if Act.NO in acts.acts:
        return Danger(None, True) if harm is None or cues.of("safe", "past") else Danger(_urgency(reading, harm), False)
    if Act.YES in acts.acts and (safe is not True or cues.of("now")):
        return Danger(Urgency(True, "yes", reading.source(0, max(1, acts.led))), False)
    if harm is not None:
        return Danger(_urgency(reading, harm), False)
    now = [hit for hit in cues.of("now", "help") if not negation.denies(hit.first, hit.first + 1)]
    if now and safe is None:
        return Danger(Urgency(True, "now", reading.source(0, len(reading.words))), False)
    return Danger(None, safe)


def _urgency(reading: AnnotatedMessage, hit: Hit) -> Urgency:
    return Urgency(True, hit.cue.value, reading.source(hit.first, hit.last))
