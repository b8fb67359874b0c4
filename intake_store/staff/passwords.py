"""Passwords of the console's users: argon2id hashes (RFC 9106), and the rules for a new one."""

from __future__ import annotations

import secrets
import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from intake_store.model.errors import Invalid

MIN_LENGTH, MAX_LENGTH = 12, 256
MIN_DISTINCT = 6
#: Hashing takes 64 MB each: so many at a time, and the others wait.
AT_A_TIME = 2
#: Letters and digits that nobody mistakes for one another when they are read from paper.
_EASY = "abcdefghjkmnpqrstuvwxyz23456789"


class Passwords:
    """Hashes and verifies. Verifying against no hash takes as long as against one: time tells no names."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._turns = threading.BoundedSemaphore(AT_A_TIME)
        self._nobody: str | None = None

    def hash(self, password: str) -> str:
        """The encoded hash with its salt and cost."""
        with self._turns:
            return self._hasher.hash(password)

    def verify(self, encoded: str | None, password: str) -> bool:
        """True when `password` is the one; False for no hash, a broken one and an overlong password."""
        known = encoded or self._dummy()
        with self._turns:
            right = self._matches(known, password[: MAX_LENGTH + 1])
        return right and encoded is not None

    def _matches(self, encoded: str, password: str) -> bool:
        try:
            return self._hasher.verify(encoded, password)
        except (VerificationError, InvalidHashError, UnicodeEncodeError):
            return False

    def _dummy(self) -> str:
        if self._nobody is None:
            self._nobody = self.hash(secrets.token_urlsafe())
        return self._nobody


def fresh_password() -> str:
    """A random password of 4 groups that can be read out: 79 bits."""
    return "-".join("".join(secrets.choice(_EASY) for _ in range(4)) for _ in range(4))


def check_password(password: str, name: str) -> None:
    """Raise Invalid (field `password`) for one that is short, overlong, repetitive or holds the user's name."""
    wrong = _wrong_password(password, name)
    if wrong:
        raise Invalid({"password": wrong})


def _wrong_password(password: str, name: str) -> str:
    if len(password) < MIN_LENGTH:
        return f"must have at least {MIN_LENGTH} characters"
    if len(password) > MAX_LENGTH:
        return f"must have at most {MAX_LENGTH} characters"
    if any(0xD800 <= ord(character) < 0xE000 for character in password):
        return "must be proper text"
    if len(set(password)) < MIN_DISTINCT:
        return f"must have at least {MIN_DISTINCT} different characters"
    return "must not contain the user's name" if name.lower() in password.lower() else ""
