"""Times in the other languages; all sent on Wednesday 17 June 2026 at 14:30, in answer to "when?"."""

from __future__ import annotations

import pytest

from tests.builders.times import meets, times

#: language, text, the true window
TOLD = (
    ("es", "ayer a las 9 y media de la noche", "2026-06-16T21:00", "2026-06-16T22:00"),
    ("es", "anoche como a las 11", "2026-06-16T22:30", "2026-06-16T23:30"),
    ("es", "hace dos horas", "2026-06-17T12:00", "2026-06-17T13:00"),
    ("es", "hace como 20 minutos", "2026-06-17T14:00", "2026-06-17T14:20"),
    ("es", "el viernes pasado a las tres menos cuarto de la tarde", "2026-06-12T14:15", "2026-06-12T15:15"),
    ("es", "esta madrugada sobre las 4", "2026-06-17T03:30", "2026-06-17T04:30"),
    ("es", "la semana pasada", "2026-06-08T00:00", "2026-06-14T23:59"),
    ("es", "desde marzo", "2026-03-01T00:00", "2026-06-17T14:30"),
    ("es", "el 5 de junio", "2026-06-05T00:00", "2026-06-05T23:59"),
    ("es", "entre las 2 y las 3 de la tarde de ayer", "2026-06-16T14:00", "2026-06-16T15:00"),
    ("es", "el fin de semana", "2026-06-13T00:00", "2026-06-14T23:59"),
    ("es", "llevan tres meses", "2026-03-17T00:00", "2026-06-17T14:30"),
    ("es", "al mediodía", "2026-06-17T11:30", "2026-06-17T12:30"),
    ("fr", "hier soir vers 22h30", "2026-06-16T22:00", "2026-06-16T23:00"),
    ("fr", "il y a dix minutes", "2026-06-17T14:10", "2026-06-17T14:25"),
    ("fr", "ce matin à huit heures et demie", "2026-06-17T08:00", "2026-06-17T09:00"),
    ("fr", "samedi dernier dans l'après-midi", "2026-06-13T12:00", "2026-06-13T18:00"),
    ("fr", "depuis trois semaines", "2026-05-27T00:00", "2026-06-17T14:30"),
    ("fr", "la nuit dernière vers 3h du matin", "2026-06-17T02:30", "2026-06-17T03:30"),
    ("fr", "le 5 juin à midi", "2026-06-05T11:30", "2026-06-05T12:30"),
    ("fr", "à trois heures moins le quart hier", "2026-06-16T14:15", "2026-06-16T15:15"),
    ("pl", "wczoraj o 22:15", "2026-06-16T22:00", "2026-06-16T22:30"),
    ("pl", "wczoraj wieczorem około ósmej", "2026-06-16T19:30", "2026-06-16T20:30"),
    ("pl", "dwie godziny temu", "2026-06-17T12:00", "2026-06-17T13:00"),
    ("pl", "w zeszły piątek o wpół do czwartej po południu", "2026-06-12T15:00", "2026-06-12T16:00"),
    ("pl", "od marca", "2026-03-01T00:00", "2026-06-17T14:30"),
    ("pl", "5 czerwca", "2026-06-05T00:00", "2026-06-05T23:59"),
    ("pl", "dziś rano za kwadrans ósma", "2026-06-17T07:15", "2026-06-17T08:15"),
    ("pl", "w sobotę w nocy", "2026-06-13T18:00", "2026-06-14T06:00"),
    ("pl", "około 15 minut temu", "2026-06-17T14:05", "2026-06-17T14:25"),
    ("pl", "w weekend", "2026-06-13T00:00", "2026-06-14T23:59"),
    ("pt", "ontem às 8 e meia da noite", "2026-06-16T20:00", "2026-06-16T21:00"),
    ("pt", "há duas horas", "2026-06-17T12:00", "2026-06-17T13:00"),
    ("pt", "uns 15 minutos atrás", "2026-06-17T14:05", "2026-06-17T14:25"),
    ("pt", "na sexta-feira passada à tarde", "2026-06-12T12:00", "2026-06-12T18:00"),
    ("pt", "desde março", "2026-03-01T00:00", "2026-06-17T14:30"),
    ("pt", "hoje por volta das 10h", "2026-06-17T09:30", "2026-06-17T10:30"),
    ("pt", "dia 5 de junho", "2026-06-05T00:00", "2026-06-05T23:59"),
    ("pt", "ontem à noite", "2026-06-16T18:00", "2026-06-17T06:00"),
    ("ar", "أمس الساعة التاسعة مساء", "2026-06-16T20:30", "2026-06-16T21:30"),
    ("ar", "قبل ساعتين", "2026-06-17T12:00", "2026-06-17T13:00"),
    ("ar", "قبل عشر دقائق", "2026-06-17T14:10", "2026-06-17T14:25"),
    ("ar", "منذ ثلاثة أسابيع", "2026-05-27T00:00", "2026-06-17T14:30"),
    ("ar", "يوم الجمعة الماضي الساعة الثالثة والنصف عصرا", "2026-06-12T15:00", "2026-06-12T16:00"),
    ("ar", "الليلة الماضية حوالي الساعة 11", "2026-06-16T22:30", "2026-06-16T23:30"),
    ("ar", "هذا الصباح الساعة 8 إلا ربع", "2026-06-17T07:15", "2026-06-17T08:15"),
    ("ar", "منذ مارس", "2026-03-01T00:00", "2026-06-17T14:30"),
)

GOING_ON = (
    ("es", "todas las noches"),
    ("es", "ahora mismo"),
    ("fr", "en ce moment"),
    ("fr", "tous les soirs"),
    ("pl", "co noc"),
    ("pl", "teraz"),
    ("pt", "agora mesmo"),
    ("pt", "todas as noites"),
    ("ar", "الآن"),
    ("ar", "كل ليلة"),
)

#: Greetings and figures that hold a word of time.
NONE = (
    ("es", "buenos días"),
    ("es", "tiene 20 años"),
    ("es", "vivo en el piso 3"),
    ("fr", "bonsoir"),
    ("fr", "bonne journée"),
    ("fr", "il a 30 ans environ"),
    ("pl", "dzień dobry"),
    ("pl", "ma 30 lat"),
    ("pt", "bom dia"),
    ("pt", "uns 45 anos"),
    ("ar", "صباح الخير"),
    ("ar", "مساء الخير"),
)


@pytest.mark.parametrize(("language", "text", "first", "last"), TOLD)
def test_a_time_is_resolved_to_its_window(language: str, text: str, first: str, last: str) -> None:
    found = times(text, language)
    assert found, "no time found"
    assert meets(found[0], first, last), found[0]


@pytest.mark.parametrize(("language", "text"), GOING_ON)
def test_what_happens_now_or_again_and_again_goes_on(language: str, text: str) -> None:
    assert times(text, language)[0].ongoing


@pytest.mark.parametrize(("language", "text"), NONE)
def test_greetings_and_ages_are_no_times(language: str, text: str) -> None:
    assert times(text, language, asking=None) == []


@pytest.mark.parametrize("language", ["es", "fr", "pl", "pt", "ar"])
def test_english_words_of_time_are_read_in_every_language(language: str) -> None:
    assert meets(times("yesterday at 4pm", language)[0], "2026-06-16T15:30", "2026-06-16T16:30")
