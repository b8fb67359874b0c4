"""What the citizen's page posts, field by field: each is what it should be, or the post is refused with the reason."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from channels.base import Refused

#: A text of `MAX_TEXT_CHARS` whose every character is written as two escapes of six bytes still fits.
MAX_BODY_BYTES = 256 * 1024
MAX_TEXT_CHARS = 20_000
#: How long a message may have waited on a phone without a connection for its age to be believed.
MAX_AGE = timedelta(days=7)

_CLIENT_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
_CHOICE = re.compile(r"[\x21-\x7e]{1,64}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")


def read_json(body: bytes) -> dict[str, Any]:
    """The posted object."""
    if len(body) > MAX_BODY_BYTES:
        raise Refused(413, "message too large")
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Refused(400, "not JSON") from error
    if not isinstance(data, dict):
        raise Refused(400, "not a JSON object")
    return data


def client_id(value: Any) -> str:
    """The page's own name for a message."""
    if not isinstance(value, str) or not _CLIENT_ID.fullmatch(value):
        raise Refused(400, "id is not 8 to 64 letters, digits, _ or -")
    return value


def text(value: Any) -> str:
    """What the citizen wrote, "" for nothing."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Refused(400, "text is not a string")
    if len(value) > MAX_TEXT_CHARS:
        raise Refused(413, "text too long")
    # JSON can write half a surrogate pair (a cut emoji), which no encoding can store.
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _optional(value: Any, pattern: re.Pattern[str], name: str) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise Refused(400, f"{name} is malformed")
    return value


def choice(value: Any) -> str | None:
    """The value of a pressed quick answer."""
    return _optional(value, _CHOICE, "choice")


def language(value: Any) -> str | None:
    """The page's language, without its country."""
    tag = _optional(value, _LANGUAGE, "language")
    return tag.partition("-")[0].lower() if tag else None


def age(value: Any) -> timedelta:
    """How long ago the message was written, which needs no clock that is right on the phone."""
    if value is None:
        return timedelta(0)
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= MAX_AGE.total_seconds():
        raise Refused(400, "age is not a number of seconds")
    return timedelta(seconds=value)


def place(body: Mapping[str, Any]) -> tuple[float | None, float | None]:
    """Latitude and longitude in degrees, both or neither."""
    latitude, longitude = body.get("latitude"), body.get("longitude")
    if latitude is None and longitude is None:
        return None, None
    return _degrees(latitude, 90), _degrees(longitude, 180)


def _degrees(value: Any, most: int) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not -most <= value <= most:
        raise Refused(400, "latitude and longitude are not degrees")
    return float(value)
