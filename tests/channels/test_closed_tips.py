"""A citizen writes on a tip that a handler closed: through the real webhook and store to the desk's API."""

from __future__ import annotations

from typing import Any

import pytest

from intake_store.db.tables import events
from intake_store.live.bus import TIPS
from tests.builders.citizens import WRITERS, Chatter, Line, Texter, Writer

THEFT = "three men stole a bike at 9 Larch Close yesterday at 3pm"
DANGER = "he is back with a knife, he is stabbing someone right now"
#: How much else than the end a handler leaves of an emergency.
JUDGED = {"status": "closed", "priority": "low"}


@pytest.fixture(params=WRITERS)
def citizen(request: pytest.FixtureRequest, there: Line) -> Writer:
    return WRITERS[str(request.param)](there)


@pytest.fixture
def texter(there: Line) -> Texter:
    return Texter(there)


def the_tip(there: Line) -> Any:
    (tip,) = there.tips()
    return tip


def told(there: Line, citizen: Writer, text: str = THEFT) -> str:
    """The reference of a tip that the bot is still asking about."""
    citizen.write(text)
    return str(the_tip(there)["reference"])


def passed_on(there: Line, citizen: Writer, text: str = THEFT) -> str:
    """The reference of a tip that the citizen told to the end."""
    reference = told(there, citizen, text)
    citizen.write("that's all")
    assert the_tip(there)["status"] == "new"
    return reference


def changes(there: Line, kind: str) -> list[str]:
    """The details of these events, in order."""
    return [detail for name, detail in there.values(events, "kind", "detail") if name == kind]


def test_a_message_on_a_closed_tip_opens_it_again(there: Line, citizen: Writer) -> None:
    there.change(passed_on(there, citizen), status="closed")
    citizen.write("one of them had a red hat")
    tip = the_tip(there)
    assert tip["status"] == "new"
    assert tip["messages"][-1]["direction"] == "out"
    assert "closed → new" in changes(there, "status")


def test_the_desk_is_told_at_once(there: Line, texter: Texter) -> None:
    there.change(passed_on(there, texter), status="closed")
    with there.house.bus.subscribe((TIPS,)) as wakes:
        texter.write("one of them had a red hat")
        seen = wakes.get(1)
    assert seen is not None
    assert seen[1] > 0


@pytest.mark.parametrize("text", ["thanks", "ok", "👍", "is anyone coming", "is this anonymous?", "that's all"])
def test_any_message_at_all_opens_it(there: Line, texter: Texter, text: str) -> None:
    there.change(passed_on(there, texter), status="closed")
    texter.write(text)
    assert the_tip(there)["status"] == "new"


def test_help_on_a_closed_tip_is_seen_by_a_person(there: Line, texter: Texter) -> None:
    there.change(passed_on(there, texter), status="closed")
    texter.write("HELP")
    assert (the_tip(there)["status"], the_tip(there)["flag"]) == ("new", "help")


@pytest.mark.parametrize("judged", [{"status": "closed"}, JUDGED])
def test_an_emergency_on_a_closed_tip_stands_among_the_open_emergencies(
    there: Line, citizen: Writer, judged: dict[str, str]
) -> None:
    there.change(passed_on(there, citizen), **judged)
    (answer,) = citizen.write(DANGER)
    assert "999" in answer
    (tip,) = there.tips("&status=open&priority=emergency")
    assert tip["status"] == "new"
    assert "emergency" in [kind for (kind,) in there.values(events, "kind")]


def test_danger_on_what_was_an_emergency_before_alarms_again(there: Line, texter: Texter) -> None:
    reference = told(there, texter, "a man with a knife is stabbing someone at 9 Larch Close now")
    texter.write("in the hallway")
    there.change(reference, **JUDGED)
    texter.write(DANGER)
    (tip,) = there.tips("&status=open&priority=emergency")
    assert tip["reference"] == reference
    assert len(changes(there, "emergency")) == 2
    assert changes(there, "priority")[-1] == "low → emergency"


def test_danger_raises_an_open_tip_that_a_handler_had_lowered(there: Line, texter: Texter) -> None:
    reference = told(there, texter, DANGER)
    there.change(reference, status="in_review", priority="low")
    texter.write(DANGER)
    assert (the_tip(there)["status"], the_tip(there)["priority"]) == ("in_review", "emergency")


def test_a_harmless_message_leaves_the_priority_to_the_handler(there: Line, texter: Texter) -> None:
    there.change(told(there, texter, DANGER), **JUDGED)
    texter.write("thanks")
    assert (the_tip(there)["status"], the_tip(there)["priority"]) == ("new", "low")


def test_what_a_handler_has_in_review_stays_so(there: Line, citizen: Writer) -> None:
    there.change(passed_on(there, citizen), status="in_review")
    citizen.write("one of them had a red hat")
    citizen.write(DANGER)
    assert the_tip(there)["status"] == "in_review"


def test_a_tip_closed_while_the_bot_is_asking_opens_with_the_answer(there: Line, citizen: Writer) -> None:
    there.change(told(there, citizen), status="closed")
    assert "?" in citizen.write("dark hoodies, one tall")[-1]
    assert the_tip(there)["status"] == "new"
    there.change(the_tip(there)["reference"], status="closed")
    assert citizen.write("that's all")
    assert the_tip(there)["status"] == "new"


def test_an_edited_message_opens_it(there: Line) -> None:
    citizen = Chatter(there)
    there.change(passed_on(there, citizen), status="closed")
    citizen.edit("three men stole a red bike at 9 Larch Close")
    assert the_tip(there)["status"] == "new"


def test_the_answer_to_a_handler_opens_it(there: Line, texter: Texter) -> None:
    reference = passed_on(there, texter)
    there.change(reference, status="closed")
    there.api(f"/tips/{reference}/messages", "POST", json={"text": "Which bike was it?"})
    assert the_tip(there)["status"] == "closed"
    texter.write("the red one")
    assert the_tip(there)["status"] == "new"


@pytest.mark.parametrize("word", ["NEW", "START", "STOP", "/language"])
def test_a_bare_command_says_nothing_about_the_tip_and_leaves_it_closed(there: Line, texter: Texter, word: str) -> None:
    there.change(passed_on(there, texter), status="closed")
    texter.write(word)
    assert the_tip(there)["status"] == "closed"


def test_another_tip_leaves_it_closed(there: Line, texter: Texter) -> None:
    there.change(passed_on(there, texter), status="closed")
    texter.write("NEW")
    texter.write("two men sell drugs at 5 Elm Road every night")
    assert [tip["status"] for tip in there.tips()] == ["closed", "collecting"]


def test_one_who_opted_out_does_not_open_what_nothing_leads_to(there: Line, texter: Texter) -> None:
    there.change(passed_on(there, texter), status="closed")
    texter.write("STOP")
    texter.write(DANGER)
    first, second = there.tips()
    assert (first["status"], second["status"], second["priority"]) == ("closed", "new", "emergency")


def test_danger_beside_a_stop_opens_it_for_the_last_time(there: Line, texter: Texter) -> None:
    there.change(passed_on(there, texter), **JUDGED)
    texter.write("stop texting me he is here with a knife")
    assert (the_tip(there)["status"], the_tip(there)["priority"]) == ("new", "emergency")


def test_a_message_that_comes_twice_opens_it_once(there: Line, texter: Texter) -> None:
    reference = passed_on(there, texter)
    there.change(reference, status="closed")
    form = texter.form("one of them had a red hat")
    texter.post(form)
    there.change(reference, status="closed")
    texter.post(form)
    assert the_tip(there)["status"] == "closed"
