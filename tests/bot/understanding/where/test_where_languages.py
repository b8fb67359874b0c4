"""Places in the other languages, with English street names inside."""

from __future__ import annotations

import pytest

from tests.builders.places import places

#: language, text, what was asked, words that the place must hold
TOLD = (
    ("es", "hay una pelea en la esquina de Brixton Road con Coldharbour Lane", None, "brixton road"),
    ("es", "me robaron el bolso en la estación de Liverpool Street", None, "liverpool street"),
    ("es", "están vendiendo drogas en el parque Lincoln cerca de los columpios", None, "lincoln"),
    ("es", "le dispararon a un muchacho afuera de la tienda en 4521 S Ashland Ave", None, "4521 s ashland ave"),
    ("es", "Vi a dos hombres forzando una puerta en calle Mayor 12", None, "mayor 12"),
    ("es", "en la calle 26 y Pulaski", "where", "26 y pulaski"),
    ("es", "cerca del metro de Elephant and Castle", "where", "elephant and castle"),
    ("es", "frente al walmart de la cicero", "where", "walmart"),
    ("fr", "il y a une bagarre devant le pub sur Camden High Street", None, "camden high street"),
    ("fr", "on m'a volé mon vélo devant la gare de Victoria", None, "victoria"),
    ("fr", "un homme armé est entré dans la banque au 45 rue de Rivoli", None, "rue de rivoli"),
    ("fr", "au coin de Fleet Street et Chancery Lane", "where", "fleet street"),
    ("fr", "au 12 Gloucester Road, 3ème étage", "where", "12 gloucester road"),
    ("fr", "dans le parc de Hampstead près de l'étang", "where", "hampstead"),
    ("pl", "ktoś włamuje się do sklepu na Kilburn High Road obok stacji", None, "kilburn high road"),
    ("pl", "ukradli mi rower sprzed domu przy 14 Elmwood Avenue", None, "14 elmwood avenue"),
    ("pl", "handlują narkotykami w parku Gunnersbury", None, "gunnersbury"),
    ("pl", "na rogu Oxford Road i Baker Street", "where", "oxford road"),
    ("pl", "przy ulicy Długiej 5 w Slough", "where", "5"),
    ("pl", "Hammersmith, koło stacji metra", "where", "hammersmith"),
    ("pt", "tem um homem com uma faca na estação de Stockwell", None, "stockwell"),
    ("pt", "roubaram o meu carro na South Lambeth Road perto do café", None, "south lambeth road"),
    ("pt", "estão a vender droga na rua Augusta 200", None, "augusta 200"),
    ("pt", "em frente ao Lidl de Vauxhall", "where", "lidl"),
    ("pt", "na esquina da Brixton Road com a Stockwell Road", "where", "brixton road"),
    ("ar", "هناك شجار في Uxbridge Road قرب المحطة", None, "uxbridge road"),
    ("ar", "سرقوا سيارتي من أمام 12 Church Street", None, "12 church street"),
    ("ar", "في شارع الملك فهد", "where", "شارع الملك فهد"),
    ("ar", "في حديقة Hyde Park", "where", "hyde park"),
    ("ar", "قرب محطة Edgware Road", "where", "edgware road"),
)

OWN = (
    ("es", "en mi casa"),
    ("fr", "chez moi"),
    ("pl", "pod moim blokiem"),
    ("pt", "em casa"),
    ("ar", "أمام بيتي"),
)

NONE = (
    ("es", "no sé"),
    ("fr", "je ne sais pas"),
    ("pl", "nie wiem"),
    ("pt", "não sei"),
    ("ar", "لا أعرف"),
)


@pytest.mark.parametrize(("language", "text", "asking", "words"), TOLD)
def test_a_place_is_found(language: str, text: str, asking: str | None, words: str) -> None:
    found = places(text, language, asking)
    assert found, "no place found"
    assert words in found[0].text.casefold()
    assert not found[0].needs_address


@pytest.mark.parametrize(("language", "text"), OWN)
def test_a_place_only_the_citizen_knows_needs_an_address(language: str, text: str) -> None:
    assert places(text, language, "where")[0].needs_address


@pytest.mark.parametrize(("language", "text"), NONE)
def test_a_dont_know_is_no_place(language: str, text: str) -> None:
    assert places(text, language, "where") == []
