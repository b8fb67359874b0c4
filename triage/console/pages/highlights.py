"""Marks in the citizen's messages the words that the facts came from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from intake_store.model.facts import Source


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` of a message; `mark` is the anchor that links to them, `label` what they tell."""

    start: int
    end: int
    mark: str
    label: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a message's text, with its anchor where facts came from it."""

    text: str
    mark: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """A fact's source with the label of its field."""

    source: Source
    label: str


def spans(origins: Iterable[Origin], lengths: Sequence[int]) -> dict[int, list[Span]]:
    """Per inbound message (from 0) its spans in order, overlapping ones joined; sources outside the texts fall out."""
    inside = [o for o in origins if _inside(o.source, lengths)]
    found: dict[int, list[Span]] = {}
    for origin in sorted(inside, key=lambda o: (o.source.message or 0, o.source.start, -o.source.end)):
        _add(found.setdefault(origin.source.message or 0, []), origin)
    return found


def _inside(source: Source, lengths: Sequence[int]) -> bool:
    message = source.message
    return message is not None and 0 <= message < len(lengths) and 0 <= source.start < source.end <= lengths[message]


def _add(line: list[Span], origin: Origin) -> None:
    source, last = origin.source, line[-1] if line else None
    if last is None or source.start >= last.end:
        line.append(Span(source.start, source.end, f"w{source.message}-{source.start}", origin.label))
    else:
        labels = last.label.split(", ")
        label = last.label if origin.label in labels else f"{last.label}, {origin.label}"
        line[-1] = Span(last.start, max(last.end, source.end), last.mark, label)


def anchor(source: Source | None, marked: Mapping[int, Sequence[Span]]) -> str:
    """The anchor of the span that holds this source, "" for none."""
    if source is None or source.message is None:
        return ""
    for span in marked.get(source.message, ()):
        if span.start <= source.start < span.end:
            return span.mark
    return ""


def pieces(text: str, line: Sequence[Span]) -> list[Piece]:
    """The text cut at its spans, nothing lost."""
    found, at = [], 0
    for span in line:
        found += [Piece(text[at : span.start])] if span.start > at else []
        found.append(Piece(text[span.start : span.end], span.mark, span.label))
        at = span.end
    return found + ([Piece(text[at:])] if at < len(text) else [])
