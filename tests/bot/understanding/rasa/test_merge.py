"""What Rasa may add to our own reading, and what it may not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.understanding.pipeline import Pipeline
from bot.understanding.rasa.answer import Answer, Entity
from bot.understanding.rasa.merge import ALONE, CATEGORY_CONFIDENCE, Merged, Merger
from bot.understanding.types import Act, Context, Understanding
from dialogs.loader import load
from tests.builders.turns import LONDON, START

EMBEDDED = Pipeline(load())
MERGER = Merger(EMBEDDED)
NOW = Context(START.astimezone(LONDON), LONDON, language="en")


def entity(text: str, words: str, kind: str, confidence: float = 0.95) -> Entity:
    start = text.index(words)
    return Entity(kind, start, start + len(words), confidence)


def merged(text: str, answer: Answer, asking: str | None = None, heard: Understanding | None = None) -> Merged:
    context = replace(NOW, asking=asking)
    return MERGER.merge(heard or EMBEDDED.understand(text, context), answer, context)


def with_entity(text: str, words: str, kind: str, confidence: float = 0.95, asking: str | None = None) -> Merged:
    return merged(text, Answer("inform", 0.9, (entity(text, words, kind, confidence),)), asking)


def nothing(text: str) -> Understanding:
    """A reading that understood nothing."""
    return Understanding(text, "en")


def test_a_category_is_added_where_we_saw_none():
    text = "my gran handed her savings to a roofer who never turned up"
    result = merged(text, Answer("tell_fraud", 0.8), heard=nothing(text))
    assert result.understanding.category == "fraud"
    assert result.understanding.category_found_by == "rasa"
    assert result.understanding.category_confidence == CATEGORY_CONFIDENCE
    assert result.added == ("category",)


@pytest.mark.parametrize("text", ["someone broke into my shed and took my tools"])
def test_our_category_stays(text: str):
    before = EMBEDDED.understand(text, NOW)
    after = merged(text, Answer("tell_arson", 0.99)).understanding
    assert before.category is not None
    assert (after.category, after.category_found_by) == (before.category, "embedded")


@pytest.mark.parametrize(
    ("confidence", "asking", "text"),
    [(0.3, None, "a long text with no crime"), (0.9, "where", "a long text with no crime"), (0.9, None, "short")],
)
def test_a_category_is_not_added_when_unsure_or_beside_the_question(confidence: float, asking: str | None, text: str):
    assert merged(text, Answer("tell_fraud", confidence), asking, nothing(text)).added == ()


@pytest.mark.parametrize("intent", ["tell_other", "tell_tales", "inform", ""])
def test_only_a_category_that_we_know_is_added(intent: str):
    text = "a long text with no crime"
    assert merged(text, Answer(intent, 1.0), heard=nothing(text)).added == ()


def test_an_act_is_added_only_where_nothing_was_understood():
    assert merged("search me pal", Answer("act_dont_know", 0.9), "who", nothing("x")).understanding.acts == {
        Act.DONT_KNOW
    }
    assert merged("yes", Answer("act_dont_know", 0.9)).understanding.acts == {Act.YES}


@pytest.mark.parametrize("intent", ["act_yes", "act_no", "act_stop", "act_help", "act_emergency", "act_spam"])
def test_acts_that_decide_are_never_taken_from_rasa(intent: str):
    assert merged("mm", Answer(intent, 1.0), heard=nothing("mm")).added == ()


@pytest.mark.parametrize("text", ["STOP", "stop texting me", "HELP", "NEW"])
def test_a_command_stays_untouched(text: str):
    before = EMBEDDED.understand(text, NOW)
    answer = Answer("tell_fraud", 1.0, (Entity("place", 0, len(text), 1.0),))
    assert merged(text, answer).understanding == before


def test_danger_stays_ours():
    text = "hes stabbing her now"
    before = EMBEDDED.understand(text, NOW)
    after = merged(text, Answer("act_thanks", 1.0)).understanding
    assert before.urgency is not None
    assert (after.urgency, after.nobody_in_danger) == (before.urgency, before.nobody_in_danger)


def test_times_plates_and_numbers_stay_ours():
    text = "a blue honda LK19 ABC at 2am, call 07700 900123"
    before = EMBEDDED.understand(text, NOW)
    answer = Answer("inform", 1.0, tuple(Entity(kind, 0, len(text), 1.0) for kind in ("time", "plate", "phone")))
    assert merged(text, answer).understanding == before


def test_agreement_is_recorded_and_the_spans_are_joined():
    text = "two lads in grey hoodies by the school"
    ours = replace(EMBEDDED.understand(text, NOW))
    person = ours.found.people[0]
    short = replace(person, text="two lads", source=replace(person.source, start=0, end=8))  # type: ignore[type-var]
    heard = replace(ours, found=replace(ours.found, people=(short,)))
    result = merged(text, Answer("inform", 0.9, (entity(text, "two lads in grey hoodies", "person"),)), heard=heard)
    joined = result.understanding.found.people[0]
    assert joined.text == "two lads in grey hoodies"
    assert joined.source is not None
    assert (joined.source.start, joined.source.end, joined.source.found_by) == (0, 24, "embedded+rasa")
    assert joined.count == person.count
    assert result.added == ()


def test_a_join_takes_no_words_of_anything_else():
    text = "a blue honda outside 14 elm st"
    result = with_entity(text, "honda outside 14", "vehicle")
    assert result.understanding.found.vehicles[0].text in text
    assert "14" not in result.understanding.found.vehicles[0].text
    assert result.understanding.found.vehicles[0].source.found_by == "embedded+rasa"  # type: ignore[union-attr]


def test_a_join_ends_with_the_sentence():
    text = "it was a honda. blue one i think"
    result = with_entity(text, "honda. blue one", "vehicle")
    assert "." not in result.understanding.found.vehicles[0].text


def test_a_place_that_only_rasa_found_answers_the_question_for_it():
    text = "zzyzx qwrt"
    result = merged(text, Answer("inform", 0.9, (entity(text, "zzyzx", "place"),)), "where", nothing(text))
    (place,) = result.understanding.found.where
    assert place.text == "zzyzx"
    assert (place.source.found_by, place.source.confidence) == ("rasa", 0.95)  # type: ignore[union-attr]
    assert Act.INFORM in result.understanding.acts
    assert result.added == ("where",)


def test_the_parts_of_a_span_are_read_by_our_own_finders():
    text = "the blue astra thing"
    result = merged(text, Answer("inform", 0.9, (entity(text, "blue astra", "vehicle"),)), "vehicle", nothing(text))
    (vehicle,) = result.understanding.found.vehicles
    assert (vehicle.make, vehicle.colour) == ("vauxhall", "blue")
    assert vehicle.source.start == 4  # type: ignore[union-attr]


def test_a_weapon_of_words_that_we_do_not_know_is_none():
    text = "a flibbert"
    assert merged(text, Answer("inform", 0.9, (entity(text, text, "weapon"),)), "weapon", nothing(text)).added == ()


@pytest.mark.parametrize("confidence", [0.0, ALONE - 0.01])
def test_what_rasa_is_unsure_of_is_not_taken(confidence: float):
    text = "zzyzx qwrt"
    found = entity(text, "zzyzx", "place", confidence)
    assert merged(text, Answer("inform", 0.9, (found,)), "where", nothing(text)).added == ()


def test_nothing_is_added_beside_the_question():
    text = "zzyzx qwrt"
    found = entity(text, "zzyzx", "place")
    for asking in (None, "who", "vehicle"):
        assert merged(text, Answer("inform", 0.9, (found,)), asking, nothing(text)).added == ()


def test_what_was_denied_does_not_come_back():
    text = "no weapons at all"
    result = with_entity(text, "weapons", "weapon", asking="weapon")
    assert result.understanding.found.weapons == ()
    assert result.understanding.absences["weapon"] == "none"
