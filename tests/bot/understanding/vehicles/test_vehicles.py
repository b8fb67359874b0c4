"""Vehicles: make, model, colour and plate put together; and what is none."""

from __future__ import annotations

import pytest

from tests.builders.understanding import attributes, read, vehicles

FOUND = [
    ("they drove off in a dark blue vauxhall corsa", None, [("vauxhall", "corsa", "blue", None)]),
    ("silver merc sprinter, reg YK67 HTD", None, [("mercedes-benz", "sprinter", "silver", "YK67HTD")]),
    ("he sped off in a gunmetal beemer", None, [("bmw", None, "grey", None)]),
    ("white tranny van parked outside", None, [("ford", "transit", "white", None)]),
    ("my golf was taken off the drive, black, reg LC15 KOP", None, [("volkswagen", "golf", "black", "LC15KOP")]),
    (
        "red honda civic and a green fiat panda",
        None,
        [("honda", "civic", "red", None), ("fiat", "panda", "green", None)],
    ),
    ("a nissen quashqai in white", None, [("nissan", "qashqai", "white", None)]),
    ("chevy tahoe tag 8GHT223", None, [("chevrolet", "tahoe", None, "8GHT223")]),
    ("yellow ducati no plate on it", None, [("ducati", None, "yellow", None)]),
    ("a grey focus", "vehicle", [("ford", "focus", "grey", None)]),
    ("range rover", "vehicle", [("land rover", "range rover", None, None)]),
    ("reg is KN08 WVB", "vehicle", [(None, None, None, "KN08WVB")]),
    ("a purple one", "vehicle", [(None, None, "purple", None)]),
]


@pytest.mark.parametrize(("text", "slot", "expected"), FOUND)
def test_a_vehicle_is_put_together(text: str, slot: str | None, expected: list[tuple[str | None, ...]]) -> None:
    assert vehicles(text, slot) == expected


@pytest.mark.parametrize(
    "text",
    [
        "two lads in red hoodies and black jeans", "he got on the 36 bus", "kids on push bikes", "an ambulance came",
        "lets focus on the facts", "she had to note it down", "he charged at me", "the police car was blue",
        "a golf club hit the window", "beetle on the wall", "the man in a jaguar print coat", "green john deere cap",
        "he lives at 25 Rover Street SE15 and drinks",
    ],
)  # fmt: skip
def test_what_is_no_vehicle_is_none(text: str) -> None:
    assert vehicles(text) == []


@pytest.mark.parametrize("text", ["no cars", "they were on foot", "he came by train", "no vehicle involved"])
def test_no_vehicle_is_told(text: str) -> None:
    assert read(f"someone sprayed paint on the door, {text}").told.get("vehicle") == "none"


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


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("un seat león rojo matrícula 4821 KLM", "es", ("seat", "leon", "red", "4821KLM")),
        ("une peugeot 208 blanche, plaque AB-123-CD", "fr", ("peugeot", "208", "white", "AB123CD")),
        ("czarną skodą octavią", "pl", ("skoda", "octavia", "black", None)),
        ("um opel corsa prateado", "pt", ("opel", "corsa", "silver", None)),
        ("سيارة هوندا سوداء", "ar", ("honda", None, "black", None)),
    ],
)
def test_vehicles_are_read_in_every_language(text: str, language: str, expected: tuple[str | None, ...]) -> None:
    assert vehicles(text, "vehicle", language) == [expected]
