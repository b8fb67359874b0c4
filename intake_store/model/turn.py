"""The values that cross the store's border: what a turn finds, and all that it leaves behind."""

from __future__ import annotations

from dataclasses import dataclass

from channels.base import Choice
from intake_store.model.conversation import Conversation
from intake_store.model.event_kind import EventKind


@dataclass(frozen=True, slots=True)
class Seen:
    """What an unlocked look finds, without the facts; `version` is 0 and `conversation` None for one who is new."""

    version: int
    conversation: Conversation | None
    opted_out: bool

    @property
    def language(self) -> str | None:
        """The language that the bot answers in; None for one who is new."""
        return self.conversation.language if self.conversation else None


@dataclass(frozen=True, slots=True)
class TipRow:
    """A tip's columns that decide, without its content. `bot_...` is what the bot last thought."""

    id: int
    reference: str
    status: str
    priority: str
    category: str | None
    language: str
    complete: bool
    flag: str | None
    assignee: int | None
    bot_priority: str
    bot_category: str | None


@dataclass(frozen=True, slots=True)
class Reply:
    """One message to the citizen; `key` names its sentence in the dialog files (for metrics and transcripts)."""

    text: str
    key: str = ""
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to the tip in this turn, for its history; `detail` names slots and keys, never words."""

    kind: EventKind
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """All that one message led to. The store commits it whole.

    `kept`: the message belongs to a tip (False for a bare /start or HELP before any tip); `said`: it is more than a
    command that leaves the tip as it is, so that a handler who closed the tip must look again.
    `finished`: the tip was passed on in this turn; `priority` and `flag` (why a person should look) go to the desk.
    `stop` asks the store to destroy the address and put its hash on the opt-out list, `resume` to take it off.
    """

    conversation: Conversation
    replies: tuple[Reply, ...] = ()
    events: tuple[Event, ...] = ()
    kept: bool = True
    said: bool = False
    finished: bool = False
    complete: bool = False
    priority: str | None = None
    flag: str | None = None
    stop: bool = False
    resume: bool = False

    @property
    def emergency(self) -> bool:
        """Whether this message told of an emergency, whatever was known before."""
        return any(event.kind is EventKind.EMERGENCY for event in self.events)


@dataclass(frozen=True, slots=True)
class Committed:
    """What a commit made: the ids that wake-ups carry. `queued` is True when the courier has something to send."""

    tip_id: int | None
    queued: bool
    evidence: bool
