"""A citizen writes on a tip that a handler closed: through the real webhook and store to the desk's API."""

from __future__ import annotations

from typing import Any

import pytest

from intake_store.db.tables import events
from intake_store.live.bus import TIPS
from tests.builders.citizens import CITIZENS, Citizen, SmsCitizen, TelegramCitizen, TipLine

THEFT = "three men stole a bike at 9 Larch Close yesterday at 3pm"
DANGER = "he is back with a knife, he is stabbing someone right now"
#: How much else than the end a handler leaves of an emergency.
JUDGED = {"status": "closed", "priority": "low"}


@pytest.fixture(params=CITIZENS)
def citizen(request: pytest.FixtureRequest, tip_line: TipLine) -> Citizen:
    return CITIZENS[str(request.param)](tip_line)


@pytest.fixture
def sms_citizen(tip_line: TipLine) -> SmsCitizen:
    return SmsCitizen(tip_line)


def the_tip(tip_line: TipLine) -> Any:
    (tip,) = tip_line.tips()
    return tip


def told(tip_line: TipLine, citizen: Citizen, text: str = THEFT) -> str:
    """The reference of a tip that the bot is still asking about."""
    citizen.write(text)
    return str(the_tip(tip_line)["reference"])


def passed_on(tip_line: TipLine, citizen: Citizen, text: str = THEFT) -> str:
    """The reference of a tip that the citizen told to the end."""
    reference = told(tip_line, citizen, text)
    citizen.write("that's all")
    assert the_tip(tip_line)["status"] == "new"
    return reference


def changes(tip_line: TipLine, kind: str) -> list[str]:
    """The details of these events, in order."""
    return [detail for name, detail in tip_line.values(events, "kind", "detail") if name == kind]


def test_a_message_on_a_closed_tip_opens_it_again(tip_line: TipLine, citizen: Citizen) -> None:
    tip_line.change(passed_on(tip_line, citizen), status="closed")
    citizen.write("one of them had a red hat")
    tip = the_tip(tip_line)
    assert tip["status"] == "new"
    assert tip["messages"][-1]["direction"] == "out"
    assert "closed → new" in changes(tip_line, "status")


def test_the_desk_is_told_at_once(tip_line: TipLine, sms_citizen: SmsCitizen) -> None:
    tip_line.change(passed_on(tip_line, sms_citizen), status="closed")
    with tip_line.services.bus.subscribe((TIPS,)) as wakes:
        sms_citizen.write("one of them had a red hat")
        seen = wakes.get(1)
    assert seen is not None
    assert seen[1] > 0


@pytest.mark.parametrize("text", ["thanks", "ok", "👍", "is anyone coming", "is this anonymous?", "that's all"])
def test_any_message_at_all_opens_it(tip_line: TipLine, sms_citizen: SmsCitizen, text: str) -> None:
    tip_line.change(passed_on(tip_line, sms_citizen), status="closed")
    sms_citizen.write(text)
    assert the_tip(tip_line)["status"] == "new"


def test_help_on_a_closed_tip_is_seen_by_a_person(tip_line: TipLine, sms_citizen: SmsCitizen) -> None:
    tip_line.change(passed_on(tip_line, sms_citizen), status="closed")
    sms_citizen.write("HELP")
    assert (the_tip(tip_line)["status"], the_tip(tip_line)["flag"]) == ("new", "help")


@pytest.mark.parametrize("judged", [{"status": "closed"}, JUDGED])
def test_an_emergency_on_a_closed_tip_stands_among_the_open_emergencies(
    tip_line: TipLine, citizen: Citizen, judged: dict[str, str]
) -> None:
    tip_line.change(passed_on(tip_line, citizen), **judged)
    (answer,) = citizen.write(DANGER)
    assert "999" in answer
    (tip,) = tip_line.tips("&status=open&priority=emergency")
    assert tip["status"] == "new"
    assert "emergency" in [kind for (kind,) in tip_line.values(events, "kind")]


def test_danger_on_what_was_an_emergency_before_alarms_again(tip_line: TipLine, sms_citizen: SmsCitizen) -> None:
    reference = told(tip_line, sms_citizen, "a man with a knife is stabbing someone at 9 Larch Close now")
    sms_citizen.write("in the hallway")
    tip_line.change(reference, **JUDGED)
    sms_citizen.write(DANGER)
    (tip,) = tip_line.tips("&status=open&priority=emergency")
    assert tip["reference"] == reference
    assert len(changes(tip_line, "emergency")) == 2
    assert changes(tip_line, "priority")[-1] == "low → emergency"


