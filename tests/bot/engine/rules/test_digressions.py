"""Questions to us, abuse, spam, noise, wrong numbers, distress."""

from __future__ import annotations

import pytest

from bot.understanding.types import Act
from tests.builders.dialogue import BURGLARY, DIALOGS, Dialogue


@pytest.mark.parametrize("topic", sorted(DIALOGS.languages["en"].topics))
def test_a_question_is_answered_and_the_open_one_asked_again(topic: str) -> None:
    dialogue = Dialogue()
    dialogue.say("they broke in", Act.INFORM, **BURGLARY)
    reply = dialogue.say("...?", Act.QUESTION, question=topic)
    words = DIALOGS.languages["en"].topics[topic].format(agency="Hackney Police", emergency="999")
    assert reply.startswith(words)
    assert dialogue.asking == "where"
    assert dialogue.conversation.misses == 0


def test_a_question_at_the_read_back_is_answered_too() -> None:
    dialogue = Dialogue()
    dialogue.to_the_read_back()
    reply = dialogue.say("is this anonymous?", Act.QUESTION, question="anonymous")
    assert "Officers never see your number" in reply
    assert dialogue.asking == "confirm"


def test_a_question_beside_an_answer_costs_no_extra_turn() -> None:
    dialogue = Dialogue()
    dialogue.say("they broke in", Act.INFORM, **BURGLARY)
    from intake_store.model.facts import Where

    reply = dialogue.say(
        "14 elm st. is it anonymous?", Act.INFORM, Act.QUESTION, question="anonymous", where=Where("14 elm st")
    )
    assert "Officers never see" in reply
    assert dialogue.asking == "when"


def test_distress_without_facts_is_asked_what_is_happening() -> None:
    dialogue = Dialogue()
    reply = dialogue.say("please help me", Act.DISTRESS)
    assert "What is happening, and where?" in reply
    assert "999" in reply


def test_abuse_gets_one_calm_line_and_then_is_let_be() -> None:
    dialogue = Dialogue()
    first = dialogue.say("you lot are useless", Act.ABUSE)
    assert dialogue.asking == "what"
    second = dialogue.say("get lost", Act.ABUSE)
    assert "tips about crime" in first
    assert dialogue.asking is None
    assert "I will leave it there." in second


def test_spam_is_not_interrogated() -> None:
    dialogue = Dialogue()
    dialogue.say("CONGRATULATIONS claim your voucher", Act.SPAM)
    assert dialogue.asking is None
    assert dialogue.turn.finished
    assert dialogue.turn.priority == "low"


def test_a_wrong_number_is_asked_one_question() -> None:
    dialogue = Dialogue()
    dialogue.say("hiya can u fit me in sat", Act.INFORM)
    assert dialogue.asking == "what"
    dialogue.say("just wanted my nails done", Act.INFORM)
    assert dialogue.asking is None


def test_a_tip_after_a_false_start_is_taken_up() -> None:
    dialogue = Dialogue()
    dialogue.say("CONGRATULATIONS claim your voucher", Act.SPAM)
    dialogue.say("they broke in at 14 elm st", Act.INFORM, **BURGLARY)
    assert dialogue.conversation.stage == "collecting"
    assert dialogue.asking == "where"


def test_abuse_in_a_real_tip_keeps_its_facts() -> None:
    dialogue = Dialogue()
    dialogue.tell_burglary()
    dialogue.say("clowns", Act.ABUSE)
    dialogue.say("clowns", Act.ABUSE)
    assert dialogue.turn.finished
    assert dialogue.facts.where is not None
