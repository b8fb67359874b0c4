"""Text that people of the desk give, made fit to store and to show."""

from __future__ import annotations


def clean(text: str) -> str:
    """A handler's text with Unix line ends, without control characters (NUL cannot be stored) and outer space."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in lines if c in "\n\t" or not _is_control(c)).strip()


def _is_control(character: str) -> bool:
    """C0, C1, and surrogates that no encoder takes."""
    point = ord(character)
    return point < 0x20 or 0x7F <= point < 0xA0 or 0xD800 <= point < 0xE000
