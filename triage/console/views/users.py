"""Logging in and out, the own account, and for admins the people and programs at the desk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from intake_store.model.actor import Role
from intake_store.model.errors import Conflict, Invalid
from intake_store.model.text import clean
from intake_store.staff.passwords import MIN_LENGTH
from triage.console.access import Access, login, safe_target

View = str | AnyResponse | tuple[str, int]
#: The highest number that a row may have, in 64 bits.
MOST = 2**63 - 1


def add_pages(console: Blueprint, access: Access) -> None:
    """Put all of them on the console."""
    Gate(access).add_to(console)
    OwnAccount(access).add_to(console)
    People(access).add_to(console)


@dataclass(frozen=True, slots=True)
class Gate:
    """The way in and out."""

    access: Access

    def add_to(self, console: Blueprint) -> None:
        console.route("/login", endpoint="log_in", methods=["GET", "POST"])(self.log_in)
        console.post("/logout", endpoint="log_out")(self.log_out)

    def log_in(self) -> View:
        target = safe_target(request.values.get("next", ""), url_for("console.queue"))
        asked = {"next": target, "name": clean(request.form.get("name", ""))[:64]}
        if request.method == "GET":
            return render_template("desk/login.html", expired=target != url_for("console.queue"), **asked)
        secret = self.access.accounts.log_in(asked["name"], request.form.get("password", ""), self.access.clock())
        if secret is None:
            return render_template("desk/login.html", failed=True, **asked), 422
        return self.access.admit(secret, target)

    def log_out(self) -> View:
        self.access.accounts.sessions.close(login().session_id, self.access.clock())
        return self.access.dismiss()


@dataclass(frozen=True, slots=True)
class OwnAccount:
    """What everybody may do with their own account."""

    access: Access

    def add_to(self, console: Blueprint) -> None:
        console.route("/account", endpoint="account", methods=["GET", "POST"])(self.account)
        console.post("/account/logins", endpoint="log_out_elsewhere")(self.log_out_elsewhere)

    def account(self) -> View:
        if request.method == "GET":
            return self._page({})
        old, new = (request.form.get(name, "") for name in ("old", "password"))
        here, now = login(), self.access.clock()
        try:
            self.access.accounts.change_password(here.user_id, old, new, now, here.session_id)
        except Invalid as error:
            return self._page(error.errors), 422
        return redirect(url_for("console.account", said="password"), 303)

    def log_out_elsewhere(self) -> View:
        sessions, here = self.access.accounts.sessions, login()
        sessions.close_all(here.user_id, self.access.clock(), but=here.session_id)
        return redirect(url_for("console.account", said="elsewhere"), 303)

    def _page(self, errors: dict[str, str]) -> str:
        count = self.access.accounts.sessions.count(login().user_id, self.access.clock())
        return render_template("desk/account.html", errors=errors, open_logins=count, min_length=MIN_LENGTH)


@dataclass(frozen=True, slots=True)
class People:
    """What admins do: the people at the desk, and the tokens of programs."""

    access: Access

    def add_to(self, console: Blueprint) -> None:
        console.get("/people", endpoint="users")(self.show)
        console.post("/people", endpoint="add_user")(self.add)
        console.post(f"/people/<int(max={MOST}):user_id>", endpoint="change_user")(self.change)
        console.post(f"/people/<int(max={MOST}):user_id>/password", endpoint="reset_password")(self.reset_password)
        console.post(f"/tokens/<int(max={MOST}):token_id>", endpoint="revoke_token")(self.revoke_token)

    def show(self) -> View:
        return self._page()

    def add(self) -> View:
        name, role = clean(request.form.get("name", "")), request.form.get("role", "")
        try:
            password = self.access.accounts.add(name, role, self.access.clock())
        except Invalid as error:
            return self._page(errors=error.errors, draft_name=name), 422
        return self._page(fresh={"name": name, "password": password})

    def change(self, user_id: int) -> View:
        role, active = request.form.get("role", ""), "active" in request.form
        try:
            self.access.accounts.change_user(user_id, role, active, self.access.clock())
        except Invalid:
            return self._page(trouble="That role is not known."), 422
        except Conflict as conflict:
            return self._page(trouble=conflict.reason), 422
        return redirect(url_for("console.users", said="saved"), 303)

    def reset_password(self, user_id: int) -> View:
        names = {user.id: user.name for user in self.access.accounts.list()}
        if user_id not in names:
            return self._page(trouble="There is no such person."), 404
        password = self.access.accounts.reset_password(user_id, self.access.clock())
        return self._page(fresh={"name": names[user_id], "password": password})

    def revoke_token(self, token_id: int) -> View:
        self.access.accounts.tokens.revoke(token_id, self.access.clock())
        return redirect(url_for("console.users", said="revoked"), 303)

    def _page(self, **more: Any) -> str:
        accounts, roles = self.access.accounts, [(role.value, role.label) for role in Role]
        return render_template(
            "desk/users.html", people=accounts.list(), roles=roles, tokens=accounts.tokens.list(), **more
        )
