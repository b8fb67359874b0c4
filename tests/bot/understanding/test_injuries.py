"""Who is hurt and how, in every language; what is denied, threatened or a figure of speech is no injury."""

from __future__ import annotations

import pytest

from tests.builders.tables import rows
from tests.builders.understanding import read

ROWS = list(rows("injuries"))


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['language']}: {row['text']}" for row in ROWS])
def test_injuries_are_found_as_the_table_says(row: dict[str, str]) -> None:
    understood = read(row["text"], row["asked"] or None, row["language"])
    found = "|".join(injury.text for injury in understood.found.injuries)
    assert (found or understood.absences.get("injuries", "-")) == row["injuries"]


def test_every_language_has_injuries_denials_and_harmless_words_in_the_table() -> None:
    for code in ("en", "es", "fr", "pl", "pt", "ar"):
        told = {row["injuries"] for row in ROWS if row["language"] == code}
        assert {"none", "-"} < told


def test_an_injury_names_the_victim_whom_its_words_name() -> None:
    (injury,) = read("my mate got stabbed").found.injuries
    assert injury.who == "mate"


def test_what_a_correction_takes_back_is_denied_by_its_part_of_the_body() -> None:
    understood = read("it was his nose that is broken not his jaw")
    assert [injury.text for injury in understood.denied.injuries] == ["jaw"]
    assert len(understood.found.injuries) == 1


def test_nobody_is_hurt_does_not_tell_that_nobody_was_seen() -> None:
    assert read("nobody", "injuries").absences == {"injuries": "none"}
