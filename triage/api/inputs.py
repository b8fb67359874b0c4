"""Turns query strings and JSON bodies of the API into the desk's values; every wrong field is named at once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from flask import Request
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from intake_store.desk.queue import DEFAULT_LIMIT, MAX_LIMIT, Filters, Query
from intake_store.desk.rules import Change
from intake_store.model.errors import Invalid

CHANGEABLE = ("status", "priority", "category", "assignee")
FILTERS = ("status", "priority", "channel", "category", "assignee", "q")
PARAMETERS = (*FILTERS, "order", "limit", "cursor")
#: Largest body in bytes: a reply of 4096 characters of four bytes, escaped.
MAX_BODY = 64 * 1024


def list_query(args: Mapping[str, str]) -> Query:
    """The query of a list of tips. Unknown parameters are refused: a mistyped filter must not widen a list."""
    errors = {name: "is not a parameter of this list" for name in args if name not in PARAMETERS}
    limit = _limit(args.get("limit", ""), errors)
    if errors:
        raise Invalid(errors)
    filters = Filters(**{name: args[name] for name in FILTERS if args.get(name)})
    return Query(filters=filters, order=args.get("order") or "newest", limit=limit, cursor=args.get("cursor") or None)


def _limit(text: str, errors: dict[str, str]) -> int:
    if not text:
        return DEFAULT_LIMIT
    if not (text.isascii() and text.isdigit() and 1 <= len(text) <= 4 and 1 <= int(text) <= MAX_LIMIT):
        errors["limit"] = f"must be a whole number from 1 to {MAX_LIMIT}"
        return DEFAULT_LIMIT
    return int(text)


def json_object(request: Request, fields: tuple[str, ...]) -> dict[str, Any]:
    """The body as an object with only `fields`; 415 for another media type, 400 for what is no JSON object."""
    if request.mimetype not in ("application/json", "application/merge-patch+json"):
        raise UnsupportedMediaType()
    body = _json(request.get_data())
    if not isinstance(body, dict):
        raise BadRequest("The body must be a JSON object.")
    unknown = {str(name): f"is not a field here; these are: {', '.join(fields)}" for name in body if name not in fields}
    if unknown:
        raise Invalid(unknown)
    return body


def json_value(request: Request) -> Any:
    """The body as any JSON value; 415 for another media type, 400 for what is no JSON."""
    if request.mimetype != "application/json":
        raise UnsupportedMediaType()
    try:
        return json.loads(request.get_data())
    except (ValueError, RecursionError):
        raise BadRequest("The body must be JSON.") from None


def _json(data: bytes) -> Any:
    """What is written there; None for what is no JSON, and for nesting without end."""
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


def change(body: Mapping[str, Any]) -> Change:
    """A PATCH body as a change. Null takes the assignee away and is refused elsewhere."""
    errors = {name: _wrong_change(name, value) for name, value in body.items()}
    found = {name: message for name, message in errors.items() if message}
    if found or not body:
        raise Invalid(found or dict.fromkeys(CHANGEABLE, "nothing to change"))
    return Change(**{name: "" if value is None else value for name, value in body.items()})


def _wrong_change(name: str, value: object) -> str:
    if isinstance(value, str) or (value is None and name == "assignee"):
        return ""
    return "must be a text or null" if name == "assignee" else "must be a text"


def text(body: Mapping[str, Any]) -> str:
    """The text of a message or note."""
    value = body.get("text")
    if not isinstance(value, str):
        raise Invalid({"text": "must be a text"})
    return value
