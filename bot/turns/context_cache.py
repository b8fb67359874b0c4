"""What this process last knew of each conversation, so that most messages are understood without asking the database.

It is a guess and only ever a guess: the turn checks it once the conversation is locked, and reads the message again
when it was wrong. Nothing of a citizen is in it but a keyed hash, a language and the name of a slot.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import NamedTuple

from intake_store.model.conversation import Conversation

#: Citizens that are remembered; of more, those who were silent longest are forgotten.
MAX_ENTRIES = 20_000
#: After a wrong guess so many turns are not guessed: another process answers the same citizens, or after a restart.
COOLDOWN_TURNS = 100


class KnownContext(NamedTuple):
    """What the reading of the next message depends on. A citizen who is new has neither."""

    language: str | None = None
    asking: str | None = None

    @classmethod
    def of(cls, conversation: Conversation | None) -> KnownContext:
        """What is known of a conversation as it is stored."""
        return cls(conversation.language, conversation.asking) if conversation else cls()


class ContextCache:
    """Guesses for any number of threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: OrderedDict[bytes, KnownContext] = OrderedDict()
        self._doubt = 0

    def guess(self, key: bytes) -> KnownContext | None:
        """What is known, of one never seen that he is new; None when the database should be asked."""
        with self._lock:
            if self._doubt:
                self._doubt -= 1
                return None
            return self._known.get(key, KnownContext())

    def keep(self, key: bytes, known: KnownContext) -> None:
        """How the conversation stands after a turn."""
        with self._lock:
            self._known[key] = known
            self._known.move_to_end(key)
            if len(self._known) > MAX_ENTRIES:
                self._known.popitem(last=False)

    def was_wrong(self) -> None:
        """A guess did not hold."""
        with self._lock:
            self._doubt = COOLDOWN_TURNS
