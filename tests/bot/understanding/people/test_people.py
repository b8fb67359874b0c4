"""Who did it: how many, how they look, what they are called; and who only stood by or suffered it."""

from __future__ import annotations

import pytest

from tests.builders.understanding import how_many, read, suspects

COUNTS = [
    ("three men broke the fence", None, 3),
    ("a group of about 8 lads kicking bins over", None, 8),
    ("couple of girls shoplifting in the chemist", None, 2),
    ("a man and a woman forced the lock", None, 2),
    ("some bloke keeps trying car doors", None, 1),
    ("two blokes on bikes, one had a hood up, the other had a beard", None, 2),
    ("my nan was robbed by two girls", None, 2),
    ("an old lady got pushed over by a boy", None, 1),
    ("the police came and spoke to the neighbours", None, 0),
    ("a lad punched my brother outside the pub", None, 1),
    ("just him", "who", 1),
    ("3 of them", "who", 3),
    ("one fat one thin", "who", 2),
    ("him and his cousin", "who", 2),
    ("four of em, three boys and a girl", "who", 4),
    ("about 50, grey hair, glasses", "who", 1),
    ("6 foot, bald, big coat", "who", 1),
    ("nobody", "who", 0),
    ("no idea", "who", 0),
    ("Kelly, ginger hair, about 30", "who", 1),
]


@pytest.mark.parametrize(("text", "slot", "count"), COUNTS)
def test_those_who_did_it_are_counted(text: str, slot: str | None, count: int) -> None:
    assert how_many(text, slot) == count


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("they call him Tiny, lives on the top floor", "Tiny"),
        ("its my ex Jason", "Jason"),
        ("a guy called Big Mo sells it", "Mo"),
        ("her name is Sheila", "Sheila"),
    ],
)
def test_a_name_or_nickname_is_kept(text: str, name: str) -> None:
    people = suspects(read(text, "who"))
    assert len(people) == 1
    assert name in (people[0].name or "")


def test_a_victim_is_no_suspect() -> None:
    people = read("my son was mugged by two lads in hoodies").found.people
    assert [(person.role, person.count) for person in people] == [("victim", 1), ("suspect", 2)]


def test_the_citizen_is_nobody_they_report() -> None:
    assert how_many("im a bus driver and there is glass all over the stop") == 0


def test_a_missing_person_has_that_role() -> None:
    assert [p.role for p in suspects(read("my son is missing, he never came home from football"))] == ["missing"]


def test_looks_told_later_belong_to_the_person_told_first() -> None:
    person = suspects(read("A man stole my bag. He was tall with a grey beard and a brown coat."))[0]
    assert person.described
    assert "brown coat" in person.text


def test_a_bare_mention_is_not_described() -> None:
    assert not suspects(read("a man stole my bag"))[0].described


@pytest.mark.parametrize("text", ["nobody was seen", "i didnt see anyone", "there was no one about"])
def test_nobody_seen_is_told(text: str) -> None:
    assert read(f"someone dumped paint on the steps, {text}").told.get("who") == "none"


def test_not_knowing_who_is_told() -> None:
    assert read("the windows were smashed last night, dont know who did it").told.get("who") == "unknown"


@pytest.mark.parametrize(
    ("text", "language", "count"),
    [
        ("eran cuatro, todos de negro", "es", 4), ("uno gordo y otro flaco", "es", 2), ("fue mi cuñado Pedro", "es", 1),
        ("ils étaient trois, capuches noires", "fr", 3), ("un petit gros avec une casquette", "fr", 1),
        ("dwóch młodych w dresach", "pl", 2), ("jeden, wysoki, łysy", "pl", 1), ("eram dois rapazes", "pt", 2),
        ("uma mulher loira de óculos", "pt", 1), ("رجلان ملثمان", "ar", 2), ("شاب واحد طويل", "ar", 1),
    ],
)  # fmt: skip
def test_people_are_counted_in_every_language(text: str, language: str, count: int) -> None:
    assert how_many(text, "who", language) == count
