"""The web application: which pages are mounted, what they are given, and what holds for all of them."""

from __future__ import annotations

import logging
from typing import Any

from flask import Flask, Response, redirect

from channels import webhooks
from channels.web import Web
from channels.web_page import Chat, Page
from channels.web_page import blueprint as chat_pages
from commands import operations
from commands.exposition import exposition
from commands.house import MEGABYTE, House
from intake_store.accounts import Accounts
from intake_store.backlog import backlog
from intake_store.database import Unavailable
from intake_store.desk import Desk
from intake_store.live import TIPS
from intake_store.mailbox import Mailbox

logger = logging.getLogger(__name__)

#: Larger requests are not read, but for uploads, which set their own limit.
MAX_BODY = MEGABYTE
#: Of the threads of a process, the share that may wait for news: web chats and consoles. The rest answers webhooks.
WAITING_SHARE = 3


class Application(Flask):
    """Flask, but what it logs of a failure names no address: the path is the stranger's own words."""

    def log_exception(self, exc_info: Any) -> None:
        logger.error("a request failed", exc_info=exc_info)


def build_app(house: House, metrics_folder: str | None = None) -> Flask:
    """The application of one process. `metrics_folder`: where several processes add up their counters."""
    app = Application("tipline", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY
    expose = exposition(house.registry, lambda: backlog(house.storage.database, house.clock()), metrics_folder)
    app.register_blueprint(operations.blueprint(house.storage.database, expose))
    if house.settings.serve in ("all", "public"):
        _mount_public(app, house)
    if house.settings.serve in ("all", "desk"):
        _mount_desk(app, house)
    app.register_error_handler(Unavailable, _unavailable)
    operations.protect(app, https=house.settings.public_url.startswith("https:"))
    return app


def _mount_public(app: Flask, house: House) -> None:
    """What citizens and providers reach."""
    providers = {key: channel for key, channel in house.channels.items() if not channel.pulls}
    pages = webhooks.blueprint(
        providers, house.settings.public_url, house.take, house.note_receipt, house.refuse, Unavailable
    )
    app.register_blueprint(pages)
    web = house.channels["web"]
    assert isinstance(web, Web)
    app.register_blueprint(chat_pages(web, _chat(house), _page(house)))


def _chat(house: House) -> Chat:
    storage = house.storage
    mailbox = Mailbox(storage.database, storage.vault, "web")
    return Chat(
        take=house.take,
        mailbox=mailbox.letters,
        language=lambda address: (storage.store.look("web", address).state or {}).get("language"),
        listen=lambda: house.bus.subscribe([TIPS]),
        hash=mailbox.hash,
        keep_upload=storage.uploads.keep,
        drop_upload=storage.uploads.drop,
        forget=lambda address: mailbox.forget(address, house.clock()),
        unavailable=Unavailable,
    )


def _page(house: House) -> Page:
    settings = house.settings
    return Page(
        agency=settings.agency,
        emergency_number=settings.emergency_number,
        line_number="" if settings.twilio_from.startswith("MG") else settings.twilio_from,
        upload_limit=settings.media_limit_mb * MEGABYTE,
        waiting=max(1, settings.threads // WAITING_SHARE),
    )


def _mount_desk(app: Flask, house: House) -> None:
    """What call handlers and their programs reach."""
    from triage import api, console
    from triage.console.face import Face

    storage, settings = house.storage, house.settings
    desk = Desk(storage.database, storage.vault, storage.evidence, house.bus)
    accounts = Accounts(storage.database)
    streams = max(1, settings.threads // WAITING_SHARE)
    face = Face(settings.agency, settings.timezone, settings.public_url.startswith("https:"))
    app.register_blueprint(api.blueprint(desk, accounts, house.clock))
    app.register_blueprint(console.blueprint(desk, accounts, house.bus, face, house.clock, streams))
    if settings.serve == "desk":
        app.add_url_rule("/", view_func=_to_console)


def _to_console() -> Response:
    response = redirect("/triage/")
    assert isinstance(response, Response)
    return response


def _unavailable(_error: Exception) -> Response:
    return Response("try again soon\n", 503, {"Retry-After": "2"}, content_type="text/plain; charset=utf-8")
