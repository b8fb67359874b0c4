"""The answer to "is anyone in danger right now?": by what it tells first, then by its yes or no."""

from __future__ import annotations

from bot.understanding.classify.acts import Acts
from bot.understanding.classify.urgency import Danger, Matcher, alarm, found, is_fact, told
from bot.understanding.cues.annotated import AnnotatedMessage
from bot.understanding.cues.context import ContextRules
from bot.understanding.cues.matcher import Hit
from bot.understanding.types import Act, Urgency

_TENSE = 4  # words before a cue that say when it was
_TIMES = ("now", "help", "habit", "past", "feared")


def find(reading: AnnotatedMessage, negation: ContextRules, acts: Acts) -> Danger:
    """The danger that a message tells of; at the question about it, less tells enough."""
    if Act.SPAM in acts.acts:
        return Danger()
    cues = found(reading, negation)
    danger = told(reading, negation, cues)
    return _answered(reading, negation, acts, cues, danger) if reading.asking == "danger" else danger


def _answered(reading: AnnotatedMessage, negation: ContextRules, acts: Acts, cues: Matcher, danger: Danger) -> Danger:
    """What the answer says; harm or a threat that it tells outweighs a "no", somebody's mere presence does not."""
    no = Act.NO in acts.acts
    if danger.urgency is not None and not (no and cues.of("safe", "past", "gone")):
        return danger
    lists = ("harmed", "threat") if no else ("harmed", "threat", "near", "dire", "act")
    hits = (hit for hit in cues.of(*lists) if is_fact(hit, negation) and _holds(reading, hit, cues))
    hit = next(hits, None)
    if hit is not None:
        return alarm(reading, hit)
    if no:
        return Danger(None, True)
    return _in_a_word(reading, negation, acts, cues, danger)


def _in_a_word(reading: AnnotatedMessage, negation: ContextRules, acts: Acts, cues: Matcher, danger: Danger) -> Danger:
    """A yes, a "now" or a cry for help, where nothing says that it is over."""
    if Act.YES in acts.acts and (danger.safe is not True or cues.of("now")):
        return Danger(Urgency(True, "yes", reading.source(0, max(1, acts.led))), False)
    lists = ("help",) if Act.DONT_KNOW in acts.acts else ("now", "help")  # "i cant see them now"
    if danger.safe is None and any(is_fact(hit, negation) for hit in cues.of(*lists)):
        return Danger(Urgency(True, "now", reading.source(0, len(reading.words))), False)
    return danger


def _holds(reading: AnnotatedMessage, hit: Hit, cues: Matcher) -> bool:
    """Whether a cue still holds: it is told of the present, and no word after it says that it is over.

    Who is hurt or shut in stays so when the others have left.
    """
    over = _unhurt(cues) if hit.cue.value in ("harmed", "dire") else cues.of("safe", "gone")
    tense = _tense(reading, hit)
    if tense == "was" or any(each.first >= hit.last for each in over):
        return False
    beside = {each.cue.value for each in _beside(reading, hit, cues)}
    if beside & {"now", "help"}:
        return True
    present = tense == "present" and hit.cue.value in ("harmed", "threat")
    return "habit" not in beside and (present or not beside)


def _beside(reading: AnnotatedMessage, hit: Hit, cues: Matcher) -> list[Hit]:
    """What the sentence of a cue says of its time, beside the cue's own words ("threatening to kill me")."""
    sentence = reading.sentences[hit.first]
    times = [each for each in cues.of(*_TIMES) if reading.sentences[each.first] == sentence]
    return [each for each in times if not hit.first < each.last <= hit.last]


def _unhurt(cues: Matcher) -> list[Hit]:
    """The cues that people are safe, not only that somebody has left."""
    gone = {at for hit in cues.of("gone") for at in range(hit.first, hit.last)}
    return [hit for hit in cues.of("safe") if hit.last - 1 not in gone]


def _tense(reading: AnnotatedMessage, hit: Hit) -> str | None:
    """The last tense ("present", "was") among the words of a cue and those before it; None where none is told."""
    near = [each for each in reading.group("urgency.tense") if hit.first - _TENSE <= each.first < hit.last]
    tenses = [each for each in near if each.cue.value != "past"]
    return max(tenses, key=lambda each: each.last).cue.value if tenses else None
