"""What one message means: the value that every understanding (embedded, Rasa) produces and the engine consumes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from zoneinfo import ZoneInfo

from intake_store.model.facts import Injury, Person, Source, Vehicle, Weapon, What, When, Where
from intake_store.model.slots import BY_FIELD


class Act(StrEnum):
    """The dialogue acts of a message; several may hold at once ("no, it was red. is this anonymous?")."""

    YES = "yes"
    NO = "no"
    MAYBE = "maybe"
    DONT_KNOW = "dont_know"
    SKIP = "skip"  # "skip", "next", "pass"
    DECLINE = "decline"  # "rather not say", "not giving his name"
    INFORM = "inform"  # tells facts
    CORRECTION = "correction"  # "no wait", "sorry i meant", "not X, Y", "scratch that"
    QUESTION = "question"  # asks us something: see Understanding.question
    COMMAND = "command"  # see Understanding.command
    REPEAT = "repeat"  # "what?", "say again"
    ALREADY_TOLD = "already_told"  # "i told you", "like i said"
    GREETING = "greeting"
    THANKS = "thanks"
    BYE = "bye"
    DISTRESS = "distress"  # distress without facts: "please help me"
    ABUSE = "abuse"
    SPAM = "spam"
    NOISE = "noise"  # "asdfgh", "...", only emoji
    ANOTHER_INCIDENT = "another_incident"  # "also last month they", "another thing to report"


@dataclass(frozen=True, slots=True)
class Context:
    """What is known around the message. `sent_at` is aware, in `timezone`; `language` is the conversation's so far."""

    sent_at: datetime
    timezone: ZoneInfo
    country: str = "GB"
    language: str | None = None
    asking: str | None = None


@dataclass(frozen=True, slots=True)
class Urgency:
    """Harm now or an act under way. `reason`: the group of words that fired, for audit."""

    emergency: bool
    reason: str
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Entities:
    """Everything found in one message, in the order of the text; each kind under its field in `Facts`."""

    where: tuple[Where, ...] = ()
    when: tuple[When, ...] = ()
    people: tuple[Person, ...] = ()
    vehicles: tuple[Vehicle, ...] = ()
    weapons: tuple[Weapon, ...] = ()
    injuries: tuple[Injury, ...] = ()


#: The kinds of entities, and the slot that each fills.
SLOT_OF = {one.name: BY_FIELD[one.name].name for one in fields(Entities)}


@dataclass(frozen=True, slots=True)
class Understanding:
    """The reading of one message.

    `found` is asserted, `denied` is said not to be so ("not a honda, a hyundai": honda denied, hyundai found).
    `absences` are stated per slot: "none" ("no weapons"), "unknown" ("didn't see who"), "declined".
    `question` is the key of a citizen's question in the dialog files (anonymous, reward, who_is_this, is_bot,
    how_long, why_ask, ...); `command` one of stop, start, help, new, back, skip, language:<code>, done, repeat.
    `nobody_in_danger` is True when the words say so: nobody is hurt or in danger, or no longer; `urgency` says that
    somebody is. `number` is a bare count ("3", "two of them"). `language_sure` is False when the text was too short
    to tell and the conversation's language was kept. `category_scores` go from 0 to 1.
    """

    text: str
    language: str
    language_sure: bool = False
    acts: frozenset[Act] = frozenset()
    found: Entities = Entities()
    denied: Entities = Entities()
    absences: Mapping[str, str] = field(default_factory=dict)
    what: What | None = None
    category: str | None = None
    category_confidence: float = 0.0
    category_scores: Mapping[str, float] = field(default_factory=dict)
    category_found_by: str = "embedded"
    urgency: Urgency | None = None
    nobody_in_danger: bool = False
    question: str | None = None
    command: str | None = None
    number: int | None = None


class Understands(Protocol):
    """Anything that reads a message. Must not raise for any text; an empty text gives an empty Understanding."""

    def understand(self, text: str, context: Context) -> Understanding: ...
