"""Who may see the console: a login checked before every view but the few on the open list, and forms that are ours."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Response, abort, g, make_response, redirect, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from intake_store.model.actor import Permission
from intake_store.staff.accounts import Accounts
from intake_store.staff.sessions import LIFETIME, Login
from triage.console.pages.display import Display

Clock = Callable[[], datetime]

#: Views without a login; all others need one. Users who must choose a password see the second list only.
OPEN = frozenset({"console.static", "console.log_in"})
BEFORE_PASSWORD = frozenset({"console.account", "console.log_out"})
#: What the role of a login must allow; a view that is not named needs `WORK_ON_TIPS`, one's own account needs nothing.
NEEDS: Mapping[str, Permission | None] = {
    "console.account": None,
    "console.log_out": None,
    "console.log_out_elsewhere": None,
    "console.users": Permission.MANAGE_PEOPLE,
    "console.add_user": Permission.MANAGE_PEOPLE,
    "console.change_user": Permission.MANAGE_PEOPLE,
    "console.reset_password": Permission.MANAGE_PEOPLE,
    "console.revoke_token": Permission.MANAGE_PEOPLE,
}
#: Requests that the page makes by itself say so; they do not count as use and are not sent to the login page.
LIVE_HEADER = "X-Live"
FIELD = "csrf"


@dataclass(frozen=True, slots=True)
class Access:
    """Recognises handlers by their cookie and forms by their token."""

    accounts: Accounts
    display: Display
    clock: Clock

    @property
    def cookie(self) -> str:
        """Under https the prefix makes browsers refuse the cookie from anyone else (RFC 6265bis, 4.1.3.2)."""
        return "__Host-tipline" if self.display.secure else "tipline"

    @property
    def gate_cookie(self) -> str:
        """Before the login there is no session yet: this one ties the login form to the browser."""
        return f"{self.cookie}-gate"

    def check(self) -> AnyResponse | None:
        """The `before_request` of the console: deny by default."""
        g.login, g.new_gate = None, ""
        if request.endpoint in OPEN:
            self._check_form()
            return None
        g.login = self._holder()
        if g.login is None:
            return self._to_login()
        needed = NEEDS.get(request.endpoint or "", Permission.WORK_ON_TIPS)
        if needed is not None and not g.login.actor.may(needed):
            abort(403)
        if g.login.must_change and request.endpoint not in BEFORE_PASSWORD:
            return redirect(url_for("console.account"), 303)
        self._check_form()
        return None

    def _holder(self) -> Login | None:
        return self.accounts.sessions.holder(self.secret, self.clock(), active=not is_live())

    @property
    def secret(self) -> str:
        """The session's secret, as the browser sent it."""
        return request.cookies.get(self.cookie, "")

    def _to_login(self) -> AnyResponse:
        if is_live():
            abort(401)
        here = request.full_path.rstrip("?") if request.method == "GET" else ""
        return redirect(url_for("console.log_in", next=here or None), 303)

    def _check_form(self) -> None:
        if request.method == "POST":
            sent = request.form.get(FIELD, "")
            if not hmac.compare_digest(sent.encode("utf-8", "replace"), self.form_token().encode()):
                abort(403)

    def form_token(self) -> str:
        """What our own forms carry: derived from the cookie's secret, so that nothing more is stored."""
        login: Login | None = g.get("login")
        secret = self.secret if login else request.cookies.get(self.gate_cookie) or self._fresh_gate()
        return hashlib.sha256(f"tipline form {secret}".encode("utf-8", "replace")).hexdigest()

    def _fresh_gate(self) -> str:
        g.new_gate = g.get("new_gate") or secrets.token_urlsafe(32)
        return str(g.new_gate)

    def field(self) -> Markup:
        """The hidden field for a form."""
        return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, self.form_token())

    def finish(self, response: Response) -> Response:
        """The `after_request`: a login page takes its gate cookie along."""
        if g.get("new_gate"):
            self._set(response, self.gate_cookie, g.new_gate)
        return response

    def admit(self, secret: str, target: str) -> Response:
        """Go on with a fresh session."""
        response = make_response(redirect(target, 303))
        self._set(response, self.cookie, secret)
        response.delete_cookie(self.gate_cookie, **self._cookie_options())
        return response

    def dismiss(self) -> Response:
        """Back to the login page, the cookie gone."""
        response = make_response(redirect(url_for("console.log_in"), 303))
        response.delete_cookie(self.cookie, **self._cookie_options())
        response.headers["Clear-Site-Data"] = '"cache"'
        return response

    def _set(self, response: Response, name: str, value: str) -> None:
        response.set_cookie(name, value, max_age=int(LIFETIME.total_seconds()), **self._cookie_options())

    def _cookie_options(self) -> dict[str, Any]:
        return {"path": "/", "httponly": True, "samesite": "Lax", "secure": self.display.secure}


def is_live() -> bool:
    """Whether the page asks by itself, without anybody's doing."""
    return LIVE_HEADER in request.headers or request.endpoint == "console.live"


def login() -> Login:
    """Who is here; only for views that need a login."""
    present: Login = g.login
    return present


def safe_target(target: str, default: str) -> str:
    """A path of the console to go on to after the login; anything else could lead away."""
    ours = target.startswith("/triage/") and "\\" not in target and target.isprintable()
    return target if ours else default
