"""Checks questions.yaml: every name in it is known, every category has its needs, every wording a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from dialogs.checks.vocabulary import Vocabulary
from dialogs.documents import DialogError, Document
from dialogs.loader import Language


def mistakes(document: Document, names: Vocabulary, whole: Language | None) -> Iterator[DialogError]:
    """What is wrong in questions.yaml; `whole` is the language that has every sentence."""
    data = document.data
    yield from _unknown(document, data.get("order", ()), names.slots, "slot", "order")
    yield from _unknown(document, data.get("high_weapons", ()), names.weapon_kinds, "weapon kind", "high_weapons")
    for key in ("deniable", "verbatim", "wordings", "choices"):
        yield from _unknown(document, data.get(key, ()), names.slots, "slot", key)
    yield from _unknown(document, data.get("categories", ()), names.categories, "category", "categories")
    for name in sorted(names.categories - set(data.get("categories", ()))):
        yield document.error(f"the category {name} is missing", "categories")
    for name, item in {**data.get("categories", {}), "": data.get("default", {})}.items():
        yield from _needs(document, item, names, ("categories", name) if name else ("default",))
    for slot in names.slots:
        yield from _wordings(document, slot, names, whole)


def _unknown(
    document: Document, given: Iterable[str], allowed: frozenset[str], what: str, *path: str
) -> Iterator[DialogError]:
    for name in given:
        if name not in allowed:
            yield document.error(f"unknown {what} {name}", *path, name)


def _needs(document: Document, item: Any, names: Vocabulary, path: tuple[str, ...]) -> Iterator[DialogError]:
    for key in ("ask", "emergency"):
        yield from _unknown(document, item.get(key, ()), names.slots, "slot", *path, key)
    yield from _unknown(document, [item.get("priority", "normal")], names.priorities, "priority", *path, "priority")


def _wordings(document: Document, slot: str, names: Vocabulary, whole: Language | None) -> Iterator[DialogError]:
    """Each wording says a sentence that exists, under conditions that exist, and the last one always fits."""
    items = document.data.get("wordings", {}).get(slot) or []
    if not items or items[-1].keys() != {"say"}:
        yield document.error(f"the last wording of {slot} must hold without conditions", "wordings", slot)
    for item in items:
        asked = [*item.get("if", ()), *item.get("not", ())]
        yield from _unknown(document, asked, names.conditions, "condition", "wordings", slot)
        yield from _unknown(document, item.get("categories", ()), names.categories, "category", "wordings", slot)
        if whole is not None and item.get("say") not in whole.sentences:
            yield document.error(f"no sentence {item.get('say')}", "wordings", slot)
    for name in document.data.get("choices", {}).get(slot, ()):
        if whole is not None and name not in whole.buttons:
            yield document.error(f"no button {name}", "choices", slot)
