"""Corrections of anything, at any point."""

from __future__ import annotations

from bot.understanding.types import Act
from intake_store.model.facts import Person, Vehicle, Weapon, Where
from tests.builders.dialogue import BURGLARY, ELM, Dialogue, at, day


def test_a_correction_is_acknowledged_and_the_open_question_asked_again() -> None:
    dialogue = Dialogue()
    dialogue.say("they broke in at 58 lascotts road", Act.INFORM, **BURGLARY, where=Where("58 lascotts road"))
    reply = dialogue.say("sorry its 85 lascotts road", Act.CORRECTION, where=Where("85 lascotts road"))
    assert dialogue.facts.where == Where("85 lascotts road")
    assert reply.startswith("Changed: 85 Lascotts Road.")
    assert dialogue.asking == "when"


def test_a_bare_house_number_is_patched_into_the_place() -> None:
    dialogue = Dialogue()
    dialogue.say("they broke in at 58 lascotts road", Act.INFORM, **BURGLARY, where=Where("58 lascotts road"))
    dialogue.say("its 85 not 58", Act.CORRECTION, where=Where("85"), not_where=Where("58"))
    assert dialogue.facts.where == Where("85 lascotts road")


def test_the_make_changes_and_the_colour_stays() -> None:
    dialogue = Dialogue()
    dialogue.to_the_read_back()
    dialogue.say(
        "not a honda a hyundai",
        Act.CORRECTION,
        vehicles=Vehicle("a hyundai", "hyundai"),
        not_vehicles=Vehicle("a honda", "honda"),
    )
    assert (dialogue.facts.vehicles[0].make, dialogue.facts.vehicles[0].colour) == ("hyundai", "blue")
    assert len(dialogue.facts.vehicles) == 1


def test_the_colour_changes_and_the_make_stays() -> None:
    dialogue = Dialogue()
    dialogue.tell_burglary(vehicles=Vehicle("blue skoda octavia", "skoda", "octavia", "blue"))
    dialogue.say(
        "it was green not blue",
        Act.CORRECTION,
        vehicles=Vehicle("green", colour="green"),
        not_vehicles=Vehicle("blue", colour="blue"),
    )
    vehicle = dialogue.facts.vehicles[0]
    assert (vehicle.make, vehicle.model, vehicle.colour) == ("skoda", "octavia", "green")


def test_no_the_red_one_changes_the_colour() -> None:
    dialogue = Dialogue()
    dialogue.tell_burglary(vehicles=Vehicle("a blue golf", "volkswagen", "golf", "blue"))
    dialogue.say("no, the red one", Act.NO, Act.CORRECTION, vehicles=Vehicle("the red one", colour="red"))
    assert [vehicle.colour for vehicle in dialogue.facts.vehicles] == ["red"]


def test_a_plate_typed_wrong_is_replaced() -> None:
    dialogue = Dialogue()
    dialogue.tell_burglary(vehicles=Vehicle("white kia forte", "kia", "forte", "white", "8TRW551"))
    dialogue.say("mb the plate is 8TRV551", Act.CORRECTION, vehicles=Vehicle("8TRV551", plate="8TRV551"))
    assert dialogue.facts.vehicles[0].plate == "8TRV551"
    assert dialogue.facts.vehicles[0].make == "kia"


def test_another_number_of_people_replaces_the_first() -> None:
    dialogue = Dialogue()
    dialogue.tell_burglary(people=Person("two lads in black hoodies", 2, described=True))
    dialogue.say("theres 3 of them not two", Act.CORRECTION, number=3, not_people=Person("two", 2))
    assert [person.count for person in dialogue.facts.people] == [3]


