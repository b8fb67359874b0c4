"""What is asked, what is not, and in which order."""

from __future__ import annotations

import pytest

from bot.engine import policy
from bot.understanding.types import Act
from channels.base import Attachment
from intake_store.model.conversation import Conversation
from intake_store.model.facts import CATEGORIES, Facts, Injury, Person, Vehicle, Weapon, When, Where
from intake_store.model.slots import NAMES
from tests.builders.dialogue import BURGLARY, DIALOGS, ELM, NOW, ROBBED, Dialogue, at


def test_the_first_reply_names_the_line_and_the_emergency_number() -> None:
    reply = Dialogue().say("hi", Act.GREETING)
    assert reply.startswith("Hackney Police tip line.")
    assert "999" in reply


def test_a_greeting_is_asked_what_happened() -> None:
    dialogue = Dialogue()
    dialogue.say("hi", Act.GREETING)
    assert dialogue.asking == "what"


def test_a_tip_exists_from_the_first_message() -> None:
    dialogue = Dialogue()
    dialogue.say("hi", Act.GREETING)
    assert dialogue.conversation.reference == "7K4-MQ2"
    assert dialogue.turn.kept


def test_what_is_told_is_not_asked() -> None:
    dialogue = Dialogue()
    dialogue.tell_burglary(
        people=Person("two lads in black hoodies", 2, described=True), vehicles=Vehicle("a blue honda", "honda")
    )
    assert dialogue.asking == "evidence"


def test_where_comes_before_when() -> None:
    dialogue = Dialogue()
    dialogue.say("somebody broke into the shop", Act.INFORM, **BURGLARY)
    assert dialogue.asking == "where"
    dialogue.say("14 elm st", Act.INFORM, where=ELM)
    assert dialogue.asking == "when"


def test_people_told_only_by_their_number_are_asked_for_their_looks() -> None:
    dialogue = Dialogue()
    knife, unhurt = Weapon("a knife", "knife"), {"injuries": "none"}
    reply = dialogue.tell_burglary(people=Person("two lads", 2), **ROBBED, weapons=knife, absences=unhurt)
    assert dialogue.asking == "who"
    assert "What did the two look like, and which way did they go?" in reply


def test_a_place_that_only_the_citizen_knows_still_needs_an_address() -> None:
    dialogue = Dialogue()
    reply = dialogue.say(
        "they broke in next door", Act.INFORM, **BURGLARY, where=Where("next door", needs_address=True)
    )
    assert dialogue.asking == "where"
    assert "What is the address there?" in reply


@pytest.mark.parametrize(
    ("category", "people", "asks"),
    [
        ("assault", (), True),
        ("robbery", (), True),
        ("domestic_abuse", (), True),
        ("traffic", (), False),
        ("traffic", (Person("a cyclist", 1, "victim"),), True),
        ("arson", (Person("two kids", 2),), False),
        ("arson", (Person("an old lady", 1, "victim"),), True),
        ("theft", (Person("my nan", 1, "victim"),), False),
    ],
)
def test_injuries_are_asked_about_where_somebody_was_near(
    category: str, people: tuple[Person, ...], asks: bool
) -> None:
    facts = Facts(category=category, category_confidence=0.9, people=people)
    dialogue = Conversation("sms", facts=facts)
    assert ("injuries" in policy.open_slots(dialogue, DIALOGS.questions, NOW)) is asks


def test_injuries_that_were_told_or_denied_are_not_asked_about() -> None:
    hurt, unhurt = {"injuries": (Injury("my arm is broken"),)}, {"answers": {"injuries": "none"}}
    for told in (hurt, unhurt):
        dialogue = Conversation("sms", facts=Facts(category="assault", category_confidence=0.9, **told))  # type: ignore[arg-type]
        assert "injuries" not in policy.open_slots(dialogue, DIALOGS.questions, NOW)


def test_questions_are_asked_in_the_order_of_the_registry() -> None:
    assert DIALOGS.questions.order == NAMES


def test_fraud_needs_no_weapon_and_no_vehicle() -> None:
    needs = DIALOGS.questions.needs("fraud")
    assert not needs.ask & {"weapon", "vehicle", "danger"}


@pytest.mark.parametrize("category", CATEGORIES)
def test_no_category_asks_more_than_seven_questions_before_the_read_back(category: str) -> None:
    dialogue = Dialogue()
    dialogue.say("something happened", Act.INFORM, category=category, what="something happened")
    asked = []
    while dialogue.asking not in (None, "confirm"):
        asked.append(dialogue.asking)
        dialogue.say("don't know", Act.DONT_KNOW)
    assert len(asked) <= 7
    assert len(asked) == len(set(asked))


def test_danger_is_asked_where_the_words_leave_it_open_and_it_matters() -> None:
    dialogue = Dialogue()
    dialogue.say("he hits her", Act.INFORM, category="domestic_abuse", what="he hits her")
    assert dialogue.asking == "danger"


def test_danger_is_not_asked_of_what_is_long_over() -> None:
    dialogue = Dialogue()
    dialogue.say("he hit her on monday", Act.INFORM, category="domestic_abuse", what="he hit her", when=at(2, 20))
    assert dialogue.asking == "where"


def test_danger_is_not_asked_once_it_is_said_to_be_over() -> None:
    dialogue = Dialogue()
    at_home = {"category": "domestic_abuse", "what": "he hits her"}
    dialogue.say("he hits her, she is at mine, safe", Act.INFORM, **at_home, nobody_in_danger=True)
    assert dialogue.asking == "where"


def test_a_category_that_danger_does_not_matter_for_is_not_asked_for_it() -> None:
    dialogue = Dialogue()
    dialogue.say("my account was hacked", Act.INFORM, category="cyber_crime", what="my account was hacked")
    assert dialogue.asking == "where"


def test_a_shared_location_fills_where() -> None:
    dialogue = Dialogue("telegram")
    dialogue.say("they broke in", Act.INFORM, **BURGLARY)
    reply = dialogue.say("", latitude=51.5, longitude=-0.05)
    assert dialogue.facts.where is not None
    assert dialogue.facts.where.latitude == 51.5
    assert dialogue.asking == "when"
    assert "Location received." in reply


def test_an_attachment_fills_evidence_and_is_acknowledged() -> None:
    dialogue = Dialogue("telegram")
    dialogue.tell_burglary(
        people=Person("two lads in black hoodies", 2, described=True), vehicles=Vehicle("a blue honda", "honda")
    )
    reply = dialogue.say("", attachments=(Attachment("file1", "image/jpeg"),))
    assert dialogue.facts.answers["evidence"] == "image/jpeg"
    assert reply.startswith("File received.")
    assert dialogue.asking == "confirm"


def test_buttons_stand_where_a_question_has_choices() -> None:
    dialogue = Dialogue("telegram")
    dialogue.say("he hits her", Act.INFORM, category="domestic_abuse", what="he hits her")
    assert [choice.value for choice in dialogue.turn.replies[0].choices] == [
        "danger:yes",
        "danger:no",
        "danger:unknown",
    ]


def test_an_ongoing_crime_is_not_asked_for_the_way_they_went() -> None:
    dialogue = Dialogue()
    reply = dialogue.tell_burglary(
        people=Person("two lads", 2),
        **ROBBED,
        when=When("now", NOW, NOW, ongoing=True, precision="minute"),
        weapons=Weapon("a knife", "knife"),
    )
    assert "which way" not in reply
