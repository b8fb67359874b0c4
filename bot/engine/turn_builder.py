"""A turn in the making: what the rules of the dialogue read and write while one message is answered."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Protocol

from bot.conversation import Conversation, Event, Reply
from bot.engine.templates import Templates
from bot.understanding.types import Act, Understanding
from channels.base import InboundMessage
from dialogs.loader import Dialogs
from intake_store.model.event_kind import EventKind
from intake_store.model.facts import Facts

#: The note of the slots whose question was answered, however little the answer tells.
SETTLED = "settled"
#: The note of the words that corrections took back, one a line.
WRONG = "wrong"


class Line(Protocol):
    """What the engine must know of the line it speaks for; `config.settings.Settings` fits."""

    @property
    def agency(self) -> str: ...

    @property
    def emergency_number(self) -> str: ...


@dataclass(slots=True)
class TurnBuilder:
    """One turn, filled by the rules in order and then turned into a `Turn`.

    `before` are the facts as they stood when the message came; `reference` names the tip if this message opens one;
    `preface` are the sentences said before the question (key and values); `changed` the slots that this message
    corrected, with the words that acknowledge it; `filled` the slots that it told.
    """

    conversation: Conversation
    understanding: Understanding
    message: InboundMessage
    dialogs: Dialogs
    line: Line
    now: datetime
    reference: str
    before: Facts
    events: list[Event] = field(default_factory=list)
    preface: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    changed: dict[str, str] = field(default_factory=dict)
    filled: set[str] = field(default_factory=set)
    replies: tuple[Reply, ...] = ()
    alarm: bool = False
    flag: str | None = None
    kept: bool = True
    finished: bool = False
    complete: bool = False
    stop: bool = False
    resume: bool = False

    @property
    def facts(self) -> Facts:
        """The facts as they stand now."""
        return self.conversation.facts

    @property
    def asking(self) -> str | None:
        """The slot of the question that was open when the message came."""
        return self.conversation.asking

    @property
    def templates(self) -> Templates:
        """The words of the conversation's language."""
        return Templates(self.dialogs, self.conversation.language, self.line.agency, self.line.emergency_number)

    def has(self, *acts: Act) -> bool:
        """True where the message does any of `acts`."""
        return not self.understanding.acts.isdisjoint(acts)

    def set(self, **changes: Any) -> None:
        """Change the conversation."""
        self.conversation = replace(self.conversation, **changes)

    def learn(self, **changes: Any) -> None:
        """Change the facts."""
        self.set(facts=replace(self.facts, **changes))

    def answer(self, slot: str, words: str) -> None:
        """Settle `slot` with a word of `NON_ANSWERS` or the citizen's own words."""
        self.learn(answers={**self.facts.answers, slot: words})
        self.event(EventKind.ANSWERED, slot)

    def settle(self, slot: str) -> None:
        """Note that the question of `slot` was answered."""
        slots = (self.memory(SETTLED) or "").split()
        self.remember(SETTLED, " ".join(dict.fromkeys([*slots, slot])))

    def unanswer(self, slot: str) -> None:
        """Forget the answer of `slot`: a fact took its place, or it is asked anew."""
        self.learn(answers={key: words for key, words in self.facts.answers.items() if key != slot})

    def event(self, kind: EventKind, detail: str = "") -> None:
        """Write down for the tip's history that something happened; never the citizen's words."""
        self.events.append(Event(kind, detail))

    def say(self, key: str, **values: str) -> None:
        """Say a sentence before the question."""
        self.preface.append((key, values))

    def memory(self, key: str) -> str | None:
        """The engine's own note `key`."""
        return self.conversation.memory.get(key)

    def remember(self, key: str, value: str | None) -> None:
        """Keep a note of the engine, or drop it with None."""
        notes = {name: text for name, text in self.conversation.memory.items() if name != key}
        self.set(memory=notes if value is None else {**notes, key: value})

    def count(self, key: str) -> int:
        """Count one more of `key` in the engine's notes; returns how often so far."""
        total = int(self.memory(key) or 0) + 1
        self.remember(key, str(total))
        return total
