"""What holds for any sequence of messages: it ends, it fits the budget, it survives the store."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.understanding.types import Act, Entities, Understanding, Urgency
from dialogs.segments import segments
from intake_store.model.conversation import state_of, with_state
from intake_store.model.facts import (
    CATEGORIES,
    COLOURS,
    PERSON_ROLES,
    WEAPON_KINDS,
    Person,
    Vehicle,
    Weapon,
    What,
    Where,
    from_bytes,
    to_bytes,
)
from intake_store.model.slots import NAMES
from tests.builders.dialogue import DIALOGS, Dialogue, at, day

LONGEST = 60  # messages: seven questions and a read-back, each at its limit, and what comes beside
words = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=200)
times = st.sampled_from([at(0, 2), at(3, 20), day(1, "yesterday")])
entities = st.builds(
    Entities,
    where=st.lists(st.builds(Where, words, needs_address=st.booleans()), max_size=2).map(tuple),
    when=st.lists(times, max_size=2).map(tuple),
    people=st.lists(
        st.builds(Person, words, st.sampled_from([None, 1, 2, 5]), st.sampled_from(PERSON_ROLES)), max_size=3
    ).map(tuple),
    vehicles=st.lists(
        st.builds(Vehicle, words, st.sampled_from([None, "ford"]), st.none(), st.sampled_from([None, *COLOURS])),
        max_size=3,
    ).map(tuple),
    weapons=st.lists(st.builds(Weapon, words, st.sampled_from(WEAPON_KINDS)), max_size=2).map(tuple),
)
topics = st.sampled_from([None, None, *DIALOGS.languages["en"].topics])
understandings = st.builds(
    Understanding,
    text=words,
    language=st.sampled_from(["en", "es", "xx"]),
    language_sure=st.booleans(),
    acts=st.frozensets(st.sampled_from(Act), max_size=3),
    found=entities,
    denied=entities,
    absences=st.dictionaries(st.sampled_from(NAMES), st.sampled_from(["none", "unknown", "declined"]), max_size=2),
    what=st.none() | st.builds(What, words),
    category=st.none() | st.sampled_from(CATEGORIES),
    category_confidence=st.floats(0, 1),
    urgency=st.sampled_from([None, None, None, Urgency(True, "violence")]),
    nobody_in_danger=st.booleans(),
    question=topics,
    command=st.sampled_from(
        [None, None, None, None, "back", "skip", "repeat", "help", "new", "start", "done", "language:es"]
    ),
    number=st.sampled_from([None, None, 3]),
)


#: Keywords that are answered as often as they are said.
ENDLESS = {"help", "new", "start", "language:es"}


def budget(dialogue: Dialogue, key: str) -> int:
    english = dialogue.conversation.language == "en"
    return (1 if english else 2) + (1 if key == "ask.confirm" else 0)


def hear(dialogue: Dialogue, understanding: Understanding) -> None:
    dialogue.handle(understanding)
    for reply in dialogue.turn.replies:
        assert segments(reply.text) <= budget(dialogue, reply.key), reply
        assert reply.text == reply.text.strip()
    answers = dialogue.turn.replies[
        :-1
    ]  # an answer to the citizen that leaves no room for our question goes ahead of it
    assert len(answers) <= 1
    assert all(answer.key.startswith("topic.") and not answer.choices for answer in answers)
    facts = from_bytes(to_bytes(dialogue.facts))
    assert with_state(state_of(dialogue.conversation), facts) == dialogue.conversation


@settings(max_examples=300, deadline=None)
@given(st.lists(understandings, max_size=12))
def test_any_sequence_fits_the_budget_and_the_store(sequence: list[Understanding]) -> None:
    dialogue = Dialogue()
    for understanding in sequence:
        hear(dialogue, understanding)


@settings(max_examples=150, deadline=None)
@given(understandings.filter(lambda u: u.command not in ENDLESS))
def test_saying_the_same_for_ever_ends(understanding: Understanding) -> None:
    dialogue = Dialogue()
    for _ in range(LONGEST):
        hear(dialogue, understanding)
        if dialogue.asking is None:
            break
    assert dialogue.asking is None


@settings(max_examples=100, deadline=None)
@given(st.lists(understandings, max_size=8))
def test_an_emergency_makes_the_tip_one_in_that_turn(sequence: list[Understanding]) -> None:
    dialogue = Dialogue()
    for understanding in sequence:
        dialogue.handle(understanding)
        alarm = understanding.urgency is not None and understanding.command is None
        assert not alarm or dialogue.turn.priority == "emergency"


def test_the_budget_holds_for_a_line_with_a_long_name() -> None:
    from tests.builders.dialogue import Agency

    dialogue = Dialogue(line=Agency("Police Service of Northern Ireland", "999"))
    given: dict[str, Any] = {"category": "vehicle_crime", "what": "my car was taken"}
    dialogue.say("my car was taken", Act.INFORM, **given)
    assert segments(dialogue.turn.replies[0].text) == 1
