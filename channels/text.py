"""Text from outside, made fit to store and to show."""

from __future__ import annotations


def storable(text: str) -> str:
    """`text` unchanged, but for half surrogate pairs, which no encoding can store: each becomes U+FFFD.

    They come from broken UTF-8 (decoded with "surrogateescape") and from JSON that cut an emoji in two.
    """
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
