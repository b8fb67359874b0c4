"""Puts one reply together from short sentences and a question, within what a text message may cost."""

from __future__ import annotations

from bot.conversation import Reply
from bot.engine.draft import Draft
from bot.engine.voice import Part, Voice, cut, fit
from channels.base import Choice

#: How dispensable a sentence is where all do not fit (0: never dropped), by its key or the first part of its key.
RANKS = {"ack.changed": 0, "ack.noted": 1, "ack": 4, "language": 3, "back": 2, "abuse": 1, "another": 1, "help": 0}

#: A sentence by its key, and what fills it in.
Sentence = tuple[str, dict[str, str]]


def reply(draft: Draft, key: str, **values: str) -> None:
    """Answer with the sentences said so far and then sentence `key`, as one message."""
    question(draft, key, (), values)


def question(draft: Draft, key: str, choices: tuple[Choice, ...], values: dict[str, str]) -> None:
    """The same with quick replies; as two messages where an answer to the citizen leaves no room for our question."""
    opening, said, closing = _opening(draft, key), [*draft.lead], _closing(draft, key)
    asked: list[Sentence] = [(key, values), *closing]
    text = _fitted(draft, [*opening, *said, *asked], key, draft.voice.budget)
    topic = next((name for name, _ in said if name.startswith("topic.")), None)
    if text is None and topic:
        first = _message(draft, [*opening, *said], topic, draft.voice.budget)
        second = _message(draft, asked, key, draft.voice.budget)
        draft.replies = (Reply(first, topic), Reply(second, key, choices))
    else:
        text = text or _cut(draft, [*opening, *said, *asked], draft.voice.budget)
        draft.replies = (Reply(text, key, choices),)


def text_of(draft: Draft, key: str, budget: int, **values: str) -> str:
    """The message as text of at most `budget` segments, in short forms where the full ones do not fit."""
    return _message(draft, [*_opening(draft, key), *draft.lead, (key, values), *_closing(draft, key)], key, budget)


def _message(draft: Draft, sentences: list[Sentence], key: str, budget: int) -> str:
    return _fitted(draft, sentences, key, budget) or _cut(draft, sentences, budget)


def _fitted(draft: Draft, sentences: list[Sentence], key: str, budget: int) -> str | None:
    """The sentences in full or short form, without those that can be spared; None where `key` has no room."""
    for short in (False, True):
        parts = [_part(draft.voice, item, values, short, item == key) for item, values in sentences]
        text = fit(parts, budget)
        if text is not None:
            _note_language(draft, text)
            return text
    return None


def _cut(draft: Draft, sentences: list[Sentence], budget: int) -> str:
    text = cut(" ".join(_part(draft.voice, item, values, True, False).text for item, values in sentences), budget)
    _note_language(draft, text)
    return text


def _part(voice: Voice, key: str, values: dict[str, str], short: bool, last: bool) -> Part:
    if short and voice.raw(f"{key}.short") is not None:
        key = f"{key}.short"
    rank = 0 if last else next((RANKS[name] for name in (key, key.split(".")[0]) if name in RANKS), 0)
    return Part(voice.say(key, **values), rank)


def _opening(draft: Draft, key: str) -> list[Sentence]:
    """What stands at the head of the message: who writes, the emergency number, the language, each where it is due."""
    said = {name for name, _ in draft.lead} | {key}
    opening: list[Sentence] = []
    names_number = said & {"passed.emergency", "help", "unreadable", "topic.emergency"}
    if draft.conversation.emergency and not names_number:
        opening.append(("emergency.first" if draft.alarm else "emergency.still", {}))
    elif not draft.conversation.greeted and not names_number:
        opening.append((_greeting(draft, key), {}))
    if language_due(draft) and not draft.conversation.emergency:
        opening.append(("language", {}))
    draft.set(greeted=True)
    return opening


def _greeting(draft: Draft, key: str) -> str:
    """Who writes, without what the question, or the answer to the citizen, says anyway."""
    if key.startswith("ask.danger"):
        return "first.danger"
    return "first.short" if any(name.startswith("topic.") for name, _ in draft.lead) else "first"


def _closing(draft: Draft, key: str) -> list[Sentence]:
    """In an emergency the language is said last, and not where it would take the room of what is passed on."""
    due = language_due(draft) and draft.conversation.emergency and key != "passed.emergency"
    return [("language", {})] if due else []


def language_due(draft: Draft) -> bool:
    """True where the language is to be said: once, when it is not the one that everybody expects."""
    return not draft.conversation.language_said


def _note_language(draft: Draft, text: str) -> None:
    if language_due(draft) and draft.voice.say("language") in text:
        draft.set(language_said=True)
