"""The desk's web side alone, over a house, as the app factory wires it."""

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
    house: Services, *, secure: bool = False, streams: int = 4, clock: Callable[[], datetime] | None = None
) -> Flask:
    """API and console over the house."""
    app = Flask("desk")
    display = Display(AGENCY, ZoneInfo("Europe/London"), secure)
    told = clock or house.clock
    app.register_blueprint(triage.api.blueprint(house.desk, house.accounts, told))
    app.register_blueprint(triage.console.blueprint(house.desk, house.accounts, house.bus, display, told, streams))
    return app


@dataclass
class Handler:
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
