"""A server that speaks Telegram's Bot API for one bot and any number of citizens, without Telegram.

The bot calls it as it calls Telegram. Citizens call it too (tests/builders/telegram_app.py), with a token that
names the citizen: what the citizen sends arrives at the bot as an update, by webhook or by polling, and what the bot
sends arrives at the citizen. Shapes: https://core.telegram.org/bots/api
"""

from __future__ import annotations

import json
import threading
import urllib.error
import urllib.request
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from tests.fakes.http_server import Answer, FakeServer, Received

NOW = 1781706600
#: How long a test waits for something to happen, in seconds.
PATIENCE = 10.0


@dataclass
class State:
    """All that the server knows. `done` are the bot's calls: method and fields."""

    updates: list[dict[str, Any]] = field(default_factory=list)
    inboxes: dict[int, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    messages: dict[tuple[int, int], dict[str, Any]] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    done: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    webhook: dict[str, Any] = field(default_factory=dict)
    blocked: set[int] = field(default_factory=set)
    left: set[int] = field(default_factory=set)
    answered: set[str] = field(default_factory=set)
    faults: list[Answer] = field(default_factory=list)
    odd: Callable[[Answer], Answer] = lambda answer: answer


class BotApi:
    """The server. `faults` are answered first, one a call of the bot that sends something.

    `odd` changes the answer to a message that was sent all the same.
    """

    def __init__(self, token: str) -> None:
        self.token, self.state = token, State()
        self._ids, self._changed = count(1), threading.Condition()
        self._server = FakeServer(self._answer)
        self.url = self._server.url
        self.received = self._server.received

    def close(self) -> None:
        self._server.close()

    def add_file(self, data: bytes) -> str:
        """A file that a citizen can send; its id."""
        with self._changed:
            file_id = f"FILE{len(self.state.files)}"
            self.state.files[file_id] = data
            return file_id

    def calls(self, method: str) -> list[dict[str, Any]]:
        """The fields of each call of that method by the bot, so far."""
        with self._changed:
            return [fields for name, fields in self.state.done if name == method]

    def wait_for(self, condition: Callable[[], bool]) -> bool:
        """Whether `condition` came true in time."""
        with self._changed:
            return self._changed.wait_for(condition, PATIENCE)

    def add_update(self, kind: str, content: dict[str, Any]) -> dict[str, Any]:
        """Queue an update for the bot, or bring it to its webhook."""
        with self._changed:
            update = {"update_id": 900000000 + next(self._ids), kind: content}
            if not self.state.webhook:
                self.state.updates.append(update)
                self._changed.notify_all()
                return update
        self.deliver(update)
        return update

    def deliver(self, update: dict[str, Any]) -> int:
        """Call the webhook as Telegram does, and do what its answer says; the status."""
        headers = {"Content-Type": "application/json"}
        headers["X-Telegram-Bot-Api-Secret-Token"] = self.state.webhook.get("secret_token", "")
        request = urllib.request.Request(self.state.webhook["url"], json.dumps(update).encode(), headers)
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as response:
                body, status = response.read(), response.status
        except urllib.error.HTTPError as error:
            return error.code
        if body:
            fields = json.loads(body)
            self._call(fields.pop("method"), fields)
        return int(status)

    def _answer(self, request: Received) -> Answer:
        token, method = _parts(request.path)
        if request.path.startswith("/file/"):
            return self._download(method)
        fields = _fields(request)
        if token != f"bot{self.token}":
            return self._from_citizen(int(token.removeprefix("bot").partition(":")[0]), method, fields)
        if self.state.faults and method.startswith("send"):
            return self.state.faults.pop(0)
        answer = self._call(method, fields)
        return self.state.odd(answer) if method.startswith("send") and answer.status == 200 else answer

    def _call(self, method: str, fields: dict[str, Any]) -> Answer:
        with self._changed:
            self.state.done.append((method, fields))
            act = getattr(self, f"_on_{method}", None)
            answer = act(fields) if act else _error(404, "Not Found")
            self._changed.notify_all()
            return answer

    # --- what the bot calls

    def _on_getMe(self, _: dict[str, Any]) -> Answer:
        return _ok({"id": _bot_id(self.token), "is_bot": True, "first_name": "Tips", "username": "tips_bot"})

    def _on_getUpdates(self, fields: dict[str, Any]) -> Answer:
        if self.state.webhook:
            return _error(409, "Conflict: can't use getUpdates method while webhook is active")
        offset = int(fields.get("offset", 0))
        self.state.updates = [update for update in self.state.updates if update["update_id"] >= offset]
        self._changed.wait_for(lambda: bool(self.state.updates), min(float(fields.get("timeout", 0)), 0.3))
        return _ok(list(self.state.updates))

    def _on_setWebhook(self, fields: dict[str, Any]) -> Answer:
        self.state.webhook = fields
        return _ok(True)

    def _on_deleteWebhook(self, _: dict[str, Any]) -> Answer:
        self.state.webhook = {}
        return _ok(True)

    def _on_sendMessage(self, fields: dict[str, Any]) -> Answer:
        chat = int(fields["chat_id"])
        if chat in self.state.blocked:
            return _error(403, "Forbidden: bot was blocked by the user")
        if not fields.get("text"):
            return _error(400, "Bad Request: message text is empty")
        if len(fields["text"]) > 4096:
            return _error(400, "Bad Request: message is too long")
        message = self._message(chat, _bot_id(self.token), {"text": fields["text"]})
        if "reply_markup" in fields:
            message["reply_markup"] = fields["reply_markup"]
        self.state.inboxes[chat].append({"update_id": message["message_id"], "message": message})
        return _ok(message)

    def _on_editMessageReplyMarkup(self, fields: dict[str, Any]) -> Answer:
        message = self.state.messages[int(fields["chat_id"]), int(fields["message_id"])]
        if message.pop("reply_markup", None) is None:
            return _error(400, "Bad Request: message is not modified")
        return _ok(message)

    def _on_answerCallbackQuery(self, fields: dict[str, Any]) -> Answer:
        self.state.answered.add(fields["callback_query_id"])
        return _ok(True)

    def _on_leaveChat(self, fields: dict[str, Any]) -> Answer:
        self.state.left.add(int(fields["chat_id"]))
        return _ok(True)

    def _on_getFile(self, fields: dict[str, Any]) -> Answer:
        data = self.state.files.get(fields["file_id"])
        if data is None:
            return _error(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
        if len(data) > 20_000_000:
            return _error(400, "Bad Request: file is too big")
        file = {"file_id": fields["file_id"], "file_unique_id": "u" + fields["file_id"], "file_size": len(data)}
        return _ok(file | {"file_path": fields["file_id"]})

    def _download(self, file_id: str) -> Answer:
        data = self.state.files.get(file_id)
        return Answer(200, data) if data is not None else Answer(404, b"<html>404</html>")

    # --- what citizens call

    def _from_citizen(self, citizen: int, method: str, fields: dict[str, Any]) -> Answer:
        if method == "getUpdates":
            return self._read_inbox(citizen, fields)
        if method == "press":
            return self._press(citizen, fields)
        make = _CONTENT.get(method)
        if make is None:
            return _error(404, "Not Found")
        message = self._message(citizen, citizen, make(self, fields))
        self.add_update("message", message)
        return _ok(message)

    def _read_inbox(self, citizen: int, fields: dict[str, Any]) -> Answer:
        with self._changed:
            offset, inbox = int(fields.get("offset", 0)), self.state.inboxes[citizen]
            inbox[:] = [update for update in inbox if update["update_id"] >= offset]
            self._changed.wait_for(lambda: bool(inbox), float(fields.get("timeout", 0)))
            return _ok(list(inbox))

    def _press(self, citizen: int, fields: dict[str, Any]) -> Answer:
        message = self.state.messages[citizen, int(fields["message_id"])]
        query = {
            "id": str(next(self._ids)), "from": _user(citizen), "message": message, "chat_instance": "1",
            "data": fields["data"],
        }  # fmt: skip
        self.add_update("callback_query", query)
        return _ok(query["id"])

    def _message(self, chat: int, sender: int, content: dict[str, Any]) -> dict[str, Any]:
        message = {
            "message_id": next(self._ids), "date": NOW, "chat": _chat(chat),
            "from": _user(chat) if sender == chat else _bot(self.token), **content,
        }  # fmt: skip
        self.state.messages[chat, message["message_id"]] = message
        return message


def _photo(api: BotApi, fields: dict[str, Any]) -> dict[str, Any]:
    size = {"file_id": fields["photo"], "file_unique_id": "u", "width": 90, "height": 67}
    size["file_size"] = len(api.state.files[fields["photo"]])
    return {"photo": [size], "caption": fields.get("caption", "")}


_CONTENT: dict[str, Callable[[BotApi, dict[str, Any]], dict[str, Any]]] = {
    "sendMessage": lambda _, fields: {"text": fields["text"]},
    "sendLocation": lambda _, fields: {
        "location": {"latitude": float(fields["latitude"]), "longitude": float(fields["longitude"])}
    },
    "sendPhoto": _photo,
}


def _parts(path: str) -> tuple[str, str]:
    """The token and the method or file in "/bot1:x/getMe" and "/file/bot1:x/FILE0"."""
    token, _, rest = path.removeprefix("/file").removeprefix("/").partition("/")
    return token, rest.partition("?")[0]


def _fields(request: Received) -> dict[str, Any]:
    """The form, with what is JSON in it decoded."""
    fields: dict[str, Any] = dict(request.fields)
    for name in ("reply_markup", "allowed_updates", "link_preview_options"):
        if name in fields:
            fields[name] = json.loads(fields[name])
    return fields


def _ok(result: Any) -> Answer:
    return Answer(200, {"ok": True, "result": result})


def _error(code: int, description: str) -> Answer:
    return Answer(code, {"ok": False, "error_code": code, "description": description})


def _bot_id(token: str) -> int:
    return int(token.partition(":")[0])


def _bot(token: str) -> dict[str, Any]:
    return {"id": _bot_id(token), "is_bot": True, "first_name": "Tips", "username": "tips_bot"}


def _user(chat: int) -> dict[str, Any]:
    return {"id": chat, "is_bot": False, "first_name": "Jo", "last_name": "Bloggs", "language_code": "en"}


def _chat(chat: int) -> dict[str, Any]:
    kind = {"type": "private", "first_name": "Jo"} if chat > 0 else {"type": "supergroup", "title": "Elm St Watch"}
    return {"id": chat} | kind
