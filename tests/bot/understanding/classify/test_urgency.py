"""Harm now or an act under way; not what is over, feared, habitual, a story or a figure of speech."""

from __future__ import annotations

import pytest

from tests.builders.tables import is_right_urgency, rows
from tests.builders.understanding import read

NOW = [
    "a man is stabbing people in the market",
    "shots fired outside my block",
    "hes got a knife and hes at my door",
    "someone is breaking into next doors house right now",
    "theres a woman on the bridge about to jump",
    "my dad has collapsed and hes not breathing",
    "help he is strangling her",
    "they just threw a lad in a van, hes screaming",
    "drunk driver swerving all over the m4 now",
    "the house opposite is on fire and kids are inside",
    "my friend has taken an overdose",
    "i am going to take all my pills",
    "a bag with wires sticking out at the station",
    "two gangs fighting with machetes in the park",
    "hes beating her up as i write this",
    "someone took my little girl",
]
NOT_NOW = [
    "my bike was stolen last night",
    "they robbed me on friday with a knife",
    "he used to beat her years ago",
    "they sell drugs every night on the corner",
    "im scared he might hurt her one day",
    "this heat is killing me",
    "we watched a film where a man gets shot",
    "my phone is dying",
    "loud music again and its 2am",
    "that gig was fire",
    "my mum will kill me if im late",
    "i was mugged but im ok now",
    "theres graffiti on the wall",
    "he was stabbed back in june",
    "the match was a battle, we got murdered",
    "i could murder a curry",
    "it exploded in popularity",
]


@pytest.mark.parametrize("text", NOW)
def test_harm_now_is_an_emergency(text: str) -> None:
    understood = read(text)
    assert understood.urgency is not None
    assert understood.urgency.reason


@pytest.mark.parametrize("text", NOT_NOW)
def test_what_is_not_now_is_no_emergency(text: str) -> None:
    assert read(text).urgency is None


@pytest.mark.parametrize("row", list(rows("figures")), ids=lambda row: row["text"])
def test_a_figure_of_speech_cancels_only_the_cue_it_stands_on(row: dict[str, str]) -> None:
    assert is_right_urgency(row)


@pytest.mark.parametrize("row", list(rows("danger")), ids=lambda row: row["text"])
def test_the_answer_about_danger_counts_by_its_meaning(row: dict[str, str]) -> None:
    assert is_right_urgency(row, "danger")


@pytest.mark.parametrize("language", ["en", "es", "fr", "pl", "pt", "ar"])
def test_every_language_has_pairs_that_tell_danger_from_none(language: str) -> None:
    pairs: dict[str, set[str]] = {}
    for row in rows("danger"):
        if row["language"] == language:
            pairs.setdefault(row["pair"], set()).add(row["emergency"])
    assert len(pairs) >= 10
    assert all(verdicts == {"yes", "no"} for verdicts in pairs.values())


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("im not safe now", False),
        ("im safe now", True),
        ("i dont think hes gone", False),
        ("he was bleeding but hes fine now", True),
        ("shes bleeding he left", False),
        ("he left but someone is at my door", False),
        ("someone was at my door but he left", True),
    ],
)
def test_what_is_told_last_about_danger_holds_and_wounds_outlast_a_flight(text: str, safe: bool) -> None:
    understood = read(text, "danger")
    assert (understood.nobody_in_danger, understood.urgency is None) == (safe, safe)


@pytest.mark.parametrize(
    ("text", "emergency"),
    [
        ("yes", True),
        ("yes hurry", True),
        ("yeah hes still here", True),
        ("shes bleeding", True),
        ("no", False),
        ("no its over", False),
        ("not any more", False),
        ("dont know", False),
        ("only my pride lol", False),
        ("not this minute no", False),
        ("im safe at home", False),
    ],
)
def test_the_answer_about_danger_is_read(text: str, emergency: bool) -> None:
    assert (read(text, "danger").urgency is not None) == emergency


@pytest.mark.parametrize("text", ["no everyones fine", "theyve gone", "i'm safe"])
def test_safety_is_told(text: str) -> None:
    assert read(text, "danger").nobody_in_danger


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("¡socorro, me quiere matar con un cuchillo!", "es"),
        ("están disparando en la calle", "es"),
        ("à l'aide, il est en train de la frapper", "fr"),
        ("on tire sur les gens", "fr"),
        ("pomocy, biją człowieka", "pl"),
        ("ktoś się włamuje do sąsiada teraz", "pl"),
        ("socorro, ele está a bater na mulher", "pt"),
        ("estão a arrombar a porta agora", "pt"),
        ("النجدة يضرب زوجته الآن", "ar"),
        ("إطلاق نار في الشارع", "ar"),
    ],
)
def test_emergencies_are_found_in_every_language(text: str, language: str) -> None:
    assert read(text, None, language).urgency is not None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("me robaron el coche anoche", "es"),
        ("me muero de risa", "es"),
        ("on a volé mon vélo hier", "fr"),
        ("mort de rire", "fr"),
        ("wczoraj ukradli mi rower", "pl"),
        ("roubaram-me a mala ontem", "pt"),
        ("سرقوا هاتفي أمس", "ar"),
    ],
)
def test_what_is_over_is_no_emergency_in_any_language(text: str, language: str) -> None:
    assert read(text, None, language).urgency is None
