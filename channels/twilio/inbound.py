"""Twilio's forms made into messages and receipts.

Shapes: https://www.twilio.com/docs/messaging/guides/webhook-request and
https://www.twilio.com/docs/messaging/guides/track-outbound-message-status.
"""

from __future__ import annotations

import math
import re

from channels.base import Attachment, InboundMessage, Receipt, Refused
from channels.twilio.checks import check
from channels.twilio.errors import describe
from channels.twilio.form import Form

#: An MMS carries ten files at most.
MAX_FILES = 10
#: Twilio's prefix of an address -> our channel. RCS and Messenger senders are not served.
CHANNELS = {"": "sms", "whatsapp": "whatsapp"}
#: Twilio's MessageStatus -> ours. What is missing here says nothing that we do not know (queued, sending, ...).
STATUSES = {
    "sent": "sent",
    "delivered": "delivered",
    "partially_delivered": "delivered",
    "read": "read",
    "failed": "failed",
    "undelivered": "failed",
    "canceled": "failed",
}

_NUMBER = r"\+[1-9][0-9]{1,14}"  # E.164
#: What an address of each channel looks like. SMS also comes from short codes and from names of up to 11 characters,
#: WhatsApp from people who show no number but a user id ("GB." and letters or digits).
ADDRESSES = {
    "sms": re.compile(rf"{_NUMBER}|[0-9]{{3,8}}|(?=.*[A-Za-z])[A-Za-z0-9 +_&-]{{1,11}}"),
    "whatsapp": re.compile(rf"{_NUMBER}|[A-Z]{{2}}\.[A-Za-z0-9.]{{1,132}}"),
}
_CODE = re.compile(r"[0-9]{1,8}")


def message(form: Form, account_sid: str) -> InboundMessage:
    """The message in a form of the message webhook; raises Refused(400)."""
    provider_id = check(form, account_sid)
    channel, address = _address(form.get("From"))
    latitude, longitude = _degrees(form.get("Latitude"), 90), _degrees(form.get("Longitude"), 180)
    there = latitude is not None and longitude is not None
    return InboundMessage(
        channel=channel,
        address=address,
        provider_id=provider_id,
        text=form.get("Body") or _place(form),
        attachments=_attachments(form),
        latitude=latitude if there else None,
        longitude=longitude if there else None,
        choice=form.get("ButtonPayload") or form.get("ListId") or None,
        line=_line(form.get("To"), channel),
    )


def receipts(form: Form, account_sid: str) -> tuple[Receipt, ...]:
    """The receipt in a form of the status webhook, if it says anything; raises Refused(400)."""
    provider_id = check(form, account_sid)
    status = STATUSES.get(form.get("MessageStatus") or form.get("SmsStatus"))
    if status is None:
        return ()
    code = form.get("ErrorCode")
    return (Receipt(provider_id, status, describe(code) if _CODE.fullmatch(code) else ""),)


def is_status(form: Form) -> bool:
    """Whether the form reports on a message of ours; only such forms name a MessageStatus."""
    return form.get("MessageStatus") not in ("", "received")


def _address(value: str) -> tuple[str, str]:
    """Our channel and the bare address in "+4477..." or "whatsapp:+4477..."."""
    prefix, _, address = value.rpartition(":")
    if prefix not in CHANNELS:
        raise Refused(400, "a channel of Twilio that is not served")
    if not ADDRESSES[CHANNELS[prefix]].fullmatch(address):
        raise Refused(400, "no address")
    return CHANNELS[prefix], address


def _line(value: str, channel: str) -> str:
    """Our number, which a message came to; "" where Twilio does not tell: no word is lost over that."""
    if not value:
        return ""
    served, line = _address(value)
    if served != channel:
        raise Refused(400, "from one channel to another")
    return line


def _place(form: Form) -> str:
    """The words of a shared place: WhatsApp sends them beside an empty Body."""
    return ", ".join(words for words in (form.get("Label"), form.get("Address")) if words)


def _degrees(value: str, most: int) -> float | None:
    try:
        degrees = float(value)
    except ValueError:
        return None
    return degrees if math.isfinite(degrees) and abs(degrees) <= most else None


def _attachments(form: Form) -> tuple[Attachment, ...]:
    """The files of the message. NumMedia is not believed: the addresses that are there count."""
    found = ((form.get(f"MediaUrl{n}"), n) for n in range(MAX_FILES))
    return tuple(Attachment(url, form.get(f"MediaContentType{n}")) for url, n in found if url)
