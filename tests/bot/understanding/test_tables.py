"""Messages are read as the tables say: all but the gaps that are named; of categories and emergencies most."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from bot.understanding.types import Understanding
from tests.builders.places import places
from tests.builders.tables import asked, cases, misses, rows, share
from tests.builders.times import meets, times
from tests.builders.understanding import attributes, how_many, read, suspects

#: A place without the rest of the sentence has no more words than this.
LONGEST_PLACE = 12
#: What a citizen who tells of nobody and nothing says of it: there was none, or they do not know.
ABSENT = {"none": "denied", "unknown": "unknown"}
#: The share of first messages that must be right in each half; one was not looked at while the other was worked on.
ENOUGH = {"categories": 0.95, "emergencies": 0.95}
#: Every language has at least as many rows in every table.
FEWEST = 25


@pytest.mark.parametrize("row", cases("places"))
def test_places_are_found_as_the_table_says(row: dict[str, str]) -> None:
    found = places(row["text"], row["language"], asked(row))
    if row["place"] == "none":
        assert found == []
    elif row["place"] == "asks":
        assert found, "no place"
        assert found[0].needs_address, found[0]
    else:
        assert found, "no place"
        assert row["place"] in found[0].text.casefold()
        assert len(found[0].text.split()) <= LONGEST_PLACE
        assert not found[0].needs_address, found[0]


@pytest.mark.parametrize("row", cases("times"))
def test_times_are_resolved_as_the_table_says(row: dict[str, str]) -> None:
    found = times(row["text"], row["language"], asked(row))
    if row["start"] == "none":
        assert found == []
        return
    assert found, "no time"
    if row["start"] == "now":
        assert found[0].ongoing, found[0]
    elif row["start"] == "habit":
        assert (found[0].ongoing, found[0].start) == (True, None)
        assert not times(row["text"], row["language"], asking=None)
    else:
        assert meets(found[0], row["start"], row["end"]), found[0]


@pytest.mark.parametrize("row", cases("people"))
def test_people_are_counted_as_the_table_says(row: dict[str, str]) -> None:
    understood = read(row["text"], asked(row), row["language"])
    people = understood.found.people
    if " " in row["people"]:
        assert _joined(f"{person.count} {person.role}" for person in people) == row["people"]
    else:
        assert str(how_many(understood) or _absence(understood, "who")) == row["people"], people
    if row["name"] != "-":
        assert row["name"] in (suspects(understood)[0].name or "")


@pytest.mark.parametrize("row", cases("vehicles"))
def test_vehicles_are_put_together_as_the_table_says(row: dict[str, str]) -> None:
    understood = read(row["text"], asked(row), row["language"])
    none = (_absence(understood, "vehicle"), None, None, None)
    told = [attributes(vehicle) for vehicle in understood.found.vehicles] or [none]
    columns = [_joined(value or "-" for value in column) for column in zip(*told, strict=True)]
    assert columns == [row["make"], row["model"], row["colour"], row["plate"]]


@pytest.mark.parametrize("row", cases("weapons"))
def test_weapons_have_their_kinds_as_the_table_says(row: dict[str, str]) -> None:
    understood = read(row["text"], asked(row), row["language"])
    kinds = _joined(weapon.kind for weapon in understood.found.weapons)
    assert (kinds or _absence(understood, "weapon")) == row["kinds"]


@pytest.mark.parametrize("half", [0, 1])
@pytest.mark.parametrize("table", sorted(ENOUGH))
def test_most_first_messages_are_read_right(table: str, half: int) -> None:
    assert share(table, half) >= ENOUGH[table], "\n".join(misses(table, half))


def test_the_halves_make_the_whole_table() -> None:
    assert sum(len(list(rows("categories", half))) for half in (0, 1)) == len(list(rows("categories"))) > 500


@pytest.mark.parametrize("table", ["places", "times", "people", "vehicles", "weapons"])
def test_no_language_is_thin_and_no_row_stands_twice(table: str) -> None:
    told = [(row["language"], row["asked"], row["text"]) for row in rows(table)]
    assert len(set(told)) == len(told)
    for language in ("en", "es", "fr", "pl", "pt", "ar"):
        assert sum(spoken == language for spoken, _, _ in told) >= FEWEST, language


def _joined(parts: Iterable[str]) -> str:
    return " + ".join(parts)


def _absence(understood: Understanding, slot: str) -> str:
    """What the words say of nothing found: "denied", "unknown" or, if they say nothing, "none"."""
    return ABSENT.get(understood.absences.get(slot, ""), "none")
