"""Roles and what each may do."""

from __future__ import annotations

import pytest

from intake_store.model.actor import Actor, Permission, Role


def test_each_role_may_what_those_below_it_may_and_something_more() -> None:
    below: frozenset[Permission] = frozenset()
    for rank, role in enumerate(Role):
        assert role.rank == rank
        assert role.label
        assert role.permissions > below
        below = role.permissions
    assert below == frozenset(Permission)


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        (Role.HANDLER, {Permission.WORK_ON_TIPS}),
        (Role.SUPERVISOR, {Permission.WORK_ON_TIPS, Permission.SEE_READINGS}),
        (Role.ADMIN, set(Permission)),
    ],
)
def test_an_actor_may_what_the_role_has(role: Role, allowed: set[Permission]) -> None:
    actor = Actor("handler:1", "mia", role)
    assert {permission for permission in Permission if actor.may(permission)} == allowed


def test_a_role_is_found_by_its_code_and_no_other_is() -> None:
    assert [Role(code) for code in ("handler", "supervisor", "admin")] == list(Role)
    with pytest.raises(ValueError, match="king"):
        Role("king")
