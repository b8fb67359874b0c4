"""Reads the public data that the understanding is measured with, and counts what it gets right."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from bot.understanding.types import Act, Context, Understands
from intake_store.model.facts import When

ZONE = ZoneInfo("Europe/London")
#: Intents of the answers data and the act that they must be read as, and the acts that would be the wrong polarity.
#: The data's "maybe" is mostly "i'm unsure", "i don't know the answer", which is no perhaps but a don't-know here.
ANSWERS = {
    "yes": frozenset({Act.YES}),
    "no": frozenset({Act.NO}),
    "maybe": frozenset({Act.MAYBE, Act.DONT_KNOW}),
    "repeat": frozenset({Act.REPEAT}),
}
OPPOSITE = {"yes": Act.NO, "no": Act.YES}
CANCELS = ("stop", "back", "skip", "new", "done", "cancel")
_RIGHT, _FOUND, _VALUE, _FALSE_HITS, _FALSE_ALARMS = 0.95, 0.85, 0.55, 4 / 67, 0.003


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many, and whether that is enough; `most`: the share is of mistakes."""

    name: str
    hits: int
    total: int
    limit: float
    most: bool = False

    @property
    def rate(self) -> float:
        return self.hits / max(1, self.total)

    @property
    def holds(self) -> bool:
        return self.rate <= self.limit if self.most else self.rate >= self.limit

    @property
    def goal(self) -> str:
        return f"{'at most' if self.most else 'at least'} {100 * self.limit:.1f} %"


class Reference(NamedTuple):
    """A time in a text: its place and the latest of its values that lies in the past."""

    text: str
    first: int
    last: int
    start: datetime
    end: datetime
    sent_at: datetime


MakeContext = Callable[..., Context]


def measure(understanding: Understands, folder: Path, context: MakeContext) -> Iterator[Share]:
    """The figures of every data file that is there."""
    parts = {
        "recognizers-datetime-en.json": dates,
        "clinc150-answers-train.json": answers,
        "sms-spam-collection.tsv": ham,
    }
    for name, part in parts.items():
        if (folder / name).exists():
            yield from part(understanding, folder / name, context)
        else:
            print(f"{name}: not there")


def dates(understanding: Understands, file: Path, context: MakeContext) -> Iterator[Share]:
    """Past references found and resolved; texts without a time in which one was found."""
    rows = json.loads(file.read_text(encoding="utf-8-sig"))
    empty = [row for row in rows if not row.get("Results")]
    references = [found for row in rows for found in _references(row)]
    heard = [(each, _overlapping(understanding, each, context)) for each in references]
    hits = sum(bool(understanding.understand(row["Input"], context(sent_at=_sent_at(row))).found.when) for row in empty)
    yield Share("past times found", sum(when is not None for _, when in heard), len(heard), _FOUND)
    yield Share("past times with the right value", sum(_right(each, when) for each, when in heard), len(heard), _VALUE)
    yield Share("times seen in texts without any", hits, len(empty), _FALSE_HITS, most=True)


def _sent_at(row: dict[str, Any]) -> datetime:
    told = (row.get("Context") or {}).get("ReferenceDateTime") or "2016-11-07T00:00:00"
    return datetime.fromisoformat(told).replace(tzinfo=ZONE)


def _references(row: dict[str, Any]) -> Iterator[Reference]:
    sent_at = _sent_at(row)
    for result in row.get("Results", ()):
        values = (result.get("Resolution") or {}).get("values", ())
        spans = [span for span in (_span(value, sent_at) for value in values) if span and span[0] <= sent_at]
        at = row["Input"].casefold().find(str(result.get("Text", "")).casefold())
        if spans and at >= 0:
            yield Reference(row["Input"], at, at + len(result["Text"]), *max(spans), sent_at)


def _span(value: dict[str, str], sent_at: datetime) -> tuple[datetime, datetime] | None:
    """The interval of a date, a date with time, or a range of them; None for clock times, durations and sets."""
    if value.get("type") not in ("date", "datetime", "daterange", "datetimerange"):
        return None
    first, last = value.get("start") or value.get("value"), value.get("end") or value.get("value")
    try:
        start = datetime.fromisoformat(str(first)).replace(tzinfo=ZONE)
        end = datetime.fromisoformat(str(last)).replace(tzinfo=ZONE) if last else sent_at
    except ValueError:
        return None
    return start, (start + timedelta(days=1) if value["type"] == "date" else end)


def _overlapping(understanding: Understands, reference: Reference, context: MakeContext) -> When | None:
    heard = understanding.understand(reference.text, context(sent_at=reference.sent_at)).found.when
    near = [
        when
        for when in heard
        if when.source and when.source.start < reference.last and reference.first < when.source.end
    ]
    return next(iter(near), None)


def _right(reference: Reference, when: When | None) -> bool:
    """The interval meets the true one and is no wider than twice it, or two hours."""
    if when is None or when.start is None:
        return when is not None and when.ongoing and reference.end >= reference.sent_at
    end = when.end or (reference.sent_at if when.ongoing else when.start)
    widest = max(timedelta(hours=2), 2 * (reference.end - reference.start))
    return when.start <= reference.end and end >= reference.start and end - when.start <= widest


def answers(understanding: Understands, file: Path, context: MakeContext) -> Iterator[Share]:
    """Short answers by what they mean."""
    rows = [(text, intent) for text, intent in json.loads(file.read_text()) if intent in ANSWERS or intent == "cancel"]
    heard = [(intent, understanding.understand(text, context(asking="evidence"))) for text, intent in rows]
    for intent, meant in ANSWERS.items():
        mine = [each for name, each in heard if name == intent]
        yield Share(f'"{intent}" understood', sum(bool(meant & each.acts) for each in mine), len(mine), _RIGHT)
        if intent in OPPOSITE:
            wrong = sum(OPPOSITE[intent] in each.acts and not meant & each.acts for each in mine)
            yield Share(f'"{intent}" taken for its opposite', wrong, len(mine), 0.0, most=True)
    cancels = [each for name, each in heard if name == "cancel"]
    yield Share('"cancel" understood', sum(each.command in CANCELS for each in cancels), len(cancels), _RIGHT)


def ham(understanding: Understands, file: Path, context: MakeContext) -> Iterator[Share]:
    """Ordinary messages called an emergency."""
    with file.open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.reader(stream, delimiter="\t") if len(row) > 1 and row[0] == "ham"]
    heard = [understanding.understand(row[1], context(language=None)) for row in rows]
    alarms = sum(each.urgency is not None and each.urgency.emergency for each in heard)
    yield Share("real messages called an emergency", alarms, len(rows), _FALSE_ALARMS, most=True)
