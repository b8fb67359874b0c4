"""The state of a conversation and what a turn makes of it: the values that the pure engine takes and gives."""

from __future__ import annotations

from dataclasses import dataclass, field

from channels.base import Choice
from intake_store.model.event_kind import EventKind
from intake_store.model.facts import Facts


@dataclass(frozen=True, slots=True)
class Conversation:
    """Where the dialogue with one citizen stands; serialised between any two messages.

    `stage`: idle (no tip yet, or NEW was said: then `reference` is still the tip before), collecting, done (passed
    on), stopped (opted out).
    `asked` counts how often each slot was asked, `misses` the answers in a row that were not understood.
    `messages` counts the citizen's messages in this tip; it numbers `Source.message`.
    """

    channel: str
    language: str = "en"
    stage: str = "idle"
    asking: str | None = None
    asked: dict[str, int] = field(default_factory=dict)
    misses: int = 0
    messages: int = 0
    greeted: bool = False
    language_said: bool = False
    acknowledged: bool = False
    emergency: bool = False
    reference: str | None = None
    facts: Facts = field(default_factory=Facts)
    memory: dict[str, str] = field(default_factory=dict)
    """Small engine notes that no other part reads (the slot before this one, a correction awaiting its slot, ...)."""


@dataclass(frozen=True, slots=True)
class Reply:
    """One sentence or question to the citizen; `key` names it in the dialog files (for metrics and transcripts)."""

    text: str
    key: str
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to the tip in this turn, for its history; `detail` names slots and keys, never words."""

    kind: EventKind
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """All that one message led to. The store commits it whole.

    `kept`: the message belongs to a tip (False for a bare /start or HELP before any tip).
    `finished`: the tip was passed on in this turn; `priority` and `flag` (why a person should look) go to the desk.
    `stop` asks the store to destroy the address and put its hash on the opt-out list, `resume` to take it off.
    """

    conversation: Conversation
    replies: tuple[Reply, ...] = ()
    events: tuple[Event, ...] = ()
    kept: bool = True
    finished: bool = False
    complete: bool = False
    priority: str | None = None
    flag: str | None = None
    stop: bool = False
    resume: bool = False
