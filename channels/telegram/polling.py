"""Telegram's updates fetched by long polling, for machines that have no public address."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable
from typing import Any

from channels.base import InboundMessage, Parsed, Refused, SendError
from channels.telegram.client import Bot, Client
from channels.telegram.updates import ALLOWED_UPDATES, parse

#: How long Telegram holds a call open while there is nothing, in seconds.
HOLD_SECONDS = 25
#: The first and the longest wait after a failure, in seconds; it doubles between.
FIRST_WAIT, LONGEST_WAIT = 1.0, 60.0

log = logging.getLogger(__name__)


class Poller:
    """Fetches updates and hands them over, one after the other.

    `take` returns once the message is stored and raises `unavailable` when it cannot be now: the same update is then
    handed over again later. `on_refusal(provider key, address, sentence key)` is as for webhooks. Telegram forgets
    updates below the offset of a later call, and keeps the others for a day: nothing is lost when the process dies.
    """

    def __init__(
        self,
        client: Client,
        take: Callable[[InboundMessage], object],
        on_refusal: Callable[[str, str, str], object],
        unavailable: type[Exception] | tuple[type[Exception], ...],
        hold_seconds: int = HOLD_SECONDS,
        first_wait: float = FIRST_WAIT,
    ) -> None:
        self._client, self._take, self._on_refusal = client, take, on_refusal
        self._unavailable, self._hold, self._first_wait = unavailable, hold_seconds, first_wait

    def run(self, stop: threading.Event) -> None:
        """Poll until `stop` is set. A webhook that was set is taken away first: Telegram allows one or the other."""
        offset: int | None = None
        wait, deleted = self._first_wait, False
        while not stop.is_set():
            try:
                deleted = deleted or self._delete_webhook(stop)
                offset = self.once(offset, stop)
                wait = self._first_wait
            except SendError as error:
                if not stop.is_set():
                    log.warning("polling failed", extra={"kind": "telegram", "reason": error.reason})
                stop.wait(error.retry_after or wait)
                wait = min(2 * wait, LONGEST_WAIT)

    def once(self, offset: int | None, stop: threading.Event) -> int | None:
        """Fetch and hand over what there is; the offset to go on from. Raises SendError."""
        updates = self._client.call(
            lambda bot: _get_updates(bot, offset, self._hold), seconds=self._hold + 30, stopped=stop.is_set
        )
        for update in updates:
            if stop.is_set() or not self._hand_over(update, stop):
                break
            offset = int(update["update_id"]) + 1
        return offset

    def _delete_webhook(self, stop: threading.Event) -> bool:
        return self._client.call(lambda bot: bot.delete_webhook(), stopped=stop.is_set)

    def _hand_over(self, update: Any, stop: threading.Event) -> bool:
        """Whether this update is done with. One that cannot be read is, or it would come back for ever."""
        try:
            parsed = parse(update)
            for message in parsed.messages:
                self._take(message)
        except Refused as refused:
            log.warning("update refused", extra={"kind": "telegram", "reason": refused.reason})
            return True
        except self._unavailable:
            log.warning("update put off", extra={"kind": "telegram"})
            stop.wait(self._first_wait)
            return False
        for address, key in parsed.refusals:
            self._on_refusal("telegram", address, key)
        self._answer(parsed)
        return True

    def _answer(self, parsed: Parsed) -> None:
        """Call the method that a webhook would have given as its answer, without waiting for it."""
        if parsed.reply:
            fields = json.loads(parsed.reply)
            method = fields.pop("method")
            self._client.start(lambda bot: bot.do_api_request(method, api_kwargs=fields))


async def _get_updates(bot: Bot, offset: int | None, hold: int) -> list[Any]:
    """getUpdates as plain data: one update that the library cannot read must not take the others with it."""
    fields = {"timeout": hold, "allowed_updates": list(ALLOWED_UPDATES)}
    if offset is not None:
        fields["offset"] = offset
    updates = await bot.do_api_request("getUpdates", api_kwargs=fields, read_timeout=hold + 10)
    return [update for update in updates if isinstance(update, dict) and type(update.get("update_id")) is int]
