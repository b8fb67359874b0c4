"""The web chat as a channel: signed session tokens, and what the page posts made into messages."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from urllib.parse import unquote

from channels import web_post
from channels.base import Attachment, InboundMessage, OutboundMessage, Parsed, Refused, Request, SendError

NAME = "web"
SESSION_BYTES = 24
MAX_NAME_CHARS = 200
UPLOAD_TYPES = re.compile(r"(image|video|audio)/[a-z0-9.+-]{1,80}|application/pdf")

#: Says what the signature is for, so that nothing else that is signed here passes for a session.
_SIGNED = "chat:"


class Web:
    """The citizen's page. It fetches its messages itself, so there is nothing to send.

    `sign` turns a session id into a token, `verify` gives the id of a token or None for one that was not signed
    here; `read_upload` gives the plain bytes of a sealed upload by its reference and raises OSError when it is gone.
    """

    def __init__(
        self,
        sign: Callable[[str], str],
        verify: Callable[[str], str | None],
        read_upload: Callable[[str], Iterator[bytes]],
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._sign, self._verify, self._read_upload, self._now = sign, verify, read_upload, now

    def open_session(self) -> str:
        """A new session's token. Nothing is stored: a session exists from its first message."""
        return self._sign(_SIGNED + secrets.token_urlsafe(SESSION_BYTES))

    def address(self, headers: Mapping[str, str]) -> str:
        """The session that `Authorization: Bearer TOKEN` proves; raises Refused(403)."""
        scheme, _, token = headers.get("Authorization", "").partition(" ")
        signed = self._verify(token.strip()) if scheme.lower() == "bearer" else None
        if not signed or not signed.startswith(_SIGNED):
            raise Refused(403, "no valid session")
        return signed.removeprefix(_SIGNED)

    def parse(self, request: Request) -> Parsed:
        """A POST of `{"id", "text", "choice"?, "latitude"?, "longitude"?, "age"?, "language"?}` as one message.

        `id` is the page's own name for the message: the same one posted again is the same message. `age` says how
        many seconds ago it was written, which needs no clock that is right on the phone.
        """
        address = self.address(request.headers)
        body = web_post.read_json(request.body)
        latitude, longitude = web_post.place(body)
        message = InboundMessage(
            channel=NAME,
            address=address,
            provider_id=provider_id(address, web_post.client_id(body.get("id"))),
            text=web_post.text(body.get("text")),
            sent_at=self._now() - web_post.age(body.get("age")),
            latitude=latitude,
            longitude=longitude,
            choice=web_post.choice(body.get("choice")),
            language_hint=web_post.language(body.get("language")),
        )
        if not (message.text or message.choice or message.latitude is not None):
            raise Refused(400, "empty message")
        return Parsed(messages=(message,))

    def upload(self, headers: Mapping[str, str], keep: Callable[[], str]) -> InboundMessage:
        """A file as a message. `keep` seals the bytes and gives their reference; it runs after all else was checked.

        `X-Message-Id` is the page's name for the message, `X-File-Name` the percent-encoded name of the file.
        """
        address = self.address(headers)
        client_id = web_post.client_id(headers.get("X-Message-Id"))
        content_type = headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if not UPLOAD_TYPES.fullmatch(content_type):
            raise Refused(415, "not a photo, video, recording or PDF")
        name = unquote(headers.get("X-File-Name", ""), errors="replace")[:MAX_NAME_CHARS]
        file = Attachment(reference=keep(), content_type=content_type, name=name)
        return InboundMessage(
            NAME, address, provider_id(address, client_id), text="", sent_at=self._now(), attachments=(file,)
        )

    def send(self, message: OutboundMessage) -> str:  # noqa: ARG002 - the protocol's shape
        """Refuse: the page fetches its messages."""
        raise SendError("a web chat fetches its messages itself", retryable=False)

    def fetch(self, attachment: Attachment, sink: Callable[[bytes], None], limit: int) -> str:
        """Stream the upload's plain bytes into `sink`."""
        try:
            _pour(self._read_upload(attachment.reference), sink, limit)
        except OSError as error:
            raise SendError("the uploaded file is gone", retryable=False) from error
        return attachment.content_type

    def close(self) -> None:
        """Nothing is held open."""


def provider_id(address: str, client_id: str) -> str:
    """The name under which a message is stored: unique for its session, without telling the session's address."""
    return f"{hashlib.sha256(address.encode()).hexdigest()[:24]}:{client_id}"


def _pour(chunks: Iterator[bytes], sink: Callable[[bytes], None], limit: int) -> None:
    total = 0
    for chunk in chunks:
        total += len(chunk)
        if total > limit:
            raise SendError("file too large", retryable=False)
        sink(chunk)
