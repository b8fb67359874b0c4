"""Values of the model as the JSON that is sealed, and back; what cannot be read is said without repeating it."""

from __future__ import annotations

import json
from collections.abc import Set
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError

from intake_store.model.errors import Unreadable

T = TypeVar("T")


def dumped(adapter: TypeAdapter[T], value: T, *, without: Set[str] = frozenset(), sparse: bool = False) -> bytes:
    """`value` as JSON in UTF-8, without the fields `without` and, if `sparse`, those that have their first value."""
    left_out = set(without) or None
    try:
        return adapter.dump_json(value, exclude=left_out, exclude_defaults=sparse)
    except PydanticSerializationError:  # half a surrogate pair, which no channel lets in but the store would take
        plain = adapter.dump_python(value, mode="json", exclude=left_out, exclude_defaults=sparse)
        return json.dumps(plain).encode()


def parsed(adapter: TypeAdapter[T], data: bytes, what: str) -> T:
    """The value that `dumped` wrote; unknown names are ignored. `what` it is stands in the error. Raises Unreadable."""
    try:
        return adapter.validate_json(data)
    except ValidationError:  # of half a surrogate pair, which pydantic refuses, or of something else
        return checked(adapter, _plain(data, what), what)


def checked(adapter: TypeAdapter[T], plain: Any, what: str) -> T:
    """The value of plain JSON data. Raises Unreadable, in place of pydantic's error, which repeats the input."""
    try:
        return adapter.validate_python(plain)
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False, include_input=False)
        raise Unreadable(f"{what}: {', '.join(sorted({one['type'] for one in found}))}") from None


def _plain(data: bytes, what: str) -> Any:
    try:
        return json.loads(data)
    except ValueError:
        raise Unreadable(f"{what}: no JSON") from None
