"""Only corrections that a supervisor reviewed are read out to learn from."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from intake_store.db.tables import corrections
from intake_store.desk.corrections import Correction
from intake_store.desk.rules import Actor, Change, Conflict, NotFound
from intake_store.learning import Learning
from intake_store.model.facts import Facts, Source, What
from tests.builders.desk import Services

TOLD = Facts(what=What("smashed", Source(5, 12, 0.6, message=0)))


def test_reviewed_corrections_come_with_the_words_they_are_of(house: Services, mia: Actor) -> None:
    reference, learning = (
        house.tip("they smashed a window", TOLD, category="theft"),
        Learning(house.database, house.vault),
    )
    house.desk.correct(reference, Correction("what", {"text": "smashed a window"}), mia, house.clock())
    house.desk.change(reference, Change(category="criminal_damage"), mia, house.clock())
    house.desk.correct(reference, Correction("where", {"text": "here"}), mia, house.clock())
    with house.database.read() as connection:
        first, second, _ = connection.execute(select(corrections.c.id).order_by(corrections.c.id)).scalars()
    assert list(learning.corrections_to_learn("handler:1")) == []
    chief = house.person("chief", "supervisor")
    for each in (first, second, first):
        learning.review(each, chief, house.clock())
    what, category = learning.corrections_to_learn(chief.id)
    assert (what.slot, what.original["text"], what.corrected["text"]) == ("what", "smashed", "smashed a window")
    assert what.text == "they smashed a window"
    assert (category.original, category.corrected, category.text) == ("theft", "criminal_damage", None)
    history = house.desk.tip(reference, chief, house.clock()).history
    assert [entry.detail for entry in history if entry.kind == "correction_reviewed"] == ["what", "category"]


def test_a_handler_reviews_nothing(house: Services, mia: Actor) -> None:
    with pytest.raises(Conflict):
        Learning(house.database, house.vault).review(1, mia, house.clock())
    with pytest.raises(NotFound):
        Learning(house.database, house.vault).review(1, house.person("chief", "admin"), house.clock())
