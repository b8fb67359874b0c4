"""One error handler for the whole app that lets each part answer for the paths under its own prefix."""

from __future__ import annotations

from collections.abc import Callable

from flask import Request, current_app, request
from flask.sansio.app import App
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

Renderer = Callable[[Request, HTTPException], ResponseReturnValue]
_KEY = "triage.errors"


def answer_under(app: App, prefix: str, render: Renderer) -> None:
    """Let `render` write every HTTP error, unknown paths and failures included, whose path starts with `prefix`.

    A blueprint's own error handlers never see a 404 or 405 of the router: no route of theirs was matched.
    """
    renderers: dict[str, Renderer] = app.extensions.setdefault(_KEY, {})
    if not renderers:
        app.register_error_handler(HTTPException, _dispatch)
    renderers[prefix] = render


def _dispatch(error: HTTPException) -> ResponseReturnValue:
    renderers: dict[str, Renderer] = current_app.extensions[_KEY]
    for prefix, render in renderers.items():
        if request.path.startswith(prefix):
            return render(request, error)
    return error
