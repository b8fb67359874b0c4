"""An emergency is flagged in the turn that tells it, kept short, and passed to the desk."""

from __future__ import annotations

from bot.understanding.types import Act, Urgency
from intake_store.model.facts import Person, Source, Weapon, When, Where
from tests.builders.dialogue import BURGLARY, NOW, Dialogue, at

KICKING = {
    "category": "burglary", "what": "man kicking next doors door in", "where": Where("next doors", needs_address=True),
    "when": When("now", NOW, NOW, ongoing=True, precision="minute"), "weapons": Weapon("a knife", "knife"),
    "people": Person("man", 1),
}  # fmt: skip


def emergency() -> Dialogue:
    dialogue = Dialogue()
    dialogue.say("man kicking next doors door in hes got a knife", Act.INFORM, emergency=True, **KICKING)
    return dialogue


def test_an_emergency_is_flagged_at_once_and_names_the_number_and_asks_where() -> None:
    dialogue = emergency()
    assert dialogue.turn.priority == "emergency"
    assert dialogue.turn.replies[0].text == (
        "Call 999 now if you can: this line is slower. I have alerted the duty desk. What is the address?"
    )
    assert dialogue.asking == "where"


def test_an_emergency_is_passed_on_as_soon_as_the_desk_can_act() -> None:
    dialogue = emergency()
    reply = dialogue.say("9 larch close", Act.INFORM, where=Where("9 larch close"))
    assert dialogue.turn.finished
    assert dialogue.turn.complete
    assert "9 Larch Close" in reply
    assert "999" in reply


def test_an_emergency_told_late_is_flagged_in_that_turn() -> None:
    dialogue = Dialogue()
    dialogue.tell_burglary()
    assert dialogue.turn.priority == "normal"
    reply = dialogue.say("hes back with a knife", Act.INFORM, emergency=True, weapons=Weapon("a knife", "knife"))
    assert dialogue.turn.priority == "emergency"
    assert "999" in reply


def test_an_emergency_at_the_read_back_is_flagged() -> None:
    dialogue = Dialogue()
    dialogue.to_the_read_back()
    reply = dialogue.say("hes back hes stabbing someone", Act.INFORM, emergency=True)
    assert dialogue.turn.priority == "emergency"
    assert "999" in reply


def test_an_emergency_after_the_end_is_flagged_and_answered() -> None:
    dialogue = Dialogue()
    dialogue.to_the_read_back()
    dialogue.say("yes", Act.YES)
    dialogue.say("thanks", Act.THANKS)
    reply = dialogue.say("theyre back with a gun", Act.INFORM, emergency=True)
    assert dialogue.turn.priority == "emergency"
    assert "999" in reply


def test_an_emergency_of_an_ended_tip_without_a_place_is_asked_where() -> None:
    dialogue = Dialogue()
    dialogue.say("buy now", Act.SPAM)
    dialogue.say(
        "someone is being stabbed", Act.INFORM, emergency=True, category="assault", what="someone is being stabbed"
    )
    assert dialogue.asking == "where"
    assert dialogue.turn.priority == "emergency"


def test_yes_to_danger_is_an_emergency() -> None:
    dialogue = Dialogue()
    dialogue.say("they took my cousin", Act.INFORM, category="kidnap", what="they took my cousin")
    assert dialogue.asking == "danger"
    reply = dialogue.say("yes", Act.YES)
    assert dialogue.turn.priority == "emergency"
    assert dialogue.asking == "where"
    assert "999" in reply


def test_a_threat_told_with_a_dont_know_is_an_emergency_and_keeps_the_words() -> None:
    dialogue = Dialogue()
    dialogue.say("they took my cousin", Act.INFORM, category="kidnap", what="they took my cousin")
    dialogue.say("dont know but theyre outside", Act.DONT_KNOW, emergency=Urgency(True, "near"))
    assert dialogue.turn.priority == "emergency"
    assert dialogue.facts.answers["danger"] == "dont know but theyre outside"


def test_the_danger_button_is_an_emergency() -> None:
    dialogue = Dialogue("telegram")
    dialogue.say("they took my cousin", Act.INFORM, category="kidnap", what="they took my cousin")
    dialogue.say("Yes", choice="danger:yes")
    assert dialogue.turn.priority == "emergency"


def test_no_danger_is_no_emergency() -> None:
    dialogue = Dialogue()
    dialogue.say("they took my cousin", Act.INFORM, category="kidnap", what="they took my cousin")
    dialogue.say("no", Act.NO)
    assert dialogue.turn.priority == "high"
    assert dialogue.facts.answers["danger"] == "none"


def test_an_emergency_asks_at_most_three_questions_and_no_read_back() -> None:
    dialogue = Dialogue()
    dialogue.say("help hes hitting her", Act.DISTRESS, emergency=True)
    asked = []
    while dialogue.asking:
        asked.append(dialogue.asking)
        dialogue.say("idk", Act.DONT_KNOW)
    assert asked[0] == "where"
    assert len(asked) <= 3
    assert "confirm" not in asked
    assert dialogue.turn.finished


def test_every_reply_to_an_emergency_names_the_number() -> None:
    dialogue = emergency()
    for text in ("what?", "is this anonymous", "dunno", "hurry", "now"):
        dialogue.say(text, Act.DONT_KNOW, question="anonymous" if text.startswith("is") else None)
    assert all(
        "999" in reply.text for turn in dialogue.turns for reply in turn.replies if not turn.conversation.acknowledged
    )


def test_a_long_past_burglary_is_no_emergency() -> None:
    dialogue = Dialogue()
    dialogue.say("somebody broke in last week", Act.INFORM, **BURGLARY, when=at(7, 2))
    assert dialogue.turn.priority == "normal"


def test_a_firearm_makes_a_tip_high() -> None:
    dialogue = Dialogue()
    dialogue.tell_burglary(weapons=Weapon("a gun", "firearm"))
    assert dialogue.turn.priority == "high"


UNDER_WAY = Urgency(True, "act", Source(4, 11))


def test_an_act_under_way_happens_now_though_nobody_says_so() -> None:
    dialogue = Dialogue()
    dialogue.say("man kicking the door in", Act.INFORM, emergency=UNDER_WAY, what="man kicking the door in")
    when = dialogue.facts.when
    assert when is not None
    assert (when.text, when.ongoing) == ("kicking", True)
    assert when.source == Source(4, 11, 0.35, message=0)


def test_a_time_that_is_told_takes_the_place_of_the_one_inferred() -> None:
    dialogue = Dialogue()
    dialogue.say("man kicking the door in", Act.INFORM, emergency=UNDER_WAY, what="man kicking the door in")
    dialogue.say("it began at half 1", Act.INFORM, when=at(0, 13, 30))
    assert dialogue.facts.when is not None
    assert dialogue.facts.when.start == at(0, 13, 30).start


def test_dire_words_alone_do_not_say_when() -> None:
    dialogue = Dialogue()
    dialogue.say("they took my cousin", Act.INFORM, emergency=Urgency(True, "dire", Source(0, 9)), what="they took him")
    assert dialogue.facts.when is None
