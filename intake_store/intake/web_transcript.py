"""What a citizen's own screen shows of the conversation, and how that screen is cut off from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select, update

from channels.base import Choice
from intake_store.db.database import Database
from intake_store.db.events import add_event
from intake_store.db.tables import conversations, evidence, messages
from intake_store.delivery.choices import choices_from
from intake_store.delivery.opt_out import cancel_waiting
from intake_store.intake.opening import inbound_hash
from intake_store.model.event_kind import EventKind
from intake_store.vault.vault import Vault, owner_of

ENTRIES_AT_ONCE = 500
READER = "citizen"

_COLUMNS = ("id", "key", "at", "author", "text", "choices", "location", "provider_hash", "tip_id", "conversation_id")
_ENTRIES = (
    select(*(messages.c[name] for name in _COLUMNS))
    .join_from(messages, conversations, messages.c.conversation_id == conversations.c.id)
    .where(conversations.c.address_hash == bindparam("address_hash"), messages.c.id > bindparam("after"))
    .order_by(messages.c.id)
    .limit(ENTRIES_AT_ONCE)
)
_FILES = select(evidence.c.message_id, evidence.c.content_type).where(
    evidence.c.message_id.in_(bindparam("messages", expanding=True))
)
_CONVERSATION = (
    select(conversations.c.id, conversations.c.tip_id)
    .where(conversations.c.address_hash == bindparam("hash"))
    .with_for_update()
)
_CUT = (
    update(conversations)
    .where(conversations.c.id == bindparam("conversation"))
    .values(address=None, address_hash=None, state=None)
)


@dataclass(frozen=True, slots=True)
class TranscriptEntry:
    """One message of a conversation, either way; ids rise within a conversation.

    `author` is citizen, bot or handler. A citizen's has the hash of its provider id, the content types of its files
    as they were claimed, and whether a position came with it.
    """

    id: int
    at: datetime
    author: str
    text: str
    choices: tuple[Choice, ...] = ()
    provider_hash: bytes | None = None
    files: tuple[str, ...] = ()
    place: bool = False


class WebTranscript:
    """What citizens see of their conversations on one channel: the web page, or the terminal in its place.

    Every verb raises `database.Unavailable` when the database is away.
    """

    def __init__(self, database: Database, vault: Vault, channel: str) -> None:
        self._database, self._vault, self._channel = database, vault, channel

    def entries(self, address: str, after: int = 0) -> list[TranscriptEntry]:
        """What was said both ways since message `after`, oldest first, at most `ENTRIES_AT_ONCE`."""
        found = {"address_hash": self._vault.address_hash(self._channel, address), "after": after}
        with self._database.read() as connection:
            rows = connection.execute(_ENTRIES, found).all()
            files = _files(connection, [row.id for row in rows if row.author == "citizen"])
        return [self._entry(row, files) for row in rows]

    def hash(self, provider_id: str) -> bytes:
        """What `TranscriptEntry.provider_hash` is for a message with this provider id."""
        return inbound_hash(self._vault, self._channel, provider_id)

    def forget(self, address: str, now: datetime) -> None:
        """Destroy the way from `address` to its conversation: neither side reaches the other any more.

        What was told stays with the tip. Unlike opting out nothing is put on a list: the address is never used again.
        """
        with self._database.write() as connection:
            key = {"hash": self._vault.address_hash(self._channel, address)}
            row = connection.execute(_CONVERSATION, key).one_or_none()
            if row is None:
                return
            cancel_waiting(connection, row.id)
            connection.execute(_CUT, {"conversation": row.id})
            if row.tip_id is not None:
                add_event(connection, row.tip_id, now, "citizen", EventKind.LEFT)
        self._database.scrub()

    def _entry(self, row: Row[Any], files: Mapping[int, tuple[str, ...]]) -> TranscriptEntry:
        owner = owner_of(row.tip_id, row.conversation_id)
        text = self._vault.open_text(owner, f"text:{row.key}", row.text, READER)
        choices = row.choices and self._vault.open(owner, f"choices:{row.key}", row.choices, READER)
        return TranscriptEntry(
            row.id, row.at, row.author, text, choices_from(choices) if choices else (),
            row.provider_hash if row.author == "citizen" else None, files.get(row.id, ()), row.location is not None,
        )  # fmt: skip


def _files(connection: Connection, ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = defaultdict(tuple)
    for row in connection.execute(_FILES, {"messages": ids}) if ids else ():
        found[row.message_id] += (row.content_type,)
    return found
