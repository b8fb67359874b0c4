"""The registry of slots is whole: nothing that a tip can hold, and nothing that is asked, is left out of it."""

from __future__ import annotations

from dataclasses import fields, is_dataclass

import pytest

from intake_store.model import slots
from intake_store.model.facts import Facts
from intake_store.model.slots import Slot

#: Fields of `Facts` that are no slot: the sort of crime is set as priority is, answers stand under their slots' names.
NO_SLOTS = {"category", "category_confidence", "category_found_by", "answers"}


def test_every_fact_has_a_slot_and_every_slot_with_facts_a_field() -> None:
    assert set(slots.BY_FIELD) == {one.name for one in fields(Facts)} - NO_SLOTS
    assert set(slots.BY_FIELD) == {slot.field for slot in slots.SLOTS if slot.field}


def test_names_labels_and_entities_are_unique() -> None:
    for names in (
        slots.NAMES,
        [slot.label for slot in slots.SLOTS],
        [slot.entity for slot in slots.SLOTS if slot.entity],
    ):
        assert len(set(names)) == len(names)


@pytest.mark.parametrize("slot", slots.BY_FIELD.values(), ids=lambda slot: slot.name)
def test_an_item_has_a_text_first_a_source_and_attributes_that_stay_with_attributes(slot: Slot) -> None:
    assert is_dataclass(slot.item)
    names = {one.name for one in fields(slot.item)}
    assert next(iter(slot.attributes)) == "text"
    assert "source" in names
    assert all(set(mark.of) <= set(slot.attributes) for mark in slot.attributes.values())


@pytest.mark.parametrize("slot", slots.BY_FIELD.values(), ids=lambda slot: slot.name)
def test_items_become_the_fields_value_and_back(slot: Slot) -> None:
    nothing = Facts()
    assert slot.items(nothing) == ()
    assert slot.value(()) == getattr(nothing, slot.field)
