"""Twilio's error codes and HTTP statuses, each with what it means for the message and a reason a handler can read.

Source: https://www.twilio.com/docs/api/errors. The same codes come as an answer to a send and as ErrorCode of a
receipt.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from channels.base import SendError


@dataclass(frozen=True, slots=True)
class Fault:
    """`retry_after` is in seconds, for faults that pass by themselves or that an operator can mend."""

    reason: str
    retryable: bool = False
    retry_after: float | None = None
    opted_out: bool = False


#: Long enough for an operator to mend a setting, short enough that a citizen still gets an answer.
MENDING_SECONDS = 300.0

CODES: Mapping[int, Fault] = {
    14107: Fault("too many messages at once", retryable=True),
    20003: Fault("Twilio refuses the account SID or auth token", retryable=True, retry_after=MENDING_SECONDS),
    20005: Fault("the Twilio account is not active", retryable=True, retry_after=MENDING_SECONDS),
    20404: Fault("Twilio does not know the account or number"),
    20429: Fault("Twilio is busy", retryable=True),
    20500: Fault("Twilio has a fault", retryable=True),
    20503: Fault("Twilio is away", retryable=True),
    21211: Fault("not a telephone number that exists"),
    21212: Fault("our number is not valid"),
    21214: Fault("the telephone number cannot be reached"),
    21217: Fault("not a telephone number that exists"),
    21266: Fault("the sender and our number are the same"),
    21408: Fault("the line may not send to that country"),
    21421: Fault("not a telephone number that exists"),
    21602: Fault("the text is empty"),
    21604: Fault("no telephone number"),
    21605: Fault("the text is too long"),
    21606: Fault("our number cannot send SMS"),
    21608: Fault("a Twilio trial account may not send to that number"),
    21609: Fault("Twilio refuses the address for receipts"),
    21610: Fault("the citizen opted out", opted_out=True),
    21611: Fault("too many messages are waiting at Twilio", retryable=True, retry_after=60.0),
    21612: Fault("no route to that number from ours"),
    21614: Fault("not a mobile number"),
    21617: Fault("the text is too long"),
    21619: Fault("the text is empty"),
    21635: Fault("a landline cannot get SMS"),
    21660: Fault("our number does not belong to the Twilio account"),
    21703: Fault("the messaging service has no number"),
    21704: Fault("the messaging service has no number"),
    21705: Fault("the messaging service does not exist"),
    21730: Fault("Twilio is under maintenance", retryable=True, retry_after=60.0),
    30001: Fault("too many messages were waiting at Twilio", retryable=True, retry_after=60.0),
    30002: Fault("the Twilio account is suspended"),
    30003: Fault("the telephone is off or out of reach"),
    30004: Fault("the message was blocked"),
    30005: Fault("the telephone number is unknown to its network"),
    30006: Fault("a landline, or a network that cannot be reached"),
    30007: Fault("filtered by the network as unwanted"),
    30008: Fault("lost in the network"),
    30009: Fault("a part of the message was lost"),
    30010: Fault("too expensive to send"),
    30022: Fault("the network allows no more messages for now", retryable=True, retry_after=60.0),
    30023: Fault("the network allows no more messages today"),
    30032: Fault("our toll-free number is not verified"),
    30034: Fault("our number is not registered with the networks"),
    30036: Fault("not delivered in time"),
    30410: Fault("the network did not answer", retryable=True, retry_after=60.0),
    30500: Fault("the network has a fault", retryable=True, retry_after=60.0),
    63001: Fault("WhatsApp refuses our account"),
    63003: Fault("not on WhatsApp"),
    63005: Fault("WhatsApp refuses the message"),
    63007: Fault("our number is not on WhatsApp"),
    63010: Fault("WhatsApp has a fault", retryable=True, retry_after=60.0),
    63012: Fault("WhatsApp has a fault", retryable=True, retry_after=60.0),
    63013: Fault("against WhatsApp's rules"),
    63015: Fault("the citizen has not joined the WhatsApp sandbox"),
    63016: Fault("more than 24 hours since the citizen wrote: WhatsApp wants a template"),
    63018: Fault("too many WhatsApp messages at once", retryable=True, retry_after=60.0),
    63020: Fault("WhatsApp refuses our account"),
    63024: Fault("not on WhatsApp"),
    63032: Fault("WhatsApp does not deliver to this citizen"),
    63033: Fault("the citizen is blocked on WhatsApp"),
    63038: Fault("the account may send no more messages today"),
}  # fmt: skip

#: Statuses of HTTP that decide where the code says nothing: 408 and 429 pass, 401 and 403 are for the operator.
STATUSES: Mapping[int, Fault] = {
    401: CODES[20003],
    403: CODES[20003],
    408: Fault("Twilio did not answer in time", retryable=True),
    429: CODES[20429],
}


def describe(code: str) -> str:
    """The reason behind a receipt's error code, for a handler; "" for no code."""
    if not code:
        return ""
    fault = CODES.get(int(code)) if code.isdecimal() else None
    return fault.reason if fault else f"Twilio's error {code}"


def failure(status: int, body: str, retry_after: str = "") -> SendError:
    """The error behind an answer of Twilio that is not a success; `retry_after` is the header, seconds or "".

    Nothing of the body but its number gets into the error: Twilio repeats the telephone number in its messages.
    """
    code = _code(body)
    fault = CODES.get(code) or STATUSES.get(status) or _unknown(status, code)
    wait = float(retry_after) if retry_after.isdecimal() and len(retry_after) < 6 else fault.retry_after
    return SendError(fault.reason, retryable=fault.retryable, retry_after=wait, opted_out=fault.opted_out)


def _code(body: str) -> int:
    try:
        code = json.loads(body).get("code")
    except (ValueError, AttributeError, RecursionError):
        return 0
    return code if isinstance(code, int) else 0


def _unknown(status: int, code: int) -> Fault:
    # A redirect or a page of a proxy (3xx, 5xx) says nothing about the message; a 4xx refuses it.
    return Fault(f"Twilio refused it ({code or status})", retryable=not 400 <= status < 500)
