"""The web application: which pages are mounted, what they are given, and what holds for all of them."""

from __future__ import annotations

import logging
from typing import Any

from flask import Flask, Response, redirect

from channels import webhooks
from channels.web import Web
from channels.web_page import ChatPorts, Page
from channels.web_page import blueprint as chat_pages
from commands.services import MEGABYTE, Services
from commands.serving import health
from commands.serving.metrics_page import exposition
from commands.serving.readiness import Readiness
from config.arrival import MAX_BODY
from intake_store.db.database import Unavailable
from intake_store.delivery.backlog import backlog
from intake_store.desk.desk import Desk
from intake_store.intake.web_transcript import WebTranscript
from intake_store.live.bus import TIPS

logger = logging.getLogger(__name__)

#: Of the threads of a process, the share that may wait for news (web chats and consoles), and the share that may read
#: files. The rest answers webhooks.
WAITING_SHARE, READING_SHARE = 3, 4


class Application(Flask):
    """Flask, but what it logs of a failure names no address: the path is the stranger's own words."""

    def log_exception(self, exc_info: Any) -> None:
        logger.error("a request failed", exc_info=exc_info)


def build_app(services: Services, metrics_folder: str | None = None) -> Flask:
    """The application of one process. `metrics_folder`: where several processes add up their counters."""
    app = Application("tipline", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY
    database = services.storage.database
    folders = {each.resolve() for each in (services.settings.data_dir, *database.folders)}
    readiness = Readiness(database, folders)
    app.register_blueprint(health.outside(readiness))
    if services.settings.serve in ("all", "public"):
        _mount_public(app, services)
    if services.settings.serve in ("all", "desk"):
        _mount_desk(app, services)
    app.register_error_handler(Unavailable, _unavailable)
    if port := services.settings.metrics_port:
        app.wsgi_app = health.ByPort(app.wsgi_app, port, _inside(services, readiness, metrics_folder))  # type: ignore[method-assign]
    health.protect(app, https=services.settings.public_url.startswith("https:"))
    return app


def _inside(services: Services, readiness: Readiness, metrics_folder: str | None) -> Flask:
    """What only operators reach, at a port of its own."""
    app = Application("inside", static_folder=None)
    expose = exposition(services.registry, lambda: backlog(services.storage.database, services.clock()), metrics_folder)
    app.register_blueprint(health.inside(readiness, expose))
    return app


def _mount_public(app: Flask, services: Services) -> None:
    """What citizens and providers reach."""
    url = services.settings.public_url
    pages = webhooks.blueprint(
        services.channels, url, services.take, services.note_receipt, services.refuse, Unavailable
    )
    app.register_blueprint(pages)
    web = services.channels["web"]
    assert isinstance(web, Web)
    app.register_blueprint(chat_pages(web, _chat(services), _page(services)))


def _chat(services: Services) -> ChatPorts:
    storage = services.storage
    transcript = WebTranscript(storage.database, storage.vault, "web")
    return ChatPorts(
        take=services.take,
        transcript=transcript.entries,
        language=lambda address: storage.store.look("web", address).language,
        listen=lambda: services.bus.subscribe([TIPS]),
        hash=transcript.hash,
        keep_upload=storage.uploads.keep,
        drop_upload=storage.uploads.drop,
        forget=lambda address: transcript.forget(address, services.clock()),
        unavailable=Unavailable,
    )


def _page(services: Services) -> Page:
    settings = services.settings
    return Page(
        agency=settings.agency,
        emergency_number=settings.emergency_number,
        line_number="" if settings.twilio_from.startswith("MG") else settings.twilio_from,
        upload_limit=settings.media_limit_mb * MEGABYTE,
        waiting=max(1, settings.threads // WAITING_SHARE),
        uploading=max(1, settings.threads // READING_SHARE),
    )


def _mount_desk(app: Flask, services: Services) -> None:
    """What call handlers and their programs reach."""
    from triage import api, console
    from triage.console.pages.display import Display

    storage, settings = services.storage, services.settings
    desk = Desk(storage.database, storage.vault, storage.evidence, services.bus)
    streams = max(1, settings.threads // WAITING_SHARE)
    display = Display(settings.agency, settings.timezone, settings.public_url.startswith("https:"))
    app.register_blueprint(api.blueprint(desk, storage.accounts, services.clock))
    app.register_blueprint(console.blueprint(desk, storage.accounts, services.bus, display, services.clock, streams))
    if settings.serve == "desk":
        app.add_url_rule("/", view_func=_to_console)


def _to_console() -> Response:
    response = redirect("/triage/")
    assert isinstance(response, Response)
    return response


def _unavailable(_error: Exception) -> Response:
    return Response("try again soon\n", 503, {"Retry-After": "2"}, content_type="text/plain; charset=utf-8")
