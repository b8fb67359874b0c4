"""What Rasa may add to our own reading: what we left open, above a confidence, and never what must be exact.

Stop, help, danger, plates, telephone numbers and times stay ours, whatever Rasa says.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from bot.understanding.rasa.answer import Answer, Entity
from bot.understanding.rasa.spans import OURS, THEIRS, is_free, joined, overlaps, sources
from bot.understanding.types import Act, Context, Understanding, Understands
from intake_store.model.facts import CATEGORIES, Source, Where
from intake_store.model.slots import SLOTS

#: Rasa's entity -> the slot that it fills. Its times are not taken.
ENTITIES = {slot.entity: slot for slot in SLOTS if slot.entity and slot.name != "when"}
#: Confidences from which Rasa is followed: where it agrees with us, and where it is alone.
AGREED, ALONE = 0.6, 0.9
#: From which a category or an act is taken that we do not have.
SURE_OF_CATEGORY, SURE_OF_ACT = 0.6, 0.8
#: A category that only Rasa sees is held no surer than this: our own reading of a later message may overrule it.
CATEGORY_CONFIDENCE = 0.35
_TELL, _ACT = "tell_", "act_"
_NO_CATEGORY = "other"  # what a tip becomes at its end when nobody saw a category
_WORDS = 4  # words from which a message can tell of a category
#: Acts that are followed. A yes or no decides (danger, read-back), so those rules stay ours.
ACTS = frozenset({Act.DONT_KNOW, Act.SKIP, Act.DECLINE, Act.THANKS, Act.GREETING, Act.BYE, Act.REPEAT})
#: Messages of which nothing may be taken but what we read ourselves.
_CLOSED = frozenset({Act.COMMAND, Act.SPAM, Act.NOISE, Act.ABUSE})


@dataclass(frozen=True, slots=True)
class Merged:
    """The reading of both, and which fields Rasa `added` to ("where", "category", ...)."""

    understanding: Understanding
    added: tuple[str, ...] = ()


class Merger:
    """Merges the two readings; `reads` is our own, which reads the parts of a span that Rasa found."""

    def __init__(self, reads: Understands) -> None:
        self._reads = reads

    def merge(self, heard: Understanding, answer: Answer, context: Context) -> Merged:
        """`heard`, with what `answer` adds in `context`."""
        if heard.command or heard.acts & _CLOSED:
            return Merged(heard)
        merged = Merged(heard)
        for entity in answer.entities:
            merged = self._take_entity(merged, entity, context)
        merged = _take_category(merged, answer, context)
        return _take_act(merged, answer)

    def _take_entity(self, merged: Merged, entity: Entity, context: Context) -> Merged:
        if entity.kind not in ENTITIES or entity.confidence < AGREED:
            return merged
        kind, slot = ENTITIES[entity.kind].field, ENTITIES[entity.kind].name
        ours = getattr(merged.understanding.found, kind)
        if ours:
            return _agree(merged, kind, entity)
        if (
            entity.confidence < ALONE
            or context.asking != slot
            or not _is_open(merged.understanding, kind, slot, entity)
        ):
            return merged
        found = self._read_part(merged.understanding.text, entity, kind, replace(context, asking=slot))
        return _with(merged, kind, (found,), kind, found=True) if found else merged

    def _read_part(self, text: str, entity: Entity, kind: str, context: Context) -> Any | None:
        """The entity as our own finders read its words alone; a place needs no words that we know."""
        words = text[entity.start : entity.end]
        items = getattr(self._reads.understand(words, context).found, kind)
        source = Source(entity.start, entity.end, round(min(entity.confidence, 1.0), 3), THEIRS)
        if items:
            return replace(items[0], source=source)
        return Where(words, source=source) if kind == "where" else None


def _is_open(heard: Understanding, kind: str, slot: str, entity: Entity) -> bool:
    """Whether our own reading left that open: nothing denied, no absence told, and its words not taken already."""
    taken = (*sources(heard.found), *sources(heard.denied))
    return slot not in heard.absences and not getattr(heard.denied, kind) and is_free(entity, taken)


def _agree(merged: Merged, kind: str, entity: Entity) -> Merged:
    """The first of our items that the entity overlaps, joined with it."""
    heard = merged.understanding
    items = getattr(heard.found, kind)
    for at, item in enumerate(items):
        if item.source and item.source.found_by == OURS and overlaps(entity, item.source):
            others = [s for s in (*sources(heard.found), *sources(heard.denied)) if s is not item.source]
            both = joined(item, entity, heard.text, others)
            return _with(merged, kind, (*items[:at], both, *items[at + 1 :]))
    return merged


def _with(merged: Merged, kind: str, items: tuple[Any, ...], added: str = "", *, found: bool = False) -> Merged:
    heard = merged.understanding
    acts = heard.acts | {Act.INFORM} if found else heard.acts
    heard = replace(heard, found=replace(heard.found, **{kind: items}), acts=acts)
    return Merged(heard, (*merged.added, added) if added else merged.added)


def _take_category(merged: Merged, answer: Answer, context: Context) -> Merged:
    """A category for a story in which we saw none."""
    heard = merged.understanding
    told = answer.intent.startswith(_TELL) and answer.confidence >= SURE_OF_CATEGORY
    if not told or heard.category or context.asking not in (None, "danger", "what") or heard.question:
        return merged
    if len(heard.text.split()) < _WORDS:
        return merged
    category = answer.intent.removeprefix(_TELL)
    if category == _NO_CATEGORY or category not in CATEGORIES:
        return merged
    heard = replace(
        heard,
        category=category,
        category_confidence=CATEGORY_CONFIDENCE,
        category_found_by=THEIRS,
        acts=heard.acts | {Act.INFORM},
    )
    return Merged(heard, (*merged.added, "category"))


def _take_act(merged: Merged, answer: Answer) -> Merged:
    """An act of a message in which we understood nothing at all."""
    heard = merged.understanding
    if heard.acts or heard.absences or answer.confidence < SURE_OF_ACT or not answer.intent.startswith(_ACT):
        return merged
    name = answer.intent.removeprefix(_ACT)
    if name not in {act.value for act in ACTS}:
        return merged
    return Merged(replace(heard, acts=frozenset({Act(name)})), (*merged.added, "act"))
