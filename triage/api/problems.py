"""Errors of the API as RFC 9457 problem JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import Request, Response
from werkzeug.exceptions import HTTPException

from intake_store.db.database import Unavailable
from intake_store.model.errors import Conflict, Invalid, NotFound, Stale

#: What a caller can do about an error, where the status alone does not say; never anything of a tip or an address.
DETAILS = {
    401: "Send 'Authorization: Bearer TOKEN' with a token from 'python app.py token'.",
    403: "This token's role does not allow it.",
    404: "There is nothing at this address.",
    405: "This address does not take that method; the Allow header lists those it takes.",
    412: "The tip changed since it was read. Read it again and decide anew.",
    413: "The body is larger than this address takes.",
    415: "Send the body as application/json.",
    500: "Something broke on our side. The error was recorded.",
    503: "The database cannot be reached right now. Try again in a little while.",
}


def problem(
    status: int, detail: str = "", errors: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
) -> Response:
    """A problem document; `errors` maps the names of wrong fields to what is wrong with them."""
    body: dict[str, Any] = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
    body["detail"] = detail or DETAILS.get(status, "")
    if errors:
        body["errors"] = [{"field": field, "message": message} for field, message in errors.items()]
    response = Response(json.dumps(body), status, content_type="application/problem+json")
    response.headers.update(dict(headers or {}))
    return response


def from_http(_request: Request, error: HTTPException) -> Response:
    """A routing or protocol error (404, 405, 413, 415, 500, ...) as a problem; keeps Allow and the like."""
    status = error.code or 500
    kept = {name: value for name, value in error.get_headers() if name not in ("Content-Type", "Content-Length")}
    return problem(status, DETAILS.get(status) or error.description or "", headers=kept)


def from_invalid(error: Invalid) -> Response:
    """Fields that the desk or the parser refused: 422, each named."""
    return problem(422, "Some fields are not right.", error.errors)


def from_missing(_error: NotFound) -> Response:
    """No such tip or file."""
    return problem(404, "No tip or file has this name.")


def from_conflict(error: Conflict) -> Response:
    """A verb that the tip's state does not allow, as a reply to a citizen who stopped the line."""
    return problem(409, error.reason)


def from_stale(_error: Stale) -> Response:
    """An If-Match that names an older state."""
    return problem(412)


def from_unavailable(_error: Unavailable) -> Response:
    """The database is away; nothing was stored."""
    return problem(503, headers={"Retry-After": "5"})
