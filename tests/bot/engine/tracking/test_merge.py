"""The same thing told twice is one; newer detail completes."""

from __future__ import annotations

from bot.engine.facts import people, things, times, vehicles
from intake_store.model.facts import Person, Source, Vehicle, Weapon
from tests.builders.dialogue import at, day


def test_a_weapon_told_twice_is_one_in_the_longer_of_its_wordings() -> None:
    old = (Weapon("a big knife", "knife"),)
    merged = things.merge(old, (Weapon("knife", "knife", Source(0, 5)), Weapon("a bat", "blunt_object")))
    assert merged == (Weapon("a big knife", "knife", Source(0, 5)), Weapon("a bat", "blunt_object"))


def test_a_vehicle_told_twice_is_one() -> None:
    merged = vehicles.merge(
        (Vehicle("black moped", colour="black"),), (Vehicle("black moped no plate", colour="black"),)
    )
    assert [vehicle.colour for vehicle in merged] == ["black"]


def test_newer_detail_completes_a_vehicle() -> None:
    old = (Vehicle("a white van", colour="white"),)
    merged = vehicles.merge(old, (Vehicle("ford transit", "ford", "transit", "white", "WX70LNM"),))
    assert merged[0].make == "ford"
    assert merged[0].plate == "WX70LNM"
    assert len(merged) == 1


def test_another_vehicle_stays_another() -> None:
    old = (Vehicle("my grey bmw", "bmw", "x5", "grey"), Vehicle("a dark blue ford focus", "ford", "focus", "blue"))
    new = (
        Vehicle("a dark blue focus", "ford", "focus", "blue"),
        Vehicle("grey bmw x5", "bmw", "x5", "grey", "BD68KZU"),
    )
    merged = vehicles.merge(old, new)
    assert [vehicle.make for vehicle in merged] == ["bmw", "ford"]
    assert merged[0].plate == "BD68KZU"


def test_a_whole_plate_outlives_a_partial_one() -> None:
    merged = vehicles.merge((Vehicle("a", plate="LK19ABC"),), (Vehicle("b", plate="LK19", plate_partial=True),))
    assert merged[0].plate == "LK19ABC"
    assert not merged[0].plate_partial


def test_an_answer_describes_the_people_known() -> None:
    merged = people.merge((Person("2 lads", 2),), (Person("dark hoodies", None), Person("one tall", 1)), answering=True)
    assert sum(person.count or 0 for person in merged) == 2
    assert "one tall" in merged[0].text


def test_the_same_number_described_again_is_the_same_people() -> None:
    old = (Person("two lads on a moped in dark clothes", 2),)
    merged = people.merge(old, (Person("two of em, one red puffer", 2),), answering=True)
    assert people.total(merged) == 2


def test_an_answer_may_raise_the_number() -> None:
    merged = people.merge((Person("a man", 1),), (Person("three lads in hoodies", 3),), answering=True)
    assert people.total(merged) == 3


def test_a_witness_named_later_is_no_suspect() -> None:
    merged = people.merge((Person("tez", 1, name="Tez"),), (Person("my brother", 1, "witness"),), answering=False)
    assert people.total(merged) == 1
    assert len(merged) == 2


def test_people_mentioned_again_are_not_added() -> None:
    merged = people.merge((Person("two lads in hoodies", 2),), (Person("he", 1),), answering=False)
    assert people.total(merged) == 2


def test_a_time_within_the_known_one_narrows_it() -> None:
    known, told = day(1, "yesterday"), at(1, 15)
    assert times.merge(known, told, answering=False) == told


def test_another_time_told_in_passing_changes_nothing() -> None:
    known, told = at(1, 15), at(0, 9)
    assert times.merge(known, told, answering=False) == known
    assert times.merge(known, told, answering=True) == told


def test_a_corrected_day_keeps_the_time_of_day() -> None:
    changed = times.corrected(at(5, 8), day(6, "thursday"))
    assert changed.start is not None
    assert (changed.start.day, changed.start.hour) == (11, 8)
