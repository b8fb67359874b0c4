"""The addresses that providers call, as one Flask blueprint: check, hand over, answer."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import cast

import flask

from channels.base import Channel, InboundMessage, Parsed, Receipt, Refused, Request
from channels.registry import WEBHOOKS

#: The largest request that is read. Twilio's are under 20 kB, Telegram's under 100 kB.
MAX_BODY_BYTES = 256 * 1024
#: What a provider is asked to wait when the database is away. Telegram repeats by itself, Twilio within its 15 s.
RETRY_AFTER_SECONDS = 2

log = logging.getLogger(__name__)


def blueprint(
    channels: Mapping[str, Channel],
    public_url: str,
    take: Callable[[InboundMessage], object],
    on_receipt: Callable[[Receipt], object],
    on_refusal: Callable[[str, str, str], object],
    unavailable: type[Exception] | tuple[type[Exception], ...],
) -> flask.Blueprint:
    """The webhooks of `channels` (provider key -> channel; a provider that is missing answers 404).

    `take` and `on_receipt` return once the message or receipt is stored and raise `unavailable` when it cannot be
    now, which answers 503. `on_refusal(provider key, address, sentence key)` is for chats that are turned away; it
    must not wait for the network. `public_url` is what providers sign: never what the request says of itself.
    """
    views = flask.Blueprint("webhooks", __name__)

    def webhook() -> flask.Response:
        provider = WEBHOOKS[flask.request.path]
        if provider not in channels:
            return _answer(404)
        try:
            parsed = channels[provider].parse(_read(public_url))
            _hand_over(parsed, provider, take, on_receipt, on_refusal)
        except Refused as refused:
            log.warning("webhook refused", extra={"kind": provider, "status": refused.status, "reason": refused.reason})
            return _answer(refused.status, refused.reason)
        except unavailable:
            log.warning("webhook put off", extra={"kind": provider, "status": 503})
            return _answer(503, headers={"Retry-After": str(RETRY_AFTER_SECONDS)})
        return flask.Response(parsed.reply, content_type=parsed.content_type)

    for path in WEBHOOKS:
        views.add_url_rule(path, endpoint=path.removeprefix("/webhooks/").replace("/", "_"), view_func=webhook,
                           methods=["POST"])  # fmt: skip
    return views


def _read(public_url: str) -> Request:
    if (flask.request.content_length or 0) > MAX_BODY_BYTES:
        raise Refused(413, "request too large")
    body = flask.request.stream.read(MAX_BODY_BYTES + 1)
    if len(body) > MAX_BODY_BYTES:
        raise Refused(413, "request too large")
    query = flask.request.query_string.decode("latin-1")
    url = public_url.rstrip("/") + flask.request.path + ("?" + query if query else "")
    return Request(url=url, headers=cast(Mapping[str, str], flask.request.headers), body=body)


def _hand_over(
    parsed: Parsed,
    provider: str,
    take: Callable[[InboundMessage], object],
    on_receipt: Callable[[Receipt], object],
    on_refusal: Callable[[str, str, str], object],
) -> None:
    for message in parsed.messages:
        take(message)
    for receipt in parsed.receipts:
        on_receipt(receipt)
    for address, key in parsed.refusals:
        on_refusal(provider, address, key)


def _answer(status: int, text: str = "", headers: Mapping[str, str] | None = None) -> flask.Response:
    return flask.Response(text, status, dict(headers or {}), content_type="text/plain; charset=utf-8")
