"""Who gets into the console: deny by default, forms that are ours, cookies that stay ours."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import Connection
from werkzeug.routing import Rule

from intake_store.db.database import Database, Unavailable
from intake_store.model.actor import Permission, Role
from intake_store.staff.accounts import FREE_FAILURES
from tests.builders.desk import PASSWORD, Services
from tests.builders.desk_app import DeskBrowser, desk_app
from triage.console.access import NEEDS, OPEN


def console_rules(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("console.")]


def path_of(rule: Rule) -> str:
    """An address that the rule matches."""
    return re.sub(r"<(?:int[^:]*:)?(\w+)>", lambda name: "1" if name[1].endswith("_id") else "AAA-AAA", rule.rule)


def test_every_view_but_the_login_sends_strangers_to_the_login(app: Flask, stranger: DeskBrowser) -> None:
    for rule in console_rules(app):
        if rule.endpoint in OPEN:
            continue
        for method in (rule.methods or set()) - {"OPTIONS", "HEAD"}:
            answer = stranger.client.open(path_of(rule), method=method)
            if rule.endpoint == "console.live":
                assert answer.status_code == 401
            else:
                assert answer.status_code == 303, (method, rule)
                assert answer.location.startswith("/triage/login")


def test_only_the_login_and_our_own_files_are_open() -> None:
    assert {"console.static", "console.log_in"} == OPEN


def test_every_form_needs_its_token(app: Flask, mia: DeskBrowser, services: Services) -> None:
    for rule in console_rules(app):
        if "POST" in (rule.methods or set()) and NEEDS.get(rule.endpoint) is not Permission.MANAGE_PEOPLE:
            for token in ("", "wrong", "é", mia.token("/triage/account")[:-1]):
                answer = mia.client.post(path_of(rule), data={"csrf": token, "name": "mia", "password": PASSWORD})
                assert answer.status_code == 403, rule


def test_a_form_token_is_of_no_use_in_another_login(app: Flask, mia: DeskBrowser, services: Services) -> None:
    services.person("zoe")
    zoe = DeskBrowser(app.test_client())
    zoe.log_in("zoe")
    reference = services.tip()
    stolen = zoe.token("/triage/account")
    assert mia.client.post(f"/triage/tips/{reference}/notes", data={"csrf": stolen, "text": "x"}).status_code == 403


#: What a role may not open; whatever is not named here, every role may.
CLOSED = {
    Role.HANDLER: {
        "console.users", "console.add_user", "console.change_user", "console.reset_password", "console.revoke_token",
    },
    Role.SUPERVISOR: {
        "console.users", "console.add_user", "console.change_user", "console.reset_password", "console.revoke_token",
    },
    Role.ADMIN: set(),
}  # fmt: skip


@pytest.mark.parametrize("role", Role)
def test_each_role_may_open_what_its_permissions_allow_and_nothing_else(
    app: Flask, services: Services, role: Role
) -> None:
    services.person("chief", "admin")  # number 1, whom the walk changes
    services.person("sam", role)
    sam = DeskBrowser(app.test_client())
    sam.log_in("sam")
    assert ("People</a>" in sam.get("/triage/").get_data(as_text=True)) == (role is Role.ADMIN)
    token = sam.token("/triage/account")
    refused = set()
    for rule in console_rules(app):
        if rule.endpoint in (*OPEN, "console.log_out", "console.live"):
            continue
        for method in (rule.methods or set()) & {"GET", "POST"}:
            data = {"csrf": token} if method == "POST" else None
            answer = sam.client.open(path_of(rule), method=method, data=data)
            assert "/triage/login" not in answer.headers.get("Location", "")
            if answer.status_code == 403:
                refused.add(rule.endpoint)
    assert refused == CLOSED[role]


@pytest.mark.parametrize("role", Role)
def test_programs_of_every_role_may_use_all_of_the_api(app: Flask, services: Services, role: Role) -> None:
    bearer = {"Authorization": f"Bearer {services.accounts.tokens.create('dispatch', role, services.clock())}"}
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("api.")]
    assert len(rules) > 5
    for rule in rules:
        for method in (rule.methods or set()) - {"OPTIONS", "HEAD"}:
            assert app.test_client().open(path_of(rule), method=method, headers=bearer).status_code not in (401, 403)


def test_the_people_page_says_what_each_role_may(chief: DeskBrowser) -> None:
    page = chief.get("/triage/people").get_data(as_text=True)
    assert "Handlers work on tips. Supervisors also see who opened a tip. Admins also manage people." in page


@pytest.mark.parametrize("path", ["/people/{}", "/people/{}/password", "/tokens/{}"])
def test_a_number_that_no_row_can_have_is_not_found(chief: DeskBrowser, path: str) -> None:
    assert chief.post(path.format(10**30), role="handler").status_code == 404


def test_the_views_that_need_something_of_their_own_all_exist(app: Flask) -> None:
    assert {rule.endpoint for rule in console_rules(app)} >= NEEDS.keys() | OPEN


def test_the_login_goes_on_to_where_one_wanted_to_be(services: Services, stranger: DeskBrowser) -> None:
    services.person("mia")
    asked = stranger.get("/triage/tips/AAA-AAA?x=1")
    assert stranger.client.get(asked.location).status_code == 200
    assert stranger.log_in("mia", target="/triage/tips/AAA-AAA?x=1").location == "/triage/tips/AAA-AAA?x=1"


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/triage/",
        "/triage",
        "\\\\evil",
        "/triage/\\evil",
        "javascript:1",
        "/triage/\n",
    ],
)
def test_the_login_leads_nowhere_else(services: Services, stranger: DeskBrowser, target: str) -> None:
    services.person("mia")
    assert stranger.log_in("mia", target=target).location == "/triage/"


def test_a_wrong_login_tells_nothing(services: Services, stranger: DeskBrowser) -> None:
    services.person("mia")
    wrong = stranger.log_in("mia", "wrong")
    unknown = stranger.log_in("nobody", "wrong")
    assert wrong.status_code == unknown.status_code == 422
    plain = [re.sub(r'value="\w+"', "", answer.get_data(as_text=True)) for answer in (wrong, unknown)]
    assert plain[0] == plain[1]


def test_guessing_locks_out_and_says_to_wait(services: Services, stranger: DeskBrowser) -> None:
    services.person("mia")
    for _ in range(FREE_FAILURES):
        stranger.log_in("mia", "guess")
    locked = stranger.log_in("mia")
    assert locked.status_code == 422
    assert "too many tries" in locked.get_data(as_text=True)


class Switchable(Database):
    """A database that a test can take away."""

    away = False

    @contextlib.contextmanager
    def write(self) -> Iterator[Connection]:
        self._check()
        with super().write() as connection:
            yield connection

    @contextlib.contextmanager
    def read(self) -> Iterator[Connection]:
        self._check()
        with super().read() as connection:
            yield connection

    def _check(self) -> None:
        if self.away:
            raise Unavailable("switched off by the test")


def test_without_a_database_nobody_gets_in(sqlite_url: str, services: Services) -> None:
    """The throttle fails closed: attempts that cannot be counted are not looked at."""
    database = Switchable(sqlite_url)
    inside = Services(database, services.vault, services.clock)
    inside.person("mia")
    app = desk_app(inside)
    mia, stranger = DeskBrowser(app.test_client()), DeskBrowser(app.test_client())
    mia.log_in("mia")
    token = stranger.token("/triage/login")
    database.away = True
    answer = stranger.client.post("/triage/login", data={"csrf": token, "name": "mia", "password": PASSWORD})
    assert answer.status_code == 503
    assert "Set-Cookie" not in answer.headers
    assert mia.get("/triage/").status_code == 503
    database.close()


def test_the_session_cookie_is_for_our_server_alone(services: Services) -> None:
    services.person("mia")
    browser = DeskBrowser(desk_app(services, secure=True).test_client())
    token_page = browser.client.get("/triage/login", base_url="https://desk.example")
    token = token_page.get_data(as_text=True).partition('name="csrf" value="')[2].partition('"')[0]
    data = {"csrf": token, "name": "mia", "password": PASSWORD}
    answer = browser.client.post("/triage/login", data=data, base_url="https://desk.example")
    cookie = next(line for line in answer.headers.getlist("Set-Cookie") if line.startswith("__Host-tipline="))
    for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert part in cookie
    assert "Domain" not in cookie


def test_a_login_gets_a_fresh_secret_each_time(services: Services, mia: DeskBrowser) -> None:
    first = mia.client.get_cookie("tipline")
    mia.post("/triage/logout")
    mia.log_in("mia")
    second = mia.client.get_cookie("tipline")
    assert first is not None
    assert second is not None
    assert first.value != second.value


def test_after_the_logout_the_old_cookie_is_worth_nothing(app: Flask, mia: DeskBrowser) -> None:
    cookie = mia.client.get_cookie("tipline")
    assert cookie is not None
    assert mia.post("/triage/logout").status_code == 303
    thief = app.test_client()
    thief.set_cookie("tipline", cookie.value)
    assert thief.get("/triage/").status_code == 303


def test_a_password_from_somebody_else_is_changed_before_anything_else(
    services: Services, stranger: DeskBrowser
) -> None:
    password = services.accounts.add("mia", "handler", services.clock())
    stranger.log_in("mia", password)
    assert stranger.get("/triage/").location == "/triage/account"
    changed = stranger.post("/triage/account", old=password, password=PASSWORD)
    assert changed.status_code == 303
    assert stranger.get("/triage/").status_code == 200


@pytest.mark.parametrize(
    "path", ["/triage/login", "/triage/", "/triage/nothing", "/triage/tips/AAA-AAA", "/triage/account"]
)
def test_every_page_carries_the_headers_that_keep_it_to_itself(mia: DeskBrowser, path: str) -> None:
    headers = mia.get(path).headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cache-Control"] == "private, no-store"
    assert headers["Referrer-Policy"] == "no-referrer"


def test_no_page_needs_inline_code_or_another_server(services: Services, mia: DeskBrowser) -> None:
    reference = services.tip()
    for path in ("/triage/login", "/triage/", f"/triage/tips/{reference}", "/triage/account"):
        page = mia.get(path).get_data(as_text=True)
        assert not re.search(r"<script(?![^>]* src=\"/triage/static/)|<style|\sstyle=|\son\w+=|https?://", page), path


def test_our_own_files_may_be_kept_by_their_version(stranger: DeskBrowser) -> None:
    page = stranger.get("/triage/login").get_data(as_text=True)
    for path in re.findall(r'(?:src|href)="(/triage/static/[^"]+)"', page):
        answer = stranger.get(path)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["Cache-Control"]
        answer.close()
