"""The console in a real browser: a handler's night, at the widths of a phone, a tablet and a desk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from sqlalchemy import select, update

from intake_store.db.database import Database
from intake_store.db.tables import evidence, tips
from intake_store.live.bus import TIPS
from intake_store.model.facts import Facts, What, Where
from intake_store.vault.vault import Vault
from tests.browser.conftest import WIDTHS, serving
from tests.builders.busy_night import busy_night
from tests.builders.clock import Clock
from tests.builders.desk import ADDRESS, PASSWORD, Services
from tests.builders.desk_app import desk_app

pytestmark = pytest.mark.browser

#: What a browser complains of when a test takes the net or the login away, or asks for what is not there.
NO_CONNECTION = ("ERR_INTERNET_DISCONNECTED", "ERR_INCOMPLETE_CHUNKED_ENCODING", "ERR_NETWORK")
NOT_THERE, LOGGED_OUT = ("404",), ("401",)
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63646060f85f0f"
    "0002870180eb47ba920000000049454e44ae426082"
)


class Now(Clock):
    """The real time, which a browser's own clock is compared with; building a scene goes back and forth."""

    def __init__(self) -> None:
        super().__init__(datetime.now(UTC))


@dataclass
class Desk:
    """A running desk with its scene."""

    services: Services
    url: str
    references: dict[str, str]

    def told(self, reference: str) -> None:
        """Let the consoles know that a tip changed, as every turn does."""
        with self.services.database.read() as connection:
            ident = connection.execute(select(tips.c.id).where(tips.c.reference == reference)).scalar_one()
        self.services.bus.publish(TIPS, ident)

    def log_in(self, page: Page, name: str = "mia") -> None:
        page.goto(f"{self.url}/triage/")
        page.get_by_label("Name").fill(name)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Log in").click()
        expect(page.locator("#live")).to_have_attribute("data-state", "on")


@pytest.fixture
def desk(sqlite_url: str, vault: Vault) -> Iterator[Desk]:
    """A busy night, served."""
    database = Database(sqlite_url)
    services = Services(database, vault, Now())
    references = busy_night(services)
    with database.write() as connection:
        connection.execute(update(evidence).values(state="kept", content_type="image/png", bytes=len(PICTURE)))
        services.evidence.files = dict.fromkeys(connection.execute(select(evidence.c.id)).scalars(), PICTURE)
    services.clock.now = datetime.now(UTC)
    services.person("mia", "admin")
    with serving(desk_app(services)) as url:
        yield Desk(services, url, references)
        services.bus.close()
    database.close()


