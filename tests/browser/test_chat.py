"""The citizen's page in a real browser, against a line that answers from a script."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect

from channels.base import Choice, InboundMessage
from tests.browser.conftest import WIDTHS, serving
from tests.fakes.tip_line import PAGE, FakeReply, FakeTipLine, app

pytestmark = pytest.mark.browser

CHOICES = (Choice("Yes", "weapon:yes"), Choice("No", "weapon:no"), Choice("Don't know", "weapon:unknown"))
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
NO_CONNECTION = ("ERR_INTERNET_DISCONNECTED",)
UNAVAILABLE = ("503",)


def answers(message: InboundMessage) -> tuple[FakeReply, ...]:
    """A very small bot: a question with choices, and an end."""
    if message.attachments:
        return (FakeReply("Got the picture."),)
    if message.latitude is not None:
        return (FakeReply("Got the place."),)
    if message.choice:
        return (FakeReply("Passed on as tip 7K4-MQ2, thank you."),)
    return (FakeReply("In danger? Call 999. Was anyone armed?", CHOICES),)


@pytest.fixture
def tip_line() -> FakeTipLine:
    return FakeTipLine(answers)


@pytest.fixture
def address(tip_line: FakeTipLine) -> Iterator[str]:
    with serving(app(tip_line, replace(PAGE, leave_url="/chat/strings/en", upload_limit=100_000))) as url:
        yield url


@pytest.fixture
def open_page(open_page: Callable[..., Page]) -> Callable[..., Page]:
    """As everywhere, and a narrow page is a phone's."""
    return lambda width, faults=(), **options: open_page(width, faults, **({"is_mobile": width < 600} | options))


@pytest.fixture
def chat(open_page: Callable[..., Page], address: str) -> Callable[..., Page]:
    """`chat(width, **options)` opens the page and waits until one can write."""

    def open_chat(width: int = 390, **options: Any) -> Page:
        page = open_page(width, **options)
        page.goto(address)
        expect(page.locator("#text")).to_be_visible()
        return page

    return open_chat


def say(page: Page, text: str) -> None:
    page.fill("#text", text)
    page.click("button#send")


def said(page: Page, side: str) -> list[str]:
    return page.locator(f"#log .bubble.{side} p").all_inner_texts()


def sent(page: Page, count: int) -> None:
    """Wait until so many bubbles of the citizen's show that they arrived."""
    expect(page.locator("#log .bubble.me [data-state=sent]")).to_have_count(count)


def axe(page: Page) -> list[str]:
    """What axe-core finds wrong, as text."""
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {node['html']}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_a_conversation_is_carried_to_its_end(chat: Callable[..., Page], tip_line: FakeTipLine, width: int) -> None:
    page = chat(width)
    say(page, "a man kicked in next door's door")
    expect(page.locator("#log .bubble.them")).to_have_count(1)
    page.get_by_role("button", name="No", exact=True).click()
    expect(page.locator("#log .bubble.them")).to_have_count(2)
    assert said(page, "me") == ["a man kicked in next door's door", "No"]
    assert said(page, "them")[-1] == "Passed on as tip 7K4-MQ2, thank you."
    assert [message.choice for message in tip_line.taken] == [None, "weapon:no"]
    sent(page, 2)
    assert not page.locator("#choices button").count()


@pytest.mark.parametrize("width", [320, 360, *WIDTHS.values()])
def test_nothing_runs_off_the_screen(chat: Callable[..., Page], width: int) -> None:
    page = chat(width)
    say(page, "https://example.org/" + "x" * 300)
    expect(page.locator("#choices button")).to_have_count(3)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("document.getElementById('scroll').scrollWidth") <= width
    for place in (".danger", ".leave", "#open-menu", "#add-file", "button#send"):
        box = page.locator(place).bounding_box()
        assert box
        assert box["height"] >= 44
        assert box["width"] >= 44
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width


def test_the_keyboard_alone_is_enough(chat: Callable[..., Page], tip_line: FakeTipLine) -> None:
    page = chat(1440)
    expect(page.locator("#text")).to_be_focused()
    page.keyboard.type("first line")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("second line")
    page.keyboard.press("Enter")
    expect(page.locator("#choices button")).to_have_count(3)
    for _ in range(20):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.textContent") == "No":
            break
    page.keyboard.press("Enter")
    expect(page.locator("#log .bubble.them")).to_have_count(2)
    expect(page.locator("#text")).to_be_focused()
    assert [message.text for message in tip_line.taken] == ["first line\nsecond line", "No"]


