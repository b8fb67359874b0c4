"""Take the README's pictures from the real program: `python -m tests.browser.screenshots`.

Citizens text the line, a handler logs in, and docs/chat.png and docs/console.png show what they see.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from app import create_app
from channels.base import InboundMessage
from commands.services import Services, build_services
from config.settings import Settings
from intake_store.staff.accounts import Accounts
from tests.browser.conftest import ARGUMENTS, find_chromium, serving

DOCS = Path(__file__).parents[2] / "docs"
PASSWORD = "walnut-canal-fiddle"
STORY = (
    "saw 2 lads smash the window of a blue honda outside 14 elm st e8 about 2am last night, "
    "one had a crowbar, theyre gone",
    "dark hoodies one tall. ran off to the canal",
    "no",
    "not a honda a hyundai",
)
#: What other citizens text meanwhile: channel, messages.
OTHERS = (
    (
        "sms",
        ("someone keeps dumping fridges and rubble behind the co-op on mare st, every sunday", "a white tipper van"),
    ),
    (
        "telegram",
        ("my neighbour is dealing out of flat 6, 22 cedar court, cars all night for about 3 weeks", "no idea"),
    ),
    ("whatsapp", ("vi a dos chicos robar una moto roja en la calle ridley anoche", "no sé")),
    ("sms", ("man kicking next doors door in hes got a knife", "9 larch close")),
)


@contextmanager
def services_with_tips() -> Iterator[Services]:
    """A line in a temporary folder, with tips of several channels and one account for a handler."""
    with tempfile.TemporaryDirectory() as folder:
        services = build_services(Settings(data_dir=Path(folder), agency="Hackney Police"))
        services.storage.migrate()
        Accounts(services.storage.database).add("mia", "handler", services.clock(), PASSWORD, must_change=False)
        for number, (channel, texts) in enumerate(OTHERS):
            for turn, text in enumerate(texts):
                services.take(InboundMessage(channel, f"+44770090012{number}", f"{number}-{turn}", text))
        yield services
        services.close()


def show_chat(browser: Browser, url: str) -> None:
    """The citizen's page on a phone, in the middle of a conversation."""
    page = browser.new_context(
        viewport={"width": 390, "height": 880}, device_scale_factor=1.5, is_mobile=True, has_touch=True, locale="en-GB"
    ).new_page()
    page.goto(url)
    for number, text in enumerate(STORY, start=1):
        page.fill("#text", text)
        page.click("button#send")
        expect(page.locator("#log .bubble.them")).to_have_count(number)
    page.click("#offer-no")
    page.evaluate("document.activeElement.blur()")
    shoot(page, "chat")


def show_console(browser: Browser, url: str) -> None:
    """The handler's desk with a tip open."""
    page = browser.new_context(
        viewport={"width": 1280, "height": 800}, locale="en-GB", timezone_id="Europe/London"
    ).new_page()
    page.goto(f"{url}/triage/")
    page.fill("[name=name]", "mia")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.get_by_text("blue honda").first.click()
    page.wait_for_load_state("load")
    shoot(page, "console")


def shoot(page: Page, name: str) -> None:
    """Save what the page shows, once it is at rest."""
    page.wait_for_timeout(700)
    page.screenshot(path=DOCS / f"{name}.png", animations="disabled")


def main() -> None:
    """Take both pictures."""
    DOCS.mkdir(exist_ok=True)
    with (
        services_with_tips() as services,
        serving(create_app(services.settings, services)) as url,
        sync_playwright() as engine,
    ):
        browser = engine.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        show_chat(browser, url)
        show_console(browser, url)
        browser.close()


if __name__ == "__main__":
    main()
