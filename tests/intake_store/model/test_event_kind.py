"""Kinds of events: each is written by somebody, fits its column and says what happened."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from intake_store.db.tables import events
from intake_store.desk.rules import Change
from intake_store.model.actor import Permission, Role
from intake_store.model.event_kind import EventKind

ROOT = Path(__file__).resolve().parents[3]
KINDS = ROOT / "intake_store/model/event_kind.py"
#: Columns whose changes are written as the event of their name: those that handlers set, and the bot's flag.
BY_COLUMN = {EventKind[name.upper()] for name in (*(field.name for field in fields(Change)), "flag")}


def named(path: Path) -> Iterator[str]:
    """The members of `EventKind` that a file names."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "EventKind":
            yield node.attr


def test_no_kind_of_event_is_unused() -> None:
    paths = [path for room in ("bot", "intake_store") for path in (ROOT / room).rglob("*.py") if path != KINDS]
    used = {EventKind[name] for path in paths for name in named(path)}
    assert used | BY_COLUMN | {EventKind.NEWER} == set(EventKind)


def test_a_kind_that_a_newer_version_stored_does_not_close_the_tip() -> None:
    assert EventKind("from tomorrow") is EventKind.NEWER


@pytest.mark.parametrize("kind", EventKind)
def test_a_kind_fits_its_column_and_says_what_happened(kind: EventKind) -> None:
    assert len(kind.value) <= events.c.kind.type.length
    assert kind.label
    assert kind.label.count("{}") <= 1
    assert kind.told("x") == kind.label.replace("{}", "x")
    assert kind.told("").strip() == kind.told("")


def test_what_a_handler_looked_at_is_for_those_who_may_see_it() -> None:
    readings = {EventKind.READ, EventKind.LISTED, EventKind.EVIDENCE_READ}
    assert {kind for kind in EventKind if kind.is_reading} == readings
    assert {kind for kind in EventKind if kind.seen_with not in Role.HANDLER.permissions} == readings
    assert {kind.seen_with for kind in EventKind} == {Permission.WORK_ON_TIPS, Permission.SEE_READINGS}


def test_a_detail_is_put_into_its_place_as_it_is() -> None:
    assert EventKind.TOLD.told("where") == "took up where"
    assert EventKind.OPTED_OUT.told("") == "stopped the line"
    assert EventKind.DELIVERY_FAILED.told("{0} {x}") == "could not deliver: {0} {x}"
