"""Where the dialogue with one citizen stands, as a typed value that the store keeps between two messages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from pydantic import TypeAdapter

from intake_store.model.facts import Facts
from intake_store.model.stored_json import dumped, parsed

Stage = Literal["idle", "collecting", "done", "stopped"]


@dataclass(frozen=True, slots=True)
class TakenBack:
    """Words of `slot` that a correction took back, so that the story is not read back with them."""

    slot: str
    words: str


@dataclass(slots=True)
class Conversation:
    """Where the dialogue with one citizen stands; stored between any two messages.

    Not frozen: a turn changes a copy of its own some twenty times, and copying it each time is a tenth of the turn.

    `stage`: idle (no tip yet, or NEW was said: then `reference` is still the tip before), collecting, done (passed
    on), stopped (opted out: nothing of the conversation is kept, and each message is a tip of its own).
    `asked` counts how often each slot was asked, `misses` the answers in a row that were not understood.
    `messages` counts the citizen's messages in this tip; it numbers `Source.message`.
    The store keeps `facts` with the tip, the rest as the conversation's state.
    """

    channel: str
    language: str = "en"
    language_said: bool = False
    language_chosen: bool = False
    """The citizen chose the language: it stays, whatever the words look like."""
    stage: Stage = "idle"
    reference: str | None = None
    greeted: bool = False
    acknowledged: bool = False
    emergency: bool = False
    distress: bool = False
    """The citizen said that they need help, without saying why."""
    messages: int = 0
    last_message_at: datetime | None = None
    asking: str | None = None
    asked: Mapping[str, int] = field(default_factory=dict)
    misses: int = 0
    settled: frozenset[str] = frozenset()
    """Slots whose question was answered, however little the answer tells."""
    previous: str | None = None
    """The slot that was answered last."""
    redo: str | None = None
    """The slot that is asked anew, because the citizen said "back"."""
    asked_what_to_change: bool = False
    """The read-back was answered with a plain no, and the citizen was asked what is wrong."""
    taken_back: tuple[TakenBack, ...] = ()
    unread: str = ""
    """The longest words so far that told of no crime we know, while nothing else tells what happened."""
    tries: int = 0
    """Messages that said nothing of a crime."""
    abuse: int = 0
    """Messages that only abused us."""
    minimal: bool = False
    """The tip ended without anything to pass on, so that a later message with facts goes on with it."""
    facts: Facts = field(default_factory=Facts)


_STATE = TypeAdapter(Conversation)
#: The facts are kept with the tip.
_ELSEWHERE = {"facts"}


def state_of(conversation: Conversation) -> bytes:
    """The conversation without its facts, as JSON; what has its first value is left out."""
    return dumped(_STATE, conversation, without=_ELSEWHERE, sparse=True)


def with_state(state: bytes, facts: Facts) -> Conversation:
    """The conversation that `state_of` wrote, with the facts of its tip; unknown names are ignored.

    Raises Unreadable.
    """
    conversation = parsed(_STATE, state, "state")
    conversation.facts = facts
    return conversation
