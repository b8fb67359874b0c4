"""Corrections of anything, at any point."""

from __future__ import annotations

from bot.understanding.types import Act
from intake_store.model.facts import Person, Vehicle, Weapon, Where
from tests.builders.dialogue import BURGLARY, ELM, Talk, at, day


def test_a_correction_is_acknowledged_and_the_open_question_asked_again() -> None:
    talk = Talk()
    talk.say("they broke in at 58 lascotts road", Act.INFORM, **BURGLARY, where=Where("58 lascotts road"))
    reply = talk.say("sorry its 85 lascotts road", Act.CORRECTION, where=Where("85 lascotts road"))
    assert talk.facts.where == Where("85 lascotts road")
    assert reply.startswith("Changed: 85 Lascotts Road.")
    assert talk.asking == "when"


def test_a_bare_house_number_is_patched_into_the_place() -> None:
    talk = Talk()
    talk.say("they broke in at 58 lascotts road", Act.INFORM, **BURGLARY, where=Where("58 lascotts road"))
    talk.say("its 85 not 58", Act.CORRECTION, where=Where("85"), not_where=Where("58"))
    assert talk.facts.where == Where("85 lascotts road")


def test_the_make_changes_and_the_colour_stays() -> None:
    talk = Talk()
    talk.to_the_read_back()
    talk.say(
        "not a honda a hyundai",
        Act.CORRECTION,
        vehicles=Vehicle("a hyundai", "hyundai"),
        not_vehicles=Vehicle("a honda", "honda"),
    )
    assert (talk.facts.vehicles[0].make, talk.facts.vehicles[0].colour) == ("hyundai", "blue")
    assert len(talk.facts.vehicles) == 1


def test_the_colour_changes_and_the_make_stays() -> None:
    talk = Talk()
    talk.told(vehicles=Vehicle("blue skoda octavia", "skoda", "octavia", "blue"))
    talk.say(
        "it was green not blue",
        Act.CORRECTION,
        vehicles=Vehicle("green", colour="green"),
        not_vehicles=Vehicle("blue", colour="blue"),
    )
    vehicle = talk.facts.vehicles[0]
    assert (vehicle.make, vehicle.model, vehicle.colour) == ("skoda", "octavia", "green")


def test_no_the_red_one_changes_the_colour() -> None:
    talk = Talk()
    talk.told(vehicles=Vehicle("a blue golf", "volkswagen", "golf", "blue"))
    talk.say("no, the red one", Act.NO, Act.CORRECTION, vehicles=Vehicle("the red one", colour="red"))
    assert [vehicle.colour for vehicle in talk.facts.vehicles] == ["red"]


def test_a_plate_typed_wrong_is_replaced() -> None:
    talk = Talk()
    talk.told(vehicles=Vehicle("white kia forte", "kia", "forte", "white", "8TRW551"))
    talk.say("mb the plate is 8TRV551", Act.CORRECTION, vehicles=Vehicle("8TRV551", plate="8TRV551"))
    assert talk.facts.vehicles[0].plate == "8TRV551"
    assert talk.facts.vehicles[0].make == "kia"


def test_another_number_of_people_replaces_the_first() -> None:
    talk = Talk()
    talk.told(people=Person("two lads in black hoodies", 2, described=True))
    talk.say("theres 3 of them not two", Act.CORRECTION, number=3, not_people=Person("two", 2))
    assert [person.count for person in talk.facts.people] == [3]


def test_a_corrected_day_keeps_the_hour() -> None:
    talk = Talk()
    talk.told(when=at(2, 21, 30))
    reply = talk.say("monday not tuesday, same time", Act.CORRECTION, when=day(3, "monday"), not_when=day(2, "tuesday"))
    assert talk.facts.when is not None
    assert talk.facts.when.start is not None
    assert (talk.facts.when.start.day, talk.facts.when.start.hour) == (14, 21)
    assert "Changed: about 10pm Sun 14 Jun" in reply


def test_a_denied_weapon_is_taken_back() -> None:
    talk = Talk()
    talk.told(weapons=Weapon("a gun", "firearm"))
    talk.say(
        "it wasnt a gun it was a knife",
        Act.CORRECTION,
        weapons=Weapon("a knife", "knife"),
        not_weapons=Weapon("a gun", "firearm"),
    )
    assert [weapon.kind for weapon in talk.facts.weapons] == ["knife"]


def test_a_weapon_more_at_the_read_back_takes_no_other_ones_place() -> None:
    talk = Talk()
    talk.to_the_read_back()
    assert [weapon.kind for weapon in talk.facts.weapons] == ["blunt_object"]
    reply = talk.say("the other had a knife", Act.INFORM, weapons=Weapon("a knife", "knife"))
    assert [weapon.kind for weapon in talk.facts.weapons] == ["blunt_object", "knife"]
    assert reply.startswith("Changed: a knife.")


def test_a_weapon_told_as_a_correction_takes_the_place_of_the_known() -> None:
    talk = Talk()
    talk.to_the_read_back()
    talk.say("sorry i meant a knife", Act.CORRECTION, weapons=Weapon("a knife", "knife"))
    assert [weapon.kind for weapon in talk.facts.weapons] == ["knife"]


def test_a_correction_at_the_read_back_is_named_and_the_tip_passed_on() -> None:
    talk = Talk()
    talk.to_the_read_back()
    reply = talk.say("no, Oak St not Elm St", Act.NO, Act.CORRECTION, where=Where("Oak St"), not_where=ELM)
    assert reply.startswith("Changed: Oak St. Passed on as tip 7K4-MQ2")
    assert talk.turn.finished


def test_a_fact_at_the_read_back_corrects_without_further_words() -> None:
    talk = Talk()
    talk.to_the_read_back()
    talk.say("no a red one", Act.NO, vehicles=Vehicle("a red one", colour="red"))
    assert [vehicle.colour for vehicle in talk.facts.vehicles] == ["red"]
    assert talk.turn.finished


def test_a_plain_no_at_the_read_back_is_asked_what_to_change() -> None:
    talk = Talk()
    talk.to_the_read_back()
    reply = talk.say("no", Act.NO)
    assert reply == "What should I change?"
    assert talk.asking == "confirm"


def test_nobody_is_trapped_at_the_read_back() -> None:
    talk = Talk()
    talk.to_the_read_back()
    talk.say("no", Act.NO)
    talk.say("the bit with the window", Act.INFORM)
    assert talk.turn.finished
    assert talk.turn.flag == "correction"


def test_more_facts_with_the_yes_are_kept() -> None:
    talk = Talk()
    talk.to_the_read_back()
    talk.say("yes, one is called tez", Act.YES, people=Person("tez", 1, name="Tez"))
    assert talk.turn.finished
    assert any("tez" in person.text for person in talk.facts.people)


def test_a_correction_after_the_end_is_made_and_acknowledged() -> None:
    talk = Talk()
    talk.to_the_read_back()
    talk.say("yes", Act.YES)
    reply = talk.say("sorry, 41 elm st", Act.CORRECTION, where=Where("41 Elm St"))
    assert reply.startswith("Changed: 41 Elm St.")
    assert talk.facts.where == Where("41 Elm St")
