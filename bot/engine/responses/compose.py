"""Puts one reply together from short sentences and a question, within what a text message may cost."""

from __future__ import annotations

from bot.engine.templates import Part, Templates, cut, fit
from bot.engine.turn_builder import TurnBuilder
from channels.base import Choice
from intake_store.model.turn import Reply

#: How dispensable a sentence is where all do not fit (0: never dropped), by its key or the first part of its key.
RANKS = {"ack.changed": 0, "ack.noted": 1, "ack": 4, "language": 3, "back": 2, "abuse": 1, "another": 1, "help": 0}

#: A sentence by its key, and what fills it in.
Sentence = tuple[str, dict[str, str]]


def reply(turn: TurnBuilder, key: str, **values: str) -> None:
    """Answer with the sentences said so far and then sentence `key`, as one message."""
    question(turn, key, (), values)


def question(turn: TurnBuilder, key: str, choices: tuple[Choice, ...], values: dict[str, str]) -> None:
    """The same with quick replies; as two messages where an answer to the citizen leaves no room for our question."""
    opening, said, closing = _opening(turn, key), [*turn.preface], _closing(turn, key)
    asked: list[Sentence] = [(key, values), *closing]
    text = _fitted(turn, [*opening, *said, *asked], key, turn.templates.budget)
    topic = next((name for name, _ in said if name.startswith("topic.")), None)
    if text is None and topic:
        first = _message(turn, [*opening, *said], topic, turn.templates.budget)
        second = _message(turn, asked, key, turn.templates.budget)
        turn.replies = (Reply(first, topic), Reply(second, key, choices))
    else:
        text = text or _cut(turn, [*opening, *said, *asked], turn.templates.budget)
        turn.replies = (Reply(text, key, choices),)


def text_of(turn: TurnBuilder, key: str, budget: int, **values: str) -> str:
    """The message as text of at most `budget` segments, in short forms where the full ones do not fit."""
    return _message(turn, [*_opening(turn, key), *turn.preface, (key, values), *_closing(turn, key)], key, budget)


def _message(turn: TurnBuilder, sentences: list[Sentence], key: str, budget: int) -> str:
    return _fitted(turn, sentences, key, budget) or _cut(turn, sentences, budget)


def _fitted(turn: TurnBuilder, sentences: list[Sentence], key: str, budget: int) -> str | None:
    """The sentences in full or short form, without those that can be spared; None where `key` has no room."""
    for short in (False, True):
        parts = [_part(turn.templates, item, values, short, item == key) for item, values in sentences]
        text = fit(parts, budget)
        if text is not None:
            _note_language(turn, text)
            return text
    return None


def _cut(turn: TurnBuilder, sentences: list[Sentence], budget: int) -> str:
    text = cut(" ".join(_part(turn.templates, item, values, True, False).text for item, values in sentences), budget)
    _note_language(turn, text)
    return text


def _part(templates: Templates, key: str, values: dict[str, str], short: bool, last: bool) -> Part:
    if short and templates.raw(f"{key}.short") is not None:
        key = f"{key}.short"
    rank = 0 if last else next((RANKS[name] for name in (key, key.split(".")[0]) if name in RANKS), 0)
    return Part(templates.say(key, **values), rank)


def _opening(turn: TurnBuilder, key: str) -> list[Sentence]:
    """What stands at the head of the message: who writes, the emergency number, the language, each where it is due."""
    said = {name for name, _ in turn.preface} | {key}
    opening: list[Sentence] = []
    names_number = said & {"passed.emergency", "help", "unreadable", "topic.emergency"}
    if turn.conversation.emergency and not names_number:
        opening.append(("emergency.first" if turn.alarm else "emergency.still", {}))
    elif not turn.conversation.greeted and not names_number:
        opening.append((_greeting(turn, key), {}))
    if language_due(turn) and not turn.conversation.emergency:
        opening.append(("language", {}))
    turn.set(greeted=True)
    return opening


def _greeting(turn: TurnBuilder, key: str) -> str:
    """Who writes, without what the question, or the answer to the citizen, says anyway."""
    if key.startswith("ask.danger"):
        return "first.danger"
    return "first.short" if any(name.startswith("topic.") for name, _ in turn.preface) else "first"


def _closing(turn: TurnBuilder, key: str) -> list[Sentence]:
    """In an emergency the language is said last, and not where it would take the room of what is passed on."""
    due = language_due(turn) and turn.conversation.emergency and key != "passed.emergency"
    return [("language", {})] if due else []


def language_due(turn: TurnBuilder) -> bool:
    """True where the language is to be said: once, when it is not the one that everybody expects."""
    return not turn.conversation.language_said


def _note_language(turn: TurnBuilder, text: str) -> None:
    if language_due(turn) and turn.templates.say("language") in text:
        turn.set(language_said=True)
