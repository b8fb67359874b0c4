"""Overlapping spans of the two understandings, joined."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from bot.understanding.rasa.answer import Entity
from bot.understanding.types import SLOT_OF, Entities
from intake_store.model.facts import Source

OURS, THEIRS, BOTH = "embedded", "rasa", "embedded+rasa"
#: Characters of a joined span; a longer one is a sentence, not a description.
_LONGEST = 70
_BREAKS = frozenset(".!?;\n،؛؟")


def sources(entities: Entities) -> list[Source]:
    """Where everything that was found stands."""
    items = [item for kind in SLOT_OF for item in getattr(entities, kind)]
    return [item.source for item in items if item.source]


def overlaps(entity: Entity, source: Source) -> bool:
    return entity.start < source.end and source.start < entity.end


def is_free(entity: Entity, taken: Iterable[Source]) -> bool:
    """Whether no word of the entity belongs to anything in `taken`."""
    return not any(overlaps(entity, source) for source in taken)


def joined(item: Any, entity: Entity, text: str, others: Iterable[Source]) -> Any:
    """`item` over its own words and the entity's, found by both; only marked so where the union would be no phrase.

    A union never takes in words that something else was found in, nor the end of a sentence.
    """
    source = item.source
    start, end = min(source.start, entity.start), max(source.end, entity.end)
    both = replace(source, found_by=BOTH)
    union = Entity(entity.kind, start, end, entity.confidence)
    phrase = end - start <= _LONGEST and not _BREAKS & set(text[start:end]) and is_free(union, others)
    if not phrase or text[source.start : source.end] != item.text:
        return replace(item, source=both)
    return replace(item, text=text[start:end], source=replace(both, start=start, end=end))
