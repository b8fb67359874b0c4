"""The clause or sentences that tell what happened, as said."""

from __future__ import annotations

from bot.understanding.classify.acts import Acts
from bot.understanding.classify.category import Categories
from bot.understanding.classify.urgency import Danger
from bot.understanding.cues.annotated import AnnotatedMessage
from bot.understanding.trace import Verdict
from bot.understanding.types import Act
from intake_store.model.facts import What

_LONG = 12  # words


def find(reading: AnnotatedMessage, categories: Categories, acts: Acts, danger: Danger) -> What | None:
    """What happened, or None; at the question for it any words that are no refusal are."""
    if reading.asking == "what":
        return _answer(reading, acts)
    best = _best_sentence(reading)
    if best is None:
        return None
    nothing = categories.category == "other" and danger.urgency is None
    if nothing or (categories.category is None and not _tells(reading)):
        reading.note("what", Verdict.REFUSED, best.start, best.stop, why="no crime" if nothing else _tells)
        return None
    if reading.trace is not None:
        cues = [hit for hit in reading.group("categories") if hit.first in best]
        reading.note("what", Verdict.FOUND, best.start, best.stop, *cues, why=_best_sentence)
    return What(reading.said(best.start, best.stop), reading.source(best.start, best.stop, 0.8))


def _answer(reading: AnnotatedMessage, acts: Acts) -> What | None:
    """The whole answer but the words that only open it, unless it refuses."""
    refusals = {Act.DONT_KNOW, Act.SKIP, Act.DECLINE, Act.REPEAT, Act.NOISE, Act.COMMAND}
    first = acts.led if acts.led < len(reading.words) else 0
    if not reading.words or (acts.led >= len(reading.words) and acts.acts):
        return None
    if acts.acts & refusals and len(reading.words) < _LONG:
        reading.note("what", Verdict.REFUSED, 0, len(reading.words), why=_answer)
        return None
    reading.note("what", Verdict.FOUND, first, len(reading.words), why=_answer)
    return What(reading.said(first, len(reading.words)), reading.source(first, len(reading.words)))


def _tells(reading: AnnotatedMessage) -> bool:
    """Cues too weak for a category, but many words: something happened."""
    return len(reading.words) >= _LONG and bool(reading.group("categories"))


def _best_sentence(reading: AnnotatedMessage) -> range | None:
    """The sentence whose cues of categories weigh most, the first of two."""
    weights: dict[int, float] = {}
    for hit in reading.group("categories"):
        sentence = reading.sentences[hit.first]
        weights[sentence] = weights.get(sentence, 0.0) + hit.cue.weight
    if not weights:
        return None
    best = max(weights, key=lambda sentence: (weights[sentence], -sentence))
    return reading.sentence_of(reading.sentences.index(best))