def fits(page: Page) -> bool:
    """Whether nothing sticks out to the side."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_a_handler_from_login_to_the_citizens_answer(desk: Desk, open_page: Callable[..., Page], width: int) -> None:
    page = open_page(width)
    desk.log_in(page)

    facts = Facts(what=What("kicking the door in"), where=Where("9 Larch Close"))
    reference = desk.services.tip(
        "man kicking the door in at 9 larch close", facts, ADDRESS, emergency=True, category="burglary"
    )
    desk.told(reference)
    row = page.locator(f'[data-reference="{reference}"]')
    expect(row).to_contain_text("9 Larch Close")
    expect(page.get_by_role("alert").filter(has_text="Emergency: Burglary 9 Larch Close")).to_have_count(1)
    expect(page.get_by_text("2 open emergencies")).to_be_visible()

    row.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(reference)
    page.get_by_role("button", name="Take it").click()
    expect(page.locator("#tiphead")).to_contain_text("In review")

    page.get_by_label("Reply to the citizen").fill("Police are on their way. Are you safe?")
    expect(page.locator("#counter")).to_have_text("38 characters, 1 SMS")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#thread")).to_contain_text("Police are on their way. Are you safe?")
    expect(page.locator("#thread")).to_contain_text("Waiting to be sent")

    page.get_by_label("Assigned to").focus()
    desk.services.say(ADDRESS, "yes im upstairs", reference=reference, facts=facts)
    desk.told(reference)
    expect(page.locator("#thread li").last).to_contain_text("yes im upstairs")
    expect(page.get_by_label("Assigned to")).to_be_focused()

    page.get_by_label("New note").fill("Unit 4 sent")
    page.get_by_role("button", name="Add note").click()
    expect(page.locator("#notelist")).to_contain_text("Unit 4 sent")
    page.get_by_label("Status").select_option("closed")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#tiphead")).to_contain_text("Closed")

    page.get_by_role("link", name="Queue").last.click()
    expect(page.locator("#live")).to_have_attribute("data-state", "on")
    expect(row).to_have_count(0)
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_label("Password")).to_be_visible()


@pytest.mark.parametrize(
    ("width", "scheme"), [(390, "dark"), (390, "light"), (820, "light"), (1440, "light"), (1440, "dark")]
)
def test_every_page_fits_and_can_be_used_by_everyone(
    desk: Desk, open_page: Callable[..., Page], width: int, scheme: str
) -> None:
    page = open_page(width, NOT_THERE, color_scheme=scheme, reduced_motion="reduce")
    page.goto(f"{desk.url}/triage/login")
    barriers = {"login": Axe().run(page).response["violations"]}
    desk.log_in(page)
    paths = ["", "?view=mine", "?q=zebra", "people", "account", "tips/AAA-AAA"]
    for path in [*paths, *(f"tips/{reference}" for reference in desk.references.values())]:
        page.goto(f"{desk.url}/triage/{path}")
        assert fits(page), path
        barriers[path] = Axe().run(page).response["violations"]
    found = {
        path: [(one["id"], node["html"][:160]) for one in violations for node in one["nodes"]]
        for path, violations in barriers.items()
        if violations
    }
    assert found == {}


def test_the_narrowest_phone_shows_everything(desk: Desk, open_page: Callable[..., Page]) -> None:
    page = open_page(360)
    desk.log_in(page)
    for path in ["", "people", "account", *(f"tips/{reference}" for reference in desk.references.values())]:
        page.goto(f"{desk.url}/triage/{path}")
        assert fits(page), path


def test_hostile_words_do_nothing(desk: Desk, open_page: Callable[..., Page]) -> None:
    page = open_page(1440)
    page.on("dialog", lambda dialog: pytest.fail(f"a dialog opened: {dialog.message}"))
    desk.log_in(page)
    page.goto(f"{desk.url}/triage/tips/{desk.references['hostile']}")
    expect(page.locator("#thread li").first).to_contain_text("<script>alert('x')</script>")
    assert page.locator("main img").count() == 0


def test_the_words_of_a_field_are_found_in_the_conversation(desk: Desk, open_page: Callable[..., Page]) -> None:
    page = open_page(1440)
    desk.log_in(page)
    page.goto(f"{desk.url}/triage/tips/{desk.references['burglary']}")
    page.get_by_role("link", name="Show the citizen’s words: Where").click()
    expect(page.locator("mark:target")).to_have_text("outside 14 elm st e8")
    expect(page.locator("mark:target")).to_be_in_viewport()
    picture = page.locator(".evidence img")
    assert picture.evaluate("image => image.complete && image.naturalWidth") == 1


def test_arabic_is_set_from_the_right(desk: Desk, open_page: Callable[..., Page]) -> None:
    page = open_page(390)
    desk.log_in(page)
    page.goto(f"{desk.url}/triage/tips/{desk.references['arabic']}")
    direction = "element => getComputedStyle(element).direction"
    assert page.locator("#thread .bubble").first.evaluate(direction) == "rtl"
    page.get_by_label("Reply to the citizen").fill("شكرا")
    assert page.get_by_label("Reply to the citizen").evaluate(direction) == "rtl"


def test_the_whole_journey_works_from_the_keyboard(desk: Desk, open_page: Callable[..., Page]) -> None:
    page = open_page(1440)
    desk.log_in(page)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="1 open emergency")).to_be_focused()
    row = page.locator("[data-reference]").first
    for _ in range(12):
        page.keyboard.press("Tab")
        if row.evaluate("element => element === document.activeElement"):
            break
    expect(row).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_label("Reply to the citizen").focus()
    page.keyboard.type("Are you safe?")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#thread")).to_contain_text("Are you safe?")


def test_danger_on_a_closed_tip_is_announced_and_stands_in_the_queue(
    desk: Desk, open_page: Callable[..., Page]
) -> None:
    reference = desk.services.tip("kids on the roof", Facts(what=What("kids on the roof")), ADDRESS, status="closed")
    page = open_page(1440)
    desk.log_in(page)
    row = page.locator(f'[data-reference="{reference}"]')
    expect(row).to_have_count(0)
    desk.services.say(ADDRESS, "one is hanging off", reference=reference, emergency=True)
    desk.told(reference)
    expect(row).to_contain_text("Emergency")
    expect(page.get_by_role("alert").filter(has_text="Emergency: ")).to_have_count(1)


def test_a_message_leaves_the_focus_on_a_button_and_a_stale_close_is_refused(
    desk: Desk, open_page: Callable[..., Page]
) -> None:
    reference = desk.services.tip("kids on the roof", Facts(what=What("kids on the roof")), ADDRESS, status="new")
    page = open_page(1440)
    desk.log_in(page)
    page.goto(f"{desk.url}/triage/tips/{reference}")
    expect(page.locator("#live")).to_have_attribute("data-state", "on")
    page.get_by_role("button", name="Save").focus()
    desk.services.say(ADDRESS, "one is hanging off", reference=reference)
    desk.told(reference)
    expect(page.locator("#thread li").last).to_contain_text("one is hanging off")
    expect(page.get_by_role("button", name="Save")).to_be_focused()

    page.get_by_label("Status").select_option("closed")
    desk.services.say(ADDRESS, "he fell", reference=reference)
    desk.told(reference)
    expect(page.locator("#thread li").last).to_contain_text("he fell")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("This tip changed a moment ago")).to_be_visible()
    expect(page.locator("#tiphead")).to_contain_text("New")


def test_the_page_says_when_it_is_not_live_and_when_it_is_again(desk: Desk, open_page: Callable[..., Page]) -> None:
    page = open_page(1440, NO_CONNECTION)
    desk.log_in(page)
    page.context.set_offline(True)
    desk.told(desk.references["emergency"])
    expect(page.locator("#live")).to_have_text("Not live")
    reference = desk.services.tip("while you were away")
    page.context.set_offline(False)
    expect(page.locator("#live")).to_have_text("Live", timeout=20_000)
    expect(page.locator(f'[data-reference="{reference}"]')).to_have_count(1)


def test_without_room_for_another_stream_the_page_polls(desk: Desk, open_page: Callable[..., Page]) -> None:
    app = desk_app(desk.services, streams=0)
    with serving(app) as url:
        page = open_page(820)
        page.clock.install()
        page.goto(f"{url}/triage/")
        page.get_by_label("Name").fill("mia")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Log in").click()
        expect(page.locator("#live")).to_have_text("Every 10 s")
        reference = desk.services.tip("nobody pushes this")
        page.clock.run_for(15_000)
        expect(page.locator(f'[data-reference="{reference}"]')).to_have_count(1)


def test_a_page_whose_login_ended_says_so(desk: Desk, open_page: Callable[..., Page]) -> None:
    page = open_page(1440, LOGGED_OUT)
    desk.log_in(page)
    user = desk.services.accounts.list()[0]
    desk.services.accounts.sessions.close_all(user.id, desk.services.clock())
    desk.told(desk.references["emergency"])
    expect(page.locator("#live")).to_have_text("Logged out", timeout=15_000)


def test_the_desk_works_without_scripts(desk: Desk, open_page: Callable[..., Page]) -> None:
    page = open_page(1440, java_script_enabled=False)
    page.goto(f"{desk.url}/triage/")
    page.get_by_label("Name").fill("mia")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.get_by_label("Priority").select_option("emergency")
    page.get_by_role("button", name="Show").click()
    page.locator("[data-reference]").first.click()
    page.get_by_label("Reply to the citizen").fill("Are you safe?")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#thread")).to_contain_text("Are you safe?")


@pytest.mark.parametrize("width", WIDTHS.values(), ids=list(WIDTHS))
def test_a_handler_corrects_a_slot_with_the_keyboard(desk: Desk, open_page: Callable[..., Page], width: int) -> None:
    page = open_page(width)
    desk.log_in(page)
    page.goto(f"{desk.url}/triage/tips/{desk.references['burglary']}")
    slot = page.locator(".slot-vehicle")
    slot.locator("summary").press("Enter")
    slot.get_by_label("Model").first.fill("i20")
    assert not Axe().run(page).response["violations"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    slot.get_by_label("Plate").first.fill("lk19 abd")
    slot.get_by_label("Plate").first.press("Enter")
    expect(page.locator(".notice.good")).to_have_text("Saved.")
    expect(slot.locator(".line")).to_contain_text("blue Hyundai i20, LK19ABD")
    expect(slot.locator(".read")).to_contain_text("The bot read: a blue hyundai")
