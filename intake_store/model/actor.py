"""Who reads or acts at the desk."""

from __future__ import annotations

from dataclasses import dataclass

#: The roles of users and tokens, each above the ones before it.
ROLES = ("handler", "supervisor", "admin")


@dataclass(frozen=True, slots=True)
class Actor:
    """Who reads or acts: `id` ("handler:3", "api:7") goes into events and to the vault, `name` is for colleagues."""

    id: str
    name: str
    role: str

    @property
    def user_id(self) -> int | None:
        """The user's id when a person acts, None for a program."""
        kind, _, ident = self.id.partition(":")
        return int(ident) if kind == "handler" else None

    def may(self, role: str) -> bool:
        """True when this actor's role is `role` or stands above it."""
        return ROLES.index(self.role) >= ROLES.index(role)
