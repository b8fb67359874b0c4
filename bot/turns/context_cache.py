"""Remembers what each conversation last asked and in which language, so that most messages need no look-up first.

It may be out of date: the turn compares it once the conversation is locked, and reads the message again when it was.
Nothing of a citizen is in it but a keyed hash, a language and the name of a slot.
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
    """What the reading of the next message depends on. A new citizen has neither."""

    language: str | None = None
    asking: str | None = None

    @classmethod
    def of(cls, conversation: Conversation | None) -> KnownContext:
        """What is known of a conversation as it is stored."""
        return cls(conversation.language, conversation.asking) if conversation else cls()


class ContextCache:
    """The last known contexts by conversation, for any number of threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: OrderedDict[bytes, KnownContext] = OrderedDict()
        self._doubt = 0

    def guess(self, key: bytes) -> KnownContext | None:
        """What is known; of a citizen never seen, that they are new. None when the database should be asked."""
        with self._lock:
            if self._doubt:
                self._doubt -= 1
                return None
            return self._known.get(key, KnownContext())

    def keep(self, key: bytes, known: KnownContext) -> None:
        """Remember how the conversation stands after a turn."""
        with self._lock:
            self._known[key] = known
            self._known.move_to_end(key)
            if len(self._known) > MAX_ENTRIES:
                self._known.popitem(last=False)

    def was_wrong(self) -> None:
        """Trust no guess for a while, as one did not hold."""
        with self._lock:
            self._doubt = COOLDOWN_TURNS
