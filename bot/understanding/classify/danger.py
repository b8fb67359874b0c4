"""The answer to "is anyone in danger right now?": by what it tells first, then by its yes or no."""

from __future__ import annotations

from bot.understanding.classify.acts import Acts
from bot.understanding.classify.urgency import (
    Cues,
    Danger,
    Doubt,
    alarm,
    danger_told,
    doubt_of_fact,
    found,
    refuse,
    tenses_near,
)
from bot.understanding.cues.annotated import AnnotatedMessage
from bot.understanding.cues.context import ContextRules
from bot.understanding.cues.matcher import Hit
from bot.understanding.trace import Verdict
from bot.understanding.types import Act, Urgency

#: What is noted where nobody is in danger, as `alarm` where somebody is.
_NOBODY = "nobody in danger"
_TIMES = ("now", "help", "habit", "past", "feared")


def find(reading: AnnotatedMessage, negation: ContextRules, acts: Acts) -> Danger:
    """The danger that a message tells of; at the question about it, less tells enough."""
    if Act.SPAM in acts.acts:
        return Danger()
    cues = found(reading, negation)
    danger = danger_told(reading, negation, cues)
    if reading.asking == "danger":
        danger = _answered(reading, negation, acts, cues, danger)
    else:
        for hit in cues.of("harmed", "threat", "near"):
            refuse(reading, hit, Doubt("tells of danger only where that was asked"))
    _note(reading, danger)
    return danger


def _note(reading: AnnotatedMessage, danger: Danger) -> None:
    urgency = danger.urgency
    if reading.trace is not None and urgency is not None and urgency.source is not None:
        span, behind, rule = (urgency.source.start, urgency.source.end), reading.behind(danger.hits), urgency.reason
        reading.trace.note("urgency", Verdict.FOUND, span, rule=rule, value="alarm", why=danger.why, behind=behind)
    if danger.nobody_in_danger:
        reading.note("urgency", Verdict.FOUND, 0, 0, *danger.hits, rule="" if danger.hits else "no", value=_NOBODY)


def _answered(reading: AnnotatedMessage, negation: ContextRules, acts: Acts, cues: Cues, danger: Danger) -> Danger:
    """What the answer says; harm or a threat that it tells outweighs a "no", somebody's mere presence does not."""
    no = Act.NO in acts.acts
    over = cues.of("safe", "past", "gone") if no else []
    if danger.urgency is not None and not over:
        return danger
    if danger.urgency is not None:
        refuse(reading, danger.hits[0], Doubt("the answer is no, and that it is over", over))
    hit = _harm(reading, negation, cues, "harmed", "threat", *(() if no else ("near", "dire", "act")))
    if hit is not None:
        return alarm(reading, hit, _harm)
    if no:
        return Danger(None, True)
    return _in_a_word(reading, negation, acts, cues, danger)


def _harm(reading: AnnotatedMessage, negation: ContextRules, cues: Cues, *lists: str) -> Hit | None:
    """The first cue of these lists that is a fact and still holds."""
    for hit in cues.of(*lists):
        doubt = doubt_of_fact(hit, negation) or _doubt(reading, hit, cues)
        if doubt is None:
            return hit
        refuse(reading, hit, doubt)
    return None


def _in_a_word(reading: AnnotatedMessage, negation: ContextRules, acts: Acts, cues: Cues, danger: Danger) -> Danger:
    """A yes, a "now" or a cry for help, where nothing says that it is over."""
    now = cues.of("now")
    if Act.YES in acts.acts and (now or not danger.nobody_in_danger):
        return Danger(Urgency(True, "yes", reading.source(0, max(1, acts.led))), why=_in_a_word)
    cries = cues.of("help") if Act.DONT_KNOW in acts.acts else [*now, *cues.of("help")]  # "i cant see them now"
    cries = [hit for hit in cries if doubt_of_fact(hit, negation) is None]
    if cries and not danger.nobody_in_danger:
        urgency = Urgency(True, "now", reading.source(0, len(reading.words)))
        return Danger(urgency, hits=cries, why=_in_a_word)
    return danger


def _doubt(reading: AnnotatedMessage, hit: Hit, cues: Cues) -> Doubt | None:
    """Why a cue holds no more: it is told of the past, or words after it say that it is over.

    Who is hurt or shut in stays so when the others have left.
    """
    over = _unhurt(cues) if hit.cue.value in ("harmed", "dire") else cues.of("safe", "gone")
    tenses = _tense(reading, hit)
    was = [each for each in tenses if each.cue.value == "was"]
    ended = [*was, *(each for each in over if each.first >= hit.last)]
    if ended:
        return Doubt("it is over", ended)
    beside = _beside(reading, hit, cues)
    values = {each.cue.value for each in beside}
    if values & {"now", "help"} or not values:
        return None
    present = tenses and hit.cue.value in ("harmed", "threat")
    return None if present and "habit" not in values else Doubt("its sentence tells of another time", beside)


def _beside(reading: AnnotatedMessage, hit: Hit, cues: Cues) -> list[Hit]:
    """What the sentence of a cue says of its time, beside the cue's own words ("threatening to kill me")."""
    sentence = reading.sentences[hit.first]
    times = [each for each in cues.of(*_TIMES) if reading.sentences[each.first] == sentence]
    return [each for each in times if not hit.first < each.last <= hit.last]


def _unhurt(cues: Cues) -> list[Hit]:
    """The cues that people are safe, not only that somebody has left."""
    gone = {at for hit in cues.of("gone") for at in range(hit.first, hit.last)}
    return [hit for hit in cues.of("safe") if hit.last - 1 not in gone]


def _tense(reading: AnnotatedMessage, hit: Hit) -> list[Hit]:
    """The last cue of a tense ("present", "was") among the words of a cue and those before it."""
    tenses = [each for each in tenses_near(reading, hit) if each.cue.value != "past"]
    return [max(tenses, key=lambda each: each.last)] if tenses else []
