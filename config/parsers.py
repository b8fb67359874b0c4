"""How one environment variable's text becomes a value: small readers that raise ValueError with a plain reason."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

OFF = "off"
DATABASES = ("sqlite", "postgresql")


def text(value: str) -> str:
    return value.strip()


def whole(least: int, most: int) -> Callable[[str], int]:
    """A reader of whole numbers from `least` to `most`."""

    def read(value: str) -> int:
        if not re.fullmatch(r"\d{1,9}", value.strip()) or not least <= int(value) <= most:
            raise ValueError(f"must be a whole number from {least} to {most}")
        return int(value)

    return read


def limit(value: str) -> int | None:
    """A whole number from 1, or "off" for no limit (None)."""
    return None if value.strip().lower() == OFF else whole(1, 10_000)(value)


def one_of(*allowed: str) -> Callable[[str], str]:
    """A reader of one of the words `allowed`."""

    def read(value: str) -> str:
        if value.strip().lower() not in allowed:
            raise ValueError("must be one of: " + ", ".join(word or "(empty)" for word in allowed))
        return value.strip().lower()

    return read


def pattern(expression: str, reason: str) -> Callable[[str], str]:
    """A reader of text that is empty or matches `expression` whole; `reason` says what it must look like."""

    def read(value: str) -> str:
        if value.strip() and not re.fullmatch(expression, value.strip()):
            raise ValueError(reason)
        return value.strip()

    return read


def web_url(value: str) -> str:
    """An http or https address without a slash at its end, or ""."""
    address = value.strip().rstrip("/")
    if not address:
        return ""
    parts = urlsplit(address)
    plain = _port_holds(parts) and not (parts.query or parts.fragment)
    if parts.scheme not in ("http", "https") or not parts.hostname or not plain:
        raise ValueError("must be an address such as https://tips.example.org")
    return address


def path(value: str) -> Path | None:
    """A path, or None for ""."""
    return Path(value.strip()) if value.strip() else None


def existing_file(value: str) -> Path | None:
    """The path of a file that is there and may be read, or None for ""."""
    if not value.strip():
        return None
    file = Path(value.strip())
    try:
        there = file.is_file()
    except OSError:  # a folder on the way may not be entered, or the name is none
        there = False
    if not there or not os.access(file, os.R_OK):
        raise ValueError("must be the path of a file that can be read")
    return file


def redis_url(value: str) -> str:
    """A redis, rediss (TLS) or unix address, or ""."""
    parts = urlsplit(value.strip())
    if value.strip() and (parts.scheme not in ("redis", "rediss", "unix") or not _port_holds(parts)):
        raise ValueError("must be an address such as redis://127.0.0.1:6379/0")
    return value.strip()


def _port_holds(parts: SplitResult) -> bool:
    """Whether the port is one. Asking for it raises an error that repeats it, and it may be a piece of a password."""
    try:
        return parts.port != 0
    except ValueError:
        return False


def database_url(value: str) -> str:
    """An SQLAlchemy address of SQLite or PostgreSQL, or ""; "postgres://" and a missing driver are understood."""
    address = value.strip()
    if not address:
        return ""
    scheme, _, rest = address.partition("://")
    name = "postgresql" if scheme == "postgres" else scheme.partition("+")[0]
    if name not in DATABASES or not rest:
        raise ValueError("must start with sqlite:/// or postgresql://")
    return f"postgresql+psycopg://{rest}" if name == "postgresql" else f"sqlite://{rest}"


def zone(value: str) -> ZoneInfo:
    try:
        return ZoneInfo(value.strip())
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("must be a time zone such as Europe/London") from None
