"""The JSON API at /api/v1: what other programs and the console's own scripts may do with tips."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request
from flask.blueprints import BlueprintSetupState

from intake_store.db.database import Unavailable
from intake_store.desk.desk import Desk
from intake_store.model.errors import Conflict, Invalid, NotFound, Stale
from intake_store.staff.accounts import Accounts
from triage.api import problems
from triage.api.access import Clock, guard
from triage.api.inputs import MAX_BODY
from triage.api.openapi import document
from triage.api.tips import add_views
from triage.errors import answer_under


def blueprint(desk: Desk, accounts: Accounts, clock: Clock) -> Blueprint:
    """The API, ready to register; `clock` returns the time, aware, in UTC."""
    api = Blueprint("api", __name__, url_prefix="/api/v1")
    api.before_request(_limit_body)
    api.before_request(guard(accounts, clock))
    api.after_request(_harden)
    api.record_once(_answer_errors)
    api.register_error_handler(Invalid, problems.from_invalid)
    api.register_error_handler(NotFound, problems.from_missing)
    api.register_error_handler(Conflict, problems.from_conflict)
    api.register_error_handler(Stale, problems.from_stale)
    api.register_error_handler(Unavailable, problems.from_unavailable)
    api.get("/openapi.json", endpoint="openapi")(_openapi)
    add_views(api, desk, clock)
    return api


def _limit_body() -> None:
    request.max_content_length = MAX_BODY


def _harden(response: Response) -> Response:
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    return response


def _answer_errors(state: BlueprintSetupState) -> None:
    answer_under(state.app, "/api/", problems.from_http)


def _openapi() -> Response:
    return jsonify(document())
