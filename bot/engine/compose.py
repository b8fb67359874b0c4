"""Puts one reply together from short sentences and a question, within what a text message may cost."""

from __future__ import annotations

from bot.conversation import Reply
from bot.engine.draft import Draft
from bot.engine.voice import Part, Voice, cut, fit
from channels.base import Choice

#: How dispensable a sentence is where all do not fit (0: never dropped), by its key or the first part of its key.
RANKS = {"ack.changed": 0, "ack.noted": 1, "ack": 4, "language": 3, "back": 2, "abuse": 1, "another": 1, "help": 0}


def reply(draft: Draft, key: str, **values: str) -> None:
    """Answer with the sentences said so far and then sentence `key`, as one message."""
    question(draft, key, (), values)


def question(draft: Draft, key: str, choices: tuple[Choice, ...], values: dict[str, str]) -> None:
    """The same with quick replies."""
    text = text_of(draft, key, draft.voice.budget, **values)
    draft.replies = (Reply(text, key, choices),)


def text_of(draft: Draft, key: str, budget: int, **values: str) -> str:
    """The message as text of at most `budget` segments, in short forms where the full ones do not fit."""
    voice = draft.voice
    opening = _opening(draft, key)
    for short in (False, True):
        parts = [*opening, *draft.lead, (key, values)]
        text = fit([_part(voice, item, values, short, item == key) for item, values in parts], budget)
        if text is not None:
            _note_language(draft, text)
            return text
    return cut(" ".join(_part(voice, item, values, True, False).text for item, values in parts), budget)


def _part(voice: Voice, key: str, values: dict[str, str], short: bool, last: bool) -> Part:
    if short and voice.raw(f"{key}.short") is not None:
        key = f"{key}.short"
    rank = 0 if last else next((RANKS[name] for name in (key, key.split(".")[0]) if name in RANKS), 0)
    return Part(voice.say(key, **values), rank)


def _opening(draft: Draft, key: str) -> list[tuple[str, dict[str, str]]]:
    """What stands at the head of the message: who writes, the emergency number, the language, each where it is due."""
    said = {name for name, _ in draft.lead} | {key}
    opening: list[tuple[str, dict[str, str]]] = []
    names_number = said & {"passed.emergency", "help", "unreadable", "topic.emergency"}
    if draft.conversation.emergency and not names_number:
        opening.append(("emergency.first" if draft.alarm else "emergency.still", {}))
    elif not draft.conversation.greeted and not names_number:
        opening.append(("first.danger" if key.startswith("ask.danger") else "first", {}))
    if language_due(draft):
        opening.append(("language", {}))
    draft.set(greeted=True)
    return opening


def language_due(draft: Draft) -> bool:
    """True where the language is to be said: once, when it is not the one that everybody expects."""
    return not draft.conversation.language_said


def _note_language(draft: Draft, text: str) -> None:
    if language_due(draft) and draft.voice.say("language") in text:
        draft.set(language_said=True)
