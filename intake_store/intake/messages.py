"""The messages of a turn: the citizen's own, the files that came with it, and the replies on their way out."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import bindparam, insert, select

from channels.base import Attachment
from channels.media import claimed_type
from intake_store.db.prepared import Prepared
from intake_store.db.tables import evidence, messages
from intake_store.delivery.choices import choices_json
from intake_store.delivery.opt_out import OPTED_OUT, cancel_waiting
from intake_store.intake.opening import inbound_hash
from intake_store.intake.scope import Scope
from intake_store.model.turn import Reply

#: What a column of 64 bits holds.
MAX_BYTES = 2**63 - 1

Row = dict[str, Any]
EMPTY: Row = dict.fromkeys(("choices", "location", "provider_hash", "edits_hash", "address", "due_at", "error"))
EMPTY["attempts"] = 0

INSERT_MESSAGES = Prepared(
    insert(messages).inline(),
    "key", "conversation_id", "tip_id", "direction", "author", "text", "at", "state", *EMPTY,
)  # fmt: skip
#: Names its message by the message's key: nobody waits to be told the id.
INSERT_EVIDENCE = Prepared(
    insert(evidence).values(
        message_id=select(messages.c.id)
        .where(messages.c.conversation_id == bindparam("of"), messages.c.key == bindparam("message"))
        .scalar_subquery()
    ),
    "id", "conversation_id", "tip_id", "state", "reference", "name", "content_type", "bytes", "at", "due_at",
    "attempts",
)  # fmt: skip


def write_messages(scope: Scope) -> bool:
    """Store what the citizen sent and put the replies into the outbox; True when the courier has something to send.

    After a stop nothing else goes.
    """
    if scope.turn.stop:
        cancel_waiting(scope.connection, scope.opened.conversation_id)
    sending = _sending(scope)
    inbound, replies = _inbound(scope), [_reply(scope, reply) | sending for reply in scope.turn.replies]
    scope.run(INSERT_MESSAGES, inbound, *replies)
    scope.run(INSERT_EVIDENCE, *(_evidence(scope, item, inbound["key"]) for item in scope.message.attachments))
    return bool(replies) and sending["due_at"] is not None


def _inbound(scope: Scope) -> Row:
    message, key = scope.message, scope.sealer.new_key()
    return _row(scope, key, message.text) | {
        "direction": "in",
        "author": "citizen",
        "state": "received",
        "provider_hash": scope.opened.provider_hash,
        "edits_hash": inbound_hash(scope.vault, message.channel, message.edits) if message.edits else None,
        "location": _location(scope, key),
    }


def _sending(scope: Scope) -> Row:
    """Whether replies wait, and where to: the last words to one who stops carry the address themselves, till sent."""
    if scope.pulled:
        return {"state": "pulled", "due_at": None, "address": None, "error": None}
    if not scope.linked and not scope.turn.stop:
        return {"state": "cancelled", "due_at": None, "address": None, "error": OPTED_OUT}
    address = scope.sealed_address() if scope.turn.stop else None
    return {"state": "queued", "due_at": scope.now, "address": address, "error": None}


def _reply(scope: Scope, reply: Reply) -> Row:
    key = scope.sealer.new_key()
    choices = scope.seal(f"choices:{key}", choices_json(reply.choices)) if reply.choices else None
    return _row(scope, key, reply.text) | {"direction": "out", "author": "bot", "choices": choices}


def _row(scope: Scope, key: str, text: str) -> Row:
    """The columns of every message; one statement stores messages both ways, so that all are named."""
    return EMPTY | {
        "key": key,
        "conversation_id": scope.opened.conversation_id,
        "tip_id": scope.content_tip,
        "text": scope.seal(f"text:{key}", text),
        "at": scope.now,
    }


def _location(scope: Scope, key: str) -> bytes | None:
    if scope.message.latitude is None:
        return None
    return scope.seal(f"location:{key}", json.dumps([scope.message.latitude, scope.message.longitude]))


def _evidence(scope: Scope, attachment: Attachment, message: str) -> Row:
    """The row of one file, which came with the message of that key."""
    key = scope.sealer.new_key()
    return {
        "id": key,
        "conversation_id": scope.opened.conversation_id,
        "tip_id": scope.content_tip,
        "of": scope.opened.conversation_id,
        "message": message,
        "state": "pending",
        "reference": scope.seal(f"reference:{key}", attachment.reference),
        "name": scope.seal(f"name:{key}", attachment.name),
        "content_type": claimed_type(attachment.content_type),  # unsealed, so never a sender's own words
        "bytes": _claimed_size(attachment),
        "at": scope.now,
        "due_at": scope.now,
        "attempts": 0,
    }


def _claimed_size(attachment: Attachment) -> int | None:
    """The sender's claim where it may be one."""
    claimed = attachment.bytes
    return claimed if claimed is not None and 0 <= claimed <= MAX_BYTES else None
