"""The tip's row of a turn: begun, brought up to date, or left for another."""

from __future__ import annotations

import json
import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import Update, bindparam, case, func, insert, update
from sqlalchemy.exc import IntegrityError

from intake_store.facts import to_json
from intake_store.records import ReferenceTaken, TipRow
from intake_store.tables import tips
from intake_store.turn_scope import Scope

TIP_ID_RANDOM_BITS = 31
#: Columns that both the bot and handlers set: the bot's value counts only while nobody else changed the old one.
SHARED = ("status", "priority", "category", "flag")


def _unless_changed(name: str) -> Any:
    column = tips.c[name]
    return case((column.is_not_distinct_from(bindparam(f"old_{name}")), bindparam(f"new_{name}")), else_=column)


def _update_tip() -> Update:
    changes: dict[str, Any] = {name: _unless_changed(name) for name in SHARED}
    changes |= {name: bindparam(f"new_{name}") for name in ("language", "asking", "complete", "updated_at")}
    changes["last_inbound_at"] = bindparam("new_updated_at")
    changes["facts"] = func.coalesce(bindparam("new_facts"), tips.c.facts)
    return update(tips).where(tips.c.id == bindparam("tip")).values(**changes)


UPDATE_TIP = _update_tip()
LEAVE_TIP = update(tips).where(tips.c.id == bindparam("tip"), tips.c.status == "collecting").values(status="new")
INSERT_TIP = insert(tips)


def new_tip_id(now: datetime) -> int:
    """A fresh id that rises with time (indexes stay compact) and that nobody can count tips by; 63 bits till 2106."""
    return int(now.timestamp()) << TIP_ID_RANDOM_BITS | secrets.randbits(TIP_ID_RANDOM_BITS)


def write_tip(scope: Scope) -> None:
    """Insert the new tip or update the open one; one that is left while collecting goes to the desk as it is."""
    old = scope.opened.tip
    if old is not None and scope.leaves_tip:
        scope.execute(LEAVE_TIP, {"tip": old.id})
    if scope.record.new_tip:
        _insert(scope)
    elif old is not None and scope.content_tip is not None:
        scope.execute(UPDATE_TIP, _changes(scope, old))


def shared_columns(scope: Scope) -> dict[str, str | None]:
    """What this turn wants of the columns that handlers set, too; None leaves one as it is."""
    record = scope.record
    priority = "emergency" if record.emergency else record.priority
    return {"status": record.status, "priority": priority, "category": record.category, "flag": record.flag}


def _insert(scope: Scope) -> None:
    record, now, shared = scope.record, scope.now, shared_columns(scope)
    row: dict[str, Any] = dict(shared)
    row |= {"status": shared["status"] or "collecting", "priority": shared["priority"] or "normal"}
    row |= {"id": scope.tip_id, "reference": record.reference, "conversation_id": scope.opened.conversation_id}
    row |= {"channel": scope.message.channel, "language": record.language, "asking": record.asking}
    row |= {"complete": record.complete, "facts": _facts(scope)}
    row |= {"received_at": now, "updated_at": now, "last_inbound_at": now}
    try:
        scope.execute(INSERT_TIP, row)
    except IntegrityError:
        raise ReferenceTaken from None


def _changes(scope: Scope, old: TipRow) -> dict[str, Any]:
    record, wanted = scope.record, shared_columns(scope)
    before = {name: getattr(old, name) for name in SHARED}
    after = {name: before[name] if wanted[name] is None else wanted[name] for name in SHARED}
    own = {"language": record.language, "asking": record.asking, "complete": record.complete, "updated_at": scope.now}
    return (
        {"tip": old.id, "new_facts": _facts(scope)}
        | {f"old_{name}": value for name, value in before.items()}
        | {f"new_{name}": value for name, value in (after | own).items()}
    )


def _facts(scope: Scope) -> bytes | None:
    if scope.record.facts is None:
        return None
    return scope.seal("facts", json.dumps(to_json(scope.record.facts)))
