"""Chromium for the journeys, and a real server on a free port for it to visit."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from app import create_app
from commands.services import Services, build_services
from commands.serving.threads import ThreadGroup, courier_loops
from config.settings import Settings
from tests.builders.page_problems import problems_of, unexpected

# A page that found no free stream looks for news every 10 s; and a machine that runs the tests may be busy.
expect.set_options(timeout=20_000)

#: The widths in CSS pixels that every journey is made at: a phone, a tablet, a desk.
WIDTHS = {"phone": 390, "tablet": 820, "desktop": 1440}
HEIGHTS = {390: 844, 820: 1180, 1440: 900}
#: Debian's Chromium, kept from calling home.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find_chromium() -> str | None:
    """Where this machine keeps a Chromium or Chrome; None leaves it to Playwright's own."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next(filter(None, map(shutil.which, names)), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all journeys."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture
def page_at(browser: Browser) -> Iterator[Callable[..., Page]]:
    """`page_at(width, **options)`: a page in a window of its own, that wide; options are a browser context's."""
    contexts = []

    def open_page(width: int, **options: object) -> Page:
        viewport = {"width": width, "height": HEIGHTS.get(width, 900)}
        context = browser.new_context(viewport=viewport, **options)  # type: ignore[arg-type]
        context.set_default_timeout(10_000)
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


class QuietHandler(WSGIRequestHandler):
    """Logs no requests."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        return


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Serve the app on a free port of this machine and give its URL."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=QuietHandler)
    server.daemon_threads = True  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(5)
        server.server_close()


@pytest.fixture
def live_server() -> Iterator[Callable[[Flask], str]]:
    """`live_server(app)`: the URL at which the app answers until the test ends."""
    running = []

    def serve(app: Flask) -> str:
        context = serving(app)
        url = context.__enter__()
        running.append(context)
        return url

    yield serve
    for context in running:
        context.__exit__(None, None, None)


@pytest.fixture
def open_page(page_at: Callable[..., Page]) -> Iterator[Callable[..., Page]]:
    """`open_page(width, faults=(), **options)`: a page that may complain of `faults` only, and ask no foreign host."""
    watched: list[tuple[list[str], tuple[str, ...]]] = []

    def opened(width: int, faults: tuple[str, ...] = (), **options: object) -> Page:
        page = page_at(width, **({"locale": "en-GB", "has_touch": width < 600} | options))
        watched.append((problems_of(page), faults))
        return page

    yield opened
    for problems, faults in watched:
        assert unexpected(problems, faults) == []


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    """The services of a line, with its courier at work."""
    services = build_services(Settings(data_dir=tmp_path, agency="Hackney Police"))
    services.storage.migrate()
    threads = ThreadGroup(courier_loops(services))
    threads.start()
    yield services
    threads.stop()
    services.close()


@pytest.fixture
def address(services: Services, live_server: Callable[[Flask], str]) -> str:
    """Where a browser finds the line and its console."""
    return live_server(create_app(services.settings, services))
