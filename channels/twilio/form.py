"""What Twilio posts, as a form: tolerant of blanks, repeats, unknown names and broken UTF-8."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import parse_qsl

from channels.base import Refused
from channels.text import storable

#: Twilio sends about 20 parameters, about 40 with ten media files.
MAX_FIELDS = 500


@dataclass(frozen=True)
class Form:
    """`pairs` exactly as signed; bytes that are not UTF-8 are in them as lone surrogates."""

    pairs: tuple[tuple[str, str], ...]

    def get(self, name: str) -> str:
        """The first value of that name, fit to store; "" when it is blank or missing."""
        return storable(self._first.get(name, ""))

    @cached_property
    def _first(self) -> dict[str, str]:
        return dict(reversed(self.pairs))


def read(body: bytes) -> Form:
    """The form in `body`; raises Refused(400)."""
    text = body.decode("utf-8", "surrogateescape")
    try:
        pairs = parse_qsl(text, keep_blank_values=True, errors="surrogateescape", max_num_fields=MAX_FIELDS)
    except ValueError:
        raise Refused(400, "too many fields in the form") from None
    return Form(tuple(pairs))