def test_a_corrected_day_keeps_the_hour() -> None:
    dialogue = Dialogue()
    dialogue.tell_burglary(when=at(2, 21, 30))
    reply = dialogue.say(
        "monday not tuesday, same time", Act.CORRECTION, when=day(3, "monday"), not_when=day(2, "tuesday")
    )
    assert dialogue.facts.when is not None
    assert dialogue.facts.when.start is not None
    assert (dialogue.facts.when.start.day, dialogue.facts.when.start.hour) == (14, 21)
    assert "Changed: about 10pm Sun 14 Jun" in reply


def test_a_denied_weapon_is_taken_back() -> None:
    dialogue = Dialogue()
    dialogue.tell_burglary(weapons=Weapon("a gun", "firearm"))
    dialogue.say(
        "it wasnt a gun it was a knife",
        Act.CORRECTION,
        weapons=Weapon("a knife", "knife"),
        not_weapons=Weapon("a gun", "firearm"),
    )
    assert [weapon.kind for weapon in dialogue.facts.weapons] == ["knife"]


def test_a_weapon_more_at_the_read_back_takes_no_other_ones_place() -> None:
    dialogue = Dialogue()
    dialogue.to_the_read_back()
    assert [weapon.kind for weapon in dialogue.facts.weapons] == ["blunt_object"]
    reply = dialogue.say("the other had a knife", Act.INFORM, weapons=Weapon("a knife", "knife"))
    assert [weapon.kind for weapon in dialogue.facts.weapons] == ["blunt_object", "knife"]
    assert reply.startswith("Changed: a knife.")


def test_a_weapon_told_as_a_correction_takes_the_place_of_the_known() -> None:
    dialogue = Dialogue()
    dialogue.to_the_read_back()
    dialogue.say("sorry i meant a knife", Act.CORRECTION, weapons=Weapon("a knife", "knife"))
    assert [weapon.kind for weapon in dialogue.facts.weapons] == ["knife"]


def test_a_correction_at_the_read_back_is_named_and_the_tip_passed_on() -> None:
    dialogue = Dialogue()
    dialogue.to_the_read_back()
    reply = dialogue.say("no, Oak St not Elm St", Act.NO, Act.CORRECTION, where=Where("Oak St"), not_where=ELM)
    assert reply.startswith("Changed: Oak St. Passed on as tip 7K4-MQ2")
    assert dialogue.turn.finished


def test_a_fact_at_the_read_back_corrects_without_further_words() -> None:
    dialogue = Dialogue()
    dialogue.to_the_read_back()
    dialogue.say("no a red one", Act.NO, vehicles=Vehicle("a red one", colour="red"))
    assert [vehicle.colour for vehicle in dialogue.facts.vehicles] == ["red"]
    assert dialogue.turn.finished


def test_a_plain_no_at_the_read_back_is_asked_what_to_change() -> None:
    dialogue = Dialogue()
    dialogue.to_the_read_back()
    reply = dialogue.say("no", Act.NO)
    assert reply == "What should I change?"
    assert dialogue.asking == "confirm"


def test_nobody_is_trapped_at_the_read_back() -> None:
    dialogue = Dialogue()
    dialogue.to_the_read_back()
    dialogue.say("no", Act.NO)
    dialogue.say("the bit with the window", Act.INFORM)
    assert dialogue.turn.finished
    assert dialogue.turn.flag == "correction"


def test_more_facts_with_the_yes_are_kept() -> None:
    dialogue = Dialogue()
    dialogue.to_the_read_back()
    dialogue.say("yes, one is called tez", Act.YES, people=Person("tez", 1, name="Tez"))
    assert dialogue.turn.finished
    assert any("tez" in person.text for person in dialogue.facts.people)


def test_a_correction_after_the_end_is_made_and_acknowledged() -> None:
    dialogue = Dialogue()
    dialogue.to_the_read_back()
    dialogue.say("yes", Act.YES)
    reply = dialogue.say("sorry, 41 elm st", Act.CORRECTION, where=Where("41 Elm St"))
    assert reply.startswith("Changed: 41 Elm St.")
    assert dialogue.facts.where == Where("41 Elm St")
