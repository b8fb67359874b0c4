"""The tip's row of a turn: begun, brought up to date, or left for another."""

from __future__ import annotations

import secrets
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, insert, update

from intake_store.db.prepared import Prepared
from intake_store.db.tables import tips
from intake_store.intake.scope import Scope
from intake_store.model.facts import to_bytes
from intake_store.model.turn import TipRow, Turn

TIP_ID_RANDOM_BITS = 31
EMERGENCY = "emergency"
#: Columns that are the bot's alone.
OWN = ("language", "asking", "complete", "updated_at", "bot_priority", "bot_category")


@cache
def _update(shared: tuple[str, ...]) -> Prepared:
    """The statement that sets our own columns and, of those that handlers set, too, the ones that change.

    Most turns change none of those, and their index stays as it is.
    """
    changes: dict[str, Any] = {name: bindparam(f"new_{name}") for name in (*OWN, *shared)}
    changes["last_inbound_at"] = bindparam("new_updated_at")
    changes["facts"] = bindparam("new_facts")
    return Prepared(update(tips).where(tips.c.id == bindparam("tip")).values(**changes))


LEAVE_TIP = Prepared(
    update(tips).where(tips.c.id == bindparam("tip"), tips.c.status == "collecting").values(status="new")
)
INSERT_TIP = Prepared(
    insert(tips),
    "id", "reference", "channel", "conversation_id", "status", "priority", "bot_priority", "category", "bot_category",
    "language", "asking", "flag", "complete", "facts", "received_at", "updated_at", "last_inbound_at",
)  # fmt: skip


def new_tip_id(now: datetime) -> int:
    """A fresh id that rises with time (indexes stay compact) and that nobody can count tips by; 63 bits till 2106."""
    return int(now.timestamp()) << TIP_ID_RANDOM_BITS | secrets.randbits(TIP_ID_RANDOM_BITS)


def write_tip(scope: Scope) -> None:
    """Insert the new tip or update the open one; one that is left while collecting goes to the desk as it is."""
    old = scope.opened.tip
    if old is not None and scope.leaves_tip:
        scope.run(LEAVE_TIP, {"tip": old.id})
    if scope.is_new_tip:
        _insert(scope)
    elif old is not None and scope.content_tip is not None:
        _update_row(scope, old)


def changes_of(scope: Scope, old: TipRow) -> dict[str, str]:
    """The columns that handlers set, too, and that this turn changes, with their new values."""
    turn = scope.turn
    wanted = {"status": _status(turn, old.status), "flag": turn.flag}
    wanted |= {"priority": None if _decided(old.priority, old.bot_priority) else _priority(turn)}
    wanted |= {"category": None if _decided(old.category, old.bot_category) else turn.conversation.facts.category}
    if turn.emergency:
        wanted["priority"] = EMERGENCY
    return {name: value for name, value in wanted.items() if value is not None and value != getattr(old, name)}


def _decided(stands: str | None, thought: str | None) -> bool:
    """Whether a handler decided otherwise than the bot."""
    return stands != thought


def _status(turn: Turn, before: str) -> str | None:
    """A tip is `new` once it was passed on, and again when the citizen says something on one that is closed.

    Any other status that a handler has set meanwhile stays.
    """
    passed_on = turn.finished and before == "collecting"
    opened_again = turn.said and before == "closed"
    return "new" if passed_on or opened_again else None


def _priority(turn: Turn) -> str | None:
    return EMERGENCY if turn.emergency else turn.priority


def _insert(scope: Scope) -> None:
    turn, now, priority = scope.turn, scope.now, _priority(scope.turn) or "normal"
    conversation, category = turn.conversation, turn.conversation.facts.category
    row: dict[str, Any] = {"id": scope.tip_id, "reference": conversation.reference, "channel": scope.message.channel}
    row |= {"conversation_id": scope.opened.conversation_id, "status": _status(turn, "collecting") or "collecting"}
    row |= {"priority": priority, "bot_priority": priority}
    row |= {"category": category, "bot_category": category}
    row |= {"language": conversation.language, "asking": conversation.asking, "flag": turn.flag}
    row |= {"complete": turn.complete, "facts": _facts(scope)}
    row |= {"received_at": now, "updated_at": now, "last_inbound_at": now}
    scope.run(INSERT_TIP, row)


def _update_row(scope: Scope, old: TipRow) -> None:
    turn, conversation, changes = scope.turn, scope.turn.conversation, changes_of(scope, old)
    own: dict[str, Any] = {"language": conversation.language, "asking": conversation.asking, "updated_at": scope.now}
    own |= {"complete": turn.complete or old.complete, "bot_priority": _priority(turn) or old.bot_priority}
    own |= {"bot_category": conversation.facts.category or old.bot_category}
    values = {f"new_{name}": value for name, value in (own | changes).items()}
    scope.run(_update(tuple(changes)), values | {"tip": old.id, "new_facts": _facts(scope)})


def _facts(scope: Scope) -> bytes:
    return scope.seal("facts", to_bytes(scope.turn.conversation.facts))
