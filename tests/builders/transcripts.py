"""Plays a transcript: the citizen's lines through the real understanding and engine, the bot's lines beside them.

A transcript is a text file:

    # what it shows
    @ telegram                      the channel; sms without it
    @ at 2026-06-17T14:30+01:00     when the first message is sent; each further one comes 30 seconds later
    > the citizen's words
    < the bot's answer              (what follows in brackets are the buttons)
    @ wait 3 days                   time passes (minutes, hours, days)
    @ press weapon:none             the citizen presses a button
    @ location 51.5 -0.05           the citizen shares a place
    @ photo                         the citizen sends a picture
    = facts at the end              stage, priority, flags and what the desk reads

Everything but the citizen's side is rewritten by `python -m tests.transcripts`; the difference is reviewed in git.
The conversation is stored and restored between any two messages.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.engine import advance
from bot.understanding.pipeline import Pipeline
from bot.understanding.types import Context
from channels.base import Attachment, InboundMessage
from dialogs.loader import Dialogs, load
from intake_store.model.conversation import Conversation
from intake_store.model.facts import Facts
from intake_store.model.slots import THINGS
from intake_store.model.turn import Turn
from tests.builders.agency import Agency
from tests.builders.dialogue import restored

FOLDER = Path(__file__).parent.parent / "transcripts"
ZONE = ZoneInfo("Europe/London")
DEFAULT_START = datetime(2026, 6, 17, 14, 30, tzinfo=ZONE)
BETWEEN = timedelta(seconds=30)
REFERENCES = ("7K4-MQ2", "3HX-9WD", "P2R-6TB")
OURS = ("<", "=")


@cache
def dialogs() -> Dialogs:
    return load()


@cache
def understanding() -> Pipeline:
    return Pipeline(dialogs(), "GB")


def files() -> list[Path]:
    return sorted(FOLDER.glob("*/*.txt"))


@dataclass
class TranscriptPlayer:
    """A transcript as it is replayed: the conversation so far and what the last message made of it."""

    channel: str = "sms"
    now: datetime = DEFAULT_START
    conversation: Conversation = field(default_factory=lambda: Conversation("sms"))
    turn: Turn | None = None
    flags: list[str] = field(default_factory=list)
    number: int = 0

    def follow(self, words: str) -> Iterator[str]:
        """Carry out a direction ("@ ..."); yields the bot's lines."""
        name, _, rest = words.partition(" ")
        match name:
            case "at":
                self.now = datetime.fromisoformat(rest).astimezone(ZONE)
            case "wait":
                count, unit = rest.split()
                self.now += timedelta(**{unit: int(count)})
            case "press":
                yield from self.handle(self._message(rest.partition(":")[2], choice=rest))
            case "location":
                latitude, longitude = map(float, rest.split())
                yield from self.handle(replace(self._message(""), latitude=latitude, longitude=longitude))
            case "photo":
                photo = Attachment("file", "image/jpeg")
                yield from self.handle(replace(self._message(rest), attachments=(photo,)))
            case _:
                self.channel = name
                self.conversation = Conversation(name)

    def say(self, text: str) -> Iterator[str]:
        """The citizen says `text`; yields the bot's lines."""
        yield from self.handle(self._message(text))

    def _message(self, text: str, choice: str | None = None) -> InboundMessage:
        self.number += 1
        return InboundMessage(self.channel, "address", f"m{self.number}", text, self.now, choice=choice)

    def handle(self, message: InboundMessage) -> Iterator[str]:
        """Take the message through understanding and engine; yields the bot's lines."""
        known = restored(self.conversation)
        context = Context(self.now, ZONE, "GB", known.language if known.messages else None, known.asking)
        read = understanding().understand(message.text, context)
        reference = REFERENCES[min(self.number // 100, len(REFERENCES) - 1)]
        if known.reference == reference and known.stage == "idle":
            reference = REFERENCES[1]
        self.turn = advance(known, read, message, dialogs(), Agency(), self.now, reference)
        self.conversation, self.now = self.turn.conversation, self.now + BETWEEN
        if self.turn.flag:
            self.flags.append(self.turn.flag)
        yield from answers(self.turn)

    def outcome(self) -> Iterator[str]:
        """What stands at the end."""
        turn, conversation = self.turn, self.conversation
        yield f"= {conversation.stage}, {turn.priority if turn else None}, asking {conversation.asking}"
        if self.flags:
            yield f"= flagged: {', '.join(self.flags)}"
        for line in shown_facts(conversation.facts):
            yield f"= {line}"


def answers(turn: Turn) -> Iterator[str]:
    """The bot's lines of a turn."""
    for reply in turn.replies:
        buttons = " | ".join(choice.label for choice in reply.choices)
        yield f"< {reply.text}" + (f"  [{buttons}]" if buttons and turn.conversation.channel == "telegram" else "")
    if not turn.replies:
        yield "<" if not turn.stop else "< (nothing: the carrier answers)"


def shown_facts(facts: Facts) -> Iterator[str]:
    """The facts, one a line."""
    if facts.category:
        yield f"category: {facts.category}"
    if facts.what:
        yield f"what: {facts.what.text}"
    if facts.where:
        place = f" ({facts.where.latitude}, {facts.where.longitude})" if facts.where.latitude is not None else ""
        yield f"where: {facts.where.text}{place}"
    if facts.when:
        start, end = facts.when.start, facts.when.end
        span = f" ({start:%a %d %b %H:%M} to {end:%a %d %b %H:%M})" if start and end else ""
        yield f"when: {facts.when.text}{span}{' ongoing' if facts.when.ongoing else ''}"
    for person in facts.people:
        yield f"{person.role}: {person.count} x {person.text}" + (f" ({person.name})" if person.name else "")
    for vehicle in facts.vehicles:
        known = (vehicle.colour, vehicle.make, vehicle.model, vehicle.plate)
        yield f"vehicle: {' '.join(filter(None, known)) or vehicle.text}"
    for slot in THINGS:
        if slot.name != "vehicle":
            yield from (f"{slot.name}: {item.text}{_kind(item)}" for item in slot.items(facts))
    for name, words in facts.answers.items():
        yield f"{name}: {words}"


def _kind(item: object) -> str:
    return f" ({item.kind})" if hasattr(item, "kind") else ""


def replayed(text: str) -> str:
    """The transcript with the bot's side as it is now."""
    player, lines = TranscriptPlayer(), []
    for line in text.splitlines():
        kind, words = line[:1], line[1:].strip()
        if kind in OURS:
            continue
        lines.append(line.rstrip())
        if kind == ">":
            lines += player.say(words)
        elif kind == "@":
            lines += player.follow(words)
    while lines and not lines[-1]:
        lines.pop()
    return "\n".join([*lines, *player.outcome()]) + "\n"