def test_a_dialog_gives_the_focus_back(chat: Callable[..., Page]) -> None:
    page = chat(1440)
    page.focus("#open-menu")
    page.keyboard.press("Enter")
    expect(page.locator("#menu")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#open-menu")).to_be_focused()


def test_on_a_phone_enter_breaks_the_line(chat: Callable[..., Page], tip_line: FakeTipLine) -> None:
    page = chat(390)
    page.focus("#text")
    page.keyboard.type("one")
    page.keyboard.press("Enter")
    page.keyboard.type("two")
    assert page.input_value("#text") == "one\ntwo"
    assert not tip_line.taken


def test_what_is_written_offline_is_sent_once_and_in_order_when_the_connection_is_back(
    chat: Callable[..., Page], tip_line: FakeTipLine
) -> None:
    page = chat(faults=NO_CONNECTION)
    page.context.set_offline(True)
    for text in ("one", "two", "three"):
        say(page, text)
    expect(page.get_by_role("status")).to_contain_text("You are offline")
    expect(page.locator("#log [data-state=waiting]")).to_have_count(3)
    assert not tip_line.taken
    page.context.set_offline(False)
    sent(page, 3)
    assert [message.text for message in tip_line.taken] == ["one", "two", "three"]
    assert said(page, "me") == ["one", "two", "three"]


def test_a_message_whose_answer_was_lost_is_stored_once_and_shown_once(
    chat: Callable[..., Page], tip_line: FakeTipLine
) -> None:
    page = chat(faults=("ERR_FAILED", "ERR_CONNECTION"))
    lost: list[str] = []

    def lose_the_first(route: Route) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(str(route.fetch().status))
            route.abort()
        else:
            route.continue_()

    page.route("**/chat/messages*", lose_the_first)
    say(page, "a red van")
    sent(page, 1)
    assert lost == ["200"]
    assert len(tip_line.taken) == 1
    assert said(page, "me") == ["a red van"]


def test_a_message_the_server_cannot_take_is_kept_and_can_be_tried_again(
    chat: Callable[..., Page], tip_line: FakeTipLine
) -> None:
    page = chat(faults=UNAVAILABLE)
    tip_line.away = True
    say(page, "a red van")
    again = page.get_by_role("button", name="Not sent. Tap to try again")
    expect(again).to_be_visible()
    tip_line.away = False
    again.click()
    sent(page, 1)
    assert [message.text for message in tip_line.taken] == ["a red van"]


def test_a_message_not_sent_survives_a_reload(chat: Callable[..., Page], tip_line: FakeTipLine) -> None:
    page = chat(faults=UNAVAILABLE)
    tip_line.away = True
    say(page, "a red van")
    expect(page.locator("#log [data-state=unsent]")).to_have_count(1)
    tip_line.away = False
    page.reload()
    sent(page, 1)
    assert [message.text for message in tip_line.taken] == ["a red van"]


def test_a_text_too_long_is_refused_with_the_reason_and_blocks_nothing(
    chat: Callable[..., Page], tip_line: FakeTipLine
) -> None:
    page = chat(faults=("413",))
    say(page, "x" * 20_001)
    expect(page.locator("#log .me .state")).to_have_text("Too long to send. Please split it up")
    say(page, "short")
    sent(page, 1)
    assert [message.text for message in tip_line.taken] == ["short"]


def test_a_reload_brings_the_conversation_back(chat: Callable[..., Page]) -> None:
    page = chat()
    say(page, "a red van")
    sent(page, 1)
    page.reload()
    expect(page.locator("#log .bubble.them")).to_have_count(1)
    expect(page.locator("#choices button")).to_have_count(3)
    assert said(page, "me") == ["a red van"]


def test_the_conversation_ends_with_the_tab_unless_it_is_remembered(chat: Callable[..., Page], address: str) -> None:
    page = chat()
    say(page, "a red van")
    sent(page, 1)
    assert page.evaluate("localStorage.length") == 0
    other = page.context.new_page()
    other.goto(address)
    expect(other.locator("#text")).to_be_visible()
    assert not said(other, "me")
    other.close()
    page.click("#open-menu")
    page.get_by_role("switch").click()
    page.get_by_role("button", name="Close").click()
    assert page.evaluate("sessionStorage.length") == 0
    third = page.context.new_page()
    third.goto(address)
    expect(third.locator("#log .bubble.me")).to_have_count(1)


def test_clearing_the_device_leaves_nothing_and_cuts_the_link(chat: Callable[..., Page], tip_line: FakeTipLine) -> None:
    page = chat()
    say(page, "a red van")
    sent(page, 1)
    page.click("#open-menu")
    page.click("#menu-forget")
    expect(page.get_by_role("dialog")).to_contain_text("stays with the police")
    page.click("#confirm-yes")
    expect(page.locator("#log .bubble")).to_have_count(0)
    expect(page.get_by_role("status")).to_contain_text("Cleared")
    assert tip_line.forgotten == {tip_line.taken[0].address}
    assert page.evaluate("sessionStorage.length + localStorage.length") == 0
    page.reload()
    expect(page.locator("#text")).to_be_visible()
    assert not said(page, "me")


@pytest.mark.parametrize("way", ["button", "keys"])
def test_leaving_quickly_shows_another_page_and_back_does_not_return(
    chat: Callable[..., Page], address: str, way: str
) -> None:
    page = chat(1440, faults=("404",))  # the page that stands for the neutral site has no icon
    say(page, "a red van")
    sent(page, 1)
    if way == "button":
        page.click("#leave")
    else:
        for _ in range(3):
            page.keyboard.press("Shift")
    page.wait_for_url("**/chat/strings/en")
    page.go_back()
    assert page.url == "about:blank"
    page.goto(address)
    expect(page.locator("#text")).to_be_visible()
    assert not said(page, "me")


def test_a_photo_is_previewed_sent_with_progress_and_remembered_as_one(
    chat: Callable[..., Page], tip_line: FakeTipLine
) -> None:
    page = chat()
    page.set_input_files("#files", {"name": "van.png", "mimeType": "image/png", "buffer": PICTURE})
    expect(page.locator("#tray img")).to_be_visible()
    expect(page.get_by_role("button", name="Remove van.png")).to_be_visible()
    page.click("button#send")
    sent(page, 1)
    expect(page.locator("#log .bubble.me img")).to_be_visible()
    assert not page.locator("#log progress").count()
    assert list(tip_line.uploads.values()) == [PICTURE]
    assert tip_line.taken[0].attachments[0].name == "van.png"
    page.reload()
    expect(page.locator("#log .bubble.me p")).to_have_text("Photo")


def test_a_photo_that_could_not_be_sent_is_sent_when_tapped(chat: Callable[..., Page], tip_line: FakeTipLine) -> None:
    page = chat(faults=UNAVAILABLE)
    tip_line.away = True
    page.set_input_files("#files", {"name": "van.png", "mimeType": "image/png", "buffer": PICTURE})
    page.click("button#send")
    again = page.get_by_role("button", name="Not sent. Tap to try again")
    expect(again).to_be_visible()
    tip_line.away = False
    again.click()
    sent(page, 1)
    assert len(tip_line.uploads) == len(tip_line.taken) == 1


def test_a_file_too_large_is_refused_before_it_is_sent(chat: Callable[..., Page], tip_line: FakeTipLine) -> None:
    page = chat()
    page.set_input_files("#files", {"name": "long.mp4", "mimeType": "video/mp4", "buffer": b"x" * 100_001})
    expect(page.get_by_role("status")).to_contain_text("long.mp4 is larger")
    expect(page.locator("#tray li")).to_have_count(0)


def test_the_place_is_sent_only_after_consent(chat: Callable[..., Page], tip_line: FakeTipLine) -> None:
    page = chat(permissions=["geolocation"], geolocation={"latitude": 51.5454, "longitude": -0.0553})
    page.click("#add-place")
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert not tip_line.taken
    page.click("#add-place")
    page.click("#confirm-yes")
    sent(page, 1)
    assert (tip_line.taken[0].latitude, tip_line.taken[0].longitude) == (51.5454, -0.0553)
    assert said(page, "me") == ["Location shared"]


def test_a_reply_of_an_officer_appears_by_itself(chat: Callable[..., Page], tip_line: FakeTipLine) -> None:
    page = chat()
    say(page, "a red van")
    sent(page, 1)
    tip_line.add(tip_line.taken[0].address, "handler", "Which street was that?")
    expect(page.locator("#log .bubble.handler")).to_contain_text("Officer")
    expect(page.locator("#choices button")).to_have_count(3)


def test_the_emergency_number_can_be_tapped_in_every_bubble(chat: Callable[..., Page]) -> None:
    page = chat()
    say(page, "he has a knife 999")
    expect(page.locator("#log .bubble.them a")).to_have_attribute("href", "tel:999")
    assert not page.locator("#log .bubble.me a").count()


def test_words_of_a_citizen_never_become_markup(chat: Callable[..., Page]) -> None:
    page = chat()
    text = "<img src=x onerror=alert(1)><b>van</b>"
    say(page, text)
    sent(page, 1)
    assert said(page, "me") == [text]


def test_the_page_follows_the_conversation_into_arabic(chat: Callable[..., Page], tip_line: FakeTipLine) -> None:
    tip_line.language = "ar"
    page = chat()
    say(page, "رأيت سيارة حمراء")
    sent(page, 1)
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.locator("html")).to_have_attribute("lang", "ar")
    expect(page.locator("#text")).to_have_attribute("placeholder", "اكتب رسالة")
    mine, theirs = (page.locator(f"#log .bubble.{side}").bounding_box() for side in ("me", "them"))
    assert mine
    assert theirs
    assert mine["x"] < theirs["x"]
    english = page.locator("#log .bubble.them p")
    assert english.evaluate("each => getComputedStyle(each).direction") == "ltr"


