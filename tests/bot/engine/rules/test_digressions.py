"""Questions to us, abuse, spam, noise, wrong numbers, distress."""

from __future__ import annotations

import pytest

from bot.understanding.types import Act
from tests.builders.dialogue import BURGLARY, DIALOGS, Talk


@pytest.mark.parametrize("topic", sorted(DIALOGS.languages["en"].topics))
def test_a_question_is_answered_and_the_open_one_asked_again(topic: str) -> None:
    talk = Talk()
    talk.say("they broke in", Act.INFORM, **BURGLARY)
    reply = talk.say("...?", Act.QUESTION, question=topic)
    words = DIALOGS.languages["en"].topics[topic].format(agency="Hackney Police", emergency="999")
    assert reply.startswith(words)
    assert talk.asking == "where"
    assert talk.conversation.misses == 0


def test_a_question_at_the_read_back_is_answered_too() -> None:
    talk = Talk()
    talk.to_the_read_back()
    reply = talk.say("is this anonymous?", Act.QUESTION, question="anonymous")
    assert "Officers never see your number" in reply
    assert talk.asking == "confirm"


def test_a_question_beside_an_answer_costs_no_extra_turn() -> None:
    talk = Talk()
    talk.say("they broke in", Act.INFORM, **BURGLARY)
    from intake_store.model.facts import Where

    reply = talk.say(
        "14 elm st. is it anonymous?", Act.INFORM, Act.QUESTION, question="anonymous", where=Where("14 elm st")
    )
    assert "Officers never see" in reply
    assert talk.asking == "when"


def test_distress_without_facts_is_asked_what_is_happening() -> None:
    talk = Talk()
    reply = talk.say("please help me", Act.DISTRESS)
    assert "What is happening, and where?" in reply
    assert "999" in reply


def test_abuse_gets_one_calm_line_and_then_is_let_be() -> None:
    talk = Talk()
    first = talk.say("you lot are useless", Act.ABUSE)
    assert talk.asking == "what"
    second = talk.say("get lost", Act.ABUSE)
    assert "tips about crime" in first
    assert talk.asking is None
    assert "I will leave it there." in second


def test_spam_is_not_interrogated() -> None:
    talk = Talk()
    talk.say("CONGRATULATIONS claim your voucher", Act.SPAM)
    assert talk.asking is None
    assert talk.turn.finished
    assert talk.turn.priority == "low"


def test_a_wrong_number_is_asked_one_question() -> None:
    talk = Talk()
    talk.say("hiya can u fit me in sat", Act.INFORM)
    assert talk.asking == "what"
    talk.say("just wanted my nails done", Act.INFORM)
    assert talk.asking is None


def test_a_tip_after_a_false_start_is_taken_up() -> None:
    talk = Talk()
    talk.say("CONGRATULATIONS claim your voucher", Act.SPAM)
    talk.say("they broke in at 14 elm st", Act.INFORM, **BURGLARY)
    assert talk.conversation.stage == "collecting"
    assert talk.asking == "where"


def test_abuse_in_a_real_tip_keeps_its_facts() -> None:
    talk = Talk()
    talk.told()
    talk.say("clowns", Act.ABUSE)
    talk.say("clowns", Act.ABUSE)
    assert talk.turn.finished
    assert talk.facts.where is not None
