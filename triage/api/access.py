"""Who calls the API: bearer tokens, checked before every view but the few on the open list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import Response, g, request

from intake_store.model.actor import Actor, Permission
from intake_store.staff.accounts import Accounts
from triage.api.problems import problem

Clock = Callable[[], datetime]

#: Endpoints that answer without a token.
OPEN = frozenset({"api.openapi"})


def guard(accounts: Accounts, clock: Clock) -> Callable[[], Response | None]:
    """The `before_request` of the API: 401 without a good token, 403 for one whose role may not work on tips.

    The caller is in `caller()` afterwards.
    """

    def check() -> Response | None:
        if request.endpoint in OPEN:
            return None
        actor = accounts.token_holder(_bearer(), clock())
        if actor is None:
            return problem(401, headers={"WWW-Authenticate": 'Bearer realm="tipline"'})
        if not actor.may(Permission.WORK_ON_TIPS):
            return problem(403)
        g.actor = actor
        return None

    return check


def caller() -> Actor:
    """The holder of the token that this request carries."""
    actor: Actor = g.actor
    return actor


def _bearer() -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""
