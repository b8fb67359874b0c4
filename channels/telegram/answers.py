"""Telegram's answers, read so that no oddity in them hides whether a message was taken.

Every answer is a JSON object with a Boolean `ok`: https://core.telegram.org/bots/api#making-requests. The status of
HTTP and the result come after it: a message whose answer was misread would be sent again, and all later ones wait.
"""

from __future__ import annotations

import json
import re
from typing import Any

from telegram.request import HTTPXRequest

#: What a yes begins with. It decides where the rest is no JSON: cut, nested without end, a number of endless digits.
_YES = re.compile(r'\s*\{\s*"ok"\s*:\s*true\s*[,}]')
_LARGEST_ID = 2**63 - 1


class Requests(HTTPXRequest):
    """The library's connections, with `ok` before the status."""

    async def do_request(self, *args: Any, **more: Any) -> tuple[int, bytes]:
        """Status and body: 200 for a yes; 502 for what is not Telegram's own, such as a proxy's refusal (403)."""
        status, body = await super().do_request(*args, **more)
        ok = read(body).get("ok")
        if ok is True:
            return 200, body
        return (status if ok is False and status >= 400 else 502), body

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer with its result, None without one."""
        return {"result": None} | read(payload)


def read(body: bytes) -> dict[str, Any]:
    """The answer as far as it can be read; no `ok` where it does not say."""
    text = body.decode("utf-8-sig", "replace")
    try:
        answer = json.loads(text)
    except (ValueError, RecursionError):
        return {"ok": True} if _YES.match(text) else {}
    return answer if isinstance(answer, dict) else {}


def sent_id(result: object) -> int | None:
    """Telegram's id of the message in `result`, None where it cannot be read."""
    found = result.get("message_id") if isinstance(result, dict) else None
    return found if type(found) is int and 0 < found <= _LARGEST_ID else None
