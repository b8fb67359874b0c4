"""Claims about what is made of short, late and broken words: nothing junk is kept, and nothing told is lost."""

from __future__ import annotations

from bot.engine.responses import describe
from bot.engine.templates import Templates
from bot.understanding.types import Act
from intake_store.model.facts import Facts, Person, Source, Vehicle, Weapon, What, When, Where
from tests.builders.dialogue import ELM, Talk, at


def test_what_a_cut_sentence_left_of_people_is_not_read_back() -> None:
    talk = Talk()
    talk.told(
        people=Person("2 lads, one had, dark hoodies", 2, described=True),
        vehicles=Vehicle("a blue honda", "honda", None, "blue"),
        weapons=Weapon("a crowbar", "blunt_object"),
    )
    assert "2 lads, dark hoodies" in (said := talk.say("no", Act.NO))
    assert "one had" not in said


def test_people_told_by_a_bare_number_are_read_back_as_people() -> None:
    talk = Talk()
    talk.told(people=Person("4", 4, described=True), vehicles=Vehicle("a blue honda", "honda", None, "blue"))
    assert "4 people" in talk.say("no", Act.NO)


def test_one_of_several_is_no_recount() -> None:
    talk = Talk()
    talk.told(people=Person("two lads in hoodies", 2, described=True))
    assert "Changed" not in talk.say("one had a bag, no", Act.NO, Act.CORRECTION, people=Person("one had", 1))
    assert talk.facts.people[0].count == 2


def test_a_bare_ok_is_no_place() -> None:
    talk = Talk()
    talk.say("someone painted our wall", Act.INFORM, category="criminal_damage", what="someone painted our wall")
    talk.say("ok", Act.YES)
    talk.say("ok", Act.YES)
    assert talk.facts.where is None
    assert talk.asking != "where"


def test_an_address_told_late_takes_the_place_of_words_kept_for_one() -> None:
    talk = Talk()
    talk.told(where=Where("by the thing", source=Source(0, 12, 0.5)))
    talk.say("40 Rushmore Road", Act.INFORM, where=Where("40 Rushmore Road"))
    assert talk.facts.where == Where("40 Rushmore Road")


def test_a_story_without_a_known_crime_is_kept_when_nothing_better_is_told() -> None:
    talk = Talk()
    talk.say("lads with a striped van shouted Quagmire", people=Person("lads", None))
    assert talk.say("no", Act.NO).endswith("In a few words, what happened?")
    assert talk.say("no", Act.NO).endswith("Where was it? Street and number, or a landmark.")
    assert talk.facts.what is not None
    assert talk.facts.what.text == "lads with a striped van shouted Quagmire"


def test_a_time_alone_is_no_story() -> None:
    talk = Talk()
    talk.say("hello there everyone at the station", Act.GREETING)
    talk.say("like an hour ago", Act.INFORM, what="an hour ago", when=When("like an hour ago", precision="hour"))
    assert talk.facts.what is None


def test_looks_told_after_another_question_describe_the_people_known() -> None:
    talk = Talk()
    talk.told(people=Person("two blokes", 2))
    talk.say("skip", Act.SKIP)
    talk.say("one was bald with a tattoo", Act.INFORM, people=Person("one was bald with a tattoo", 1, described=True))
    assert [(person.count, person.text) for person in talk.facts.people] == [
        (2, "two blokes, one was bald with a tattoo")
    ]


def test_a_time_told_again_is_no_answer_to_who() -> None:
    talk = Talk()
    talk.told()
    assert talk.asking == "who"
    talk.say("it was this morning", Act.INFORM, when=at(1, 2))
    assert "who" not in talk.facts.answers
    assert talk.asking == "who"


def test_a_goodbye_passes_on_what_was_told() -> None:
    talk = Talk()
    talk.told(where=ELM)
    assert "Passed on as tip 7K4-MQ2" in talk.say("thanks bye", Act.THANKS, Act.BYE)
    assert talk.turn.finished


def test_a_question_after_the_end_is_answered_and_nothing_added() -> None:
    talk = Talk()
    talk.to_the_read_back()
    talk.say("yes", Act.YES)
    said = talk.say("is this anonymous", Act.QUESTION, question="anonymous")
    assert said == "Officers never see your number, and you need not give a name."


def test_a_correction_before_the_read_back_replaces_the_words_of_the_story() -> None:
    talk = Talk()
    place = Where("at 58 Oak Road")
    talk.say(
        "someone broke in at 58 Oak Road at 2am",
        Act.INFORM,
        category="burglary",
        what="someone broke in at 58 Oak Road",
        where=place,
        when=at(1, 2),
        people=Person("two lads in hoodies", 2, described=True),
        vehicles=Vehicle("a blue honda", "honda", None, "blue"),
    )
    talk.say("sorry 85 Oak Road", Act.CORRECTION, where=Where("85 Oak Road"))
    said = talk.say("no", Act.NO)
    assert "58" not in said
    assert said.count("85 Oak Road") == 1


def test_a_time_that_is_the_deed_itself_stays_in_the_story() -> None:
    text = "two lads on bikes just robbed my mate"
    told, templates = Source(0, len(text)), Templates(Talk().dialogs, "en", "Hackney Police", "999")
    deed = When("just robbed", at(0, 14).start, at(0, 14).end, source=told)
    assert describe.story(What(text, told), Facts(when=deed), templates) == text
    beside = When("last night", source=told)
    assert describe.story(What(f"{text} last night", told), Facts(when=beside), templates) == text
