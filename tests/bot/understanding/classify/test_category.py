"""Which of the 27 categories a message tells of."""

from __future__ import annotations

import pytest

from intake_store.model.facts import CATEGORIES
from tests.builders.understanding import read

TOLD = [
    ("they kicked him in the head outside the club", "assault"),
    ("a boy on a scooter snatched her handbag", "robbery"),
    ("someone forced our back door and took the telly", "burglary"),
    ("shoplifters at it again in the chemist", "theft"),
    ("my van was broken into and the tools are gone", "vehicle_crime"),
    ("kids smashing the bus shelter to bits", "criminal_damage"),
    ("a shed was set alight on purpose", "arson"),
    ("hes selling weed from the phone box", "drugs"),
    ("he keeps a pistol under the bed", "weapons"),
    ("i know who murdered that girl in the park", "homicide"),
    ("a man exposed himself to schoolgirls", "sexual_offence"),
    ("her boyfriend hits her every weekend", "domestic_abuse"),
    ("she leaves the baby alone all night", "child_abuse"),
    ("my ex wont leave me alone and follows me to work", "stalking_harassment"),
    ("they shouted racist slurs at the imam", "hate_crime"),
    ("the workers sleep in the shed and he keeps their passports", "human_trafficking"),
    ("a girl was bundled into a van", "kidnap"),
    ("he pretends to be from the bank and cons pensioners", "fraud"),
    ("our server is encrypted by ransomware", "cyber_crime"),
    ("he is making bombs in the garage", "terrorism"),
    ("loud music every night until four", "antisocial_behaviour"),
    ("drunk driver swerving all over", "traffic"),
    ("my sister has gone missing", "missing_person"),
    ("the man you are looking for is at his mums", "wanted_person"),
    ("she beats her dog with a chain", "animal_cruelty"),
    ("strange van parked outside for hours, driver watching the houses", "suspicious_activity"),
]


@pytest.mark.parametrize(("text", "category"), TOLD)
def test_a_category_is_told(text: str, category: str) -> None:
    assert read(text).category == category


def test_every_category_but_other_is_tried() -> None:
    assert {category for _, category in TOLD} == set(CATEGORIES) - {"other"}


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("he punched me and took my phone", "robbery"),
        ("a lad at the party stabbed him in the leg", "assault"),
        ("we had a snowball fight", None),
        ("my phone died", None),
    ],
)
def test_a_figure_of_speech_weakens_only_the_cue_it_stands_on(text: str, category: str | None) -> None:
    assert read(text).category == category


@pytest.mark.parametrize("text", ["hello", "whats the weather like", "can you book me in for a trim at 3", "ok thanks"])
def test_chatter_tells_no_crime(text: str) -> None:
    assert read(text).category in (None, "other")


@pytest.mark.parametrize(
    ("text", "language", "category"),
    [
        ("me robaron la moto anoche", "es", "vehicle_crime"),
        ("venden droga en la esquina", "es", "drugs"),
        ("su novio le pega", "es", "domestic_abuse"),
        ("on a cambriolé mon appartement", "fr", "burglary"),
        ("ils dealent dans le hall", "fr", "drugs"),
        ("il me harcèle tous les jours", "fr", "stalking_harassment"),
        ("ukradli mi telefon", "pl", "theft"),
        ("sąsiad bije żonę", "pl", "domestic_abuse"),
        ("podpalili śmietnik", "pl", "arson"),
        ("fui burlado na internet", "pt", "fraud"),
        ("assaltaram-me com uma faca", "pt", "robbery"),
        ("يبيعون المخدرات في الحي", "ar", "drugs"),
        ("سرقوا سيارتي", "ar", "vehicle_crime"),
    ],
)
def test_categories_are_read_in_every_language(text: str, language: str, category: str) -> None:
    assert read(text, None, language).category == category


def test_scores_stay_between_nothing_and_certainty() -> None:
    scores = read("they robbed and stabbed a man, robbed him, mugged him, held him up at knifepoint").category_scores
    assert all(0 < score < 1 for score in scores.values())
