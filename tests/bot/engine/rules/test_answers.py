"""How an answer is read against the open question."""

from __future__ import annotations

import pytest

from bot.understanding.types import Act
from intake_store.model.facts import Person, Vehicle, Weapon, When, Where
from tests.builders.dialogue import BURGLARY, ELM, ROBBED, Talk, at, day


def asked_for(slot: str) -> Talk:
    """A talk whose open question is `slot`."""
    talk = Talk("telegram")
    parts = {
        "when": {"where": ELM},
        "weapon": {"where": ELM, "when": at(1, 2)},
        "who": {"where": ELM, "when": at(1, 2), "weapons": Weapon("a knife", "knife")},
    }
    talk.say("two lads took my phone", Act.INFORM, **ROBBED, **parts[slot], told={"injuries": "none"})
    assert talk.asking == slot
    return talk


def robbed() -> Talk:
    """A talk whose open question is who is hurt."""
    talk = Talk()
    knife, unseen = Weapon("a knife", "knife"), {"who": "unknown", "vehicle": "none"}
    talk.say("robbed me", Act.INFORM, **ROBBED, where=ELM, when=at(1, 2), weapons=knife, told=unseen)
    assert talk.asking == "injuries"
    return talk


@pytest.mark.parametrize(
    ("act", "word"), [(Act.DONT_KNOW, "unknown"), (Act.SKIP, "unknown"), (Act.DECLINE, "declined"), (Act.NO, "none")]
)
def test_an_answer_without_a_fact_moves_on(act: Act, word: str) -> None:
    talk = asked_for("weapon")
    talk.say("...", act)
    assert talk.facts.answers["weapon"] == word
    assert talk.asking == "who"


def test_a_bare_number_answers_who() -> None:
    talk = asked_for("who")
    talk.say("3", number=3)
    assert talk.facts.people[0].count == 3
    assert talk.asking == "vehicle"


def test_after_two_answers_not_understood_the_words_are_kept() -> None:
    talk = asked_for("when")
    first = talk.say("blub", Act.INFORM)
    assert talk.asking == "when"
    assert "Roughly which day" in first
    talk.say("blubber", Act.INFORM)
    assert talk.asking == "weapon"
    assert talk.facts.when == When("blubber")


def test_free_words_answer_where() -> None:
    talk = Talk()
    talk.say("they broke in", Act.INFORM, **BURGLARY)
    talk.say("by the old mill", Act.INFORM)
    assert talk.asking == "when"
    assert talk.facts.where == Where("by the old mill")


def test_an_answer_fills_other_slots_too() -> None:
    talk = asked_for("when")
    golf = Vehicle("a red golf", "volkswagen", "golf", "red")
    talk.say("2am, a knife, a red golf", Act.INFORM, when=at(0, 2), weapons=Weapon("a knife", "knife"), vehicles=golf)
    assert talk.asking == "who"
    assert talk.facts.vehicles[0].model == "golf"


def test_an_answer_to_another_question_leaves_the_open_one_open() -> None:
    talk = asked_for("when")
    talk.say("he had a knife", Act.INFORM, weapons=Weapon("a knife", "knife"))
    assert talk.asking == "when"
    assert talk.facts.weapons


def test_a_fact_takes_the_place_of_a_dont_know() -> None:
    talk = asked_for("weapon")
    talk.say("no idea", Act.DONT_KNOW)
    talk.say(
        "two in hoodies, one had a knife",
        Act.INFORM,
        people=Person("two in dark hoodies", 2),
        weapons=Weapon("a knife", "knife"),
    )
    assert "weapon" not in talk.facts.answers
    assert talk.facts.weapons[0].kind == "knife"


def test_an_absence_told_in_passing_is_not_asked_for() -> None:
    talk = Talk()
    talk.say(
        "robbed at 14 elm st yesterday, no weapons",
        Act.INFORM,
        **ROBBED,
        where=ELM,
        when=day(1, "yesterday"),
        told={"weapon": "none", "injuries": "none"},
    )
    assert talk.asking == "who"
    assert talk.facts.answers["weapon"] == "none"


def test_a_place_named_in_passing_does_not_replace_where_it_was() -> None:
    talk = asked_for("who")
    talk.say(
        "dark hoodies, ran to the canal", Act.INFORM, people=Person("dark hoodies", None), where=Where("the canal")
    )
    assert talk.facts.where == ELM


def test_a_better_address_replaces_next_door() -> None:
    talk = Talk()
    talk.say("they broke in next door", Act.INFORM, **BURGLARY, where=Where("next door", needs_address=True))
    talk.say("9 larch close", Act.INFORM, where=Where("9 larch close"))
    assert talk.facts.where == Where("9 larch close")
    assert talk.asking == "when"


