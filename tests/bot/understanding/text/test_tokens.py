"""Words, numbers and marks with their offsets, and the matcher of phrases."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.text.tokens import LINK, MARK, NUMBER, SYMBOL, WORD, Entry, Phrases, Tokeniser, fold
from dialogs.traits import NO_TRAITS
from dialogs.wordlists import Origin
from tests.builders.tokenising import TOKENISER, tokenise

FOLDED = (
    ("don't", "dont"), ("DON’T", "dont"), ("yesss", "yes"), ("pleeease", "please"), ("co-op", "co op"), ("a.m.", "am"),
    ("l'homme", "l homme"), ("aujourd’hui", "aujourdhui"), ("qu'il", "qu il"), ("o'clock", "oclock"),
    ("Łódź", "lodz"), ("são", "sao"), ("ñandú", "nandu"), ("Straße", "strasse"), ("22:40", "22:40"),
    ("9.30pm", "9.30pm"),
    ("3/6/2026", "3/6/2026"),
    ("1,500", "1,500"), ("الساعة", "الساعه"), ("مساءً", "مساء"), ("١٠", "10"),
    ("St. Mary's", "st marys"), ("Elm St.", "elm st"), ("A406", "a406"), ("snake_case", "snakecase"),
)  # fmt: skip


@pytest.mark.parametrize(("text", "folded"), FOLDED)
def test_words_are_folded_as_lexicons_hold_them(text: str, folded: str) -> None:
    assert " ".join(tokenise(text).folded) == folded


def test_kinds_tell_words_numbers_links_marks_and_signs_apart() -> None:
    tokens = tokenise("saw 2 lads! https://osm.org/x 😭😭 £5")
    assert tokens.kinds == [WORD, NUMBER, WORD, MARK, LINK, SYMBOL, MARK, NUMBER]


def test_clauses_and_sentences_are_counted() -> None:
    tokens = tokenise("no, it was red. a van\nthen he ran")
    assert tokens.clauses == [0, 0, 1, 1, 1, 1, 2, 2, 2, 3, 3, 3]
    assert tokens.sentences == [0, 0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 2]


def test_a_shortened_word_ends_no_sentence() -> None:
    assert set(tokenise("opposite St. Mary's on Elm Rd. near no. 5").sentences[:6]) == {0}


def test_what_was_said_is_cut_out_of_the_text() -> None:
    tokens = tokenise("Outside  the Co-op, Mare St.")
    assert tokens.said(0, 4) == "Outside  the Co-op"


@given(st.text(max_size=300))
def test_tokens_lie_in_the_text_in_order(text: str) -> None:
    tokens = tokenise(text)
    ends = [0, *tokens.ends]
    assert all(end <= start < last for end, start, last in zip(ends, tokens.starts, tokens.ends, strict=False))
    assert not tokens.ends or tokens.ends[-1] <= len(text)
    assert tokens.clauses == sorted(tokens.clauses)


@given(st.text(max_size=40))
def test_folding_twice_is_folding_once(word: str) -> None:
    assert fold(fold(word)) == fold(word)


@pytest.mark.parametrize(
    "text",
    [
        "a" * 10_000,
        "7" * 5_000,
        "😭" * 2_000,
        "\ud83d " * 3_000,
        "\"'(" * 3_000,
        "a.b." * 2_500,
        "l'" * 5_000,
        "1," * 5_000,
    ],
)
def test_odd_texts_make_no_more_words_than_they_have_characters(text: str) -> None:
    tokens = tokenise(text)
    assert len(tokens.starts) <= len(text)
    assert all(0 <= start < end <= len(text) for start, end in zip(tokens.starts, tokens.ends, strict=True))


def test_the_longest_phrase_wins_from_left_to_right() -> None:
    phrases = Phrases([Entry("last night", "night"), Entry("last", "last"), Entry("night bus", "bus")], TOKENISER)
    found = phrases.find(tokenise("Last  night bus, last bus"))
    assert [(match.first, match.last, match.payload) for match in found] == [(0, 2, "night"), (4, 5, "last")]


def test_phrases_are_folded_like_messages() -> None:
    phrases = Phrases([Entry("the Co-op", 1)], TOKENISER)
    assert phrases.find(tokenise("by THE CO OP"))[0].payload == 1


def test_the_first_payload_of_a_phrase_stays() -> None:
    assert Phrases([Entry("boot", "shoe"), Entry("boot", "car")], TOKENISER).get("boot") == "shoe"


def test_a_phrase_found_tells_where_it_stands() -> None:
    phrases = Phrases([Entry("the Co-op", 1, Origin("en/place.txt", 9))], TOKENISER)
    match = phrases.at(tokenise("the co-op"), 0)
    assert match is not None
    assert str(match.origin) == "en/place.txt:9"


def test_languages_without_elisions_and_abbreviations_are_split_at_every_stop() -> None:
    plain = Tokeniser([NO_TRAITS])
    assert plain.tokenise("l'homme near St. Mary's").folded == ["lhomme", "near", "st", ".", "marys"]
    assert tokenise("l'homme near St. Mary's").folded == ["l", "homme", "near", "st", "marys"]