def test_danger_raises_an_open_tip_that_a_handler_had_lowered(tip_line: TipLine, sms_citizen: SmsCitizen) -> None:
    reference = told(tip_line, sms_citizen, DANGER)
    tip_line.change(reference, status="in_review", priority="low")
    sms_citizen.write(DANGER)
    assert (the_tip(tip_line)["status"], the_tip(tip_line)["priority"]) == ("in_review", "emergency")


def test_a_harmless_message_leaves_the_priority_to_the_handler(tip_line: TipLine, sms_citizen: SmsCitizen) -> None:
    tip_line.change(told(tip_line, sms_citizen, DANGER), **JUDGED)
    sms_citizen.write("thanks")
    assert (the_tip(tip_line)["status"], the_tip(tip_line)["priority"]) == ("new", "low")


def test_what_a_handler_has_in_review_stays_so(tip_line: TipLine, citizen: Citizen) -> None:
    tip_line.change(passed_on(tip_line, citizen), status="in_review")
    citizen.write("one of them had a red hat")
    citizen.write(DANGER)
    assert the_tip(tip_line)["status"] == "in_review"


def test_a_tip_closed_while_the_bot_is_asking_opens_with_the_answer(tip_line: TipLine, citizen: Citizen) -> None:
    tip_line.change(told(tip_line, citizen), status="closed")
    assert "?" in citizen.write("dark hoodies, one tall")[-1]
    assert the_tip(tip_line)["status"] == "new"
    tip_line.change(the_tip(tip_line)["reference"], status="closed")
    assert citizen.write("that's all")
    assert the_tip(tip_line)["status"] == "new"


def test_an_edited_message_opens_it(tip_line: TipLine) -> None:
    citizen = TelegramCitizen(tip_line)
    tip_line.change(passed_on(tip_line, citizen), status="closed")
    citizen.edit("three men stole a red bike at 9 Larch Close")
    assert the_tip(tip_line)["status"] == "new"


def test_the_answer_to_a_handler_opens_it(tip_line: TipLine, sms_citizen: SmsCitizen) -> None:
    reference = passed_on(tip_line, sms_citizen)
    tip_line.change(reference, status="closed")
    tip_line.api(f"/tips/{reference}/messages", "POST", json={"text": "Which bike was it?"})
    assert the_tip(tip_line)["status"] == "closed"
    sms_citizen.write("the red one")
    assert the_tip(tip_line)["status"] == "new"


@pytest.mark.parametrize("word", ["NEW", "START", "STOP", "/language"])
def test_a_bare_command_says_nothing_about_the_tip_and_leaves_it_closed(
    tip_line: TipLine, sms_citizen: SmsCitizen, word: str
) -> None:
    tip_line.change(passed_on(tip_line, sms_citizen), status="closed")
    sms_citizen.write(word)
    assert the_tip(tip_line)["status"] == "closed"


def test_another_tip_leaves_it_closed(tip_line: TipLine, sms_citizen: SmsCitizen) -> None:
    tip_line.change(passed_on(tip_line, sms_citizen), status="closed")
    sms_citizen.write("NEW")
    sms_citizen.write("two men sell drugs at 5 Elm Road every night")
    assert [tip["status"] for tip in tip_line.tips()] == ["closed", "collecting"]


def test_one_who_opted_out_does_not_open_what_nothing_leads_to(tip_line: TipLine, sms_citizen: SmsCitizen) -> None:
    tip_line.change(passed_on(tip_line, sms_citizen), status="closed")
    sms_citizen.write("STOP")
    sms_citizen.write(DANGER)
    first, second = tip_line.tips()
    assert (first["status"], second["status"], second["priority"]) == ("closed", "new", "emergency")


def test_danger_beside_a_stop_opens_it_for_the_last_time(tip_line: TipLine, sms_citizen: SmsCitizen) -> None:
    tip_line.change(passed_on(tip_line, sms_citizen), **JUDGED)
    sms_citizen.write("stop texting me he is here with a knife")
    assert (the_tip(tip_line)["status"], the_tip(tip_line)["priority"]) == ("new", "emergency")


def test_a_message_that_comes_twice_opens_it_once(tip_line: TipLine, sms_citizen: SmsCitizen) -> None:
    reference = passed_on(tip_line, sms_citizen)
    tip_line.change(reference, status="closed")
    form = sms_citizen.form("one of them had a red hat")
    sms_citizen.post(form)
    tip_line.change(reference, status="closed")
    sms_citizen.post(form)
    assert the_tip(tip_line)["status"] == "closed"
