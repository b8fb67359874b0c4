"""Messages to Telegram: the keyboards of questions, put up and taken down again."""

from __future__ import annotations

import asyncio
import contextlib
import warnings
from collections import OrderedDict
from collections.abc import Coroutine, Sequence
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.error import TelegramError
from telegram.warnings import PTBUserWarning

from channels.base import Choice, OutboundMessage
from channels.telegram.answers import sent_id
from channels.telegram.client import Bot

#: Buttons stand side by side while their labels together are no longer than this, in characters.
ROW_CHARS = 24
ROW_BUTTONS = 4
#: Chats whose last keyboard is remembered.
MAX_KEYBOARDS = 10_000

_PLAIN = LinkPreviewOptions(is_disabled=True)  # nobody's server hears of an address that a handler writes


class Outbox:
    """Sends messages, and takes a question's keyboard down when the next message of that chat goes out.

    Which keyboard is up is remembered in this process alone: after a restart one may stay up, and pressing it then
    still answers by its value.
    """

    def __init__(self) -> None:
        # The SDK's own methods raise where an answer is not what they know, and a yes would be lost with it.
        warnings.filterwarnings("ignore", "Please use 'Bot", PTBUserWarning)
        self._keyboards: OrderedDict[int, int] = OrderedDict()
        self._tasks: set[asyncio.Task[None]] = set()

    async def send(self, bot: Bot, chat: int, message: OutboundMessage) -> int | None:
        """Send, and return Telegram's id of the message in that chat, None where the answer does not tell."""
        fields = {"chat_id": chat, "text": message.text, "link_preview_options": _PLAIN}
        fields["reply_markup"] = keyboard(message.choices)
        sent = sent_id(await bot.do_api_request("sendMessage", api_kwargs=fields))
        stale = self._keyboards.pop(chat, None)
        if stale is not None:
            self._later(_take_down(bot, chat, stale))
        if message.choices and sent is not None:
            self._keyboards[chat] = sent
            while len(self._keyboards) > MAX_KEYBOARDS:
                self._keyboards.popitem(last=False)
        return sent

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def keyboard(choices: Sequence[Choice]) -> InlineKeyboardMarkup | None:
    """The buttons of a question in rows; None without choices."""
    rows: list[list[InlineKeyboardButton]] = []
    width = 0
    for choice in choices:
        width += len(choice.label)
        if not rows or width > ROW_CHARS or len(rows[-1]) == ROW_BUTTONS:
            rows.append([])
            width = len(choice.label)
        rows[-1].append(InlineKeyboardButton(choice.label, callback_data=choice.value))
    return InlineKeyboardMarkup(rows) if rows else None


async def _take_down(bot: Bot, chat: int, message_id: int) -> None:
    with contextlib.suppress(TelegramError):  # it may be gone already, and nothing hangs on it
        await bot.do_api_request("editMessageReplyMarkup", api_kwargs={"chat_id": chat, "message_id": message_id})