def test_the_page_speaks_the_browsers_language(chat: Callable[..., Page]) -> None:
    page = chat(locale="es-ES")
    expect(page.locator(".danger")).to_have_text("¿Peligro? Llame al 999")


def test_a_session_that_the_server_does_not_know_is_replaced_without_losing_the_message(
    chat: Callable[..., Page], tip_line: FakeTipLine
) -> None:
    page = chat(faults=("403",))
    page.evaluate("sessionStorage.setItem('tipline', JSON.stringify({token: 'chat:old.0000'}))")
    page.reload()
    expect(page.locator("#text")).to_be_visible()
    say(page, "a red van")
    sent(page, 1)
    assert [message.text for message in tip_line.taken] == ["a red van"]


def test_without_javascript_the_page_tells_how_to_reach_the_line(open_page: Callable[..., Page], address: str) -> None:
    page = open_page(390, java_script_enabled=False)
    page.goto(address)
    expect(page.locator(".fallback")).to_be_visible()
    assert page.locator(".fallback a").first.get_attribute("href") == "sms:+447700900123"
    expect(page.locator(".danger")).to_have_attribute("href", "tel:999")
    expect(page.locator("#composer")).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_nothing_on_the_page_stands_in_the_way_of_anyone(
    chat: Callable[..., Page], tip_line: FakeTipLine, width: int, scheme: str
) -> None:
    page = chat(width, color_scheme=scheme, reduced_motion="reduce", bypass_csp=True, faults=UNAVAILABLE)
    assert axe(page) == []
    say(page, "a red van")
    sent(page, 1)
    tip_line.add(tip_line.taken[0].address, "handler", "Which street was that?")
    expect(page.locator("#log .handler")).to_be_visible()
    tip_line.away = True
    say(page, "elm street")
    expect(page.locator("#log [data-state=unsent]")).to_have_count(1)
    page.locator(".privacy summary").click()
    assert axe(page) == []
    page.click("#open-menu")
    assert axe(page) == []


