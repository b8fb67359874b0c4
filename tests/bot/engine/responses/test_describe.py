"""Claims about what is made of short, late and broken words: nothing junk is kept, and nothing told is lost."""

from __future__ import annotations

from bot.engine.responses import describe
from bot.engine.templates import Templates
from bot.understanding.types import Act
from intake_store.model.facts import Facts, Person, Source, Vehicle, Weapon, What, When, Where
from tests.builders.dialogue import ELM, Dialogue, at


def test_what_a_cut_sentence_left_of_people_is_not_read_back() -> None:
    dialogue = Dialogue()
    dialogue.tell_burglary(
        people=Person("2 lads, one had, dark hoodies", 2, described=True),
        vehicles=Vehicle("a blue honda", "honda", None, "blue"),
        weapons=Weapon("a crowbar", "blunt_object"),
    )
    assert "2 lads, dark hoodies" in (said := dialogue.say("no", Act.NO))
    assert "one had" not in said


def test_people_told_by_a_bare_number_are_read_back_as_people() -> None:
    dialogue = Dialogue()
    dialogue.tell_burglary(
        people=Person("4", 4, described=True), vehicles=Vehicle("a blue honda", "honda", None, "blue")
    )
    assert "4 people" in dialogue.say("no", Act.NO)


def test_one_of_several_is_no_recount() -> None:
    dialogue = Dialogue()
    dialogue.tell_burglary(people=Person("two lads in hoodies", 2, described=True))
    assert "Changed" not in dialogue.say("one had a bag, no", Act.NO, Act.CORRECTION, people=Person("one had", 1))
    assert dialogue.facts.people[0].count == 2


def test_a_bare_ok_is_no_place() -> None:
    dialogue = Dialogue()
    dialogue.say("someone painted our wall", Act.INFORM, category="criminal_damage", what="someone painted our wall")
    dialogue.say("ok", Act.YES)
    dialogue.say("ok", Act.YES)
    assert dialogue.facts.where is None
    assert dialogue.asking != "where"


def test_an_address_told_late_takes_the_place_of_words_kept_for_one() -> None:
    dialogue = Dialogue()
    dialogue.tell_burglary(where=Where("by the thing", source=Source(0, 12, 0.5)))
    dialogue.say("40 Rushmore Road", Act.INFORM, where=Where("40 Rushmore Road"))
    assert dialogue.facts.where == Where("40 Rushmore Road")


def test_a_story_without_a_known_crime_is_kept_when_nothing_better_is_told() -> None:
    dialogue = Dialogue()
    dialogue.say("lads with a striped van shouted Quagmire", people=Person("lads", None))
    assert dialogue.say("no", Act.NO).endswith("In a few words, what happened?")
    assert dialogue.say("no", Act.NO).endswith("Where was it? Street and number, or a landmark.")
    assert dialogue.facts.what is not None
    assert dialogue.facts.what.text == "lads with a striped van shouted Quagmire"


def test_a_time_alone_is_no_story() -> None:
    dialogue = Dialogue()
    dialogue.say("hello there everyone at the station", Act.GREETING)
    dialogue.say("like an hour ago", Act.INFORM, what="an hour ago", when=When("like an hour ago", precision="hour"))
    assert dialogue.facts.what is None


def test_looks_told_after_another_question_describe_the_people_known() -> None:
    dialogue = Dialogue()
    dialogue.tell_burglary(people=Person("two blokes", 2))
    dialogue.say("skip", Act.SKIP)
    dialogue.say(
        "one was bald with a tattoo", Act.INFORM, people=Person("one was bald with a tattoo", 1, described=True)
    )
    assert [(person.count, person.text) for person in dialogue.facts.people] == [
        (2, "two blokes, one was bald with a tattoo")
    ]


def test_a_time_told_again_is_no_answer_to_who() -> None:
    dialogue = Dialogue()
    dialogue.tell_burglary()
    assert dialogue.asking == "who"
    dialogue.say("it was this morning", Act.INFORM, when=at(1, 2))
    assert "who" not in dialogue.facts.answers
    assert dialogue.asking == "who"


def test_a_goodbye_passes_on_what_was_told() -> None:
    dialogue = Dialogue()
    dialogue.tell_burglary(where=ELM)
    assert "Passed on as tip 7K4-MQ2" in dialogue.say("thanks bye", Act.THANKS, Act.BYE)
    assert dialogue.turn.finished


def test_a_question_after_the_end_is_answered_and_nothing_added() -> None:
    dialogue = Dialogue()
    dialogue.to_the_read_back()
    dialogue.say("yes", Act.YES)
    said = dialogue.say("is this anonymous", Act.QUESTION, question="anonymous")
    assert said == "Officers never see your number, and you need not give a name."


def test_a_correction_before_the_read_back_replaces_the_words_of_the_story() -> None:
    dialogue = Dialogue()
    place = Where("at 58 Oak Road")
    dialogue.say(
        "someone broke in at 58 Oak Road at 2am",
        Act.INFORM,
        category="burglary",
        what="someone broke in at 58 Oak Road",
        where=place,
        when=at(1, 2),
        people=Person("two lads in hoodies", 2, described=True),
        vehicles=Vehicle("a blue honda", "honda", None, "blue"),
    )
    dialogue.say("sorry 85 Oak Road", Act.CORRECTION, where=Where("85 Oak Road"))
    said = dialogue.say("no", Act.NO)
    assert "58" not in said
    assert said.count("85 Oak Road") == 1


def test_a_time_that_is_the_deed_itself_stays_in_the_story() -> None:
    text = "two lads on bikes just robbed my mate"
    told, templates = Source(0, len(text)), Templates(Dialogue().dialogs, "en", "Hackney Police", "999")
    deed = When("just robbed", at(0, 14).start, at(0, 14).end, source=told)
    assert describe.story(What(text, told), Facts(when=deed), templates) == text
    beside = When("last night", source=told)
    assert describe.story(What(f"{text} last night", told), Facts(when=beside), templates) == text
