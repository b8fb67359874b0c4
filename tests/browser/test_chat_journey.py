"""A citizen's page and all of the line behind it: the tip, its photo, an officer's reply, and the link that is cut."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from commands.services import Services
from intake_store.desk.desk import Desk
from intake_store.desk.queue import Query
from intake_store.model.actor import Actor, Role
from intake_store.model.tip import Tip
from tests.browser.conftest import WIDTHS
from tests.builders.disk import readable
from tests.builders.evidence import states
from tests.builders.page_problems import problems_of
from tests.builders.threads import eventually

pytestmark = pytest.mark.browser

PLANTED = "zanzibar"
TOLD = f"saw 2 lads smash the window of a blue honda outside 14 {PLANTED} st e8 about 2am last night, theyre gone"
PHOTO = b"\xff\xd8\xff\xe0" + b"ZANZIBAR-PIXELS" * 1000
MANY_TURNS = 12
OFFICER = Actor("api:1", "Sam", Role.HANDLER)


def desk(services: Services) -> Desk:
    return Desk(services.storage.database, services.storage.vault, services.storage.evidence, services.bus)


def the_tip(services: Services) -> Tip:
    """The only tip there is."""
    (item,) = desk(services).tips(Query(), OFFICER, services.clock()).items
    return desk(services).tip(item.reference, OFFICER, services.clock())


def say(page: Page, text: str) -> str:
    """Say something and wait for the answer."""
    before = page.locator("#log .bubble.them").count()
    page.fill("#text", text)
    page.click("button#send")
    answer = page.locator("#log .bubble.them p").nth(before)
    return answer.inner_text()


def talk_to_the_end(page: Page) -> str:
    """Tell the whole story; the reference that the line gives it."""
    answer = say(page, TOLD)
    for _ in range(MANY_TURNS):
        if found := re.search(r"\b[0-9A-Z]{3}-[0-9A-Z]{3}\b", answer):
            return found[0]
        answer = say(page, "yes" if "Right?" in answer else "don't know")
    raise AssertionError(f"the line never came to an end: {answer}")


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_a_web_chat_is_carried_to_its_end_and_the_tip_stands_on_the_desk(
    page_at: Callable[..., Page], address: str, services: Services, width: int
) -> None:
    page = page_at(width, locale="en-GB")
    problems = problems_of(page)
    page.goto(address)
    reference = talk_to_the_end(page)
    tip = the_tip(services)
    assert (tip.summary.reference, tip.summary.channel, tip.summary.status) == (reference, "web", "new")
    assert tip.messages[0].text == TOLD
    assert problems == []


def test_a_photo_from_the_page_is_kept_sealed_and_nothing_told_is_readable(
    page_at: Callable[..., Page], address: str, services: Services, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    page = page_at(390)
    page.goto(address)
    say(page, TOLD)
    page.set_input_files("#files", {"name": f"{PLANTED}.jpg", "mimeType": "image/jpeg", "buffer": PHOTO})
    page.click("button#send")
    expect(page.locator("#log .bubble.me [data-state=sent]")).to_have_count(2)
    eventually(lambda: states(services.storage.database) == [("kept", "image/jpeg")])
    (item,) = the_tip(services).summary.evidence
    assert item.bytes == len(PHOTO)
    assert readable(tmp_path, PLANTED, "smash", "ZANZIBAR-PIXELS") == []
    assert PLANTED not in caplog.text


def test_an_officers_reply_reaches_the_open_page_and_is_answered_on_the_same_tip(
    page_at: Callable[..., Page], address: str, services: Services
) -> None:
    page = page_at(390)
    page.goto(address)
    say(page, TOLD)
    reference = the_tip(services).summary.reference
    desk(services).reply(reference, "Was the van white?", OFFICER, services.clock())
    expect(page.locator("#log .bubble.handler")).to_contain_text("Was the van white?")
    say(page, "yes it was white")
    assert [message.text for message in the_tip(services).messages if message.direction == "in"][
        -1
    ] == "yes it was white"


def test_after_stop_the_last_word_is_read_and_the_next_message_begins_anew(
    page_at: Callable[..., Page], address: str
) -> None:
    page = page_at(390)
    page.goto(address)
    say(page, TOLD)
    assert "Stopped" in say(page, "stop")
    say(page, "a fire on oak road")
    page.reload()
    expect(page.locator("#log .bubble.me p").first).to_have_text("a fire on oak road")


def test_clearing_the_device_keeps_the_tip_and_cuts_the_link(
    page_at: Callable[..., Page], address: str, services: Services
) -> None:
    page = page_at(390)
    page.goto(address)
    say(page, TOLD)
    token = page.evaluate("JSON.parse(sessionStorage.tipline).token")
    page.click("#open-menu")
    page.click("#menu-forget")
    page.click("#confirm-yes")
    expect(page.locator("#log .bubble")).to_have_count(0)
    headers = {"Authorization": f"Bearer {token}"}
    assert page.request.get(f"{address}/chat/messages", headers=headers).json()["letters"] == []
    assert not the_tip(services).reachable
    assert the_tip(services).messages[0].text == TOLD
