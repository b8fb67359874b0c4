"""Facts: into JSON and back whatever they hold, and no error repeats what stands there."""

from __future__ import annotations

import json
from datetime import UTC, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake_store.model import facts
from intake_store.model.errors import Unreadable
from intake_store.model.facts import Facts, Person, Source, Vehicle, Weapon, What, When, Where

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
TIME = st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=-3, minutes=-30))]))
SOURCE = st.none() | st.builds(
    Source, st.integers(0, 9), st.integers(9, 99), st.floats(0, 1), TEXT, st.none() | st.integers(0, 9)
)
FACTS = st.builds(
    Facts,
    what=st.none() | st.builds(What, TEXT, SOURCE),
    where=st.none() | st.builds(Where, TEXT, st.none() | st.floats(-90, 90), source=SOURCE),
    when=st.none() | st.builds(When, TEXT, st.none() | TIME, st.none() | TIME, st.booleans(), TEXT, SOURCE, TEXT, TEXT),
    people=st.lists(st.builds(Person, TEXT, st.none() | st.integers(1, 9), TEXT, st.none() | TEXT, SOURCE)).map(tuple),
    vehicles=st.lists(st.builds(Vehicle, TEXT, st.none() | TEXT, plate=st.none() | TEXT)).map(tuple),
    weapons=st.lists(st.builds(Weapon, TEXT, TEXT, SOURCE)).map(tuple),
    category=st.none() | TEXT,
    answers=st.dictionaries(TEXT, TEXT),
)


@given(FACTS)
def test_facts_survive_the_way_through_json(told: Facts) -> None:
    assert facts.from_bytes(facts.to_bytes(told)) == told
    assert facts.from_json(json.loads(json.dumps(facts.to_json(told)))) == told


def test_what_a_newer_writer_added_is_ignored() -> None:
    assert facts.from_json({"moods": ["bad"], "people": [{"text": "a man", "shoe": 43}]}).people == (Person("a man"),)


def test_what_no_rule_of_the_desk_allows_opens_all_the_same() -> None:
    told = Facts(people=(Person("", 0, "bystander"),), weapons=(Weapon("x" * 20_000, "spoon"),))
    assert facts.from_bytes(facts.to_bytes(told)) == told


def test_half_a_surrogate_pair_loses_no_tip() -> None:
    told = Facts(what=What("hit me \ud83d"))
    assert facts.from_bytes(facts.to_bytes(told)) == told


@pytest.mark.parametrize("data", [b'{"people": [{"text": {"secret": 1}}]}', b'{"what": {}}', b"secret", b'["secret"]'])
def test_an_error_never_repeats_what_stands_there(data: bytes) -> None:
    with pytest.raises(Unreadable) as raised:
        facts.from_bytes(data)
    assert "secret" not in repr(raised.value)
    assert raised.value.__cause__ is None
    assert raised.value.__suppress_context__
