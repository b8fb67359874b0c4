"""No language is half translated without `dialogs check` saying so, and each puts facts in its own order."""

from __future__ import annotations

import re
import shutil
from dataclasses import fields
from pathlib import Path

import pytest

from bot.engine.responses import describe
from bot.engine.templates import LEFT_TO_RIGHT, Templates
from bot.engine.vocabulary import VOCABULARY
from dialogs.checks.check import check
from dialogs.loader import FOLDER, load
from dialogs.segments import is_gsm7, segments, unaccented
from dialogs.traits import LanguageTraits
from intake_store.model.facts import Vehicle, Where
from tests.builders.dialogue import NOW, at

DIALOGS = load()
CODES = ("en", "es", "fr", "pl", "pt", "ar")
HONDA = Vehicle("", "honda", None, "blue", "LK19ABC")
#: Short words that two languages share.
SHARED = 12


def templates(code: str) -> Templates:
    return Templates(DIALOGS, code, "Hackney Police", "999")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the dialog files that a test may spoil."""
    return Path(shutil.copytree(FOLDER, tmp_path / "dialogs", ignore=shutil.ignore_patterns("*.py", "__pycache__")))


def spoil(folder: Path, file: str, pattern: str, replacement: str) -> list[str]:
    """What the check says of a language after the first match of `pattern` (at line ends, too) in its file changed."""
    path = folder / "languages" / file
    text, count = re.subn(pattern, replacement, path.read_text(encoding="utf-8"), count=1, flags=re.MULTILINE)
    assert count == 1, pattern
    path.write_text(text, encoding="utf-8")
    return [mistake for mistake in check(VOCABULARY, folder) if f"/{file.split('/')[0]}/" in mistake]


def test_every_language_of_the_contract_is_there() -> None:
    assert sorted(DIALOGS.languages) == sorted(CODES)
    assert DIALOGS.languages["ar"].direction == "rtl"


@pytest.mark.parametrize("code", CODES[1:])
def test_no_sentence_was_left_in_english(code: str) -> None:
    english, other = DIALOGS.languages["en"], DIALOGS.languages[code]
    for texts, model in ((other.sentences, english.sentences), (other.topics, english.topics)):
        same = [key for key, text in texts.items() if len(text) > SHARED and text == model[key] and "{" not in text]
        assert not same


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("key", ["first", "emergency.first", "passed.emergency", "help", "unreadable", "ask.danger"])
def test_what_must_name_the_emergency_number_names_it(code: str, key: str) -> None:
    assert "{emergency}" in DIALOGS.languages[code].sentences[key]


def test_a_sentence_left_out_is_told(folder: Path) -> None:
    assert any(
        "ask.when is missing" in mistake for mistake in spoil(folder, "fr/responses.yaml", r"^  ask\.when: .*\n", "")
    )


def test_a_sentence_without_the_emergency_number_is_told(folder: Path) -> None:
    told = spoil(folder, "pl/responses.yaml", r"^  emergency\.still: .*$", '  emergency.still: "Zadzwoń."')
    assert any("leaves out {emergency}" in mistake for mistake in told)


def test_a_word_file_left_out_is_told(folder: Path) -> None:
    (folder / "languages/fr/urgency.txt").unlink()
    assert any("fr/language.yaml" in told and "urgency.dire is missing" in told for told in check(VOCABULARY, folder))


def test_a_command_left_without_words_is_told(folder: Path) -> None:
    told = spoil(folder, "es/acts.txt", r"^\[commands\.start\]\n(?:\S.*\n)+", "")
    assert any("acts.commands.start is missing" in mistake for mistake in told)


def test_a_list_with_a_word_too_few_is_told(folder: Path) -> None:
    told = spoil(folder, "pt/responses.yaml", r"^  say\.weekdays: .*$", '  say.weekdays: "seg ter qua qui sex sab"')
    assert any("say.weekdays has 6 words, it needs 7" in mistake for mistake in told)


def test_a_sentence_that_costs_three_messages_is_told(folder: Path) -> None:
    told = spoil(folder, "ar/responses.yaml", r"^  ended: .*$", f'  ended: "{"بلاغ " * 30}"')
    assert any("ended costs 3 text messages" in mistake for mistake in told)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("en", "blue Honda LK19ABC"),
        ("es", "Honda azul LK19ABC"),
        ("fr", "Honda bleue LK19ABC"),
        ("pl", "Honda (niebieski) LK19ABC"),
        ("pt", "Honda azul LK19ABC"),
        ("ar", "مركبة Honda زرقاء LK19ABC"),
    ],
)
def test_a_vehicle_is_named_in_the_order_of_the_language(code: str, words: str) -> None:
    assert describe.vehicle(HONDA, templates(code)) == words


@pytest.mark.parametrize(
    ("code", "two", "one"),
    [
        ("en", "about 2am today", "about 1am today"),
        ("es", "hoy a las 2:00", "hoy a la 1:00"),
        ("fr", "aujourd'hui vers 2h", "aujourd'hui vers 1h"),
        ("pl", "dziś ok. 2:00", "dziś ok. 1:00"),
        ("pt", "hoje por volta das 2h", "hoje por volta da 1h"),
        ("ar", "اليوم نحو الساعة 2 صباحا", "اليوم نحو الساعة 1 صباحا"),
    ],
)
def test_a_time_is_said_as_the_language_says_it(code: str, two: str, one: str) -> None:
    assert describe.moment(at(0, 1, 30), NOW, templates(code)) == two  # the hour around two
    assert describe.moment(at(0, 0, 30), NOW, templates(code)) == one


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("en", {1: "1 person", 2: "2 people", 21: "21 people"}),
        ("es", {1: "1 persona", 2: "2 personas", 21: "21 personas"}),
        ("fr", {1: "1 personne", 2: "2 personnes", 21: "21 personnes"}),
        ("pt", {1: "1 pessoa", 2: "2 pessoas", 21: "21 pessoas"}),
        (
            "pl",
            {1: "1 osoba", 4: "4 osoby", 5: "5 osób", 12: "12 osób", 21: "21 osób", 22: "22 osoby", 112: "112 osób"},
        ),
        ("ar", {1: "شخص واحد", 2: "شخصان", 3: "3 أشخاص", 10: "10 أشخاص", 11: "11 شخصا", 100: "100 شخص"}),
    ],
)
def test_people_are_counted_as_the_language_counts(code: str, said: dict[int, str]) -> None:
    assert {count: templates(code).counted("say.people", count) for count in said} == said


def test_a_counted_sentence_without_a_form_is_told(folder: Path) -> None:
    told = spoil(folder, "pl/responses.yaml", r"^  say\.people: .*$", '  say.people: "1 osoba|{count} osoby"')
    assert any("say.people has 2 forms" in mistake and "tells 3 apart" in mistake for mistake in told)


def test_a_plural_rule_that_is_none_is_told(folder: Path) -> None:
    told = spoil(folder, "pl/language.yaml", r"^plural: .*$", 'plural: "n is one"')
    assert any("pl/language.yaml" in mistake and "plural: " in mistake for mistake in told)


@pytest.mark.parametrize("code", CODES)
def test_an_address_reads_in_its_own_order_in_every_language(code: str) -> None:
    said = describe.place(Where("14 elm st e8"), templates(code))
    assert said.replace(LEFT_TO_RIGHT, "") == "14 Elm St E8"
    assert said.startswith(LEFT_TO_RIGHT) == (code == "ar")


def test_things_are_listed_with_the_comma_of_the_language() -> None:
    assert templates("fr").listed(["a", "", "b"]) == "a, b"
    assert templates("ar").listed(["a", "b"]) == "a، b"


def test_dropping_accents_makes_a_text_cheap_and_leaves_other_scripts_alone() -> None:
    assert unaccented("façade, forêt, où, niño") == "facade, foret, où, niño"
    assert is_gsm7(unaccented("l'homme s'est enfui vers la forêt, blessé à la tête"))
    assert unaccented("زرقاء łódź") == "زرقاء łodz"
    assert segments(unaccented("ç" * 100)) == 1


GUIDE = (FOLDER.parent / "docs/adding-a-language.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [one.name for one in fields(LanguageTraits)])
def test_every_trait_is_in_the_guide(name: str) -> None:
    assert f"`{name}`" in GUIDE


@pytest.mark.parametrize("kind", sorted(DIALOGS.languages["en"].words))
def test_every_kind_of_words_is_in_the_guide(kind: str) -> None:
    assert f"`{kind}`" in GUIDE
