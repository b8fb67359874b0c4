"""A handler's correction of a slot: checked field by field against the registry, and what it makes of the facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, Strict, TypeAdapter, ValidationError, create_model
from pydantic_core import ErrorDetails

from intake_store.model.errors import Invalid
from intake_store.model.facts import Source, When, Where
from intake_store.model.slots import BY_FIELD, Slot

#: Fields of a tip's JSON that a handler can correct; the category is set as status and priority are.
CORRECTABLE = tuple(BY_FIELD)
ITEM_LIMIT = 30
#: `Source.found_by` of what a handler set.
HANDLER = "handler"


@dataclass(frozen=True, slots=True)
class Correction:
    """The new value of a whole slot, as plain JSON of the shape that the API shows; null or [] empties the slot.

    `slot` is its field there ("people", not "who").
    """

    slot: str
    value: Any


def _form_of(slot: Slot) -> type[BaseModel]:
    """An item as a correction gives it; `source` is ours to tell: what a caller read may be sent back as it was."""
    fields: dict[str, Any] = {
        name: (mark.rule.type, ... if mark.rule.needed else Field(None, validate_default=True))
        for name, mark in slot.attributes.items()
    }
    return create_model(slot.name, __config__=ConfigDict(extra="forbid"), source=(Any, None), **fields)


def _adapter(slot: Slot) -> TypeAdapter[Any]:
    form: Any = _form_of(slot)
    return TypeAdapter(Annotated[list[form], Strict(), Field(max_length=ITEM_LIMIT)] if slot.many else form | None)


_ADAPTERS = {name: _adapter(slot) for name, slot in BY_FIELD.items()}


def read_items(correction: Correction) -> tuple[Any, ...]:
    """The items that it sets, without sources. Raises Invalid with every wrong field."""
    slot = BY_FIELD.get(correction.slot)
    if slot is None:
        raise Invalid({"slot": f"must be one of {', '.join(CORRECTABLE)}"})
    try:
        given = _ADAPTERS[slot.field].validate_python(correction.value)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        raise Invalid({_path(slot, one["loc"]): _message(slot, one) for one in found}) from None
    return tuple(_item(slot, form) for form in (given if slot.many else [given] if given else []))


def _path(slot: Slot, at: tuple[int | str, ...]) -> str:
    """The name of a wrong field for the caller: "start" of a slot that holds one item, "people[1].count" of another."""
    if not slot.many:
        return str(at[0]) if at else slot.field
    return slot.field + "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in at)


def _message(slot: Slot, error: ErrorDetails) -> str:
    """What is wrong, in the words of the field's rule; never with the input."""
    name = error["loc"][-1] if error["loc"] else None
    match error["type"]:
        case "extra_forbidden":
            return "is not a field here"
        case "string_too_long":
            return f"must be at most {error['ctx']['max_length']} characters"
        case "value_error":
            return str(error["ctx"]["error"])
    if isinstance(name, str):
        return slot.attributes[name].rule.must
    return f"must be a list of at most {ITEM_LIMIT}" if slot.many and name is None else "must be an object"


def _item(slot: Slot, form: BaseModel) -> Any:
    """The fact that a form sets, if its fields go together. Raises Invalid."""
    assert slot.item is not None
    item = slot.item(**{name: getattr(form, name) for name in slot.attributes})
    return TOGETHER.get(slot.name, lambda alone: alone)(item)


def _point(place: Where) -> Where:
    if (place.latitude is None) != (place.longitude is None):
        raise Invalid({"longitude": "must be given with the latitude, and only then"})
    return place


def _interval(when: When) -> When:
    """The time with a precision if it has a start, and only then."""
    if when.end is not None and (when.start is None or when.end < when.start):
        raise Invalid({"end": "must not be before the start" if when.start else "must be given with a start"})
    return replace(when, precision=(when.precision or "minute") if when.start else "")


#: What must hold between fields that are right by themselves, and what they tell of each other.
TOGETHER: Mapping[str, Callable[[Any], Any]] = {"where": _point, "when": _interval}


def corrected(before: tuple[Any, ...], now: tuple[Any, ...]) -> tuple[Any, ...]:
    """The items of `read_items` as facts: found by the handler, in the words that they were found in before.

    An item keeps the words of the one with its text, else those of the one in its place when as many are left.
    """
    same_number = len(before) == len(now)
    return tuple(
        replace(item, source=_source(_twin(item, before) or (before[number] if same_number else None)))
        for number, item in enumerate(now)
    )


def _twin(item: Any, before: tuple[Any, ...]) -> Any:
    return next((old for old in before if old.text == item.text), None)


def _source(item: Any) -> Source:
    source: Source | None = None if item is None else item.source
    return Source(0, 0, 1.0, HANDLER) if source is None else replace(source, confidence=1.0, found_by=HANDLER)
