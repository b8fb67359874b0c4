"""Only Twilio's own forms are taken: whoever holds one signed request can cut it up into others.

The signature is over names and values run together, so it does not tell where one ends and the next begins:
"MessageSid" "SM..." "NumMedia" "0" and "MessageSid" "SM...NumMedia0" are signed alike. What makes a message a new one
is its sid. Hence: a sid is exactly a sid, and the signed text names no other one, however it was cut.
Shapes: https://www.twilio.com/docs/messaging/guides/webhook-request, https://www.twilio.com/docs/glossary/what-is-a-sid.
"""

from __future__ import annotations

import re
from collections import Counter

from channels.base import Refused
from channels.twilio.form import Form
from channels.twilio.signature import in_order

_MESSAGE = r"(?:SM|MM)[0-9a-fA-F]{32}"
SID = re.compile(_MESSAGE)
#: The parameters that name the message itself: the last two repeat the first for older programs.
SIDS = ("MessageSid", "SmsSid", "SmsMessageSid")
#: Parameters that decide something, with Twilio's form of a value; blank ones say nothing.
FORMS = {
    **dict.fromkeys(SIDS, SID),
    "ApiVersion": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    "NumMedia": re.compile(r"[0-9]{1,3}"),
    "NumSegments": re.compile(r"[0-9]{1,3}"),
}
#: Parameters that Twilio sends once at most; a second one would come of a cut.
ONCE = frozenset({"AccountSid", "From", "To", "Body", "MessageStatus", "SmsStatus", "OptOutType", *FORMS})
#: What else may name a message, such as OriginalRepliedMessageSid: words of letters before the name.
_OTHERS = re.compile(r"(?:[A-Z][a-z]+)+(?:Message|Sms)Sid")
_NAMED = re.compile(rf"(?:Message|Sms)Sid({_MESSAGE})")


def check(form: Form, account_sid: str) -> str:
    """The sid of the message that the form is about; raises Refused(400) for what Twilio would not send."""
    sid = form.get("MessageSid") or form.get("SmsSid")
    if not SID.fullmatch(sid):
        raise Refused(400, "no MessageSid")
    if form.get("AccountSid") != account_sid:
        raise Refused(400, "another account")
    if not _is_twilios(form) or _named(form) != {sid}:
        raise Refused(400, "not a form of Twilio's")
    return sid


def _is_twilios(form: Form) -> bool:
    count = Counter(name for name, _ in form.pairs)
    whole = all(not value or FORMS[name].fullmatch(value) for name, value in form.pairs if name in FORMS)
    # A receipt's address is a message's with "/status" after it, which could else become the first name.
    lettered = all(name[:1].isascii() and name[:1].isalpha() for name in count)
    return whole and lettered and not any(count[name] > 1 for name in ONCE)


def _named(form: Form) -> set[str]:
    """The sids that stand after a name for this message's anywhere in the signed text, whatever it was cut into."""
    kept = ("\n" if _is_anothers(name, value) else name + value for name, value in in_order(form.pairs))
    return set(_NAMED.findall("".join(kept)))


def _is_anothers(name: str, value: str) -> bool:
    return name not in SIDS and bool(_OTHERS.fullmatch(name) and SID.fullmatch(value))
