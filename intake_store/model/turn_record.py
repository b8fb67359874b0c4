"""The values that cross the store's border: what a turn finds, what it leaves behind, and what was said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from channels.base import Choice
from intake_store.model.event_kind import EventKind
from intake_store.model.facts import Facts


@dataclass(frozen=True, slots=True)
class Seen:
    """What an unlocked look finds; `version` is 0 and `state` None for a citizen who is new."""

    version: int
    state: dict[str, Any] | None
    opted_out: bool


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
class QueuedReply:
    """One message to the citizen; `key` names the sentence in the dialog files."""

    text: str
    choices: tuple[Choice, ...] = ()
    key: str = ""


@dataclass(frozen=True, slots=True)
class TurnRecord:
    """All that a turn leaves behind.

    `reference` names the tip the conversation is in, None for none (NEW was said, or nothing told yet); with `new_tip`
    it is the new tip's. `kept`: the message and the replies belong to that tip. `status`, `priority`, `category` and
    `flag` are None to leave them as they are. `priority` and `category` are the bot's opinion as it stands and count
    until a handler decides otherwise; `emergency`, that this message told of one, counts always. `stop` destroys the
    address, `resume` takes it off the opt-out list. `events` are (kind, detail) without words of the citizen; the
    store adds those for what it changes itself (created, status, priority, category, flag, opted_out, resumed).
    `facts` may be their JSON data already, as the state has it.
    """

    state: dict[str, Any]
    facts: Facts | Mapping[str, Any] | None = None
    reference: str | None = None
    status: str | None = None
    priority: str | None = None
    category: str | None = None
    language: str = "en"
    asking: str | None = None
    complete: bool = False
    emergency: bool = False
    flag: str | None = None
    kept: bool = True
    replies: tuple[QueuedReply, ...] = ()
    events: tuple[tuple[EventKind, str], ...] = ()
    new_tip: bool = False
    stop: bool = False
    resume: bool = False


@dataclass(frozen=True, slots=True)
class Committed:
    """What a commit made: the ids that wake-ups carry. `queued` is True when the courier has something to send."""

    tip_id: int | None
    queued: bool
    evidence: bool
