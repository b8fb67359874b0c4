"""The read-back: the tip in a few words, so that the citizen sees what is passed on."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from bot.engine.facts import people
from bot.engine.responses import describe
from bot.engine.templates import Templates
from bot.engine.turn_builder import TurnBuilder
from dialogs.segments import unaccented
from intake_store.model.slots import THINGS

#: The longest an item may be, in characters; the next is tried where the whole does not fit.
LIMITS = (120, 90, 70, 55, 45, 36, 28, 22, 16)
#: A text is said already when this part of its words is.
SAID = 0.75
#: The longest that the place of an emergency may be: it is what the officers need first.
URGENT_PLACE = 45


def summary(turn: TurnBuilder, fits: Callable[[str], bool]) -> str:
    """The tip in words, items shortened evenly until `fits` agrees."""
    return _longest((_summed_up(turn, limit) for limit in LIMITS), fits)


def _summed_up(turn: TurnBuilder, limit: int) -> str:
    """What, where and when; and who, with what and in what: only what is not said already."""
    facts, templates = turn.facts, turn.templates
    story = describe.shorten(_story(turn), limit)
    first = [story]
    if facts.where and not _says(story, facts.where.text):
        first.append(describe.place(facts.where, templates))
    if facts.when:
        first.append(describe.moment(facts.when, turn.now, templates))
    second = [describe.person(item, templates) for item in people.suspects(facts.people)]
    second += [describe.item(item, templates) for slot in THINGS for item in slot.items(facts)]
    return ". ".join(filter(None, (_joined(first, limit, templates), _joined(_new(second, story), limit, templates))))


def _story(turn: TurnBuilder) -> str:
    """What happened, without the words that were taken back."""
    facts = turn.facts
    wrong = [(gone.words, describe.slot(gone.slot, facts, turn.templates)) for gone in turn.conversation.taken_back]
    return describe.story(facts.what, facts, turn.templates, wrong) if facts.what else ""


def urgent(turn: TurnBuilder, fits: Callable[[str], bool]) -> str:
    """What responding officers need of the tip: where, what, with what; the story gives way first."""
    facts, templates = turn.facts, turn.templates
    place = describe.shorten(describe.place(facts.where, templates), URGENT_PLACE) if facts.where else ""
    story = _story(turn)
    arms = _new([describe.item(item, templates) for item in facts.weapons], story)
    shorter = (describe.shorten(story, limit) for limit in LIMITS)
    return _longest((templates.listed(("" if _says(text, place) else place, text, *arms)) for text in shorter), fits)


def _longest(texts: Iterable[str], fits: Callable[[str], bool]) -> str:
    """The first text that fits; accents that double its cost go before words do. Where none fits, the last is cut."""
    text = ""
    for text in texts:
        for spelled in (text, unaccented(text)):
            if fits(spelled):
                return spelled
    return _cut_until(text, fits)


def _cut_until(text: str, fits: Callable[[str], bool]) -> str:
    while text and not fits(text):
        text = describe.shorten(text, len(text) - 5) if len(text) > 5 else ""
    return text


def _joined(texts: list[str], limit: int, templates: Templates) -> str:
    return templates.listed(describe.shorten(text, limit) for text in texts)


def _new(texts: list[str], said: str) -> list[str]:
    """The texts that are not said yet, neither by `said` nor by one of their own before them."""
    new: list[str] = []
    for text in texts:
        if text and not _says(" ".join([said, *new]), text):
            new.append(text)
    return new


def _says(said: str, text: str) -> bool:
    """True where `said` holds nearly all words of `text`."""
    words = set(people.words(text))
    return bool(words) and len(words & set(people.words(said))) >= SAID * len(words)
