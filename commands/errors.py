"""What the person at the terminal did or finds wrong, said in one plain message."""

from __future__ import annotations


class Mistake(Exception):
    """The command cannot be done; the text says why and what to do about it."""
