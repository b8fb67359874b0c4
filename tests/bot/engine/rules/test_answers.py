"""How an answer is read against the open question."""

from __future__ import annotations

import pytest

from bot.understanding.types import Act
from intake_store.model.facts import Person, Vehicle, Weapon, When, Where
from tests.builders.dialogue import BURGLARY, ELM, ROBBED, Dialogue, at, day


def asked_for(slot: str) -> Dialogue:
    """A talk whose open question is `slot`."""
    dialogue = Dialogue("telegram")
    parts = {
        "when": {"where": ELM},
        "weapon": {"where": ELM, "when": at(1, 2)},
        "who": {"where": ELM, "when": at(1, 2), "weapons": Weapon("a knife", "knife")},
    }
    dialogue.say("two lads took my phone", Act.INFORM, **ROBBED, **parts[slot], absences={"injuries": "none"})
    assert dialogue.asking == slot
    return dialogue


def robbed() -> Dialogue:
    """A dialogue whose open question is who is hurt."""
    dialogue = Dialogue()
    knife, unseen = Weapon("a knife", "knife"), {"who": "unknown", "vehicle": "none"}
    dialogue.say("robbed me", Act.INFORM, **ROBBED, where=ELM, when=at(1, 2), weapons=knife, absences=unseen)
    assert dialogue.asking == "injuries"
    return dialogue


@pytest.mark.parametrize(
    ("act", "word"), [(Act.DONT_KNOW, "unknown"), (Act.SKIP, "unknown"), (Act.DECLINE, "declined"), (Act.NO, "none")]
)
def test_an_answer_without_a_fact_moves_on(act: Act, word: str) -> None:
    dialogue = asked_for("weapon")
    dialogue.say("...", act)
    assert dialogue.facts.answers["weapon"] == word
    assert dialogue.asking == "who"


def test_a_bare_number_answers_who() -> None:
    dialogue = asked_for("who")
    dialogue.say("3", number=3)
    assert dialogue.facts.people[0].count == 3
    assert dialogue.asking == "vehicle"


def test_after_two_answers_not_understood_the_words_are_kept() -> None:
    dialogue = asked_for("when")
    first = dialogue.say("blub", Act.INFORM)
    assert dialogue.asking == "when"
    assert "Roughly which day" in first
    dialogue.say("blubber", Act.INFORM)
    assert dialogue.asking == "weapon"
    assert dialogue.facts.when == When("blubber")


def test_free_words_answer_where() -> None:
    dialogue = Dialogue()
    dialogue.say("they broke in", Act.INFORM, **BURGLARY)
    dialogue.say("by the old mill", Act.INFORM)
    assert dialogue.asking == "when"
    assert dialogue.facts.where == Where("by the old mill")


def test_an_answer_fills_other_slots_too() -> None:
    dialogue = asked_for("when")
    golf = Vehicle("a red golf", "volkswagen", "golf", "red")
    dialogue.say(
        "2am, a knife, a red golf", Act.INFORM, when=at(0, 2), weapons=Weapon("a knife", "knife"), vehicles=golf
    )
    assert dialogue.asking == "who"
    assert dialogue.facts.vehicles[0].model == "golf"


def test_an_answer_to_another_question_leaves_the_open_one_open() -> None:
    dialogue = asked_for("when")
    dialogue.say("he had a knife", Act.INFORM, weapons=Weapon("a knife", "knife"))
    assert dialogue.asking == "when"
    assert dialogue.facts.weapons


def test_a_fact_takes_the_place_of_a_dont_know() -> None:
    dialogue = asked_for("weapon")
    dialogue.say("no idea", Act.DONT_KNOW)
    dialogue.say(
        "two in hoodies, one had a knife",
        Act.INFORM,
        people=Person("two in dark hoodies", 2),
        weapons=Weapon("a knife", "knife"),
    )
    assert "weapon" not in dialogue.facts.answers
    assert dialogue.facts.weapons[0].kind == "knife"


def test_an_absence_told_in_passing_is_not_asked_for() -> None:
    dialogue = Dialogue()
    dialogue.say(
        "robbed at 14 elm st yesterday, no weapons",
        Act.INFORM,
        **ROBBED,
        where=ELM,
        when=day(1, "yesterday"),
        absences={"weapon": "none", "injuries": "none"},
    )
    assert dialogue.asking == "who"
    assert dialogue.facts.answers["weapon"] == "none"


def test_a_place_named_in_passing_does_not_replace_where_it_was() -> None:
    dialogue = asked_for("who")
    dialogue.say(
        "dark hoodies, ran to the canal", Act.INFORM, people=Person("dark hoodies", None), where=Where("the canal")
    )
    assert dialogue.facts.where == ELM


def test_a_better_address_replaces_next_door() -> None:
    dialogue = Dialogue()
    dialogue.say("they broke in next door", Act.INFORM, **BURGLARY, where=Where("next door", needs_address=True))
    dialogue.say("9 larch close", Act.INFORM, where=Where("9 larch close"))
    assert dialogue.facts.where == Where("9 larch close")
    assert dialogue.asking == "when"


