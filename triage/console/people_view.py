"""Logging in and out, the own account, and for admins the people and programs at the desk."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from intake_store.desk_rules import ROLES, Conflict, Invalid, clean
from intake_store.passwords import MIN_LENGTH
from triage.console.access import Access, login, safe_target
from triage.console.wording import ROLES as ROLE_WORDS

View = str | AnyResponse | tuple[str, int]


def add_gate(console: Blueprint, access: Access) -> None:
    """Put the login and logout on the console."""
    accounts, clock = access.accounts, access.clock

    @console.route("/login", methods=["GET", "POST"])
    def log_in() -> View:
        target = safe_target(request.values.get("next", ""), url_for("console.queue"))
        asked = {"next": target, "name": clean(request.form.get("name", ""))[:64]}
        if request.method == "GET":
            return render_template("desk/login.html", expired=target != url_for("console.queue"), **asked)
        secret = accounts.log_in(asked["name"], request.form.get("password", ""), clock())
        if secret is None:
            return render_template("desk/login.html", failed=True, **asked), 422
        return access.admit(secret, target)

    @console.post("/logout")
    def log_out() -> View:
        accounts.sessions.close(login().session_id, clock())
        return access.dismiss()


def add_account(console: Blueprint, access: Access) -> None:
    """Put the own account on the console."""
    accounts, clock = access.accounts, access.clock

    @console.route("/account", methods=["GET", "POST"])
    def account() -> View:
        if request.method == "GET":
            return page({})
        old, new = (request.form.get(name, "") for name in ("old", "password"))
        try:
            accounts.change_password(login().user_id, old, new, clock(), login().session_id)
        except Invalid as error:
            return page(error.errors), 422
        return redirect(url_for("console.account", said="password"), 303)

    @console.post("/account/logins")
    def log_out_elsewhere() -> View:
        accounts.sessions.close_all(login().user_id, clock(), but=login().session_id)
        return redirect(url_for("console.account", said="elsewhere"), 303)

    def page(errors: dict[str, str]) -> str:
        count = accounts.sessions.count(login().user_id, clock())
        return render_template("desk/account.html", errors=errors, open_logins=count, min_length=MIN_LENGTH)


def add_people(console: Blueprint, access: Access) -> None:
    """Put the admins' page on the console."""
    accounts, clock = access.accounts, access.clock

    @console.get("/people")
    def users() -> View:
        return page()

    @console.post("/people")
    def add_user() -> View:
        name, role = clean(request.form.get("name", "")), request.form.get("role", "")
        try:
            password = accounts.add(name, role, clock())
        except Invalid as error:
            return page(errors=error.errors, draft_name=name), 422
        return page(fresh={"name": name, "password": password})

    @console.post("/people/<int:user_id>")
    def change_user(user_id: int) -> View:
        try:
            accounts.change_user(user_id, request.form.get("role", ""), "active" in request.form, clock())
        except (Invalid, Conflict) as error:
            return page(trouble="That role is not known." if isinstance(error, Invalid) else error.reason), 422
        return redirect(url_for("console.users", said="saved"), 303)

    @console.post("/people/<int:user_id>/password")
    def reset_password(user_id: int) -> View:
        names = {user.id: user.name for user in accounts.list()}
        if user_id not in names:
            return page(trouble="There is no such person."), 404
        return page(fresh={"name": names[user_id], "password": accounts.reset_password(user_id, clock())})

    @console.post("/tokens/<int:token_id>")
    def revoke_token(token_id: int) -> View:
        accounts.tokens.revoke(token_id, clock())
        return redirect(url_for("console.users", said="revoked"), 303)

    def page(**more: Any) -> str:
        roles = [(code, ROLE_WORDS[code]) for code in ROLES]
        return render_template(
            "desk/users.html", people=accounts.list(), roles=roles, tokens=accounts.tokens.list(), **more
        )
