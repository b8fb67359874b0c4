"""What a language lacks beside the default one is seen: by kind, by number, by group, and why."""

from __future__ import annotations

import dataclasses

import pytest

from dialogs.checks.parity import counts, lacking, report, unexplained
from dialogs.loader import DEFAULT_LANGUAGE, Language, load
from dialogs.wordlists import WordList

DIALOGS = load()
WHOLE = DIALOGS.languages[DEFAULT_LANGUAGE]
OTHERS = sorted(DIALOGS.languages.keys() - {DEFAULT_LANGUAGE})


def spoken(words: dict[str, object], lacks: dict[str, str] | None = None) -> Language:
    return Language("xx", "X", "ltr", {}, {}, {}, words, lacks=lacks or {})


def entries(*words: str) -> WordList:
    return WordList("xx/x.txt", 1, "\n".join(words))


@pytest.mark.parametrize("code", OTHERS)
def test_every_group_that_a_language_lacks_has_a_reason(code: str) -> None:
    assert list(unexplained(DIALOGS.languages[code], WHOLE)) == []


@pytest.mark.parametrize("code", OTHERS)
def test_every_language_has_every_kind_of_words(code: str) -> None:
    assert counts(DIALOGS.languages[code]).keys() == counts(WHOLE).keys()


@pytest.mark.parametrize("code", OTHERS)
def test_no_language_lacks_what_keeps_people_safe(code: str) -> None:
    kinds = ("urgency.", "negation.", "acts.commands.", "weapons.kinds.", "questions_to_us.")
    assert [name for name in lacking(DIALOGS.languages[code], WHOLE) if name.startswith(kinds)] == []


def test_a_group_left_out_or_empty_is_named() -> None:
    whole = spoken({"acts": {"yes": entries("yes"), "no": entries("no"), "alone": {"yes": entries("aye")}}})
    one = spoken({"acts": {"yes": entries("si"), "no": entries()}})
    assert lacking(one, whole) == ["acts.no", "acts.alone.yes"]
    assert [name for _, name in unexplained(one, whole)] == ["acts.no", "acts.alone.yes"]


def test_a_reason_explains_what_its_pattern_names_and_nothing_that_is_there() -> None:
    whole = spoken({"acts": {"yes": entries("yes"), "alone": {"yes": entries("aye"), "no": entries("nay")}}})
    one = spoken({"acts": {"yes": entries("si")}}, {"acts.alone.*": "not written yet", "acts.yes": "?"})
    assert list(unexplained(one, whole)) == [("acts.yes lacks nothing", "acts.yes")]


def test_classes_are_each_languages_own() -> None:
    assert lacking(spoken({}), spoken({"classes": {"car": entries("car")}})) == []


def test_the_report_shows_numbers_by_kind_and_what_is_lacking_with_the_reason() -> None:
    whole = dataclasses.replace(spoken({"acts": {"yes": entries("yes", "yep"), "no": entries("no")}}), code="en")
    one = spoken({"acts": {"yes": entries("si")}}, {"acts.no": "not written yet"})
    lines = [line.split() for line in report([whole, one], whole)]
    assert lines == [
        ["entries", "en", "xx"],
        ["acts", "3", "1"],
        ["all", "3", "1"],
        ["groups", "lacking", "0", "1"],
        ["groups", "of", "en", "that", "others", "lack"],
        ["acts.no", "xx", "not", "written", "yet"],
    ]
