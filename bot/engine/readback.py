"""The read-back: the tip in a few words, so that the citizen sees what is passed on."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from bot.engine import describe, people
from bot.engine.draft import WRONG, Draft
from bot.engine.voice import Voice
from dialogs.segments import unaccented

#: The longest an item may be, in characters; the next is tried where the whole does not fit.
LIMITS = (120, 90, 70, 55, 45, 36, 28, 22, 16)
#: A text is said already when this part of its words is.
SAID = 0.75
#: The longest that the place of an emergency may be: it is what the officers need first.
URGENT_PLACE = 45


def summary(draft: Draft, fits: Callable[[str], bool]) -> str:
    """The tip in words, items shortened evenly until `fits` agrees."""
    return _longest((_told(draft, limit) for limit in LIMITS), fits)


def _told(draft: Draft, limit: int) -> str:
    """What, where and when; and who, with what and in what: only what is not said already."""
    facts, voice = draft.facts, draft.voice
    story = describe.shorten(_story(draft), limit)
    first = [story]
    if facts.where and not _says(story, facts.where.text):
        first.append(describe.place(facts.where, voice))
    if facts.when:
        first.append(describe.moment(facts.when, draft.now, voice))
    second = [describe.person(item, voice) for item in people.suspects(facts.people)]
    second += [describe.weapon(item) for item in facts.weapons]
    second += [describe.vehicle(item, voice) for item in facts.vehicles]
    return ". ".join(filter(None, (_joined(first, limit, voice), _joined(_new(second, story), limit, voice))))


def _story(draft: Draft) -> str:
    """What happened, without the words that were taken back."""
    facts, taken_back = draft.facts, (line.partition("\t") for line in (draft.memory(WRONG) or "").splitlines())
    wrong = [(text, describe.slot(slot, facts, draft.voice)) for slot, _, text in taken_back if text]
    return describe.story(facts.what, facts, draft.voice, wrong) if facts.what else ""


def urgent(draft: Draft, fits: Callable[[str], bool]) -> str:
    """What responding officers need of the tip: where, what, with what; the story gives way first."""
    facts, voice = draft.facts, draft.voice
    place = describe.shorten(describe.place(facts.where, voice), URGENT_PLACE) if facts.where else ""
    story = _story(draft)
    arms = _new([describe.weapon(item) for item in facts.weapons], story)
    shorter = (describe.shorten(story, limit) for limit in LIMITS)
    return _longest((voice.listed(("" if _says(text, place) else place, text, *arms)) for text in shorter), fits)


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


def _joined(texts: list[str], limit: int, voice: Voice) -> str:
    return voice.listed(describe.shorten(text, limit) for text in texts)


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
