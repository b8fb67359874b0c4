"""Vehicles told in part or corrected (make, model, colour and plate: tables/vehicles.tsv)."""

from __future__ import annotations

import pytest

from tests.builders.understanding import attributes, read


def test_a_part_of_a_plate_is_marked() -> None:
    vehicle = read("black audi, reg starts MK19").found.vehicles[0]
    assert attributes(vehicle) == ("audi", None, "black", "MK19")
    assert vehicle.plate_partial


def test_a_corrected_make_is_denied_and_found() -> None:
    understood = read("not a toyota, a mazda", "vehicle")
    assert [vehicle.make for vehicle in understood.denied.vehicles] == ["toyota"]
    assert [vehicle.make for vehicle in understood.found.vehicles] == ["mazda"]


@pytest.mark.parametrize("text", ["sorry it was brown not beige", "no wait, not beige, brown"])
def test_a_corrected_colour_stands_alone(text: str) -> None:
    understood = read(text)
    assert [vehicle.colour for vehicle in understood.found.vehicles] == ["brown"]
    assert [vehicle.colour for vehicle in understood.denied.vehicles] == ["beige"]
