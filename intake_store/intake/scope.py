"""What every write of one turn needs to know: the rows found, the turn to store, and whose key seals it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from channels.base import InboundMessage
from intake_store.db.prepared import Prepared, Values
from intake_store.intake.opening import Opened
from intake_store.model.turn import Turn
from intake_store.vault.vault import Sealer, Vault, owner_of


@dataclass(frozen=True, slots=True)
class Scope:
    """One turn being written. `tip_id` is the tip that the conversation is in afterwards.

    `pulled`: the citizen's side fetches replies itself (web chat, terminal), so that there is nothing to send.
    """

    connection: Connection
    vault: Vault
    sealer: Sealer
    message: InboundMessage
    opened: Opened
    turn: Turn
    tip_id: int | None
    pulled: bool

    @property
    def is_new_tip(self) -> bool:
        """Whether the turn begins the tip that it is in."""
        old = self.opened.tip
        return self.tip_id is not None and (old is None or old.id != self.tip_id)

    @property
    def now(self) -> datetime:
        """The time of all that the turn writes, and of its replies being due."""
        return self.opened.now

    @property
    def content_tip(self) -> int | None:
        """The tip that the message and the replies belong to."""
        return self.tip_id if self.turn.kept else None

    @property
    def linked(self) -> bool:
        """Whether anything may lead from this conversation to the citizen after this turn."""
        return not self.turn.stop and (self.turn.resume or not self.opened.opted_out)

    @property
    def leaves_tip(self) -> bool:
        """Whether the conversation goes on to another tip, or to none."""
        return self.opened.tip is not None and self.opened.tip.id != self.tip_id

    def seal(self, field: str, content: str | bytes) -> bytes:
        """`content` sealed with the key of what this turn's message belongs to."""
        return self.sealer.seal(owner_of(self.content_tip, self.opened.conversation_id), field, content)

    def sealed_address(self) -> bytes:
        """Where replies go; always under the conversation's key, so that a tip's key never opens it."""
        return self.sealer.seal(owner_of(None, self.opened.conversation_id), "address", self.message.address)

    def run(self, statement: Prepared, *rows: Values) -> None:
        """Run the statement once for each of `rows`."""
        statement.run(self.connection, *rows)
