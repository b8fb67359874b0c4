"""An explanation is the reading that counts, leaves out none of it, and names the words and rules behind it."""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from pathlib import Path

import pytest

from bot.understanding.explain.values import Entry, Explanation, Finding
from bot.understanding.types import Act, Entities
from dialogs.loader import FOLDER
from tests.builders.tables import rows
from tests.builders.understanding import explained, read

FOUND, DENIED, REFUSED = "found", "denied", "refused"
TABLES = ("categories", "danger", "emergencies", "figures")
BATHROOM = "hes got my phone and im locked in the bathroom hes outside the door"


@cache
def explanations() -> list[Explanation]:
    """Those of every fourth message of the tables, in the language of its row."""
    asking = {"danger": "danger"}
    told = [(row["text"], asking.get(table), row["language"]) for table in TABLES for row in rows(table)]
    return [explained(*each) for each in told[::4]]


def one(explanation: Explanation, part: str, verdict: str, words: str) -> Finding:
    """The only finding of a part with that verdict about some words."""
    found = [each for each in explanation.of(part, verdict) if each.words == words]
    assert len(found) == 1, [(each.verdict, each.words, each.why) for each in explanation.of(part)]
    return found[0]


def behind(finding: Finding) -> list[tuple[str, str]]:
    """File and group of each entry behind a finding."""
    return [(entry.origin.partition(":")[0], entry.group) for entry in finding.behind]


def entries(explanation: Explanation) -> list[Entry]:
    cues = [entry for cue in explanation.cues for entry in (cue.entry, *(under.by for under in cue.under))]
    return [*cues, *(entry for finding in explanation.findings for entry in finding.behind)]


def test_a_message_that_is_explained_is_understood_as_any_other() -> None:
    for one in explanations():
        assert one.understanding == read(one.text, one.context.asking, one.context.language), one.text


def test_nothing_that_is_understood_lacks_its_reason() -> None:
    for each in explanations():
        heard, shown = each.understanding, [one.fact for one in each.findings]
        for kind in fields(Entities):
            facts = (*getattr(heard.found, kind.name), *getattr(heard.denied, kind.name))
            assert [fact for fact in facts if fact not in shown] == [], each.text
        assert heard.what is None or heard.what in shown, each.text
        stated = {(one.part, one.value) for one in each.findings if one.rule == "absence"}
        assert set(heard.absences.items()) <= stated, each.text
        alarms = {one.value for one in each.of("urgency", FOUND)}
        said = {"alarm"} if heard.urgency else {"nobody in danger"} if heard.nobody_in_danger else set()
        assert alarms == said, each.text
        acts = {one.value for one in each.of("acts", FOUND)} | {Act.COMMAND, Act.QUESTION}
        assert heard.acts <= acts, each.text
        assert {heard.command, heard.question} <= acts | {None}, each.text
        assert heard.number is None or each.of("number", FOUND), each.text


def test_the_weights_of_a_category_add_up() -> None:
    for each in explanations():
        found = each.of("category", FOUND, REFUSED)
        for total in (one for one in found if one.rule == "sum"):
            parts = [one.weight or 0 for one in found if one.value == total.value and one is not total]
            assert sum(parts) == pytest.approx(total.weight), each.text
        asserted = [one.value for one in found if one.rule == "sum" and one.verdict == FOUND]
        assert (each.understanding.category in asserted) == bool(asserted), each.text


@pytest.mark.parametrize("language", ["ar", "en", "es", "fr", "pl", "pt"])
def test_every_entry_stands_in_the_line_that_is_named(language: str) -> None:
    own = [each for each in explanations() if each.context.language == language][:12]
    named = [entry for each in own for entry in entries(each)]
    assert named
    for entry in named:
        file, _, line = entry.origin.rpartition(":")
        folder = FOLDER if file.startswith("lexicons/") else FOLDER / "languages"
        assert entry.pattern in lines(folder / file)[int(line) - 1], entry
        assert entry.group, entry


@cache
def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").split("\n")


def test_who_is_shut_in_raises_the_alarm_at_the_danger_question() -> None:
    explanation = explained(BATHROOM, "danger")
    alarm = one(explanation, "urgency", FOUND, "im locked in the bathroom")
    assert (alarm.rule, alarm.value) == ("harmed", "alarm")
    assert behind(alarm) == [("en/urgency.txt", "urgency.harmed")]
    assert not explanation.of("urgency", REFUSED)
    cue = next(cue for cue in explanation.cues if cue.entry == alarm.behind[0])
    assert [(under.kind, under.by.words) for under in cue.under] == [("present", "im")]
    assert cue.used == ("urgency",)


