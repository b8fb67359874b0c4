"""The tip's row of a turn: begun, brought up to date, or left for another."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Update, bindparam, func, insert, update
from sqlalchemy.exc import IntegrityError

from intake_store.db.tables import tips
from intake_store.intake.scope import Scope
from intake_store.model.errors import ReferenceTaken
from intake_store.model.facts import to_json
from intake_store.model.turn_record import TipRow, TurnRecord

TIP_ID_RANDOM_BITS = 31
EMERGENCY = "emergency"
#: Columns that are the bot's alone.
OWN = ("language", "asking", "complete", "updated_at", "bot_priority", "bot_category")


@cache
def _update(shared: tuple[str, ...]) -> Update:
    """The statement that sets our own columns and, of those that handlers set, too, the ones that change.

    Most turns change none of those, and their index stays as it is.
    """
    changes: dict[str, Any] = {name: bindparam(f"new_{name}") for name in (*OWN, *shared)}
    changes["last_inbound_at"] = bindparam("new_updated_at")
    changes["facts"] = func.coalesce(bindparam("new_facts"), tips.c.facts)
    return update(tips).where(tips.c.id == bindparam("tip")).values(**changes)


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
        _update_row(scope, old)


def changes_of(scope: Scope, old: TipRow) -> dict[str, str]:
    """The columns that handlers set, too, and that this turn changes, with their new values."""
    record = scope.record
    wanted = {"status": record.status, "flag": record.flag}
    wanted |= {"priority": None if _decided(old.priority, old.bot_priority) else _priority(record)}
    wanted |= {"category": None if _decided(old.category, old.bot_category) else record.category}
    if record.emergency:
        wanted["priority"] = EMERGENCY
    return {name: value for name, value in wanted.items() if value is not None and value != getattr(old, name)}


def _decided(stands: str | None, thought: str | None) -> bool:
    """Whether a handler decided otherwise than the bot."""
    return stands != thought


def _priority(record: TurnRecord) -> str | None:
    return EMERGENCY if record.emergency else record.priority


def _insert(scope: Scope) -> None:
    record, now, priority = scope.record, scope.now, _priority(scope.record) or "normal"
    row: dict[str, Any] = {"id": scope.tip_id, "reference": record.reference, "channel": scope.message.channel}
    row |= {"conversation_id": scope.opened.conversation_id, "status": record.status or "collecting"}
    row |= {"priority": priority, "bot_priority": priority}
    row |= {"category": record.category, "bot_category": record.category}
    row |= {"language": record.language, "asking": record.asking, "flag": record.flag}
    row |= {"complete": record.complete, "facts": _facts(scope)}
    row |= {"received_at": now, "updated_at": now, "last_inbound_at": now}
    try:
        scope.execute(INSERT_TIP, row)
    except IntegrityError:
        raise ReferenceTaken from None


def _update_row(scope: Scope, old: TipRow) -> None:
    record, changes = scope.record, changes_of(scope, old)
    own = {"language": record.language, "asking": record.asking, "complete": record.complete, "updated_at": scope.now}
    own |= {"bot_priority": _priority(record) or old.bot_priority, "bot_category": record.category or old.bot_category}
    values = {f"new_{name}": value for name, value in (own | changes).items()}
    scope.execute(_update(tuple(changes)), values | {"tip": old.id, "new_facts": _facts(scope)})


def _facts(scope: Scope) -> bytes | None:
    facts = scope.record.facts
    if facts is None:
        return None
    return scope.seal("facts", json.dumps(facts if isinstance(facts, Mapping) else to_json(facts)))
