"""Which language the bot answers in: the one it is written to in, unless the citizen chose one."""

from __future__ import annotations

from bot.engine.turn_builder import TurnBuilder
from dialogs.loader import DEFAULT_LANGUAGE
from intake_store.model.event_kind import EventKind


def settle(turn: TurnBuilder) -> None:
    """Follow the language of the message, where it is sure or is all that is known."""
    read, conversation = turn.understanding, turn.conversation
    first = conversation.messages == 0 and not conversation.greeted
    if conversation.language_chosen or turn.message.choice or not (read.language_sure or first):
        return
    if first or read.language != conversation.language:
        switch(turn, read.language)


def switch(turn: TurnBuilder, code: str) -> None:
    """Answer in `code` from now on; it is said once, except for the language that everybody expects at first."""
    expected = code == DEFAULT_LANGUAGE and not turn.conversation.greeted
    if code != turn.conversation.language:
        turn.event(EventKind.LANGUAGE, code)
    turn.set(language=code, language_said=expected)


def choose(turn: TurnBuilder, code: str) -> None:
    """The citizen chose a language: it stays, whatever the words look like."""
    switch(turn, code)
    turn.set(language_chosen=True)
