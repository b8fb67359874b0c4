"""Whole openings: the time and the place out of one rambling message; sent on Wednesday 17 June 2026 at 14:30."""

from __future__ import annotations

import pytest

from tests.builders.places import places
from tests.builders.times import meets, times

#: the message, the window of the crime, words of its place
OPENINGS = (
    (
        "Dear Sir, on Monday last at approximately half past nine in the evening I "
        "observed two youths climbing over the rear wall of the Conservative Club, Station Approach, Didcot.",
        "2026-06-15T21:00",
        "2026-06-15T22:00",
        "station approach",
    ),
    (
        "approx 0215hrs this morning, two males broke into the Nisa on Whitburn Rd, made off in a dark Audi",
        "2026-06-17T01:45",
        "2026-06-17T02:45",
        "whitburn rd",
    ),
    (
        "gone midnight last night there was a load of shouting from number 8 Tudor Close",
        "2026-06-16T23:45",
        "2026-06-17T01:00",
        "8 tudor close",
    ),
    (
        "last night at like 11:45 some dude was breaking car windows in the lot behind Chili's on Preston Rd",
        "2026-06-16T23:15",
        "2026-06-17T00:15",
        "preston rd",
    ),
    (
        "Thanksgiving night somebody shot at our house 4410 Delmar Blvd",
        "2025-11-27T18:00",
        "2025-11-28T06:00",
        "4410 delmar blvd",
    ),
    (
        "saturday past about teatime, quad bike nicked from Hillhead Farm",
        "2026-06-13T15:30",
        "2026-06-13T19:00",
        "hillhead farm",
    ),
    (
        "theyve been dealing outside the laundrette on Bath St since at least easter",
        "2026-04-03T00:00",
        "2026-06-17T14:30",
        "bath st",
    ),
    (
        "My daughter was followed home from Queen Mary Uni on Thursday at about quarter past six",
        "2026-06-11T17:45",
        "2026-06-11T18:45",
        "queen mary uni",
    ),
    (
        "I saw the hit and run on the 9th. It was about 7:20 in the morning on Bristol Road near the Shell garage",
        "2026-06-09T07:00",
        "2026-06-09T07:40",
        "bristol road",
    ),
    (
        "Need to report a stolen trailer. Taken sometime Friday night from the yard at 200 Industrial Pkwy",
        "2026-06-12T18:00",
        "2026-06-13T06:00",
        "200 industrial pkwy",
    ),
    (
        "on sunday just before 1 in the afternoon my handbag was taken at Bluewater, by the John Lewis",
        "2026-06-14T12:15",
        "2026-06-14T13:00",
        "bluewater",
    ),
)


@pytest.mark.parametrize(("text", "first", "last", "place"), OPENINGS)
def test_an_opening_tells_when_and_where(text: str, first: str, last: str, place: str) -> None:
    found = times(text, asking=None)
    assert found, "no time found"
    assert meets(found[0], first, last), found[0]
    where = places(text)
    assert where, "no place found"
    assert place in where[0].text.casefold()
    assert not where[0].needs_address
