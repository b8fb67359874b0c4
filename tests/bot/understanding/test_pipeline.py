"""What holds for every message: offsets, noise, the same reading twice, and bad input in good time."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.understanding.types import Act, Understanding
from intake_store.model.facts import Source
from intake_store.model.slots import NAMES
from tests.builders.understanding import asked, embedded, read

WORDS = st.sampled_from(
    [
        "two",
        "men",
        "in",
        "a",
        "red",
        "ford",
        "focus",
        "with",
        "knife",
        "stole",
        "my",
        "bike",
        "no",
        "not",
        "yes",
        "he",
        "hit",
        "her",
        "now",
        "last",
        "night",
        "they",
        "she",
        "Dave",
        "LK19",
        "VXD",
        "gun",
        ",",
        ".",
        "!",
        "3",
        "of",
        "them",
        "blue",
        "van",
        "dont",
        "know",
        "he's",
        "got",
        "the",
        "and",
        "a",
        "help",
        "police",
        "tall",
        "black",
        "hoodie",
        "hombre",
        "coche",
        "nie",
        "mam",
        "لا",
    ]
)
MESSAGES = st.one_of(st.text(max_size=200), st.lists(WORDS, max_size=40).map(" ".join))
ASKING = st.sampled_from([None, *NAMES])


def sources(understood: Understanding) -> Iterator[tuple[str, Source]]:
    """Every source in an understanding, with the words it came with."""
    for entities in (understood.found, understood.denied):
        for kind in ("people", "vehicles", "weapons"):
            for item in getattr(entities, kind):
                yield item.text, item.source
    if understood.what and understood.what.source:
        yield understood.what.text, understood.what.source
    if understood.urgency and understood.urgency.source:
        yield "", understood.urgency.source


@settings(max_examples=150, deadline=None)
@given(MESSAGES, ASKING)
def test_no_text_raises_and_offsets_lie_in_it(text: str, slot: str | None) -> None:
    for _, source in sources(embedded().understand(text, asked(slot))):
        assert 0 <= source.start < source.end <= len(text)
        assert 0 < source.confidence <= 1


@settings(max_examples=60, deadline=None)
@given(MESSAGES, ASKING)
def test_the_same_text_is_read_the_same(text: str, slot: str | None) -> None:
    assert embedded().understand(text, asked(slot)) == embedded().understand(text, asked(slot))


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="!?.,;:-_()[]{}'\"*&^%~|/\\ \t\n", max_size=80))
def test_marks_alone_tell_nothing(text: str) -> None:
    understood = embedded().understand(text, asked())
    assert not list(sources(understood))
    assert understood.category is None
    assert not understood.absences


def test_an_empty_text_is_an_empty_understanding() -> None:
    understood = read("")
    assert understood == Understanding("", understood.language, understood.language_sure)


@pytest.mark.parametrize(
    "text",
    ["a" * 10_000, "9" * 5_000, "9 " * 2_500, "'\"" * 5_000, "😀" * 2_000, "no " * 3_000, "a man in a red van " * 500],
)
def test_bad_input_is_no_emergency_and_tells_no_place(text: str) -> None:
    understood = read(text)
    assert understood.urgency is None or not understood.urgency.emergency
    assert not understood.found.where


def test_a_slot_told_beside_the_answer_is_found_too() -> None:
    understood = read("no, it was a red kia and there were two of them", "weapon")
    assert understood.absences.get("weapon") == "none"
    assert [vehicle.make for vehicle in understood.found.vehicles] == ["kia"]
    assert understood.number == 2
    assert Act.INFORM in understood.acts


def test_what_happened_is_told_by_its_sentence() -> None:
    understood = read("Hi there. Someone smashed the chemist's window last night. Thanks.")
    assert understood.what is not None
    assert understood.what.text == "Someone smashed the chemist's window last night"


@pytest.mark.parametrize("text", ["hello", "can i talk to someone", "hi is anyone there"])
def test_small_talk_tells_not_what_happened(text: str) -> None:
    assert read(text).what is None
