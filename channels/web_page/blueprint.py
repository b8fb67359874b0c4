"""The addresses of the web chat: the page, its session, its messages, its uploads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from threading import BoundedSemaphore
from typing import cast

from flask import Blueprint, Response, abort, jsonify, render_template, request, send_from_directory

from channels.base import InboundMessage, Refused, Request
from channels.web import Web
from channels.web_page import assets, words
from channels.web_page.headers import protect
from channels.web_page.ports import ChatPorts, Page, TurnResult
from channels.web_page.rate import Rate
from channels.web_page.updates import Reader, Updates
from channels.web_post import MAX_BODY_BYTES

UPLOAD_CHUNK_BYTES = 64 * 1024
MAX_NAMES = 50
RETRY_AFTER_SECONDS = 2


def blueprint(web: Web, chat: ChatPorts, page: Page) -> Blueprint:
    """The web chat's addresses. Nothing here writes a log line."""
    routes = Blueprint("chat", __name__, template_folder="templates")
    views = _Views(web, chat, page)
    routes.add_url_rule("/", view_func=views.shell)
    routes.add_url_rule(f"/chat/static/{assets.VERSION}/<path:name>", view_func=views.asset)
    routes.add_url_rule("/chat/strings/<code>", view_func=views.strings)
    routes.add_url_rule("/chat/session", view_func=views.open_session, methods=["POST"])
    routes.add_url_rule("/chat/messages", view_func=views.read, methods=["GET"])
    routes.add_url_rule("/chat/messages", view_func=views.write, methods=["POST"])
    routes.add_url_rule("/chat/uploads", view_func=views.upload, methods=["POST"])
    routes.add_url_rule("/chat/forget", view_func=views.forget, methods=["POST"])
    routes.register_error_handler(Refused, _refused)
    for error in chat.unavailable if isinstance(chat.unavailable, tuple) else (chat.unavailable,):
        routes.register_error_handler(error, _unavailable)
    routes.after_request(protect)
    return routes


class _Views:
    def __init__(self, web: Web, chat: ChatPorts, page: Page) -> None:
        self._web, self._chat, self._page = web, chat, page
        self._words = {code: self._fill(strings) for code, strings in words.load().items()}
        self._news = Updates(chat, page.waiting, page.wait_seconds)
        self._sessions = Rate(page.sessions_per_minute)
        self._uploading = BoundedSemaphore(page.uploading)

    def shell(self) -> str:
        code = request.accept_languages.best_match(list(self._words), default=words.FALLBACK)
        names = {code: strings["name"] for code, strings in self._words.items()}
        return render_template(
            "chat.html", page=self._page, language=code, words=self._words[code], languages=names, assets=assets
        )

    def asset(self, name: str) -> Response:
        answer = send_from_directory(assets.FOLDER, name, max_age=assets.MAX_AGE_SECONDS)
        answer.cache_control.immutable = True
        return answer

    def strings(self, code: str) -> Response:
        if code not in self._words:
            abort(404)
        return jsonify(self._words[code])

    def open_session(self) -> tuple[Response, int]:
        if not self._sessions.allows():
            raise Refused(429, "too many new sessions")
        return jsonify(token=self._web.open_session()), 201

    def read(self) -> Response:
        return jsonify(self._news.awaited(self._reader()))

    def write(self) -> Response:
        (message,) = self._web.parse(Request(request.url, _headers(), _body())).messages
        return jsonify(self._news.now(self._reader(), self._chat.take(message)))

    def upload(self) -> Response:
        request.max_content_length = self._page.upload_limit
        if (request.content_length or 0) > self._page.upload_limit:
            raise Refused(413, "file too large")
        if not self._uploading.acquire(blocking=False):
            raise Refused(503, "too many uploads at once")
        try:
            message = self._web.upload(_headers(), self._keep_upload)
        finally:
            self._uploading.release()
        return jsonify(self._news.now(self._reader(), self._take_file(message)))

    def _keep_upload(self) -> str:
        try:
            return self._chat.keep_upload(_chunks())
        except OSError as error:  # a full disk: the page tries again later
            raise Refused(503, "no room for files right now") from error

    def forget(self) -> tuple[str, int, dict[str, str]]:
        self._chat.forget(self._web.address(_headers()))
        return "", 204, {"Clear-Site-Data": '"storage"'}

    def _take_file(self, message: InboundMessage) -> TurnResult:
        """Take a message with a sealed file; the file of one that is not stored (anew) is dropped."""
        stored = False
        try:
            result = self._chat.take(message)
            stored = not result.duplicate
            return result
        finally:
            if not stored:
                self._chat.drop_upload(message.attachments[0].reference)

    def _reader(self) -> Reader:
        return Reader(self._web.address(_headers()), _after(), _names())

    def _fill(self, strings: dict[str, str]) -> dict[str, str]:
        page = self._page
        return words.fill(
            strings, agency=page.agency, number=page.emergency_number, line=page.line_number,
            megabytes=str(page.upload_limit // (1024 * 1024)),
        )  # fmt: skip


def _headers() -> Mapping[str, str]:
    return cast(Mapping[str, str], request.headers)  # it is one in all but its declared type


def _after() -> int:
    after = request.args.get("after", "0")
    if not (after.isascii() and after.isdigit() and len(after) < 19):
        raise Refused(400, "after is not a number")
    return int(after)


def _names() -> list[str]:
    """The page's names of the messages on their way; more than it keeps in sight do not matter."""
    return [name for name in request.headers.get("X-On-Their-Way", "").split(",") if name][:MAX_NAMES]


def _body() -> bytes:
    if (request.content_length or 0) > MAX_BODY_BYTES:
        raise Refused(413, "message too large")
    return request.stream.read(MAX_BODY_BYTES + 1)


def _chunks() -> Iterator[bytes]:
    while chunk := request.stream.read(UPLOAD_CHUNK_BYTES):
        yield chunk


def _unavailable(_: Exception) -> tuple[Response, int, dict[str, str]]:
    return jsonify(error="not available right now"), 503, {"Retry-After": str(RETRY_AFTER_SECONDS)}


def _refused(refused: Refused) -> tuple[Response, int]:
    return jsonify(error=refused.reason), refused.status
