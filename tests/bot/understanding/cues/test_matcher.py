"""The pattern language of the word files."""

from __future__ import annotations

from typing import Any

import pytest

from bot.understanding.cues.compiler import LexiconError, compile_all, compile_language
from bot.understanding.cues.matcher import Cue, Matcher, PatternError
from bot.understanding.vehicles.lexicon import compile_lexicon
from dialogs.loader import FOLDER, Dialogs, Language, load
from dialogs.traits import LanguageTraits
from dialogs.wordlists import Origin, WordList
from tests.builders.tokenising import TOKENISER, tokenise


def matches(pattern: str, text: str, classes: dict[str, list[str]] | None = None) -> list[str]:
    """The words of `text` that `pattern` matches."""
    cues = Matcher(TOKENISER, classes, LanguageTraits(proclitics=("بال", "ب", "ال")))
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
    cues = Matcher(TOKENISER)
    cues.add("no gun", Cue("test", "value"))
    assert cues.freeze().find(["no", "gun"], [0, 1]) == []


def test_a_pattern_of_nothing_is_refused() -> None:
    with pytest.raises(PatternError):
        Matcher(TOKENISER).add("^ $", Cue("test", "value"))


def test_proclitics_are_taken_off() -> None:
    assert matches("سكين", "بالسكين") == ["بالسكين"]


def spoken(words: dict[str, Any]) -> Dialogs:
    """Dialog files of one language with these words."""
    language = Language("xx", "X", "ltr", {}, {}, {}, words)
    return Dialogs({"xx": language}, {}, load().questions)


def test_a_mistake_names_the_group_and_where_the_pattern_stands() -> None:
    wrong = WordList("xx/weapons.txt", 7, "a knife\na <nothing> here")
    with pytest.raises(LexiconError, match=r"^xx/weapons\.txt:8: weapons\.kinds\.knife: 'a <nothing> here': no class"):
        compile_all(spoken({"weapons": {"kinds": {"knife": wrong}}}), TOKENISER)


HIT = WordList("xx/categories.txt", 2, "hit")


@pytest.mark.parametrize("group", [{"assault": {"surely": HIT}}, {"assault": HIT}])
def test_words_of_a_category_without_a_weight_are_refused(group: dict[str, Any]) -> None:
    with pytest.raises(LexiconError, match="no group of a category with a weight"):
        compile_all(spoken({"categories": group}), TOKENISER)


def test_a_hit_tells_where_its_pattern_stands() -> None:
    words = {"weapons": {"kinds": {"knife": WordList("xx/weapons.txt", 7, "a knife\n^ (big) blade $")}}}
    cues = compile_all(spoken(words), TOKENISER)["xx"]
    found = [str(hit.origin) for hit in cues.find(["big", "blade"], [0, 0])]
    assert found == ["xx/weapons.txt:8"]


def test_the_name_of_a_make_leads_to_its_line_in_the_lexicon() -> None:
    dialogs = load()
    lines = (FOLDER / "lexicons/vehicles.yaml").read_text(encoding="utf-8").split("\n")
    cues = compile_lexicon(dialogs.lexicons["vehicles"], dialogs.lexicon_lines["vehicles"], TOKENISER)
    for word in ("honda", "beemer", "corsa"):
        origin = cues.find([word], [0])[0].origin
        assert origin.file == "lexicons/vehicles.yaml"
        assert word in lines[origin.line - 1]


@pytest.mark.parametrize("code", sorted(load().languages))
def test_every_hit_leads_to_the_line_of_its_pattern(code: str) -> None:
    language = load().languages[code]
    cues = compile_language(language, TOKENISER)
    for entry, line in language.words["weapons"]["kinds"]["firearm"].located():
        words = TOKENISER.tokenise(entry).words()
        origins = [hit.origin for hit in cues.find(words, [0] * len(words)) if hit.cue.key == "weapons.kinds:firearm"]
        assert Origin(f"{code}/weapons.txt", line) in origins or not words


def test_every_language_file_compiles() -> None:
    assert set(compile_all(load(), TOKENISER)) >= {"en", "es", "fr", "pl", "pt", "ar"}
