"""The agency that the tests' line speaks for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Agency:
    """What the bot's sentences name: the agency and its emergency number."""

    agency: str = "Hackney Police"
    emergency_number: str = "999"
