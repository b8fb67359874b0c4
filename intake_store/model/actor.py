"""Who reads or acts at the desk, and what each role may do there."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Permission(StrEnum):
    """What one needs a role for, in words that end "may ..."."""

    WORK_ON_TIPS = "work on tips"
    SEE_READINGS = "see who opened a tip"
    MANAGE_PEOPLE = "manage people"


class Role(StrEnum):
    """The role of a user or a token, lowest first: each may do what it adds, and all that those before it may.

    A new role is one member: its code, its label, and the permissions that it adds.
    """

    label: str
    adds: tuple[Permission, ...]

    HANDLER = "handler", "Handler", Permission.WORK_ON_TIPS
    SUPERVISOR = "supervisor", "Supervisor", Permission.SEE_READINGS
    ADMIN = "admin", "Admin", Permission.MANAGE_PEOPLE

    def __new__(cls, code: str, label: str = "", *adds: Permission) -> Role:
        role = str.__new__(cls, code)
        role._value_, role.label, role.adds = code, label, adds
        return role

    @property
    def rank(self) -> int:
        """How many roles stand below it."""
        return list(Role).index(self)

    @property
    def permissions(self) -> frozenset[Permission]:
        """All that it may do."""
        return frozenset(permission for role in Role if role.rank <= self.rank for permission in role.adds)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who reads or acts: `id` ("handler:3", "api:7") goes into events and to the vault, `name` is for colleagues."""

    id: str
    name: str
    role: Role

    @property
    def user_id(self) -> int | None:
        """The user's id when a person acts, None for a program."""
        kind, _, ident = self.id.partition(":")
        return int(ident) if kind == "handler" else None

    def may(self, permission: Permission) -> bool:
        """Whether this actor's role has the permission."""
        return permission in self.role.permissions