def test_a_screen_reader_hears_new_messages_and_who_says_them(chat: Callable[..., Page]) -> None:
    page = chat()
    say(page, "a red van")
    sent(page, 1)
    log = page.get_by_role("log", name="Conversation")
    expect(log).to_have_attribute("aria-live", "polite")
    heard = re.sub(r"\s+", " ", log.inner_text())
    assert "You" in heard
    assert "Tip line" in heard
    assert "Quick answers: Yes, No, Don't know" in heard


def test_at_double_zoom_one_can_still_read_and_write(chat: Callable[..., Page]) -> None:
    page = chat(1280)
    page.set_viewport_size({"width": 640, "height": 450})  # a window of 1280 by 900, everything twice as large
    say(page, "a red van")
    sent(page, 1)
    room = page.locator("#scroll").bounding_box()
    assert room
    assert room["height"] > 150
    expect(page.locator("button#send")).to_be_in_viewport()


def test_no_word_or_token_is_ever_in_an_address(chat: Callable[..., Page]) -> None:
    asked: list[str] = []
    page = chat()
    page.on("request", lambda request: asked.append(request.url))
    say(page, "secretvan")
    sent(page, 1)
    token = page.evaluate("JSON.parse(sessionStorage.tipline).token")
    assert not [url for url in asked if "secretvan" in url or token in url]
    assert page.context.cookies() == []