def test_a_citizen_without_an_address_is_not_trapped() -> None:
    dialogue = Dialogue()
    dialogue.say("they broke in next door", Act.INFORM, **BURGLARY, where=Where("next door", needs_address=True))
    dialogue.say("my neighbours", Act.INFORM, where=Where("my neighbours", needs_address=True))
    dialogue.say("next door i said", Act.INFORM, where=Where("next door", needs_address=True))
    assert dialogue.asking == "when"


def test_i_told_you_moves_on_with_an_apology() -> None:
    dialogue = asked_for("who")
    reply = dialogue.say("i told you already", Act.ALREADY_TOLD)
    assert reply.startswith("Sorry.")
    assert dialogue.asking == "vehicle"


def test_what_gets_the_question_in_other_words() -> None:
    dialogue = asked_for("when")
    before = dialogue.turn.replies[0].key
    dialogue.say("what?", Act.REPEAT)
    assert dialogue.asking == "when"
    assert dialogue.key != before
    assert dialogue.conversation.misses == 0


def test_back_asks_the_question_before_and_replaces_its_answer() -> None:
    dialogue = asked_for("weapon")
    dialogue.say("a knife", Act.INFORM, weapons=Weapon("a knife", "knife"))
    dialogue.say("back", Act.COMMAND, command="back")
    assert dialogue.asking == "weapon"
    dialogue.say("a gun", Act.INFORM, weapons=Weapon("a gun", "firearm"))
    assert [weapon.kind for weapon in dialogue.facts.weapons] == ["firearm"]
    assert dialogue.asking == "who"


def test_skip_is_a_command_too() -> None:
    dialogue = asked_for("weapon")
    dialogue.say("skip", Act.COMMAND, command="skip")
    assert dialogue.asking == "who"


def test_a_bare_yes_to_who_is_hurt_is_asked_on_and_what_follows_is_kept() -> None:
    dialogue = robbed()
    reply = dialogue.say("yes", Act.YES)
    assert dialogue.asking == "injuries"
    assert "Who is hurt, and how?" in reply
    dialogue.say("the old man at the till", Act.INFORM, people=Person("the old man", 1, "victim"))
    assert dialogue.facts.answers["injuries"] == "the old man at the till"
    assert dialogue.asking != "injuries"


def test_a_yes_that_tells_more_is_kept_and_so_is_a_second_bare_one() -> None:
    dialogue = robbed()
    dialogue.say("yes my nan fell over", Act.YES, Act.INFORM)
    assert dialogue.facts.answers["injuries"] == "yes my nan fell over"
    dialogue = robbed()
    dialogue.say("yes", Act.YES)
    dialogue.say("yes", Act.YES)
    assert (dialogue.facts.answers["injuries"], dialogue.asking) == ("yes", "evidence")


def test_the_looks_of_those_who_did_it_are_nobodys_injury() -> None:
    dialogue = robbed()
    dialogue.say("both in dark hoodies", Act.INFORM, people=Person("dark hoodies", 2, described=True))
    assert dialogue.facts.injuries == ()
    assert dialogue.asking == "injuries"


@pytest.mark.parametrize(("act", "word"), [(Act.NO, "none"), (Act.DONT_KNOW, "unknown"), (Act.DECLINE, "declined")])
def test_nobody_hurt_and_not_known_are_answers(act: Act, word: str) -> None:
    dialogue = robbed()
    dialogue.say("...", act)
    assert (dialogue.facts.answers["injuries"], dialogue.asking) == (word, "evidence")


def test_a_pressed_button_is_read_exactly() -> None:
    dialogue = asked_for("weapon")
    dialogue.say("None", Act.NOISE, choice="weapon:none")
    assert dialogue.facts.answers["weapon"] == "none"
    assert dialogue.asking == "who"


def test_an_old_button_answers_its_own_question() -> None:
    dialogue = asked_for("who")
    dialogue.say("Skip", choice="when:unknown")
    assert dialogue.asking == "who"


@pytest.mark.parametrize("choice", ["john lives at 4b:yes", "weapon:john lives at 4b", "quick_reply_2", "", "none"])
def test_a_button_that_no_question_has_is_read_by_its_words(choice: str) -> None:
    """Its value may be anything, and an event would keep it in the clear."""
    dialogue = asked_for("weapon")
    dialogue.say("No idea", Act.DONT_KNOW, choice=choice)
    assert dialogue.facts.answers["weapon"] == "unknown"
    assert [event.detail for event in dialogue.turn.events] == ["weapon"]


def test_no_text_at_all_is_asked_again_and_then_let_go() -> None:
    dialogue = asked_for("when")
    dialogue.say("")
    dialogue.say("")
    assert dialogue.facts.answers["when"] == "unknown"
    assert dialogue.asking == "weapon"
