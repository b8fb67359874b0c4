"""SMS, MMS and WhatsApp through Twilio."""

from __future__ import annotations

from collections.abc import Callable

from channels.base import SEND_SECONDS, Attachment, OutboundMessage, Parsed, Refused, Request
from channels.twilio import form, inbound, signature
from channels.twilio.media import Files
from channels.twilio.sending import Sender

API_URL = "https://api.twilio.com"
STATUS_PATH = "/webhooks/twilio/status"
#: How long to wait for Twilio, in seconds: to connect and between two pieces of its answer.
TIMEOUT = 10.0

_PREFIXES = {"sms": "", "whatsapp": "whatsapp:"}
_REPLY = b'<?xml version="1.0" encoding="UTF-8"?><Response/>'


class Twilio:
    """One Twilio account. `from_` is the number ("+15005550006") or messaging service ("MG...") of messages that
    answer none; every other leaves from the number the citizen wrote to. `public_url` is where Twilio reaches us.
    """

    def __init__(
        self,
        account_sid: str,
        auth_token: str,
        from_: str,
        public_url: str,
        api_url: str = API_URL,
        timeout: float = TIMEOUT,
        seconds: float = SEND_SECONDS,
    ) -> None:
        """`seconds` is for a whole send."""
        self._account_sid, self._auth_token, self._from = account_sid, auth_token, from_
        self._status_callback = public_url.rstrip("/") + STATUS_PATH
        self._sender = Sender(account_sid, auth_token, api_url, timeout, seconds)
        self._files = Files(account_sid, auth_token, api_url, timeout)

    def parse(self, request: Request) -> Parsed:
        """A message or a receipt; raises Refused: 403 unsigned, 400 malformed."""
        posted = form.read(request.body)
        given = request.headers.get(signature.HEADER, "")
        if not signature.is_signed(self._auth_token, request.url, posted.pairs, given):
            raise Refused(403, "no valid signature")
        if inbound.is_status(posted) or request.url.partition("?")[0].endswith(STATUS_PATH):
            return Parsed(receipts=inbound.receipts(posted, self._account_sid))
        return Parsed(messages=(inbound.message(posted, self._account_sid),), reply=_REPLY, content_type="text/xml")

    def send(self, message: OutboundMessage) -> str:
        """Send from the number the citizen wrote to; Twilio's sid of the message. Raises SendError.

        No buttons: on WhatsApp they need templates that are approved beforehand.
        """
        prefix = _PREFIXES[message.channel]
        sender = message.line or self._from
        service = sender.startswith("MG")
        origin = {"messaging_service_sid": sender} if service else {"from_": prefix + sender}
        return self._sender.create(
            to=prefix + message.address, body=message.text, status_callback=self._status_callback, **origin
        )

    def fetch(self, attachment: Attachment, sink: Callable[[bytes], None], limit: int) -> str:
        """Stream a file of the citizen into `sink`; the content type Twilio claims. Raises SendError."""
        return self._files.fetch(attachment.reference, sink, limit) or attachment.content_type

    def close(self) -> None:
        """Close the connections."""
        self._sender.close()
        self._files.close()
