"""What went wrong at Telegram, with the decision and a reason that holds neither token, address nor text.

Telegram has no error codes beside HTTP's, and no key to drop doubles by: a message whose answer was lost is sent
again. https://core.telegram.org/bots/api#making-requests
"""

from __future__ import annotations

from datetime import timedelta

from telegram import error

from channels.base import SendError

#: Long enough for an operator to mend a setting, short enough that a citizen still gets an answer.
MENDING_SECONDS = 300.0

#: Beginnings of Telegram's descriptions (error 400), in lower case, and what they mean.
REFUSALS = {
    "chat not found": "the chat does not exist",
    "user not found": "the chat does not exist",
    "peer_id_invalid": "the chat does not exist",
    "message is too long": "the text is too long",
    "message text is empty": "the text is empty",
    "text must be non-empty": "the text is empty",
    "button_data_invalid": "a button's value is not valid",
    "file is too big": "the file is too large for bots to fetch",
    "wrong file_id": "Telegram does not know the file",
    "wrong file identifier": "Telegram does not know the file",
    "invalid file_id": "Telegram does not know the file",
    "file is temporarily unavailable": "Telegram does not have the file",
}


def failure(cause: error.TelegramError) -> SendError:
    """The error behind an exception of the library, whose own text may hold the token or what was sent."""
    if isinstance(cause, error.RetryAfter):
        return SendError("Telegram is busy", retryable=True, retry_after=_seconds(cause.retry_after))
    if isinstance(cause, error.Forbidden):
        return SendError("the citizen blocked the bot", retryable=False, opted_out=True)
    if isinstance(cause, error.BadRequest):
        return SendError(_refusal(cause.message), retryable=False)
    if isinstance(cause, error.ChatMigrated):
        return SendError("the chat became another", retryable=False)
    if isinstance(cause, error.InvalidToken):
        return SendError("Telegram refuses the bot's token", retryable=True, retry_after=MENDING_SECONDS)
    if isinstance(cause, error.Conflict):
        return SendError("another process fetches the bot's updates", retryable=True)
    if isinstance(cause, error.TimedOut):
        return SendError("Telegram did not answer in time", retryable=True)
    return SendError("no connection to Telegram, or a fault of its own", retryable=True)


def _refusal(description: str) -> str:
    words = description.lower().removeprefix("bad request: ")
    return next((reason for start, reason in REFUSALS.items() if words.startswith(start)), "Telegram refused it")


def _seconds(wait: int | timedelta) -> float:
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
