"""Live events: they wake pages, name tips by number, and leave room for others."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask, Response

from intake_store.live.bus import TIPS, InProcessBus
from tests.builders.desk import Services
from tests.builders.desk_app import DeskBrowser, desk_app
from triage.console.views.live import Streams


def lines(response: Response) -> Iterator[str]:
    """The events of a stream as they come."""
    for chunk in response.iter_encoded():
        yield chunk.decode()


@pytest.fixture
def bus() -> InProcessBus:
    return InProcessBus()


def always() -> bool:
    return True


def test_a_stream_says_that_it_lives_and_which_tips_changed(bus: InProcessBus) -> None:
    stream = lines(Streams(bus, 1, beat=0.05).open((1, "a"), always))
    assert "event: live" in next(stream)
    bus.publish(TIPS, 7)
    bus.publish(TIPS, 8)
    bus.publish(TIPS, 7)
    assert next(stream) == "event: tip\ndata: 7 8\n\n"
    assert next(stream).startswith("event: live")


def test_a_stream_ends_when_the_login_ends_or_the_server_stops(bus: InProcessBus) -> None:
    welcome = [True]
    stream = lines(Streams(bus, 2, beat=0.05).open((1, "a"), lambda: welcome[0]))
    next(stream)
    welcome[0] = False
    assert list(stream) == []
    other = lines(Streams(bus, 2, beat=5).open((1, "b"), always))
    next(other)
    bus.close()
    assert list(other) == []


def test_when_all_places_are_taken_the_page_is_told_to_poll(bus: InProcessBus) -> None:
    streams = Streams(bus, 1)
    first = streams.open((1, "a"), always)
    assert streams.open((2, "b"), always).status_code == 204
    first.close()
    assert streams.open((2, "b"), always).status_code == 200
    assert Streams(bus, 0).open((1, "a"), always).status_code == 204


def test_a_tab_that_moves_on_takes_its_place_along(bus: InProcessBus) -> None:
    streams = Streams(bus, 1, beat=5)
    first = streams.open((1, "a"), always)
    next(lines(first))
    before = lines(first)
    import threading

    def watch() -> None:
        list(before)
        first.close()

    watcher = threading.Thread(target=watch)
    watcher.start()
    assert streams.open((1, "a"), always).status_code == 200
    watcher.join(5)
    assert not watcher.is_alive()


def test_a_page_that_asks_by_itself_is_told_when_it_is_logged_out(app: Flask, services: Services) -> None:
    assert app.test_client().get("/triage/", headers={"X-Live": "1"}).status_code == 401
    assert app.test_client().get("/triage/live").status_code == 401


def test_live_pages_do_not_keep_a_login_alive(services: Services, mia: DeskBrowser) -> None:
    for _ in range(4):
        services.clock.forward(minutes=29)
        assert mia.get("/triage/", headers={"X-Live": "1"}).status_code == 200
    services.clock.forward(minutes=5)
    assert mia.get("/triage/", headers={"X-Live": "1"}).status_code == 401


def test_the_console_streams_over_http(services: Services) -> None:
    services.person("mia")
    browser = DeskBrowser(desk_app(services, streams=1).test_client())
    browser.log_in("mia")
    answer = browser.get("/triage/live?tab=x", buffered=False)
    assert answer.mimetype == "text/event-stream"
    assert b"event: live" in next(iter(answer.response))
    answer.close()
