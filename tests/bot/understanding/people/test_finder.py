"""People of whom more is told: which words belong to whom (who they are and how many: tables/people.tsv)."""

from __future__ import annotations

from tests.builders.understanding import read, suspects


def test_looks_told_later_belong_to_the_person_told_first() -> None:
    person = suspects(read("A man stole my bag. He was tall with a grey beard and a brown coat."))[0]
    assert person.described
    assert "brown coat" in person.text


def test_a_bare_mention_is_not_described() -> None:
    assert not suspects(read("a man stole my bag"))[0].described
