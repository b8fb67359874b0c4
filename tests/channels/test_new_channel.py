"""A new channel is a module and an entry of the registry: nothing else of the program has to know it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
ICON = "M3 3h18v18H3Zm4 4h10"
ENTRY = f'    Entry("toy", {{"toy": Traits("Toy radio", "{ICON}", 40)}}, toy.build, ("/webhooks/toy",)),\n'
#: The lines of the registry before which the entry, and the import of the module that it names, are put.
LAST_ENTRY, FIRST_CLASS = '    Entry("terminal"', "\n\nclass Settings"
Seen = dict[str, Any]


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Seen]:
    """What became of a tip on the toy channel, polled and called."""
    room = tmp_path_factory.mktemp("room")
    shutil.copytree(ROOT / "channels", room / "channels", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "tests/fakes/toy_channel.py", room / "channels" / "toy.py")
    registry = room / "channels" / "registry.py"
    listed = registry.read_text()
    for place, line in ((LAST_ENTRY, ENTRY), (FIRST_CLASS, "from channels import toy\n")):
        assert listed.count(place) == 1
        listed = listed.replace(place, line + place)
    registry.write_text(listed)
    paths = os.pathsep.join([str(room), str(ROOT)])
    told = subprocess.run(
        [sys.executable, "-m", "tests.builders.toy_line", str(room)],
        cwd=room, env={**os.environ, "PYTHONPATH": paths, "PYTHONSAFEPATH": "1"}, capture_output=True, text=True,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    found: dict[str, Seen] = json.loads(told.stdout)
    return found


@pytest.fixture(scope="module")
def polled(seen: dict[str, Seen]) -> Seen:
    """Without a public address."""
    return seen["polled"]


@pytest.fixture(scope="module")
def called(seen: dict[str, Seen]) -> Seen:
    """With one."""
    return seen["called"]


def test_without_a_public_address_it_is_polled_and_registers_nowhere(polled: Seen) -> None:
    assert polled["loops"] == ["courier", "files", "housekeeping", "toy"]
    assert polled["registered"] == []
    assert "  By Toy radio        polling" in polled["banner"]


def test_with_one_it_registers_and_its_webhook_is_open(called: Seen) -> None:
    assert called["loops"] == ["courier", "files", "housekeeping", "toy webhook"]
    assert called["registered"] == ["http://toy.example"]
    assert called["posted"] == 200
    assert "  By Toy radio        webhook http://toy.example/webhooks/toy" in called["banner"]


@pytest.mark.parametrize("way", ["polled", "called"])
def test_what_its_citizen_tells_is_answered_by_the_bot_and_then_by_a_handler(seen: dict[str, Seen], way: str) -> None:
    by_the_bot, by_the_handler = seen[way]["sent"]
    assert "999" in by_the_bot
    assert by_the_handler == "x" * 40


def test_the_desk_shows_its_label_and_icon_in_the_queue_and_on_the_tip(polled: Seen) -> None:
    for page in (polled["queue"], polled["page"]):
        assert f'<path d="{ICON}"/>' in page
        assert "Toy radio" in page


def test_the_queue_and_the_api_can_be_narrowed_to_it(polled: Seen) -> None:
    assert '<option value="toy">Toy radio</option>' in polled["queue"]
    assert polled["api"] == ["sms", "whatsapp", "telegram", "web", "phone", "toy", "terminal"]


def test_a_reply_is_as_long_as_the_channel_takes(polled: Seen) -> None:
    assert 'maxlength="40"' in polled["page"]
    assert (polled["too long"], polled["fits"]) == (422, 303)
