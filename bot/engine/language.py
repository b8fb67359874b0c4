"""Which language the bot answers in: the one it is written to in, unless the citizen chose one."""

from __future__ import annotations

from bot.engine.draft import Draft
from bot.engine.voice import FALLBACK

FIXED = "language"  # the note that the citizen chose the language


def settle(draft: Draft) -> None:
    """Follow the language of the message, where it is sure or is all that is known."""
    read, conversation = draft.read, draft.conversation
    first = conversation.messages == 0 and not conversation.greeted
    if draft.memory(FIXED) or draft.message.choice or not (read.language_sure or first):
        return
    if first or read.language != conversation.language:
        switch(draft, read.language)


def switch(draft: Draft, code: str) -> None:
    """Answer in `code` from now on; it is said once, except for the language that everybody expects at first."""
    expected = code == FALLBACK and not draft.conversation.greeted
    if code != draft.conversation.language:
        draft.event("language", code)
    draft.set(language=code, language_said=expected)


def choose(draft: Draft, code: str) -> None:
    """The citizen chose a language: it stays, whatever the words look like."""
    switch(draft, code)
    draft.remember(FIXED, code)
