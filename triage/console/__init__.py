"""The call handlers' console at /triage: pages that work without scripts and live by themselves with them."""

from __future__ import annotations

import hashlib
from functools import cache, partial
from pathlib import Path
from typing import Any

from flask import Blueprint, Request, Response, g, make_response, render_template, request, url_for
from werkzeug.exceptions import HTTPException

from channels.registry import traits_of
from intake_store.db.database import Unavailable
from intake_store.desk.desk import Desk
from intake_store.live.bus import Bus
from intake_store.model.actor import Permission, Role
from intake_store.model.errors import NotFound
from intake_store.staff.accounts import Accounts
from triage.console.access import Access, Clock, login
from triage.console.headers import protect
from triage.console.pages import labels
from triage.console.pages.display import Display, age
from triage.console.views import tip, tips, users
from triage.console.views.live import Streams
from triage.errors import answer_under
from triage.files import kind

PREFIX = "/triage"
#: Largest form in bytes: a note of 10,000 characters of four bytes, percent-encoded.
MAX_FORM = 128 * 1024
STATIC = Path(__file__).parent / "static"
ERRORS = {
    403: (
        "This did not go through",
        "Your role does not allow it, or the page was open for too long. Go back and reload.",
    ),
    404: ("There is no such page", "The address may be mistyped or out of date."),
    413: ("That is too long", "Shorten the text and send it again."),
    503: ("The database cannot be reached", "Nothing is lost. Wait a moment and load the page again."),
}
BROKEN = ("Something went wrong on our side", "Nothing you typed was stored. Go back, and try again in a moment.")
#: What a page says after something was done; the address carries the key, never a text.
SAID = {
    "replied": ("good", "Your reply is on its way."),
    "noted": ("good", "The note is added."),
    "saved": ("good", "Saved."),
    "stale": ("bad", "This tip changed a moment ago, so nothing was saved. This is how it is now."),
    "password": ("good", "Your password is changed."),
    "elsewhere": ("good", "You are logged out everywhere else."),
    "revoked": ("good", "The token is revoked."),
}


def blueprint(desk: Desk, accounts: Accounts, bus: Bus, display: Display, clock: Clock, streams: int = 8) -> Blueprint:
    """The console, ready to register. `streams`: pages of this process that may be live at once; the others poll."""
    console = Blueprint(
        "console",
        __name__,
        url_prefix=PREFIX,
        template_folder="templates",
        static_folder=STATIC,
        static_url_path="/static",
    )
    access = Access(accounts, display, clock)
    console.before_request(_limit_form)
    console.before_request(access.check)
    console.after_request(protect)
    console.after_request(access.finish)
    console.context_processor(lambda: _words(access))
    console.record_once(lambda state: answer_under(state.app, f"{PREFIX}/", partial(_error_answer, access)))
    console.register_error_handler(Unavailable, lambda _error: error_page(access, 503))
    console.register_error_handler(NotFound, lambda _error: error_page(access, 404))
    tips.add_view(console, desk, clock)
    tip.TipPages(desk, accounts, display, clock).add_to(console)
    users.add_pages(console, access)
    _add_live(console, Streams(bus, streams), access)
    return console


def _add_live(console: Blueprint, streams: Streams, access: Access) -> None:
    @console.get("/live")
    def live() -> Response:
        secret = access.secret
        tab = (login().session_id, request.args.get("tab", "")[:64])
        return streams.open(tab, lambda: accounts_know(access, secret))


def accounts_know(access: Access, secret: str) -> bool:
    """Whether this login still holds; asked while its stream runs."""
    return access.accounts.sessions.holder(secret, access.clock(), active=False) is not None


def _limit_form() -> None:
    request.max_content_length = MAX_FORM
    request.max_form_memory_size = MAX_FORM


def _words(access: Access) -> dict[str, Any]:
    """What every template may use."""
    return {
        "face": access.display,
        "now": access.clock(),
        "login": g.get("login"),
        "csrf": access.field,
        "asset": asset,
        "words": labels,
        "label": labels.label,
        "channel_of": traits_of,
        "Permission": Permission,
        "Role": Role,
        "shown": labels.shown,
        "ago": age,
        "file_kind": kind,
        "size": size,
        "said": SAID.get(request.args.get("said", "")),
    }


@cache
def _fingerprint(name: str) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]


def asset(name: str) -> str:
    """The address of one of our own files; it changes with the file, so that browsers may keep it."""
    return url_for("console.static", filename=name, v=_fingerprint(name))


def size(count: int) -> str:
    """A number of bytes for people."""
    for unit, name in ((1_000_000, "MB"), (1_000, "kB")):
        if count >= unit:
            return f"{count / unit:.1f} {name}"
    return f"{count} bytes"


def _error_answer(access: Access, _request: Request, error: HTTPException) -> Response:
    """An error of the router or of a view; a page that asks by itself needs no more than the number."""
    return error_page(access, error.code or 500) if error.code != 401 else Response(status=401)


def error_page(access: Access, status: int) -> Response:
    """A page for an error, in words. The router's own errors come before any login was looked at."""
    heading, text = ERRORS.get(status, BROKEN if status >= 500 else ERRORS[404])
    page = render_template("desk/message.html", heading=heading, text=text, **_words(access))
    return protect(make_response(page, status))
