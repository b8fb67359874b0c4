"""The line with a toy channel in its registry, used once in each way; prints what became of it as JSON.

Runs as a process of its own, in which `channels` is a copy of ours with the toy in it: see test_new_channel.py.
"""

from __future__ import annotations

import io
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from app import create_app
from commands.services import Services, build_services
from commands.serving.banner import welcome
from commands.serving.threads import ThreadGroup, courier_loops, polling_loops
from config.settings import Settings
from intake_store.staff.accounts import Accounts
from tests.builders.desk import PASSWORD
from tests.builders.desk_app import DeskBrowser
from tests.fakes.toy_channel import ADDRESS

if TYPE_CHECKING:
    from tests.fakes.toy_channel import Toy

TOLD = "two lads broke into the lockup at 14 elm st about 2am last night"


def until(holds: Any) -> None:
    """Wait until `holds()`, for some seconds at most."""
    end = time.monotonic() + 20
    while not holds() and time.monotonic() < end:
        time.sleep(0.02)


def told(folder: Path, public_url: str = "") -> dict[str, Any]:
    """A citizen tells a tip and is answered; then a handler looks at it and replies."""
    settings = Settings(data_dir=folder, public_url=public_url)
    services = build_services(settings)
    services.storage.migrate()
    loops = {**courier_loops(services), **polling_loops(services)}
    group = ThreadGroup(loops)
    group.start()
    app, toy = create_app(settings, services), cast("Toy", services.channels["toy"])
    posted = 0
    if public_url:
        posted = app.test_client().post("/webhooks/toy", data=TOLD).status_code
    else:
        toy.inbox.put(TOLD)
    until(lambda: toy.sent)
    seen = at_the_desk(services, DeskBrowser(app.test_client()))
    until(lambda: len(toy.sent) > 1)
    welcome(services, banner := io.StringIO())
    group.stop()
    services.close()
    return seen | {
        "posted": posted,
        "loops": sorted(loops),
        "registered": toy.registered,
        "sent": [message.text for message in toy.sent if message.address == ADDRESS],
        "banner": banner.getvalue().splitlines(),
    }


def at_the_desk(services: Services, browser: DeskBrowser) -> dict[str, Any]:
    """What a handler sees, and what becomes of a reply that is too long and of one that is not."""
    Accounts(services.storage.database).add("mia", "handler", services.clock(), PASSWORD, must_change=False)
    browser.log_in("mia")
    queue = browser.get("/triage/").get_data(as_text=True)
    path = "/triage/tips/" + queue.partition('data-reference="')[2].partition('"')[0]
    page = browser.get(path).get_data(as_text=True)
    schemas = browser.get("/api/v1/openapi.json").get_json()["components"]["schemas"]
    return {
        "queue": queue,
        "page": page,
        "too long": browser.post(f"{path}/reply", text="x" * 41).status_code,
        "fits": browser.post(f"{path}/reply", text="x" * 40).status_code,
        "api": schemas["TipSummary"]["properties"]["channel"]["enum"],
    }


if __name__ == "__main__":
    here = Path(sys.argv[1])
    print(json.dumps({"polled": told(here / "polled"), "called": told(here / "called", "http://toy.example")}))
