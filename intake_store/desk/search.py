"""Finds words in sealed tips: opens them in turn, a bounded number at a time, so that no index tells content.

A page of a search looks through at most `SCAN_LIMIT` tips and says where to go on; over all pages nothing is missed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Row

from intake_store.desk.queue import Filters, Place, page
from intake_store.desk.tip_reader import TipReader
from intake_store.model.tip import TipSummary

#: Tips opened for one page of a search, and rows fetched at a time.
SCAN_LIMIT = 2000
CHUNK = 200
#: Parts of the facts that hold codes of ours, or the citizen's words a second time.
UNSEARCHED = frozenset({"source", "answers", "precision", "role", "category"})


@dataclass(frozen=True, slots=True)
class Found:
    """A page of tips. `after` is where the next one begins, None at the end; `scanned` tips were looked at."""

    items: tuple[TipSummary, ...]
    after: Place | None
    scanned: int


def fold(text: str) -> str:
    """`text` without case, accents and runs of space, so that "Café" is found by "cafe"."""
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(text.casefold().split())


def needles(q: str) -> tuple[str, ...]:
    """The words of a query, folded; all of them must occur."""
    return tuple(fold(q).split())


def listed(tip_reader: TipReader, filters: Filters, order: str, after: Place | None, limit: int) -> Found:
    """A page of tips that fit the filters, all but `q`."""
    rows = tip_reader.connection.execute(page(filters, order, after, limit + 1)).all()
    shown = rows[:limit]
    return Found(tuple(tip_reader.summaries(shown)), _place(shown[-1]) if len(rows) > limit else None, len(shown))


def searched(tip_reader: TipReader, filters: Filters, order: str, after: Place | None, limit: int) -> Found:
    """A page of tips that fit the filters and hold every word of `q`."""
    words, bare = needles(filters.q), replace(filters, q="")
    hits: list[Row[Any]] = []
    scanned, place = 0, after
    for row, text in _scan(tip_reader, bare, order, after):
        scanned, place = scanned + 1, _place(row)
        hits += [row] if all(word in text for word in words) else []
        if len(hits) == limit or scanned == SCAN_LIMIT:
            break
    else:
        place = None
    return Found(tuple(tip_reader.summaries(hits)), place, scanned)


def _scan(tip_reader: TipReader, filters: Filters, order: str, after: Place | None) -> Iterator[tuple[Row[Any], str]]:
    """Every tip after a place with its folded text."""
    while rows := tip_reader.connection.execute(page(filters, order, after, CHUNK)).all():
        texts = _texts(tip_reader, rows)
        yield from ((row, texts[row.id]) for row in rows)
        after = _place(rows[-1])


def _texts(tip_reader: TipReader, rows: Sequence[Row[Any]]) -> Mapping[int, str]:
    said = tip_reader.texts([row.id for row in rows])
    return {
        row.id: fold("\n".join([row.reference, *said[row.id], *_words(tip_reader.shown_facts(row))])) for row in rows
    }


def _words(value: Any) -> Iterator[str]:
    """Every text of the facts: the make of a car may be known where no message spells it."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, item in value.items():
            if name not in UNSEARCHED:
                yield from _words(item)
    elif isinstance(value, list):
        for item in value:
            yield from _words(item)


def _place(row: Row[Any]) -> Place:
    return Place(row.rank, row.received_at, row.id)
