"""Which of the six languages a message is in."""

from __future__ import annotations

from functools import lru_cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.text.language import Detector
from dialogs.loader import load
from tests.builders.tokenising import tokenise

MESSAGES = (
    ("en", "two lads just robbed the shop on the corner"), ("en", "theres a man outside with a knife"),
    ("en", "nah didnt see nothing mate"), ("en", "Good evening, I would like to report a theft."),
    ("en", "my son has been attacked by three boys near Plaza Mayor"), ("en", "yo somebody stole my moms kia"),
    ("en", "im scared to go home"),
    ("es", "me han robado el móvil en el metro"), ("es", "hay un hombre con un cuchillo en la calle"),
    ("es", "no vi nada, ya se fueron"), ("es", "están peleando afuera de Tesco on Mare Street"),
    ("fr", "on m'a volé mon sac devant la gare"), ("fr", "il y a un homme armé dans la rue"),
    ("fr", "non je n'ai rien vu"), ("fr", "ils se battent devant le pub sur Camden High Street"),
    ("pl", "ktoś ukradł mi rower sprzed domu"), ("pl", "widzę dwóch mężczyzn z nożem"),
    ("pl", "nie wiem kto to był"), ("pl", "bija chlopaka pod sklepem na Kilburn High Road"),
    ("pt", "roubaram o meu carro ontem à noite"), ("pt", "tem um homem com uma faca na rua"),
    ("pt", "não vi nada, eles já foram embora"), ("pt", "estão a vender droga na South Lambeth Road"),
    ("ar", "هناك رجل معه سكين في الشارع"), ("ar", "سرقوا سيارتي من Edgware Road أمس"),
)  # fmt: skip


@lru_cache
def detector() -> Detector:
    return Detector(load())


@pytest.mark.parametrize(("language", "text"), MESSAGES)
def test_a_message_tells_its_language(language: str, text: str) -> None:
    assert detector().detect(tokenise(text), None)[:2] == (language, True)


@pytest.mark.parametrize(("language", "text"), MESSAGES)
def test_a_switch_in_mid_conversation_is_followed(language: str, text: str) -> None:
    other = "en" if language != "en" else "es"
    assert detector().detect(tokenise(text), other)[0] == language


@pytest.mark.parametrize("text", ["ok", "no", "14 Elm St", "LK19 ABC", "", "😭", "Honda Civic", "1234"])
@pytest.mark.parametrize("hint", ["en", "es", "pl", "ar"])
def test_too_little_evidence_keeps_the_conversations_language(text: str, hint: str) -> None:
    assert detector().detect(tokenise(text), hint)[:2] == (hint, False)


@pytest.mark.parametrize(
    ("language", "text"), [("es", "hola"), ("fr", "bonjour"), ("pl", "dzień dobry"), ("pt", "olá")]
)
def test_a_greeting_starts_a_conversation_in_its_language(language: str, text: str) -> None:
    assert detector().detect(tokenise(text), None)[0] == language


def test_an_unknown_hint_is_none() -> None:
    assert detector().detect(tokenise("LK19"), "xx")[:2] == ("en", False)


@given(st.text(max_size=200), st.sampled_from([None, "en", "es", "ar", "xx"]))
def test_any_text_has_a_known_language(text: str, hint: str | None) -> None:
    assert detector().detect(tokenise(text), hint)[0] in load_codes()


@lru_cache
def load_codes() -> frozenset[str]:
    return frozenset(load().languages)
