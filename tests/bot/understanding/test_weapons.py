"""Weapons and their kinds; what is denied, harmless or a figure of speech is none."""

from __future__ import annotations

import pytest

from tests.builders.understanding import read

KINDS = [
    ("he pulled a gun on the cashier", None, {"firearm"}),
    ("got a strap tucked in his jeans", None, {"firearm"}),
    ("waving a machete about", None, {"knife"}),
    ("they hit him with a cricket bat", None, {"blunt_object"}),
    ("threw a brick at the driver", None, {"blunt_object"}),
    ("lobbed a petrol bomb at the shop", None, {"explosive"}),
    ("squirted acid in his face", None, {"corrosive"}),
    ("zapped him with a taser", None, {"other"}),
    ("a bottle", "weapon", {"blunt_object"}),
    ("had a knife and a hammer", None, {"knife", "blunt_object"}),
]


@pytest.mark.parametrize(("text", "slot", "kinds"), KINDS)
def test_a_weapon_has_its_kind(text: str, slot: str | None, kinds: set[str]) -> None:
    assert {weapon.kind for weapon in read(text, slot).found.weapons} == kinds


@pytest.mark.parametrize(
    "text",
    [
        "he shot off towards the station",
        "the new track is the bomb",
        "a water pistol fight",
        "doing shots at the bar",
        "i was hammered last night",
        "knife and fork on the table",
        "a gold chain round his neck",
        "usb stick went missing",
        "he bought a bottle of water",
        "his car has a strap on the roof rack",
        "the bat flew past",
        "brick building on the left",
    ],
)
def test_a_harmless_word_is_no_weapon(text: str) -> None:
    assert read(text).found.weapons == ()


@pytest.mark.parametrize("text", ["no weapons", "didnt see a weapon", "he wasnt armed", "no gun or knife or anything"])
def test_a_denied_weapon_is_none(text: str) -> None:
    understood = read(f"a lad nicked my bike, {text}")
    assert understood.found.weapons == ()
    assert understood.told.get("weapon") == "none"


def test_a_weapon_taken_back_is_none() -> None:
    assert read("he said it was a gun but it was not a gun").found.weapons == ()


@pytest.mark.parametrize(
    ("text", "language", "kind"),
    [
        ("llevaba una navaja", "es", "knife"),
        ("tenía una pistola", "es", "firearm"),
        ("avec une batte", "fr", "blunt_object"),
        ("un flingue", "fr", "firearm"),
        ("miał nóż", "pl", "knife"),
        ("z pistoletem", "pl", "firearm"),
        ("tinha uma faca", "pt", "knife"),
        ("com um taco de basebol", "pt", "blunt_object"),
        ("معه مسدس", "ar", "firearm"),
        ("بسكين", "ar", "knife"),
    ],
)
def test_weapons_are_read_in_every_language(text: str, language: str, kind: str) -> None:
    assert [weapon.kind for weapon in read(text, "weapon", language).found.weapons] == [kind]


@pytest.mark.parametrize(
    ("text", "language"),
    [("ninguna", "es"), ("non, rien", "fr"), ("bez broni", "pl"), ("nenhuma arma", "pt"), ("لا سلاح", "ar")],
)
def test_no_weapon_is_told_in_every_language(text: str, language: str) -> None:
    assert read(text, "weapon", language).told.get("weapon") == "none"