def test_a_citizen_without_an_address_is_not_trapped() -> None:
    talk = Talk()
    talk.say("they broke in next door", Act.INFORM, **BURGLARY, where=Where("next door", needs_address=True))
    talk.say("my neighbours", Act.INFORM, where=Where("my neighbours", needs_address=True))
    talk.say("next door i said", Act.INFORM, where=Where("next door", needs_address=True))
    assert talk.asking == "when"


def test_i_told_you_moves_on_with_an_apology() -> None:
    talk = asked_for("who")
    reply = talk.say("i told you already", Act.ALREADY_TOLD)
    assert reply.startswith("Sorry.")
    assert talk.asking == "vehicle"


def test_what_gets_the_question_in_other_words() -> None:
    talk = asked_for("when")
    before = talk.turn.replies[0].key
    talk.say("what?", Act.REPEAT)
    assert talk.asking == "when"
    assert talk.key != before
    assert talk.conversation.misses == 0


def test_back_asks_the_question_before_and_replaces_its_answer() -> None:
    talk = asked_for("weapon")
    talk.say("a knife", Act.INFORM, weapons=Weapon("a knife", "knife"))
    talk.say("back", Act.COMMAND, command="back")
    assert talk.asking == "weapon"
    talk.say("a gun", Act.INFORM, weapons=Weapon("a gun", "firearm"))
    assert [weapon.kind for weapon in talk.facts.weapons] == ["firearm"]
    assert talk.asking == "who"


def test_skip_is_a_command_too() -> None:
    talk = asked_for("weapon")
    talk.say("skip", Act.COMMAND, command="skip")
    assert talk.asking == "who"


def test_a_bare_yes_to_who_is_hurt_is_asked_on_and_what_follows_is_kept() -> None:
    talk = robbed()
    reply = talk.say("yes", Act.YES)
    assert talk.asking == "injuries"
    assert "Who is hurt, and how?" in reply
    talk.say("the old man at the till", Act.INFORM, people=Person("the old man", 1, "victim"))
    assert talk.facts.answers["injuries"] == "the old man at the till"
    assert talk.asking != "injuries"


def test_a_yes_that_tells_more_is_kept_and_so_is_a_second_bare_one() -> None:
    talk = robbed()
    talk.say("yes my nan fell over", Act.YES, Act.INFORM)
    assert talk.facts.answers["injuries"] == "yes my nan fell over"
    talk = robbed()
    talk.say("yes", Act.YES)
    talk.say("yes", Act.YES)
    assert (talk.facts.answers["injuries"], talk.asking) == ("yes", "evidence")


def test_the_looks_of_those_who_did_it_are_nobodys_injury() -> None:
    talk = robbed()
    talk.say("both in dark hoodies", Act.INFORM, people=Person("dark hoodies", 2, described=True))
    assert talk.facts.injuries == ()
    assert talk.asking == "injuries"


@pytest.mark.parametrize(("act", "word"), [(Act.NO, "none"), (Act.DONT_KNOW, "unknown"), (Act.DECLINE, "declined")])
def test_nobody_hurt_and_not_known_are_answers(act: Act, word: str) -> None:
    talk = robbed()
    talk.say("...", act)
    assert (talk.facts.answers["injuries"], talk.asking) == (word, "evidence")


def test_a_pressed_button_is_read_exactly() -> None:
    talk = asked_for("weapon")
    talk.say("None", Act.NOISE, choice="weapon:none")
    assert talk.facts.answers["weapon"] == "none"
    assert talk.asking == "who"


def test_an_old_button_answers_its_own_question() -> None:
    talk = asked_for("who")
    talk.say("Skip", choice="when:unknown")
    assert talk.asking == "who"


@pytest.mark.parametrize("choice", ["john lives at 4b:yes", "weapon:john lives at 4b", "quick_reply_2", "", "none"])
def test_a_button_that_no_question_has_is_read_by_its_words(choice: str) -> None:
    """Its value may be anything, and an event would keep it in the clear."""
    talk = asked_for("weapon")
    talk.say("No idea", Act.DONT_KNOW, choice=choice)
    assert talk.facts.answers["weapon"] == "unknown"
    assert [event.detail for event in talk.turn.events] == ["weapon"]


def test_no_text_at_all_is_asked_again_and_then_let_go() -> None:
    talk = asked_for("when")
    talk.say("")
    talk.say("")
    assert talk.facts.answers["when"] == "unknown"
    assert talk.asking == "weapon"
