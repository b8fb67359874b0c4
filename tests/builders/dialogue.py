"""Conversations with the engine alone, message by message, each with an understanding built by hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.engine import advance
from bot.understanding.types import SLOT_OF, Act, Entities, Understanding, Urgency
from channels.base import InboundMessage
from dialogs.loader import Dialogs, load
from intake_store.model.conversation import Conversation, state_of, with_state
from intake_store.model.facts import Facts, Person, Vehicle, Weapon, What, When, Where, from_bytes, to_bytes
from intake_store.model.turn import Turn
from tests.builders.agency import Agency

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 6, 17, 14, 30, tzinfo=LONDON)
REFERENCE = "7K4-MQ2"
DIALOGS = load()


def at(days_ago: int, hour: int, minute: int = 0, minutes: int = 60) -> When:
    """A resolved time around `hour`."""
    start = (NOW - timedelta(days=days_ago)).replace(hour=hour, minute=minute)
    end = start + timedelta(minutes=minutes)
    clock = f"{hour:02}:{minute:02}"
    return When("then", start, end, precision="hour", day=start.date().isoformat(), clock=clock)


def day(days_ago: int, text: str) -> When:
    """A resolved whole day."""
    start = (NOW - timedelta(days=days_ago)).replace(hour=0, minute=0)
    return When(text, start, start + timedelta(days=1), precision="day", day=start.date().isoformat())


def understanding_of(
    text: str = "", *acts: Act, language: str = "en", emergency: bool | Urgency = False, **given: Any
) -> Understanding:
    """An understanding with the entities, denials and other parts given by name (`where`, `not_where`, `told`, ...)."""
    found = Entities(**{kind: _some(given.pop(kind)) for kind in SLOT_OF if kind in given})
    denied = Entities(**{kind: _some(given.pop(f"not_{kind}")) for kind in SLOT_OF if f"not_{kind}" in given})
    story = given.pop("what", None)
    return Understanding(
        text, language, True, frozenset(acts), found, denied,
        what=What(story) if story else None,
        urgency=emergency if isinstance(emergency, Urgency) else Urgency(True, "violence") if emergency else None,
        category_confidence=0.8 if given.get("category") else 0.0,
        **given,
    )  # fmt: skip


def _some(items: Any) -> tuple[Any, ...]:
    return items if isinstance(items, tuple) else (items,)


#: What many tests tell.
BURGLARY = {"category": "burglary", "what": "somebody broke into the shop"}
ROBBED = {"category": "robbery", "what": "two lads took my phone"}
ELM = Where("14 Elm St")


def restored(conversation: Conversation) -> Conversation:
    """The conversation as the next message finds it: written as JSON and read back; of one who stopped, nothing."""
    if conversation.stage == "stopped":
        return Conversation(conversation.channel, stage="stopped")
    known = with_state(state_of(conversation), from_bytes(to_bytes(conversation.facts)))
    assert known == conversation
    return known


@dataclass
class Dialogue:
    """A conversation with the engine; it is stored and restored between any two messages."""

    channel: str = "sms"
    dialogs: Dialogs = DIALOGS
    line: Agency = field(default_factory=Agency)
    now: datetime = NOW
    conversation: Conversation = field(init=False)
    turns: list[Turn] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.conversation = Conversation(self.channel)

    def say(self, text: str = "", *acts: Act, **given: Any) -> str:
        """Send a message of that meaning (see `understanding_of`); returns the reply, "" for none."""
        more = {key: given.pop(key) for key in ("choice", "latitude", "longitude", "attachments") if key in given}
        return self.handle(understanding_of(text, *acts, **given), **more)

    def handle(self, understanding: Understanding, **more: Any) -> str:
        """Send a message that means `understanding`; `more` are its fields. Returns the reply, "" for none."""
        message = InboundMessage(self.channel, "+447700900001", "SM1", understanding.text, **more)
        known = restored(self.conversation)
        turn = advance(known, understanding, message, self.dialogs, self.line, self.now, REFERENCE)
        self.conversation = turn.conversation
        self.turns.append(turn)
        return " ".join(reply.text for reply in turn.replies)

    @property
    def turn(self) -> Turn:
        return self.turns[-1]

    @property
    def key(self) -> str | None:
        """The key of the last reply."""
        return self.turn.replies[-1].key if self.turn.replies else None

    @property
    def asking(self) -> str | None:
        return self.conversation.asking

    @property
    def facts(self) -> Facts:
        return self.conversation.facts

    def tell_burglary(self, **more: Any) -> str:
        """Send a first message that tells what, where and when of a burglary, and `more`."""
        told: dict[str, Any] = {**BURGLARY, "where": ELM, "when": at(1, 2)} | more
        return self.say("somebody broke into the shop at 14 Elm St at 2am", Act.INFORM, **told)

    def to_the_read_back(self) -> str:
        """Tell a tip up to its read-back; returns that."""
        self.tell_burglary(
            people=Person("two lads in black hoodies", 2, described=True),
            vehicles=Vehicle("a blue honda", "honda", None, "blue"),
            weapons=Weapon("a crowbar", "blunt_object"),
        )
        return self.say("no", Act.NO)
