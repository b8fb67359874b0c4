"""Twilio's request signature: HMAC-SHA1 over the exact public URL and every parameter.

Rule: https://www.twilio.com/docs/usage/webhooks/webhooks-security. Twilio's own validator compares byte by byte in
Python and cannot be given a form with broken UTF-8; a test holds this one to the same results.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit, urlunsplit

HEADER = "X-Twilio-Signature"
_PORTS = {"https": 443, "http": 80}


def is_signed(secret: str, url: str, pairs: Iterable[tuple[str, str]], given: str) -> bool:
    """Whether `given` signs `url` and the form's `pairs` (blank and repeated ones included) with `secret`."""
    if not secret or not given:
        return False
    form = "".join(name + value for name, value in in_order(pairs))
    wanted = given.encode("utf-8", "replace")
    return any(hmac.compare_digest(sign(secret, one + form), wanted) for one in _spellings(url))


def in_order(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The pairs as they are signed, run together: by name and value, repeated ones once."""
    return sorted(set(pairs))


def sign(secret: str, signed: str) -> bytes:
    """The signature of the text, as the header holds it."""
    digest = hmac.digest(secret.encode(), signed.encode("utf-8", "surrogateescape"), "sha1")
    return base64.b64encode(digest)


def _spellings(url: str) -> Iterator[str]:
    """`url`, then the same with and without its port: Twilio is known to sign either."""
    yield url
    parts = urlsplit(url)
    port = parts.port or _PORTS.get(parts.scheme)
    host = parts.netloc.rpartition("@")[2].removesuffix(f":{parts.port}")
    for netloc in (host, f"{host}:{port}"):
        if netloc != parts.netloc:
            yield urlunsplit(parts._replace(netloc=netloc))
