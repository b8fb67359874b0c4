"""Most first messages of every crime, and of things that only look like emergencies, are read right."""

from __future__ import annotations

import pytest

from tests.builders.tables import misses, rows, share

#: The share that must be right in each half of a table; one half was not looked at while the other was worked on.
ENOUGH = {"categories": 0.95, "emergencies": 0.95}


@pytest.mark.parametrize("half", [0, 1])
@pytest.mark.parametrize("table", sorted(ENOUGH))
def test_the_first_messages_of_a_half_are_read_right(table: str, half: int) -> None:
    assert share(table, half) >= ENOUGH[table], "\n".join(misses(table, half))


def test_the_halves_make_the_whole_table() -> None:
    assert sum(len(list(rows("categories", half))) for half in (0, 1)) == len(list(rows("categories"))) > 500
