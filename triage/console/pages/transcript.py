"""The transcript as the page shows it: texts cut at the words that facts came from, and what became of ours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime

from intake_store.model.actor import Permission
from intake_store.model.facts import Facts
from intake_store.model.tip import HistoryEntry, Message
from triage.console.pages.highlights import Piece, Span, pieces, spans
from triage.console.pages.labels import shown
from triage.console.pages.summary import origins

ICONS = {"queued": "clock", "sending": "clock", "sent": "check", "delivered": "checks", "read": "checks"}
#: States in which the page soon shows something else.
PENDING = frozenset({"queued", "sending"})


@dataclass(frozen=True, slots=True)
class TranscriptMessage:
    """One message, ready to print."""

    id: int
    at: datetime
    direction: str
    author: str
    by: str | None
    pieces: tuple[Piece, ...]
    choices: tuple[str, ...]
    delivery: str | None
    error: str
    icon: str
    place: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One line of the history, from `since` to `at`; `quiet` when somebody only looked."""

    since: datetime
    at: datetime
    actor: str
    text: str
    quiet: bool


def detail(text: str) -> str:
    """An event's detail with its codes as words."""
    return shown(text).replace("_", " ")


def marked(facts: Facts, messages: Sequence[Message]) -> dict[int, list[Span]]:
    """The spans of the facts' words, per number of the inbound message."""
    return spans(origins(facts), [len(message.text) for message in messages if message.direction == "in"])


def thread(messages: Sequence[Message], marks: Mapping[int, Sequence[Span]]) -> Iterator[TranscriptMessage]:
    """The messages in order."""
    inbound = 0
    for message in messages:
        came_in = message.direction == "in"
        yield _said(message, marks.get(inbound, ()) if came_in else ())
        inbound += came_in


def _said(message: Message, line: Sequence[Span]) -> TranscriptMessage:
    cut = tuple(Piece(shown(piece.text), piece.mark, piece.label) for piece in pieces(message.text, line))
    return TranscriptMessage(
        id=message.id,
        at=message.at,
        direction=message.direction,
        author=message.author,
        by=message.by,
        pieces=cut,
        choices=message.choices,
        delivery=message.delivery,
        error=message.error,
        icon=ICONS.get(message.delivery or "", "cross"),
        place=message.place,
    )


def history(entries: Sequence[HistoryEntry], permissions: Set[Permission]) -> list[HistoryLine]:
    """The history, newest first, as far as one with these permissions sees it."""
    lines: list[HistoryLine] = []
    for entry in entries:
        if entry.kind.seen_with in permissions:
            _add(lines, entry)
    return lines[::-1]


def _add(lines: list[HistoryLine], entry: HistoryEntry) -> None:
    """Add an entry; one look after another of the same reader is one line."""
    quiet, text = entry.kind.is_reading, entry.kind.told(detail(entry.detail))
    last = lines[-1] if lines else None
    if last is not None and quiet and last.quiet and last.actor == entry.actor:
        joined = last.text if text in last.text.split(", ") else f"{last.text}, {text}"
        lines[-1] = HistoryLine(last.since, entry.at, entry.actor, joined, True)
    else:
        lines.append(HistoryLine(entry.at, entry.at, entry.actor, text, quiet))
