"""How a turn is written: tip, message, replies, conversation, opt-out and events, in one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from sqlalchemy import bindparam, update

from intake_store.db.events import add_events, event_row
from intake_store.db.prepared import Prepared
from intake_store.db.tables import conversations
from intake_store.delivery.opt_out import list_opt_out, unlist_opt_out
from intake_store.intake.messages import write_messages
from intake_store.intake.scope import Scope
from intake_store.intake.tips import changes_of, write_tip
from intake_store.model.conversation import state_of
from intake_store.model.event_kind import EventKind
from intake_store.model.turn import Committed
from intake_store.vault.vault import owner_of

#: Nothing leads to the citizen any more.
UNLINKED: dict[str, Any] = {"state": None, "address": None, "address_hash": None}

Happening = tuple[int, str, EventKind, str]
"""Tip id, actor, kind, detail."""


def commit(scope: Scope) -> Committed:
    """Write all of the turn."""
    write_tip(scope)
    queued = write_messages(scope)
    _write_conversation(scope)
    _write_opt_out(scope)
    _write_events(scope)
    return Committed(scope.content_tip, queued, bool(scope.message.attachments))


def _write_conversation(scope: Scope) -> None:
    """The state and the way back to the citizen; both go when they opted out."""
    values: dict[str, Any] = {
        "conversation": scope.opened.conversation_id,
        "line": scope.message.line,
        "tip_id": scope.tip_id,
        "version": scope.opened.version + 1,
        "updated_at": scope.now,
    }
    values |= _linked(scope) if scope.linked else UNLINKED
    scope.run(_update(tuple(name for name in values if name != "conversation")), values)


@cache
def _update(columns: tuple[str, ...]) -> Prepared:
    return Prepared(update(conversations).where(conversations.c.id == bindparam("conversation")), *columns)


def _linked(scope: Scope) -> dict[str, bytes]:
    """The state, and in the first turn the address; its hash the row began with."""
    owner = owner_of(scope.tip_id, scope.opened.conversation_id)
    state = {"state": scope.sealer.seal(owner, "state", state_of(scope.turn.conversation))}
    return state if scope.opened.version else state | {"address": scope.sealed_address()}


def _write_opt_out(scope: Scope) -> None:
    if scope.turn.stop:
        list_opt_out(scope.connection, scope.opened.address_hash, scope.now)
    elif scope.turn.resume:
        unlist_opt_out(scope.connection, scope.opened.address_hash)


def _write_events(scope: Scope) -> None:
    rows = [event_row(tip, scope.now, actor, kind, detail) for tip, actor, kind, detail in _happenings(scope)]
    add_events(scope.connection, rows)


def _happenings(scope: Scope) -> Iterator[Happening]:
    old, tip = scope.opened.tip, scope.content_tip
    if old is not None and scope.leaves_tip and old.status == "collecting":
        yield old.id, "bot", EventKind.STATUS, "collecting → new"
    if tip is None:
        return
    if scope.is_new_tip:
        yield tip, "citizen", EventKind.CREATED, ""
    yield from _changes(scope, tip)
    if scope.turn.stop:
        yield tip, "citizen", EventKind.OPTED_OUT, ""
    for event in scope.turn.events:
        yield tip, "bot", event.kind, event.detail


def _changes(scope: Scope, tip: int) -> Iterator[Happening]:
    """One event for every column of the open tip that handlers can set and the bot changed."""
    old = scope.opened.tip
    if old is None or old.id != tip:
        return
    for name, value in changes_of(scope, old).items():
        yield tip, "bot", EventKind[name.upper()], f"{getattr(old, name) or 'none'} → {value}"
