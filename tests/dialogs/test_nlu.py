"""The Rasa project made from the dialog files."""

from __future__ import annotations

import re
from pathlib import Path
from random import Random

import pytest
import yaml

from bot.understanding.rasa import merge
from bot.understanding.types import Act
from dialogs.documents import DialogError
from dialogs.loader import load
from dialogs.nlu import project
from dialogs.nlu.examples import Example, Span, all_examples, unmarked, written
from dialogs.nlu.frames import FOLDER, entities
from dialogs.nlu.intents import ACT, ASK, INFORM, TELL, patterns
from dialogs.nlu.phrases import Phrases
from intake_store.model.facts import CATEGORIES
from intake_store.model.slots import SLOTS

DIALOGS = load()
EXAMPLES = all_examples(DIALOGS)
_MARK = re.compile(r"\[([^\]]*)\]\((\w+)\)")


def intents(folder: Path, name: str) -> dict[str, list[str]]:
    data = yaml.safe_load((folder / name).read_text(encoding="utf-8"))
    return {block["intent"]: block["examples"].splitlines() for block in data["nlu"] if "intent" in block}


def test_every_intent_is_an_act_a_question_or_a_category_that_we_know():
    topics = set(DIALOGS.languages["en"].words["questions_to_us"])
    known = {INFORM, *(ACT + act.value for act in Act), *(ASK + t for t in topics), *(TELL + c for c in CATEGORIES)}
    assert {example.intent for example in EXAMPLES} <= known


def test_every_category_and_question_of_every_language_is_an_intent():
    for language in DIALOGS.languages.values():
        found = set(patterns(language.words))
        assert {
            TELL + name for name, words in language.words["categories"].items() if words and name[0] != "_"
        } <= found
        assert {ASK + name for name in language.words["questions_to_us"]} <= found


def test_commands_are_no_intents():
    assert not {example.intent for example in EXAMPLES} & {ACT + "stop", ACT + "help", ACT + "command"}


@pytest.mark.parametrize("code", sorted(DIALOGS.languages))
def test_every_language_has_examples_by_hand_of_every_category(code: str):
    known = set(patterns(DIALOGS.languages[code].words))
    by_hand = {example.intent for example in written(FOLDER / f"{code}.yml", known)}
    assert {TELL + name for name in CATEGORIES if name != "other"} == by_hand


def test_no_text_is_an_example_twice_and_none_is_empty():
    texts = [example.text for example in EXAMPLES]
    assert len(texts) == len(set(texts))
    assert all(text.strip() and "{" not in text and "\n" not in text for text in texts)


def test_entities_are_those_that_the_merge_knows_and_stand_on_whole_words():
    for example in EXAMPLES:
        for mark in _MARK.finditer(example.text):
            assert mark[2] in entities()
            assert mark[1].strip() == mark[1]
            assert not example.text[: mark.start()][-1:].isalnum(), example.text
    assert set(merge.ENTITIES) <= set(entities())


def test_the_entities_are_those_of_the_registry_of_slots():
    assert sorted(entities()) == sorted(slot.entity for slot in SLOTS if slot.entity)


def test_the_same_files_give_the_same_project(tmp_path: Path):
    for folder in ("a", "b"):
        project.write(load(), tmp_path / folder)
    for name in (project.DATA, project.HELD_BACK, project.DOMAIN):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_held_back_examples_are_not_trained_with(tmp_path: Path):
    count = project.write(DIALOGS, tmp_path)
    training, held_back = intents(tmp_path, project.DATA), intents(tmp_path, project.HELD_BACK)
    assert sum(map(len, training.values())) == count
    assert not {text for texts in training.values() for text in texts} & {t for ts in held_back.values() for t in ts}
    assert set(held_back) <= set(training)


def test_examples_can_be_added(tmp_path: Path):
    more = next(e for n in range(99) if not (e := Example("tell_fraud", f"learnt from the desk {n}")).held_back)
    project.write(DIALOGS, tmp_path, [more])
    assert f"- {more.text}" in intents(tmp_path, project.DATA)["tell_fraud"]


def test_lookup_tables_and_patterns_are_in_the_project(tmp_path: Path):
    project.write(DIALOGS, tmp_path)
    data = yaml.safe_load((tmp_path / project.DATA).read_text(encoding="utf-8"))["nlu"]
    tables = {block["lookup"]: block["examples"].splitlines() for block in data if "lookup" in block}
    assert {"- hackney"} <= set(tables["place"])
    assert {"- honda"} <= set(tables["vehicle"])
    for block in data:
        if "regex" in block:
            re.compile(block["examples"].strip().removeprefix("- "))


@pytest.mark.parametrize(
    ("block", "mistake"),
    [
        ("- intent: tell_nothing\n  examples: |\n    - x", "no intent"),
        ("- intent: inform\n  examples: |\n    - [x](y)", "y"),
    ],
)
def test_a_mistake_in_a_training_file_is_named(tmp_path: Path, block: str, mistake: str):
    file = tmp_path / "en.yml"
    file.write_text("nlu:\n" + block)
    with pytest.raises(DialogError, match=mistake):
        list(written(file, set()))


@pytest.mark.parametrize(
    ("pattern", "phrase"),
    [("stole .. <car>", "stole van"), ("^ go/go away $", "go away"), ("burgl*", ""), ("arson*/fire", "fire")],
)
def test_patterns_become_phrases(pattern: str, phrase: str):
    words = {"classes": {"car": "van"}}
    made = {Phrases(words, Random(n)).phrase(pattern) for n in range(20)}
    assert phrase in made


def test_the_marks_of_an_example_become_spans_of_its_plain_text():
    text, spans = unmarked("by [the park](place), [two lads](person)!")
    assert text == "by the park, two lads!"
    assert spans == [Span("place", 3, 11), Span("person", 13, 21)]
    assert [text[span.start : span.end] for span in spans] == ["the park", "two lads"]
