"""The pattern language of the language files."""

from __future__ import annotations

import pytest

from bot.understanding.cues.compiler import LexiconError, compile_all
from bot.understanding.cues.matcher import Cue, Matcher, PatternError
from bot.understanding.text.tokens import tokenise
from dialogs.loader import Dialogs, Language, load


def matches(pattern: str, text: str, classes: dict[str, list[str]] | None = None) -> list[str]:
    """The words of `text` that `pattern` matches."""
    cues = Matcher(classes or {})
    cues.add(pattern, Cue("test", "value"))
    tokens = tokenise(text)
    words = tokens.words()
    return [" ".join(words[hit.first : hit.last]) for hit in cues.freeze().find(words, [0] * len(words))]


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("stole my", "he STOLE my bike", ["stole my"]),
        ("burgl*", "the burglary", ["burglary"]),
        ("hit/kick* him", "kicked him", ["kicked him"]),
        ("took .. phone", "took my new phone", ["took my new phone"]),
        ("took .. phone", "took one two three four phone", []),
        ("the (big) dog", "the dog and the big dog", ["the dog", "the big dog"]),
        ("^ stop $", "stop", ["stop"]),
        ("^ stop $", "please stop", []),
        ("<who> ran", "a lad ran", ["lad ran"]),
        ("café", "the cafe", ["cafe"]),
    ],
)
def test_a_pattern_matches_what_it_says(pattern: str, text: str, found: list[str]) -> None:
    assert matches(pattern, text, {"who": ["lad", "boy"]}) == found


def test_a_pattern_never_reaches_into_the_next_sentence() -> None:
    cues = Matcher({})
    cues.add("no gun", Cue("test", "value"))
    assert cues.freeze().find(["no", "gun"], [0, 1]) == []


def test_a_pattern_of_nothing_is_refused() -> None:
    with pytest.raises(PatternError):
        Matcher({}).add("^ $", Cue("test", "value"))


def test_proclitics_are_taken_off() -> None:
    assert matches("سكين", "بالسكين", {"proclitics": ["بال", "ب", "ال"]}) == ["بالسكين"]


def test_a_mistake_names_language_section_and_pattern() -> None:
    wrong = Language("xx", "X", "ltr", {}, {}, {}, {"weapons": {"kinds": {"knife": "a <nothing> here"}}})
    with pytest.raises(LexiconError, match=r"xx\.yaml: weapons\.kinds\.knife"):
        compile_all(Dialogs({"xx": wrong}, {}, {}))


def test_every_language_file_compiles() -> None:
    assert set(compile_all(load())) >= {"en", "es", "fr", "pl", "pt", "ar"}
