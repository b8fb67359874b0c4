"""The desk's web side alone, over the services of a test, as the app factory wires it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

import triage.api
import triage.console
from tests.builders.desk import PASSWORD, Services
from triage.console.pages.display import Display

AGENCY = "Hackney Police tip line"


def desk_app(
    services: Services, *, secure: bool = False, streams: int = 4, clock: Callable[[], datetime] | None = None
) -> Flask:
    """An app with the API and the console over the services."""
    app = Flask("desk")
    display = Display(AGENCY, ZoneInfo("Europe/London"), secure)
    now = clock or services.clock
    app.register_blueprint(triage.api.blueprint(services.desk, services.accounts, now))
    app.register_blueprint(
        triage.console.blueprint(services.desk, services.accounts, services.bus, display, now, streams)
    )
    return app


@dataclass
class DeskBrowser:
    """A handler's browser without scripts: it keeps cookies and finds the token of a form."""

    client: FlaskClient

    def get(self, path: str, **more: object) -> TestResponse:
        return self.client.get(path, **more)

    def post(self, path: str, page: str = "/triage/account", **fields: str) -> TestResponse:
        """Send a form whose token is taken from `page`."""
        return self.client.post(path, data={"csrf": self.token(page), **fields})

    def token(self, page: str) -> str:
        text = self.client.get(page).get_data(as_text=True)
        return text.partition('name="csrf" value="')[2].partition('"')[0]

    def log_in(self, name: str, password: str = PASSWORD, target: str = "") -> TestResponse:
        return self.post("/triage/login", "/triage/login", name=name, password=password, next=target)