def test_a_dead_phone_is_a_figure_of_speech() -> None:
    explanation = explained("my phone is dead lol", "danger")
    assert explanation.understanding.urgency is None
    cue = next(cue for cue in explanation.cues if cue.entry.group == "categories.homicide.likely")
    assert {(under.kind, under.by.group) for under in cue.under} == {("figure", "negation.figurative")}
    share = next(each for each in explanation.of("category", FOUND) if cue.entry in each.behind)
    assert (share.value, share.why) == ("homicide", "figure")
    assert share.weight == pytest.approx(0.9)


@pytest.mark.parametrize(
    ("language", "text", "harm", "figure"),
    [
        ("en", "my phone is dying and theres a man breaking down my door", "is dying", "phone is dying"),
        ("es", "mi movil se esta muriendo", "esta muriendo", "movil se esta muriendo"),
    ],
)
def test_an_alarm_is_cancelled_by_the_figure_that_stands_on_it(
    language: str, text: str, harm: str, figure: str
) -> None:
    refused = one(explained(text, None, language), "urgency", REFUSED, harm)
    assert refused.why == "a figure of speech"
    assert [entry.words for entry in refused.behind] == [harm, figure]
    assert behind(refused)[1] == (f"{language}/negation.txt", "negation.figurative")


@pytest.mark.parametrize(
    ("language", "text", "harm", "kind"),
    [
        ("en", "in the film he is stabbing her", "is stabbing", "fiction"),
        ("pl", "w filmie dźgnął ją nożem", "dźgnął", "fiction"),
        ("en", "theres nobody with a gun here right now", "with a gun", "before"),
        ("fr", "il ne frappe pas", "frappe", "before"),
    ],
)
def test_what_is_denied_or_a_story_is_no_alarm(language: str, text: str, harm: str, kind: str) -> None:
    refused = one(explained(text, None, language), "urgency", REFUSED, harm)
    assert behind(refused)[1:] == [(f"{language}/negation.txt", f"negation.{kind}")]


@pytest.mark.parametrize(
    ("language", "text", "group"),
    [
        ("en", "he was hitting her but hes gone", "urgency.gone"),
        ("fr", "elle le frappe tous les soirs", "urgency.habit"),
    ],
)
def test_what_is_over_or_a_habit_names_the_words_that_say_so(language: str, text: str, group: str) -> None:
    refused = explained(text, None, language).of("urgency", REFUSED)
    assert any((f"{language}/urgency.txt", group) in behind(each) for each in refused)


@pytest.mark.parametrize(
    ("language", "text", "weapon", "denial"),
    [("en", "there was no gun", "gun", "no"), ("es", "no tenia un cuchillo", "cuchillo", "no")],
)
def test_a_denied_weapon_names_the_no(language: str, text: str, weapon: str, denial: str) -> None:
    denied = one(explained(text, None, language), "weapon", DENIED, weapon)
    assert denied.fact.text == weapon
    assert denial in [entry.words for entry in denied.behind if entry.group == "negation.before"]


@pytest.mark.parametrize(
    ("language", "text", "words", "check"),
    [
        ("en", "he took my phone", "my", "where.validators._own"),
        ("es", "en la calle peleando", "calle peleando", "where.validators._prefixed"),
    ],
)
def test_a_place_that_is_none_names_the_check(language: str, text: str, words: str, check: str) -> None:
    assert check in one(explained(text, None, language), "where", REFUSED, words).why


def test_a_place_names_its_rules_letters_and_words() -> None:
    place = one(explained("it was outside 14 elm st e8"), "where", FOUND, "outside 14 elm st e8")
    assert (place.rule, place.value) == ("address + postcode", "PNxTz")
    assert behind(place) == [("en/place.txt", "place.prepositions"), ("en/place.txt", "place.streets")]
    assert place.confidence == place.fact.source.confidence


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("en", "not at the park", "not"),
        ("pl", "nie na ulicy Polnej", "nie na"),
        ("es", "no fue en el parque", "no fue en"),
    ],
)
def test_a_denied_place_names_the_not(language: str, text: str, words: str) -> None:
    denied = explained(text, None, language).of("where", DENIED)
    assert [each.behind[0].words for each in denied] == [words]
    assert [each.behind[0].group for each in denied] == ["place.not"]


