"""What operators look at: is it alive, is it ready, how is it doing; and what holds for every answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Flask, Response

from commands.serving.readiness import Readiness

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

#: Answers that say nothing of their own get these. No page of ours is framed, sniffed, cached or told to others.
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Cache-Control": "no-store",
}
#: Only where the public address is https: browsers stay on https for two years (hstspreload.org's advice).
STRICT_TRANSPORT = "max-age=63072000; includeSubDomains"
METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def outside(readiness: Readiness) -> Blueprint:
    """/healthz (the process answers) and /readyz (200 or 503), which anybody may ask: they give no reasons."""
    pages = Blueprint("operations", __name__)

    @pages.get("/healthz")
    def healthz() -> Response:
        return _text("ok")

    @pages.get("/readyz")
    def readyz() -> Response:
        _, status = readiness()
        return _text("ready" if status == 200 else "not ready", status)

    return pages


def inside(readiness: Readiness, expose: Callable[[], bytes]) -> Blueprint:
    """/metrics (Prometheus text) and /readyz with its reason. Each arrival shows there, so nobody outside may look."""
    pages = Blueprint("operations", __name__)

    @pages.get("/readyz")
    def readyz() -> Response:
        return _text(*readiness())

    @pages.get("/metrics")
    def metrics() -> Response:
        return Response(expose(), content_type=METRICS_TYPE)

    return pages


def _text(words: str, status: int = 200) -> Response:
    return Response(words + "\n", status, content_type="text/plain; charset=utf-8")


def protect(app: Flask, *, https: bool) -> None:
    """Put the headers on every answer that did not set its own."""
    more = {"Strict-Transport-Security": STRICT_TRANSPORT} if https else {}
    app.wsgi_app = Protected(app.wsgi_app, HEADERS | more)  # type: ignore[method-assign]


class ByPort:
    """A WSGI application: `inner` for what came in at `port`, `outer` for all else. The request has no say in it."""

    def __init__(self, outer: WSGIApplication, port: int, inner: WSGIApplication) -> None:
        self._outer, self._port, self._inner = outer, str(port), inner

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        application = self._inner if environ["SERVER_PORT"] == self._port else self._outer
        return application(environ, start_response)


class Protected:
    """A WSGI application whose answers carry `headers` as well. Below Flask, because that is a tenth of the time."""

    def __init__(self, application: WSGIApplication, headers: Mapping[str, str]) -> None:
        self._application = application
        self._headers = [(name.lower(), (name, value)) for name, value in headers.items()]

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        def start(status: str, given: list[tuple[str, str]], *error: Any) -> Callable[[bytes], object]:
            own = {name.lower() for name, _ in given}
            return start_response(status, given + [pair for name, pair in self._headers if name not in own], *error)

        return self._application(environ, start)
