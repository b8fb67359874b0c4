"""From a correction to a training example: identities out, a person's review, and then the training."""

from __future__ import annotations

import argparse
import stat
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from app import parser
from commands.errors import Mistake
from commands.rasa import actions, learning
from commands.rasa.anonymous import example
from commands.storage import build_storage
from config.settings import Settings
from dialogs.documents import DialogError
from dialogs.loader import load
from dialogs.nlu.examples import Example, unmarked
from intake_store.desk.training_examples import TrainingExample
from intake_store.model.facts import Facts, Person, Vehicle, Weapon, Where, from_json
from intake_store.model.slots import SLOTS, Slot

DIALOGS = load()
TEXT = (
    "Dave Smith hit two lads with a bat at 14 Elm St E8 3RL, car LK19 ABC, ring 07912 345678 or dave@mail.example.com"
)
FACTS = Facts(
    where=Where("14 elm st e8 3rl"),
    people=(Person("Dave Smith", name="Dave Smith"), Person("two lads", 2, "victim")),
    vehicles=(Vehicle("car LK19 ABC", plate="LK19ABC"),),
    weapons=(Weapon("a bat", "blunt_object"),),
)
LESSON = TrainingExample((1, 2), TEXT, "en", "assault", True, FACTS)


def place() -> str:
    return "3 Mill Road"


def test_identities_are_replaced_and_confirmed_facts_marked():
    text = example(LESSON, place)
    assert text == (
        "[Sam Sam](person) hit [two lads](person) with [a bat](weapon) at [3 Mill Road](place), "
        "[car AB12 CDE](vehicle), ring 07700 900123 or a@example.org"
    )


@pytest.mark.parametrize(
    ("said", "learnt"),
    [
        ("see https://x.example/u/1", "see example.org"),
        ("im @dave_89 on insta", "im @someone on insta"),
        ("call +44 7912 345 678", "call 07700 900123"),
        ("flat 1234", "flat 123"),
        ("[x](place) {y}", "x(place) y"),
        ("   ", ""),
        ("davey saw dave", "davey saw Sam"),
    ],
)
def test_what_identifies_goes_and_the_rest_stays(said: str, learnt: str):
    facts = Facts(people=(Person("he", name="Dave"),))
    assert example(replace(LESSON, text=said, facts=facts), place) == learnt


@pytest.mark.parametrize("slot", [slot for slot in SLOTS if slot.entity], ids=lambda slot: slot.entity)
def test_the_words_of_every_confirmed_fact_are_marked_as_its_entity(slot: Slot):
    item = {"text": "so and so", "kind": "other"}
    facts = from_json({slot.field: [item] if slot.many else item})
    made = example(replace(LESSON, text="it was so and so", facts=facts), place)
    assert made == f"it was [{place() if slot.entity == 'place' else 'so and so'}]({slot.entity})"


@given(st.text(max_size=80))
def test_any_text_gives_one_line_that_reads_as_an_example(text: str):
    made = example(replace(LESSON, text=text), place)
    assert "\n" not in made
    plain, spans = unmarked(made)
    assert all(plain[span.start : span.end].strip() for span in spans)


def test_the_story_teaches_its_category_and_an_answer_that_it_tells():
    answer = replace(LESSON, tells=False)
    odd = replace(LESSON, category="of_no_intent")
    found = learning.examples([LESSON, answer, odd], DIALOGS, Random(1))
    assert [one.intent for one in found] == ["tell_assault", "inform"]
    assert not any("Elm" in one.text for one in found)


def test_an_export_is_its_owners_and_reads_back_as_it_was_reviewed(tmp_path: Path):
    file = tmp_path / "export.yml"
    assert learning.export(file, [LESSON], DIALOGS, Random(1)) == 1
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "READ EVERY LINE" in file.read_text()
    found, ids = learning.reviewed(file, DIALOGS)
    assert ids == [1, 2]
    assert [one.intent for one in found] == ["tell_assault"]
    with pytest.raises(Mistake):
        learning.export(file, [LESSON], DIALOGS, Random(1))


def test_a_file_that_is_no_export_is_refused(tmp_path: Path):
    with pytest.raises(Mistake):
        learning.reviewed(tmp_path / "none.yml", DIALOGS)
    file = tmp_path / "other.yml"
    file.write_text("nlu: []\n")
    with pytest.raises(DialogError, match="corrections"):
        learning.reviewed(file, DIALOGS)


def test_what_was_learnt_is_kept_once_and_trained_with(tmp_path: Path):
    file = tmp_path / "learnt.yml"
    one = Example("tell_assault", "[two lads](person) went for him", by_hand=True)
    learning.keep(file, [one], DIALOGS)
    learning.keep(file, [one], DIALOGS)
    assert learning.learnt(file, DIALOGS) == [one]


def test_from_an_empty_desk_nothing_is_exported_and_nothing_learnt(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    settings = Settings.load({"TIPLINE_DATA_DIR": str(tmp_path / "var")})
    storage = build_storage(settings)
    storage.migrate()
    storage.database.close()
    given_ = argparse.Namespace(file=tmp_path / "export.yml", by="ann")
    actions.export(settings, given_)
    assert yaml.safe_load(given_.file.read_text()) == {"corrections": [], "version": "3.1", "nlu": []}
    told = capsys.readouterr().out.partition("python app.py ")[2]
    actions.learn(settings, parser().parse_args(told.split()))
    assert (tmp_path / "var" / "rasa" / actions.LEARNT).exists()
