"""Commands, the carriers' keywords, and what comes after the end."""

from __future__ import annotations

import pytest

from bot.engine import unreadable
from bot.understanding.types import Act
from channels.base import InboundMessage
from intake_store.model.facts import Facts, Person
from tests.builders.dialogue import BURGLARY, DIALOGS, ELM, ROBBED, Agency, Dialogue


def stopped() -> Dialogue:
    """A conversation whose citizen sent STOP."""
    dialogue = Dialogue()
    dialogue.tell_burglary()
    dialogue.say("STOP", Act.COMMAND, command="stop")
    return dialogue


@pytest.mark.parametrize("channel", ["sms", "whatsapp"])
def test_stop_is_left_to_the_carrier_to_answer(channel: str) -> None:
    dialogue = Dialogue(channel)
    dialogue.tell_burglary()
    assert dialogue.say("STOP", Act.COMMAND, command="stop") == ""
    assert dialogue.turn.stop
    assert dialogue.turn.finished
    assert dialogue.conversation.stage == "stopped"


@pytest.mark.parametrize("channel", ["telegram", "web"])
def test_stop_is_answered_where_no_carrier_does(channel: str) -> None:
    dialogue = Dialogue(channel)
    dialogue.tell_burglary()
    assert dialogue.say("/stop", Act.COMMAND, command="stop").startswith("Stopped")
    assert dialogue.turn.stop


def test_after_stop_nothing_is_said_and_everything_is_a_tip_for_the_desk() -> None:
    dialogue = stopped()
    assert dialogue.say("he had a red hat", Act.INFORM) == ""
    assert (dialogue.turn.kept, dialogue.turn.finished, dialogue.turn.flag) == (True, True, "cannot_be_answered")


@pytest.mark.parametrize("command", ["help", "language:es", "done", "back", "skip"])
def test_after_stop_other_commands_are_words_for_the_desk(command: str) -> None:
    dialogue = stopped()
    assert dialogue.say(command, Act.COMMAND, command=command) == ""
    assert dialogue.turn.kept
    assert dialogue.turn.flag == "cannot_be_answered"


@pytest.mark.parametrize("command", ["stop", "new"])
def test_after_stop_a_bare_command_changes_nothing(command: str) -> None:
    dialogue = stopped()
    assert dialogue.say(command, Act.COMMAND, command=command) == ""
    assert (dialogue.turn.kept, dialogue.turn.stop, dialogue.turn.finished, dialogue.turn.events) == (
        False,
        False,
        False,
        (),
    )


def test_after_stop_an_emergency_alarms_and_is_not_answered() -> None:
    dialogue = stopped()
    assert dialogue.say("he has a knife", Act.INFORM, emergency=True) == ""
    assert dialogue.turn.priority == "emergency"


def test_after_stop_what_cannot_be_read_is_marked_as_both() -> None:
    message = InboundMessage("sms", "+44", "SM1", "?")
    turn = unreadable(stopped().conversation, message, DIALOGS, Agency(), "7K4-MQ2")
    assert (turn.replies, turn.flag) == ((), "cannot_be_answered")
    assert [event.detail for event in turn.events if event.kind == "flagged"] == ["unreadable", "cannot_be_answered"]


def test_a_stop_beside_danger_alarms_before_it_is_obeyed() -> None:
    dialogue = Dialogue()
    assert dialogue.say("stop texting me he has a knife", Act.COMMAND, command="stop", emergency=True) == ""
    assert (dialogue.turn.stop, dialogue.turn.kept, dialogue.turn.priority) == (True, True, "emergency")


def test_danger_beside_another_command_is_taken_up() -> None:
    dialogue = Dialogue()
    reply = dialogue.say("speak polish, he has a knife", Act.COMMAND, command="language:pl", emergency=True)
    assert "999" in reply
    assert (dialogue.turn.kept, dialogue.turn.priority) == (True, "emergency")


def test_start_takes_the_citizen_back() -> None:
    dialogue = stopped()
    assert "Hackney Police" in dialogue.say("START", Act.COMMAND, command="start")
    assert dialogue.turn.resume
    assert dialogue.conversation.stage == "idle"


def test_help_names_the_line_the_number_and_stop_and_flags_the_tip() -> None:
    dialogue = Dialogue()
    dialogue.tell_burglary()
    slot = dialogue.asking
    reply = dialogue.say("HELP", Act.COMMAND, command="help")
    assert all(word in reply for word in ("Hackney Police", "999", "STOP"))
    assert dialogue.turn.flag == "help"
    assert dialogue.asking == slot


def test_help_as_the_first_word_opens_a_tip_and_asks_what_is_happening() -> None:
    dialogue = Dialogue()
    reply = dialogue.say("help", Act.DISTRESS, command="help")
    assert dialogue.turn.kept
    assert dialogue.asking == "what"
    assert "What is happening" in reply


