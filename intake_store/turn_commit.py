"""How a turn is written: tip, message, replies, conversation, opt-out and events, in one transaction."""

from __future__ import annotations

import json
from collections.abc import Iterator

from sqlalchemy import bindparam, delete, insert, update
from sqlalchemy.dialects import postgresql, sqlite

from intake_store.records import Committed
from intake_store.tables import conversations, events, optouts
from intake_store.turn_messages import write_message, write_replies
from intake_store.turn_scope import Scope
from intake_store.turn_tip import shared_columns, write_tip
from intake_store.vault import owner_of

DETAIL_CHARACTERS = 200
KIND_CHARACTERS = 32

UPDATE_CONVERSATION = update(conversations).where(conversations.c.id == bindparam("conversation"))
OPT_OUT = {
    "sqlite": sqlite.insert(optouts).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(optouts).on_conflict_do_nothing(),
}
OPT_IN = delete(optouts).where(optouts.c.address_hash == bindparam("address"))
INSERT_EVENTS = insert(events)

Happening = tuple[int, str, str, str]
"""Tip id, actor, kind, detail."""


def commit(scope: Scope) -> Committed:
    """Write all of the turn. Raises Duplicate or ReferenceTaken, and then the transaction must be rolled back."""
    write_tip(scope)
    write_message(scope)
    queued = write_replies(scope)
    _write_conversation(scope)
    _write_opt_out(scope)
    _write_events(scope)
    return Committed(scope.content_tip, queued, bool(scope.message.attachments))


def _write_conversation(scope: Scope) -> None:
    """The state and the way back to the citizen; both go when they opted out."""
    address_hash = scope.vault.address_hash(scope.message.channel, scope.message.address)
    conversation = scope.opened.conversation_id
    state = scope.vault.seal(owner_of(scope.tip_id, conversation), "state", json.dumps(scope.record.state))
    linked = scope.linked
    values = {
        "conversation": conversation,
        "address_hash": address_hash if linked else None,
        "address": scope.sealed_address() if linked else None,
        "state": state if linked else None,
        "line": scope.message.line,
        "tip_id": scope.tip_id,
        "version": scope.opened.version + 1,
        "updated_at": scope.now,
    }
    scope.execute(UPDATE_CONVERSATION, values)


def _write_opt_out(scope: Scope) -> None:
    address_hash = scope.vault.address_hash(scope.message.channel, scope.message.address)
    if scope.record.stop:
        month = scope.now.date().replace(day=1)
        scope.execute(OPT_OUT[scope.connection.dialect.name], {"address_hash": address_hash, "month": month})
    elif scope.record.resume:
        scope.execute(OPT_IN, {"address": address_hash})


def _write_events(scope: Scope) -> None:
    rows = [
        {"tip_id": tip, "at": scope.now, "actor": actor, "kind": kind[:KIND_CHARACTERS], "detail": detail}
        for tip, actor, kind, detail in _happenings(scope)
    ]
    if rows:
        scope.execute(INSERT_EVENTS, rows)


def _happenings(scope: Scope) -> Iterator[Happening]:
    old, tip = scope.opened.tip, scope.content_tip
    if old is not None and scope.leaves_tip and old.status == "collecting":
        yield old.id, "bot", "status", "collecting → new"
    if tip is None:
        return
    if scope.record.new_tip:
        yield tip, "citizen", "created", ""
    yield from _changes(scope, tip)
    if scope.record.stop or scope.record.resume:
        yield tip, "citizen", "opted_out" if scope.record.stop else "resumed", ""
    for kind, detail in scope.record.events:
        yield tip, "bot", kind, detail[:DETAIL_CHARACTERS]


def _changes(scope: Scope, tip: int) -> Iterator[Happening]:
    """One event for every column of the open tip that handlers can set and the bot changed."""
    old = scope.opened.tip
    if old is None or old.id != tip:
        return
    for name, value in shared_columns(scope).items():
        before = getattr(old, name)
        if value is not None and value != before:
            yield tip, "bot", name, f"{before or 'none'} → {value}"
