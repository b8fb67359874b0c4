"""The registry of slots: all that a tip may tell and that a citizen may be asked, each told once.

Whoever deals with slots (the dialogue, the store, the API, the console, Rasa's training) walks this list.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, get_type_hints

from intake_store.model.attributes import Attribute
from intake_store.model.facts import Facts, Injury, Person, Vehicle, Weapon, What, When, Where


@dataclass(frozen=True, slots=True)
class Slot:
    """One slot, in the word by which the dialogue and the API's `asking` and `answers` name it.

    `label`: what the console calls it. `denial`: what a citizen's "no" to its question says.
    `field`: where its items stand, in `Facts` and in the API alike; "" where the slot is only asked and its answer
    kept in `Facts.answers`. `item` is their type, `many` whether there may be several.
    `entity`: what Rasa calls it in training texts, "" for what is no entity.
    `on_card`: False for a question that tells the desk nothing.
    """

    name: str
    label: str
    denial: str
    field: str = ""
    item: type[Any] | None = None
    many: bool = False
    entity: str = ""
    on_card: bool = True
    attributes: Mapping[str, Attribute] = dataclasses.field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "attributes", {} if self.item is None else _attributes(self.item))

    def items(self, facts: Any) -> tuple[Any, ...]:
        """Its items in `facts`, whether it holds one or many."""
        value = getattr(facts, self.field) if self.field else ()
        return value if isinstance(value, tuple) else () if value is None else (value,)

    def value(self, items: tuple[Any, ...]) -> Any:
        """`items` as the field of `Facts` holds them."""
        return items if self.many else next(iter(items), None)


def _attributes(item: type[Any]) -> dict[str, Attribute]:
    """The attributes of a fact's type, in order, by the names of its fields."""
    hints = get_type_hints(item, include_extras=True)
    marked = ((one.name, getattr(hints[one.name], "__metadata__", ())) for one in fields(item))
    return {name: mark for name, marks in marked for mark in marks if isinstance(mark, Attribute)}


#: In the order in which they are asked.
SLOTS = (
    Slot("danger", "Danger", "Nobody in danger"),
    Slot("where", "Where", "No place", "where", Where, entity="place"),
    Slot("what", "What", "Nothing happened", "what", What),
    Slot("when", "When", "No time", "when", When, entity="time"),
    Slot("weapon", "Weapons", "No weapon", "weapons", Weapon, many=True, entity="weapon"),
    Slot("who", "People", "Nobody was seen", "people", Person, many=True, entity="person"),
    Slot("vehicle", "Vehicles", "No vehicle", "vehicles", Vehicle, many=True, entity="vehicle"),
    Slot("injuries", "Injuries", "Nobody hurt", "injuries", Injury, many=True, entity="injury"),
    Slot("evidence", "Evidence", "No photo, video or CCTV"),
    Slot("source", "How they know", "No source"),
    Slot("contact", "Contact", "Does not want to be contacted"),
    Slot("confirm", "Read-back", "Did not confirm the read-back", on_card=False),
)
#: The words for all slots.
NAMES = tuple(slot.name for slot in SLOTS)
BY_NAME: Mapping[str, Slot] = {slot.name: slot for slot in SLOTS}
#: The slots that have facts, by their fields, in the order in which a tip tells them.
BY_FIELD: Mapping[str, Slot] = {one.name: slot for one in fields(Facts) for slot in SLOTS if slot.field == one.name}
#: What a tip may tell several of beside people, in the order in which it is asked.
THINGS = tuple(slot for slot in SLOTS if slot.many and slot.name != "who")


def items(facts: Facts) -> Iterator[tuple[Slot, Any]]:
    """Every item of the facts with its slot."""
    return ((slot, item) for slot in BY_FIELD.values() for item in slot.items(facts))
