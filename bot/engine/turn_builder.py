"""Builds a turn: what the rules of the dialogue read and write while one message is answered."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Protocol

from bot.engine.templates import Templates
from bot.understanding.types import Act, Understanding
from channels.base import InboundMessage
from dialogs.loader import Dialogs
from intake_store.model.conversation import Conversation
from intake_store.model.event_kind import EventKind
from intake_store.model.facts import Facts
from intake_store.model.turn import Event, Reply


class LineSettings(Protocol):
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
    line: LineSettings
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
    said: bool = False
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

    def __post_init__(self) -> None:
        """Work on a copy: the conversation that was handed in stays as it was."""
        self.conversation = replace(self.conversation)

    def set(self, **changes: Any) -> None:
        """Change the conversation."""
        for name, value in changes.items():
            setattr(self.conversation, name, value)

    def count_message(self) -> None:
        """The message says something on its tip."""
        self.said = True
        self.set(messages=self.conversation.messages + 1)

    def learn(self, **changes: Any) -> None:
        """Change the facts."""
        self.set(facts=replace(self.facts, **changes))

    def answer(self, slot: str, words: str) -> None:
        """Settle `slot` with a word of `NON_ANSWERS` or the citizen's own words."""
        self.learn(answers={**self.facts.answers, slot: words})
        self.event(EventKind.ANSWERED, slot)

    def settle(self, slot: str) -> None:
        """Note that the question of `slot` was answered."""
        self.set(settled=self.conversation.settled | {slot})

    def unanswer(self, slot: str) -> None:
        """Forget the answer of `slot`: a fact took its place, or it is asked anew."""
        self.learn(answers={key: words for key, words in self.facts.answers.items() if key != slot})

    def event(self, kind: EventKind, detail: str = "") -> None:
        """Write down for the tip's history that something happened; never the citizen's words."""
        self.events.append(Event(kind, detail))

    def say(self, key: str, **values: str) -> None:
        """Say a sentence before the question."""
        self.preface.append((key, values))