def test_a_bare_start_opens_no_tip() -> None:
    dialogue = Dialogue("telegram")
    reply = dialogue.say("/start", Act.COMMAND, command="start")
    assert not dialogue.turn.kept
    assert dialogue.conversation.reference is None
    assert "What happened, and where?" in reply
    dialogue.tell_burglary()
    assert dialogue.conversation.reference == "7K4-MQ2"


def test_new_ends_the_tip_and_the_next_message_begins_another() -> None:
    dialogue = Dialogue()
    dialogue.tell_burglary()
    reply = dialogue.say("NEW", Act.COMMAND, command="new")
    assert dialogue.turn.finished
    assert dialogue.asking is None
    assert reply == "New tip. What happened, and where?"
    dialogue.say("a car was taken", Act.INFORM, category="vehicle_crime", what="a car was taken")
    assert dialogue.facts.where is None
    assert dialogue.conversation.messages == 1


def test_a_chosen_language_stays_whatever_the_words_look_like() -> None:
    dialogue = Dialogue("telegram")
    dialogue.tell_burglary()
    reply = dialogue.say("/language es", Act.COMMAND, command="language:es")
    assert "Le respondo en español." in reply
    dialogue.say("no idea", Act.DONT_KNOW, language="en")
    assert dialogue.conversation.language == "es"


def test_the_bot_answers_in_the_language_it_is_written_to_in_and_says_so_once() -> None:
    dialogue = Dialogue()
    first = dialogue.say("hola", Act.GREETING, language="es")
    second = dialogue.say("entraron en la tienda", Act.INFORM, language="es", **BURGLARY)
    assert "Le respondo en español." in first
    assert "Le respondo" not in second
    assert "¿" in second


def test_a_language_without_sentences_is_answered_in_english() -> None:
    dialogue = Dialogue()
    reply = dialogue.say("hej", Act.GREETING, language="xx")
    assert "I answer in English." in reply
    assert dialogue.conversation.language == "xx"


def test_a_switch_of_language_is_followed_and_said() -> None:
    dialogue = Dialogue()
    dialogue.tell_burglary()
    reply = dialogue.say("no lo sé", Act.DONT_KNOW, language="es")
    assert "Le respondo en español." in reply


def test_every_message_after_the_end_is_added_and_acknowledged_once() -> None:
    dialogue = Dialogue()
    dialogue.to_the_read_back()
    dialogue.say("yes", Act.YES)
    assert dialogue.say("he had a red hat", Act.INFORM) == "Added to tip 7K4-MQ2. NEW starts another tip."
    assert dialogue.say("and a scarf", Act.INFORM) == ""
    assert dialogue.turn.kept


def test_thanks_after_the_end_needs_no_answer() -> None:
    dialogue = Dialogue()
    dialogue.to_the_read_back()
    dialogue.say("yes", Act.YES)
    assert dialogue.say("thanks", Act.THANKS) == ""


def test_a_question_after_the_end_is_answered() -> None:
    dialogue = Dialogue()
    dialogue.to_the_read_back()
    dialogue.say("yes", Act.YES)
    reply = dialogue.say("is this anonymous", Act.QUESTION, question="anonymous")
    assert "Officers never see your number" in reply


def test_facts_after_the_end_are_merged() -> None:
    dialogue = Dialogue()
    dialogue.to_the_read_back()
    dialogue.say("yes", Act.YES)
    dialogue.say("one is called tez", Act.INFORM, people=Person("tez", 1, name="Tez"))
    assert "tez" in dialogue.facts.people[0].text


def test_another_incident_is_offered_new() -> None:
    dialogue = Dialogue()
    dialogue.tell_burglary()
    reply = dialogue.say("also last month they robbed me", Act.ANOTHER_INCIDENT, Act.INFORM, **ROBBED)
    assert "text NEW" in reply
    assert dialogue.facts.category == "burglary"


def test_another_incident_after_the_end_is_not_mixed_in() -> None:
    dialogue = Dialogue()
    dialogue.to_the_read_back()
    dialogue.say("yes", Act.YES)
    before = dialogue.facts
    reply = dialogue.say(
        "another thing, my bike was taken", Act.ANOTHER_INCIDENT, Act.INFORM, where=ELM, category="theft"
    )
    assert "NEW" in reply
    assert dialogue.facts == before


def test_a_message_that_cannot_be_read_is_kept_flagged_and_answered_honestly() -> None:
    dialogue = Dialogue()
    turn = unreadable(dialogue.conversation, InboundMessage("sms", "+44", "SM1", "?"), DIALOGS, Agency(), "7K4-MQ2")
    assert turn.kept
    assert turn.flag == "unreadable"
    assert "could not read" in turn.replies[0].text
    assert turn.conversation.facts == Facts()


def test_done_passes_the_tip_on_at_once() -> None:
    dialogue = Dialogue()
    dialogue.tell_burglary()
    dialogue.say("done", Act.COMMAND, command="done")
    assert dialogue.turn.finished
