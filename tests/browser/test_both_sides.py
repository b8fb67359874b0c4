"""The whole house between two browsers: what a citizen texts stands on a screen at once, and the answer comes back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from app import create_app
from commands.services import Services, build_services
from commands.serving.threads import ThreadGroup, courier_loops
from config.settings import Settings
from tests.browser.conftest import WIDTHS
from tests.builders.desk import PASSWORD
from tests.builders.watched_pages import watch

pytestmark = pytest.mark.browser

KICKING = "man kicking next doors door in hes got a knife"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Services]:
    """The house with its courier at work."""
    house = build_services(Settings(data_dir=tmp_path, agency="Hackney Police"))
    house.storage.migrate()
    crew = ThreadGroup(courier_loops(house))
    crew.start()
    yield house
    crew.stop()
    house.close()


@pytest.fixture
def address(house: Services, live_server: Callable[[Flask], str]) -> str:
    return live_server(create_app(house.settings, house))


def log_in(page: Page, address: str, house: Services) -> None:
    house.storage.accounts.add("mia", "handler", house.clock(), PASSWORD, must_change=False)
    page.goto(f"{address}/triage/")
    page.get_by_label("Name").fill("mia")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_text("The queue is clear")).to_be_visible()
    expect(page.locator("#live")).to_have_text("Live")


def say(page: Page, text: str) -> None:
    page.fill("#text", text)
    page.click("button#send")


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_an_emergency_stands_on_the_desk_at_once_and_the_reply_is_answered(
    page_at: Callable[..., Page], address: str, house: Services, width: int
) -> None:
    handler, citizen = page_at(width, locale="en-GB"), page_at(390, locale="en-GB")
    complaints = [watch(handler), watch(citizen)]
    log_in(handler, address, house)
    citizen.goto(address)
    say(citizen, KICKING)

    row = handler.locator("[data-reference]")
    expect(row).to_contain_text("Emergency")
    expect(handler.get_by_text("1 open emergency")).to_be_visible()
    row.click()
    expect(handler.locator("#thread")).to_contain_text(KICKING)
    expect(handler.locator("#summary")).to_contain_text("knife")
    handler.get_by_role("button", name="Take it").click()
    handler.get_by_label("Reply to the citizen").fill("A car is two minutes away. Stay inside.")
    handler.get_by_role("button", name="Send").click()

    expect(citizen.locator("#log")).to_contain_text("A car is two minutes away. Stay inside.")
    say(citizen, "9 larch close, hurry")
    expect(handler.locator("#thread")).to_contain_text("9 larch close, hurry")
    assert complaints == [[], []]