def test_a_time_names_its_rules_letters_and_words() -> None:
    time = one(explained("about 2am last night"), "when", FOUND, "about 2am last night")
    assert (time.rule, time.value) == ("clock + day", "~KY")
    assert [entry.group for entry in time.behind] == ["time.cues.approx", "time.days.yesterday night"]


@pytest.mark.parametrize(
    ("language", "text", "words", "check"),
    [
        ("en", "at 8 lads came", "at 8", "when.rules.clocks.stands_free"),
        ("en", "he isnt hitting her now", "now", "when.roles.Roles.of_now"),
        ("es", "un hombre con un cuchillo ahora en la calle", "ahora", "when.roles.Roles.of_now"),
    ],
)
def test_a_time_that_is_none_names_the_check(language: str, text: str, words: str, check: str) -> None:
    assert check in one(explained(text, None, language), "when", REFUSED, words).why


@pytest.mark.parametrize(
    ("language", "text", "words", "check"),
    [
        ("en", "he should focus on me", "focus", "vehicles.mentions._is_involved"),
        ("en", "a man in an audi jacket", "audi", "vehicles.mentions._is_worn"),
        ("es", "el cura paso por el golf", "golf", "vehicles.mentions._has_company"),
        ("en", "reg was se15 and then", "se15 and", "vehicles.plates._is_talk"),
    ],
)
def test_a_vehicle_that_is_none_names_the_check(language: str, text: str, words: str, check: str) -> None:
    assert check in one(explained(text, None, language), "vehicle", REFUSED, words).why


def test_a_vehicle_is_led_back_to_make_colour_and_denial() -> None:
    explanation = explained("it was a red honda not a bmw")
    assert behind(one(explanation, "vehicle", FOUND, "red honda")) == [
        ("lexicons/vehicles.yaml", "vehicles"),
        ("en/colours.txt", "colours.red"),
    ]
    assert behind(one(explanation, "vehicle", DENIED, "bmw"))[1] == ("en/negation.txt", "negation.not")


@pytest.mark.parametrize(
    ("language", "text", "words", "role", "reason"),
    [
        ("en", "my mate saw a man steal a bike", "mate", "bystander", "people.roles._of_relation"),
        ("en", "a man got stabbed", "man", "victim", "people.roles._suffers"),
        ("es", "un hombre fue apuñalado", "un hombre", "victim", "people.roles._suffers"),
    ],
)
def test_a_role_names_its_rule(language: str, text: str, words: str, role: str, reason: str) -> None:
    found = [each for each in explained(text, None, language).of("who") if each.words == words]
    assert [each.value for each in found] == [role]
    assert reason in found[0].why


def test_a_name_that_is_none_is_refused_with_the_word_before_it() -> None:
    refused = one(explained("theyre called the boys"), "who", REFUSED, "the")
    assert behind(refused) == [("en/people.txt", "people.called")]


def test_a_command_that_is_told_of_others_is_none() -> None:
    refused = explained("he told me to stop texting me").of("acts", REFUSED)
    assert [(each.value, each.why.split(":")[0]) for each in refused] == [("stop", "classify.acts._may_stop")]


@pytest.mark.parametrize(("language", "text"), [("en", "dont know"), ("pl", "nie wiem")])
def test_an_absence_at_a_question_names_its_act(language: str, text: str) -> None:
    explanation = explained(text, "who", language)
    assert [each.value for each in explanation.of("who", FOUND) if each.rule == "absence"] == ["unknown"]
    assert Act.DONT_KNOW in [each.value for each in explanation.of("acts", FOUND)]


def test_a_misspelt_word_shows_what_it_is_read_as() -> None:
    words = explained("he had a macheti").words
    assert [(word.folded, word.meant) for word in words if word.meant] == [("macheti", "machete")]


def test_the_language_shows_its_scores_and_words() -> None:
    language = explained("la vi en la calle con su hermano", None, None).language
    assert (language.code, language.sure) == ("es", True)
    assert max(language.scores, key=lambda code: language.scores[code]) == "es"
    assert dict(language.evidence)["con"]["es"] > 0


def test_a_cue_of_another_language_that_does_not_count_is_shown() -> None:
    refused = explained("un hombre a mi lado", None, "es").of("cues", REFUSED)
    assert ("en/people.txt", "people.articles") in [each for one in refused for each in behind(one)]


def test_an_empty_message_is_explained_too() -> None:
    explanation = explained("")
    assert explanation.understanding == read("")
    assert (explanation.words, explanation.cues, explanation.findings) == ((), (), ())


def test_what_is_too_long_to_be_read_is_counted() -> None:
    assert explained("a " * 2000).left_out == 1000
