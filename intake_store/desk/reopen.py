"""Taking an earlier tip up again: a handler wrote on it, so the citizen's answer belongs to it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, func, select, update

from intake_store.db.tables import conversations, messages, tips
from intake_store.model.conversation import Conversation, state_of
from intake_store.vault.vault import Vault, owner_of


def resume(connection: Connection, vault: Vault, tip: Row[Any]) -> None:
    """Point the locked conversation at `tip` as one that was passed on, unless the bot is still asking about another.

    Handlers' replies reach the citizen, so the answers must land on the tip that they are about. While a newer tip is
    being collected, the next message is far more likely the answer to the bot's open question.
    """
    if _current(connection, tip.conversation_id) in (None, tip.id):
        return
    sealed = vault.seal(owner_of(tip.id, tip.conversation_id), "state", state_of(_after_the_end(connection, tip)))
    change = update(conversations).where(conversations.c.id == tip.conversation_id)
    connection.execute(change.values(tip_id=tip.id, state=sealed, version=conversations.c.version + 1))


def _current(connection: Connection, conversation_id: int) -> int | None:
    """The tip that messages land on, None while it is being collected (or there is none)."""
    wanted = select(tips.c.id).join(conversations, conversations.c.tip_id == tips.c.id)
    wanted = wanted.where(conversations.c.id == conversation_id, tips.c.status != "collecting")
    found: int | None = connection.execute(wanted).scalar_one_or_none()
    return found


def _after_the_end(connection: Connection, tip: Row[Any]) -> Conversation:
    """The conversation as it stands after a tip was passed on."""
    counted = select(func.count()).where(messages.c.tip_id == tip.id, messages.c.direction == "in")
    return Conversation(
        tip.channel,
        tip.language or "en",
        language_said=True,
        stage="done",
        reference=tip.reference,
        greeted=True,
        acknowledged=True,
        emergency=tip.priority == "emergency",
        messages=connection.execute(counted).scalar_one(),
    )
