"""What is new in a conversation, at once or as soon as there is something."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import BoundedSemaphore
from typing import Any

from channels.base import Choice
from channels.web import provider_id
from channels.web_page.ports import ChatPorts, Reply, TranscriptEntry, TurnResult

#: How soon a page may ask again when no more requests can wait here.
ASK_AGAIN_SECONDS = 4
#: A wake-up may be somebody else's: a waiting request looks at most this often.
PAUSE_SECONDS = 0.2
#: ... and at least this often, because several processes without Redis do not wake one another.
LOOK_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Reader:
    """Who asks: a session, the last message it has, and its names of the messages that it has not seen arrive."""

    address: str
    after: int
    names: Sequence[str] = ()


class Updates:
    """Answers for the page: `{"letters", "language", "again", "ended"?}`.

    `again` is how many seconds the page should wait before it asks the next time; `ended` tells it that its session
    leads nowhere any more.
    """

    def __init__(self, chat: ChatPorts, waiting: int, seconds: float) -> None:
        self._chat, self._seconds = chat, seconds
        self._places = BoundedSemaphore(waiting) if waiting else None

    def now(self, reader: Reader, result: TurnResult) -> dict[str, Any]:
        """What is new after a turn. One that cut the citizen off ("stop") left no messages, but has a last word."""
        answer = self._answer(reader, self._entries(reader), again=0)
        if answer["letters"] or not result.replies:
            return answer
        return answer | {"letters": [_last_word(reply) for reply in result.replies], "ended": True}

    def awaited(self, reader: Reader) -> dict[str, Any]:
        """What is new as soon as something is, or after the longest wait. At once for a page that has nothing
        yet (it may have messages of its own to send first) and when all places are taken."""
        if not reader.after or not self._places or not self._places.acquire(blocking=False):
            return self._answer(reader, self._entries(reader), again=ASK_AGAIN_SECONDS)
        try:
            return self._answer(reader, self._wait(reader), again=0)
        finally:
            self._places.release()

    def _entries(self, reader: Reader) -> Sequence[TranscriptEntry]:
        return self._chat.transcript(reader.address, reader.after)

    def _wait(self, reader: Reader) -> Sequence[TranscriptEntry]:
        """Listens before it looks, so that no message falls in between."""
        deadline = time.monotonic() + self._seconds
        listener = self._chat.listen()
        try:
            while not (entries := self._entries(reader)) and not listener.closed:
                left = deadline - time.monotonic()
                if left <= 0:
                    break
                time.sleep(min(left, PAUSE_SECONDS))
                listener.get(timeout=min(left, LOOK_SECONDS))
            return entries
        finally:
            listener.close()

    def _answer(self, reader: Reader, entries: Sequence[TranscriptEntry], again: int) -> dict[str, Any]:
        hashes = {self._chat.hash(provider_id(reader.address, name)): name for name in reader.names} if entries else {}
        return {
            "letters": [_entry_json(entry, hashes) for entry in entries],
            "language": self._chat.language(reader.address) if entries else None,
            "again": again,
        }


def _entry_json(entry: TranscriptEntry, names: Mapping[bytes, str]) -> dict[str, Any]:
    """A message as the page reads it; `name` is the page's own name for a message that it waits to see arrive."""
    return {
        "id": entry.id,
        "at": entry.at.isoformat(),
        "author": entry.author,
        "text": entry.text,
        "choices": _choices_json(entry.choices),
        "files": list(entry.files),
        "place": entry.place,
        "name": names.get(entry.provider_hash) if entry.provider_hash else None,
    }


def _last_word(reply: Reply) -> dict[str, Any]:
    return {"id": None, "at": None, "author": "bot", "text": reply.text, "choices": _choices_json(reply.choices)}


def _choices_json(choices: Sequence[Choice]) -> list[dict[str, str]]:
    return [{"label": choice.label, "value": choice.value} for choice in choices]
