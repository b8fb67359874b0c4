"""Corrections are handed out to learn from until somebody reviewed them, and the tip remembers that they were."""

from __future__ import annotations

from sqlalchemy import select

from intake_store.db.tables import corrections
from intake_store.desk.corrections import Correction
from intake_store.desk.rules import Change
from intake_store.desk.training_examples import Lessons
from intake_store.model.actor import Actor, Role
from intake_store.model.event_kind import EventKind
from intake_store.model.facts import Facts, Source, What, Where
from tests.builders.desk import Services

TEXT = "someone smashed a window by 14 elm st"
TOLD = Facts(
    what=What("smashed a window", Source(8, 24, message=0)), where=Where("window", source=Source(18, 24, message=0))
)
REVIEWER = Actor("command:ann", "ann", Role.ADMIN)


def corrected(house: Services, mia: Actor) -> str:
    reference = house.tip(TEXT, facts=TOLD, category="theft", language="en")
    house.desk.correct(reference, Correction("where", {"text": "14 elm st"}), mia, house.clock())
    house.desk.change(reference, Change(category="criminal_damage"), mia, house.clock())
    return reference


def test_a_correction_comes_with_the_words_and_the_facts_as_they_are_right(house: Services, mia: Actor) -> None:
    corrected(house, mia)
    house.tip("nothing was corrected here")
    (lesson,) = Lessons(house.database, house.vault).waiting(REVIEWER, house.clock())
    assert (lesson.text, lesson.language, lesson.category, lesson.tells) == (TEXT, "en", "criminal_damage", True)
    assert lesson.facts.where is not None
    assert lesson.facts.where.text == "14 elm st"
    assert len(lesson.corrections) == 2


def test_the_tip_remembers_that_its_words_were_handed_out(house: Services, mia: Actor) -> None:
    reference = corrected(house, mia)
    Lessons(house.database, house.vault).waiting(REVIEWER, house.clock())
    history = house.desk.tip(reference, mia, house.clock()).history
    assert (EventKind.TAUGHT, "command:ann") in {(entry.kind, entry.actor) for entry in history}


def test_what_was_reviewed_is_not_handed_out_again(house: Services, mia: Actor) -> None:
    corrected(house, mia)
    lessons = Lessons(house.database, house.vault)
    (lesson,) = lessons.waiting(REVIEWER, house.clock())
    at = house.clock.forward(minutes=1)
    assert lessons.settle(lesson.corrections, "ann", at) == 2
    assert lessons.settle(lesson.corrections, "bob", at) == 0
    assert lessons.waiting(REVIEWER, at) == []
    with house.database.read() as connection:
        rows = connection.execute(select(corrections.c.reviewed_by, corrections.c.reviewed_at)).all()
    assert {tuple(row) for row in rows} == {("ann", at)}
