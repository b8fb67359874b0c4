"""What holds for every place: map links, offsets, confidence, denials, noise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders.places import finder, places
from tests.builders.times import context
from tests.builders.tokenising import tokenise

LINKS = (
    ("https://maps.google.com/?q=51.5074,-0.1278", 51.5074, -0.1278),
    ("https://www.google.com/maps/@51.5074,-0.1278,15z", 51.5074, -0.1278),
    ("https://www.google.com/maps/place/51.5074,-0.1278", 51.5074, -0.1278),
    ("https://www.google.com/maps/search/?api=1&query=51.5074%2C-0.1278", 51.5074, -0.1278),
    ("https://maps.apple.com/?ll=51.5074,-0.1278&q=Here", 51.5074, -0.1278),
    ("https://www.openstreetmap.org/?mlat=51.5074&mlon=-0.1278#map=15/51.5/-0.12", 51.5074, -0.1278),
    ("https://www.openstreetmap.org/#map=15/51.5074/-0.1278", 51.5074, -0.1278),
    ("geo:51.5074,-0.1278", 51.5074, -0.1278),
    ("51.5074, -0.1278", 51.5074, -0.1278),
)


@pytest.mark.parametrize(("link", "latitude", "longitude"), LINKS)
def test_a_map_link_has_its_position(link: str, latitude: float, longitude: float) -> None:
    where = places(f"its here {link} come quick")[0]
    assert (where.latitude, where.longitude) == (latitude, longitude)
    assert where.text in link


@pytest.mark.parametrize(
    "text", ["///filled.count.soap", "https://w3w.co/filled.count.soap", "https://maps.app.goo.gl/AbC123"]
)
def test_a_link_without_figures_is_a_place_as_it_stands(text: str) -> None:
    assert places(f"here: {text}")[0].text in text


@pytest.mark.parametrize("text", ["100.5074, 200.1278", "http://claim-voucher.example/x7", "he has 1.2345, 6 of them"])
def test_other_links_and_figures_are_no_positions(text: str) -> None:
    assert all(where.latitude is None for where in places(text))


def test_parts_of_one_place_are_one_text() -> None:
    assert places("saw it behind the liquor store on Vermont Ave, Koreatown")[0].text == (
        "behind the liquor store on Vermont Ave, Koreatown"
    )


def test_what_is_denied_is_apart() -> None:
    read = finder().read(tokenise("no, Oak St not Elm St"), context(asking="confirm"))
    assert [where.text for where in read.found] == ["Oak St"]
    assert [where.text for where in read.denied] == ["Elm St"]


def test_where_they_went_comes_after_where_it_was() -> None:
    assert places("robbed outside Barclays on Mare St, ran off towards London Fields")[0].text == (
        "outside Barclays on Mare St"
    )


@pytest.mark.parametrize(
    "text", ["he ran off down City Road", "they legged it towards the canal", "drove off up Mill Lane"]
)
def test_a_direction_alone_is_asked_for(text: str) -> None:
    assert all(where.needs_address for where in places(text))


def test_a_home_may_be_the_place_of_a_tip() -> None:
    assert not places("he lives at 22 Church Road")[0].needs_address


def test_the_address_comes_before_the_vague_place() -> None:
    assert "14 Elm Road" in places("he was in the park but it happened at 14 Elm Road")[0].text


def test_an_area_or_a_nameless_landmark_alone_is_asked_for_unless_it_is_the_answer() -> None:
    for text in ("robbed in the park", "robbed in Leyton", "my phone got taken in the pub"):
        assert places(text)[0].needs_address
    for text in ("in the park", "Leyton", "the pub"):
        assert not places(text, asking="where")[0].needs_address


def test_offsets_are_those_of_the_text() -> None:
    text = "hi. fight outside 14 Elm St E8 now"
    where = places(text)[0]
    assert where.source is not None
    assert text[where.source.start : where.source.end] == where.text == "outside 14 Elm St E8"


LANGUAGES = st.sampled_from(("en", "es", "fr", "pl", "pt", "ar"))
MIXED = """
    outside 14 Elm St road park the my house near ran towards on in at 12 e8 flat corner of and & n , . not Oak High
    tesco A406 i-95 5th calle rue ulica شارع station Leyton st mary's next door 3 lads
"""
WORDS = st.sampled_from(MIXED.split())


@given(st.lists(WORDS, max_size=25).map(" ".join), LANGUAGES, st.sampled_from([None, "where"]))
def test_any_mix_of_words_of_place_gives_sound_places(text: str, language: str, asking: str | None) -> None:
    for where in places(text, language, asking):
        assert where.source is not None
        assert text[where.source.start : where.source.end] == where.text
        assert where.text.strip()
        assert 0 < where.source.confidence <= 1


@given(st.text(max_size=200), LANGUAGES, st.sampled_from([None, "where"]))
def test_no_text_crashes_the_finder_and_twice_is_the_same(text: str, language: str, asking: str | None) -> None:
    assert places(text, language, asking) == places(text, language, asking)


@given(st.text(alphabet="bdfghjklqwrtzxcv ", max_size=80))
def test_noise_holds_no_place(text: str) -> None:
    words = [word for word in text.split() if len(word) > 4]
    assert places(" ".join(words)) == []
