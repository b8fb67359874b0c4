"""Corrections are handed out to learn from until somebody reviewed them, and the tip remembers that they were."""

from __future__ import annotations

from sqlalchemy import select

from intake_store.db.tables import corrections
from intake_store.desk.corrections import Correction
from intake_store.desk.rules import Change
from intake_store.desk.training_examples import TrainingExamples
from intake_store.model.actor import Actor, Role
from intake_store.model.event_kind import EventKind
from intake_store.model.facts import Facts, Source, What, Where
from tests.builders.desk import Services

TEXT = "someone smashed a window by 14 elm st"
TOLD = Facts(
    what=What("smashed a window", Source(8, 24, message=0)), where=Where("window", source=Source(18, 24, message=0))
)
REVIEWER = Actor("command:ann", "ann", Role.ADMIN)


def corrected(services: Services, mia: Actor) -> str:
    reference = services.tip(TEXT, facts=TOLD, category="theft", language="en")
    services.desk.correct(reference, Correction("where", {"text": "14 elm st"}), mia, services.clock())
    services.desk.change(reference, Change(category="criminal_damage"), mia, services.clock())
    return reference


def test_a_correction_comes_with_the_words_and_the_facts_as_they_are_right(services: Services, mia: Actor) -> None:
    corrected(services, mia)
    services.tip("nothing was corrected here")
    (example,) = TrainingExamples(services.database, services.vault).waiting(REVIEWER, services.clock())
    assert (example.text, example.language, example.category, example.tells) == (TEXT, "en", "criminal_damage", True)
    assert example.facts.where is not None
    assert example.facts.where.text == "14 elm st"
    assert len(example.corrections) == 2


def test_the_tip_remembers_that_its_words_were_handed_out(services: Services, mia: Actor) -> None:
    reference = corrected(services, mia)
    TrainingExamples(services.database, services.vault).waiting(REVIEWER, services.clock())
    history = services.desk.tip(reference, mia, services.clock()).history
    assert (EventKind.TAUGHT, "command:ann") in {(entry.kind, entry.actor) for entry in history}


def test_what_was_reviewed_is_not_handed_out_again(services: Services, mia: Actor) -> None:
    corrected(services, mia)
    examples = TrainingExamples(services.database, services.vault)
    (example,) = examples.waiting(REVIEWER, services.clock())
    at = services.clock.forward(minutes=1)
    assert examples.mark_reviewed(example.corrections, "ann", at) == 2
    assert examples.mark_reviewed(example.corrections, "bob", at) == 0
    assert examples.waiting(REVIEWER, at) == []
    with services.database.read() as connection:
        rows = connection.execute(select(corrections.c.reviewed_by, corrections.c.reviewed_at)).all()
    assert {tuple(row) for row in rows} == {("ann", at)}
