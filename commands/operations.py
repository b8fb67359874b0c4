"""What operators look at: is it alive, is it ready, how is it doing; and the headers that go on every answer."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Flask, Response

from intake_store.database import Database, Unavailable

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


def blueprint(database: Database, expose: Callable[[], bytes]) -> Blueprint:
    """/healthz (the process answers), /readyz (database reachable and migrated), /metrics (Prometheus text)."""
    pages = Blueprint("operations", __name__)

    @pages.get("/healthz")
    def healthz() -> Response:
        return _text("ok")

    @pages.get("/readyz")
    def readyz() -> Response:
        try:
            return _text("ready") if database.is_current() else _text("not migrated", 503)
        except Unavailable:
            return _text("database away", 503)

    @pages.get("/metrics")
    def metrics() -> Response:
        return Response(expose(), content_type=METRICS_TYPE)

    return pages


def _text(words: str, status: int = 200) -> Response:
    return Response(words + "\n", status, content_type="text/plain; charset=utf-8")


def protect(app: Flask, *, https: bool) -> None:
    """Put the headers on every answer that did not set its own."""

    @app.after_request
    def headers(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if https:
            response.headers.setdefault("Strict-Transport-Security", STRICT_TRANSPORT)
        return response
