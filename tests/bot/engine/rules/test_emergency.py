"""An emergency is flagged in the turn that tells it, kept short, and passed to the desk."""

from __future__ import annotations

from bot.understanding.types import Act, Urgency
from intake_store.model.facts import Person, Source, Weapon, When, Where
from tests.builders.dialogue import BURGLARY, NOW, Talk, at

KICKING = {
    "category": "burglary", "what": "man kicking next doors door in", "where": Where("next doors", needs_address=True),
    "when": When("now", NOW, NOW, ongoing=True, precision="minute"), "weapons": Weapon("a knife", "knife"),
    "people": Person("man", 1),
}  # fmt: skip


def emergency() -> Talk:
    talk = Talk()
    talk.say("man kicking next doors door in hes got a knife", Act.INFORM, emergency=True, **KICKING)
    return talk


def test_an_emergency_is_flagged_at_once_and_names_the_number_and_asks_where() -> None:
    talk = emergency()
    assert talk.turn.priority == "emergency"
    assert talk.turn.replies[0].text == (
        "Call 999 now if you can: this line is slower. I have alerted the duty desk. What is the address?"
    )
    assert talk.asking == "where"


def test_an_emergency_is_passed_on_as_soon_as_the_desk_can_act() -> None:
    talk = emergency()
    reply = talk.say("9 larch close", Act.INFORM, where=Where("9 larch close"))
    assert talk.turn.finished
    assert talk.turn.complete
    assert "9 Larch Close" in reply
    assert "999" in reply


def test_an_emergency_told_late_is_flagged_in_that_turn() -> None:
    talk = Talk()
    talk.told()
    assert talk.turn.priority == "normal"
    reply = talk.say("hes back with a knife", Act.INFORM, emergency=True, weapons=Weapon("a knife", "knife"))
    assert talk.turn.priority == "emergency"
    assert "999" in reply


def test_an_emergency_at_the_read_back_is_flagged() -> None:
    talk = Talk()
    talk.to_the_read_back()
    reply = talk.say("hes back hes stabbing someone", Act.INFORM, emergency=True)
    assert talk.turn.priority == "emergency"
    assert "999" in reply


def test_an_emergency_after_the_end_is_flagged_and_answered() -> None:
    talk = Talk()
    talk.to_the_read_back()
    talk.say("yes", Act.YES)
    talk.say("thanks", Act.THANKS)
    reply = talk.say("theyre back with a gun", Act.INFORM, emergency=True)
    assert talk.turn.priority == "emergency"
    assert "999" in reply


def test_an_emergency_of_an_ended_tip_without_a_place_is_asked_where() -> None:
    talk = Talk()
    talk.say("buy now", Act.SPAM)
    talk.say(
        "someone is being stabbed", Act.INFORM, emergency=True, category="assault", what="someone is being stabbed"
    )
    assert talk.asking == "where"
    assert talk.turn.priority == "emergency"


def test_yes_to_danger_is_an_emergency() -> None:
    talk = Talk()
    talk.say("they took my cousin", Act.INFORM, category="kidnap", what="they took my cousin")
    assert talk.asking == "danger"
    reply = talk.say("yes", Act.YES)
    assert talk.turn.priority == "emergency"
    assert talk.asking == "where"
    assert "999" in reply


def test_a_threat_told_with_a_dont_know_is_an_emergency_and_keeps_the_words() -> None:
    talk = Talk()
    talk.say("they took my cousin", Act.INFORM, category="kidnap", what="they took my cousin")
    talk.say("dont know but theyre outside", Act.DONT_KNOW, emergency=Urgency(True, "near"), safe=False)
    assert talk.turn.priority == "emergency"
    assert talk.facts.answers["danger"] == "dont know but theyre outside"


def test_the_danger_button_is_an_emergency() -> None:
    talk = Talk("telegram")
    talk.say("they took my cousin", Act.INFORM, category="kidnap", what="they took my cousin")
    talk.say("Yes", choice="danger:yes")
    assert talk.turn.priority == "emergency"


def test_no_danger_is_no_emergency() -> None:
    talk = Talk()
    talk.say("they took my cousin", Act.INFORM, category="kidnap", what="they took my cousin")
    talk.say("no", Act.NO)
    assert talk.turn.priority == "high"
    assert talk.facts.answers["danger"] == "none"


def test_an_emergency_asks_at_most_three_questions_and_no_read_back() -> None:
    talk = Talk()
    talk.say("help hes hitting her", Act.DISTRESS, emergency=True)
    asked = []
    while talk.asking:
        asked.append(talk.asking)
        talk.say("idk", Act.DONT_KNOW)
    assert asked[0] == "where"
    assert len(asked) <= 3
    assert "confirm" not in asked
    assert talk.turn.finished


def test_every_reply_to_an_emergency_names_the_number() -> None:
    talk = emergency()
    for text in ("what?", "is this anonymous", "dunno", "hurry", "now"):
        talk.say(text, Act.DONT_KNOW, question="anonymous" if text.startswith("is") else None)
    assert all(
        "999" in reply.text for turn in talk.turns for reply in turn.replies if not turn.conversation.acknowledged
    )


def test_a_long_past_burglary_is_no_emergency() -> None:
    talk = Talk()
    talk.say("somebody broke in last week", Act.INFORM, **BURGLARY, when=at(7, 2))
    assert talk.turn.priority == "normal"


def test_a_firearm_makes_a_tip_high() -> None:
    talk = Talk()
    talk.told(weapons=Weapon("a gun", "firearm"))
    assert talk.turn.priority == "high"


UNDER_WAY = Urgency(True, "act", Source(4, 11))


def test_an_act_under_way_happens_now_though_nobody_says_so() -> None:
    talk = Talk()
    talk.say("man kicking the door in", Act.INFORM, emergency=UNDER_WAY, what="man kicking the door in")
    when = talk.facts.when
    assert when is not None
    assert (when.text, when.ongoing) == ("kicking", True)
    assert when.source == Source(4, 11, 0.35, message=0)


def test_a_time_that_is_told_takes_the_place_of_the_one_inferred() -> None:
    talk = Talk()
    talk.say("man kicking the door in", Act.INFORM, emergency=UNDER_WAY, what="man kicking the door in")
    talk.say("it began at half 1", Act.INFORM, when=at(0, 13, 30))
    assert talk.facts.when is not None
    assert talk.facts.when.start == at(0, 13, 30).start


def test_dire_words_alone_do_not_say_when() -> None:
    talk = Talk()
    talk.say("they took my cousin", Act.INFORM, emergency=Urgency(True, "dire", Source(0, 9)), what="they took him")
    assert talk.facts.when is None
