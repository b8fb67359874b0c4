"""What a message does in the conversation: answers, commands, questions to us, and the rest."""

from __future__ import annotations

import pytest

from bot.understanding.types import Act
from dialogs.loader import load
from tests.builders.understanding import read

ANSWERS = [
    ("yeah", "yes"),
    ("yep thats the one", "yes"),
    ("that would be right", "yes"),
    ("it is so true", "yes"),
    ("not wrong", "yes"),
    ("go ahead", "yes"),
    ("no", "no"),
    ("nah mate", "no"),
    ("not tonight", "no"),
    ("that is not correct", "no"),
    ("i dont think so", "no"),
    ("yeah no", "no"),
    ("no not this minute", "no"),
    ("maybe", "maybe"),
    ("it could be either", "maybe"),
    ("havent a clue", "dont_know"),
    ("no idea", "dont_know"),
    ("I couldn't say, love", "dont_know"),
    ("idk", "dont_know"),
    ("rather not say", "decline"),
    ("skip", "skip"),
    ("what was the question", "repeat"),
    ("say that again?", "repeat"),
    ("i already told you", "already_told"),
    ("ta very much", "thanks"),
    ("hiya", "greeting"),
    ("please help me", "distress"),
    ("fuck off", "abuse"),
    ("sdkjfhskdjfh", "noise"),
    ("...", "noise"),
    ("🙃🙃🙃", "noise"),
    ("also theres another crime i want to report", "another_incident"),
]


#: The carriers' words: whatever language a conversation is in, they are these.
CARRIERS = {
    "stop": ("STOP", "STOPALL", "UNSUBSCRIBE", "END", "QUIT", "CANCEL", "REVOKE", "OPTOUT", "opt out", "/stop"),
    "start": ("START", "UNSTOP", "start.", "/start", "/unstop", "/start poster-7"),
    "help": ("HELP", "INFO", "/help"),
}


@pytest.mark.parametrize("language", [None, *sorted(load().languages)])
@pytest.mark.parametrize(("command", "word"), [(name, word) for name, words in CARRIERS.items() for word in words])
def test_a_carrier_s_word_is_a_command_in_every_language(command: str, word: str, language: str | None) -> None:
    assert read(word, None, language).command == command


def test_a_sentence_after_start_is_no_bare_start() -> None:
    assert read("/start he has a knife").command is None


@pytest.mark.parametrize(("text", "act"), ANSWERS)
def test_an_answer_is_read_as_what_it_is(text: str, act: str) -> None:
    assert Act(act) in read(text, "evidence").acts


@pytest.mark.parametrize(("text", "act"), [pair for pair in ANSWERS if pair[1] in ("yes", "no")])
def test_a_yes_is_never_a_no(text: str, act: str) -> None:
    other = Act.NO if act == "yes" else Act.YES
    assert other not in read(text, "evidence").acts


@pytest.mark.parametrize(
    "word", ["STOP", "stopall", "Unsubscribe", "END", "quit", "CANCEL", "revoke", "optout", "opt out"]
)
def test_the_carriers_stop_words_stop_as_whole_messages(word: str) -> None:
    assert read(word).command == "stop"


@pytest.mark.parametrize(
    ("word", "command"), [("START", "start"), ("unstop", "start"), ("HELP", "help"), ("info", "help")]
)
def test_the_carriers_other_words_are_commands(word: str, command: str) -> None:
    assert read(word).command == command


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("please stop texting me", "en"),
        ("dont text me again", "en"),
        ("dejen de escribirme", "es"),
        ("arrêtez de m'écrire", "fr"),
        ("przestańcie do mnie pisać", "pl"),
        ("parem de me mandar mensagens", "pt"),
        ("توقفوا عن مراسلتي", "ar"),
    ],
)
def test_a_plea_to_stop_in_a_sentence_stops(text: str, language: str) -> None:
    assert read(text, None, language).command == "stop"


@pytest.mark.parametrize(
    "text", ["he wont stop texting me", "the car didn't stop", "i told him to stop messaging me but he keeps on"]
)
def test_a_stop_that_is_told_of_others_is_no_command(text: str) -> None:
    assert read(text).command is None


def test_not_to_be_contacted_answers_the_question_about_contact() -> None:
    assert read("no, don't message me again after this", "contact").command is None


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("/start", "start"),
        ("/stop", "stop"),
        ("/new", "new"),
        ("new", "new"),
        ("go back", "back"),
        ("in french", "language:fr"),
    ],
)
def test_a_command_is_known(text: str, command: str) -> None:
    assert read(text).command == command


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("will she know it was me who reported it", "will_they_know"),
        ("do I have to leave my name?", "anonymous"),
        ("is this anonymous", "anonymous"),
        ("are you a robot", "is_bot"),
        ("who am i talking to", "who_is_this"),
        ("is there a reward", "reward"),
        ("why do you want to know that", "why_ask"),
        ("how long does this take", "how_long"),
        ("what happens next", "what_happens"),
        ("do you share this with my landlord", "who_sees"),
        ("will i have to go to court", "will_i_go_to_court"),
        ("can you see my number", "record_number"),
        ("can someone ring me", "call_me"),
        ("how much does it cost", "cost"),
        ("please delete this", "delete"),
        ("i want to speak to a person", "talk_to_human"),
        ("should I call 999?", "emergency"),
        ("will you tell immigration", "immigration"),
    ],
)
def test_a_question_to_us_has_its_topic(text: str, topic: str) -> None:
    assert read(text, "where").question == topic


@pytest.mark.parametrize(
    "text", ["you know the shop by the station?", "its the blue one?", "the lad from the bakery, brown hair?"]
)
def test_a_question_mark_alone_is_no_question_to_us(text: str) -> None:
    assert read(text, "where").question is None


def test_advertising_is_spam() -> None:
    assert Act.SPAM in read("WINNER!! You have won a prize, claim now at http://win.example/abc").acts


def test_a_correction_is_seen() -> None:
    assert Act.CORRECTION in read("sorry i meant the other road").acts


@pytest.mark.parametrize(
    ("text", "language", "act"),
    [
        ("sí claro", "es", "yes"),
        ("no, qué va", "es", "no"),
        ("ni idea", "es", "dont_know"),
        ("bien sûr", "fr", "yes"),
        ("pas du tout", "fr", "no"),
        ("je sais pas", "fr", "dont_know"),
        ("tak jest", "pl", "yes"),
        ("nie", "pl", "no"),
        ("nie wiem", "pl", "dont_know"),
        ("isso mesmo", "pt", "yes"),
        ("não", "pt", "no"),
        ("sei lá", "pt", "dont_know"),
        ("نعم", "ar", "yes"),
        ("لا", "ar", "no"),
        ("لا أعرف", "ar", "dont_know"),
    ],
)
def test_answers_are_read_in_every_language(text: str, language: str, act: str) -> None:
    assert Act(act) in read(text, "evidence", language).acts
