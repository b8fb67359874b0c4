"""The API: what it gives, what it takes, what it refuses, always as it describes itself."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask
from openapi_spec_validator import validate
from sqlalchemy import select, update

from channels.base import Receipt
from intake_store.db.tables import evidence
from intake_store.model.actor import Permission
from intake_store.model.facts import Facts, Person, Source, Vehicle, Weapon, What, When, Where
from intake_store.model.slots import BY_FIELD, Slot
from tests.builders.api_client import ROOT, Program
from tests.builders.desk import ADDRESS, Services
from triage.api import blueprint
from triage.api.openapi import document

FULL = Facts(
    what=What("broke in", Source(0, 8, 0.7, message=0)),
    where=Where("14 Elm St", 51.5, -0.05),
    when=None,
    people=(Person("two lads", 2),),
    vehicles=(Vehicle("a blue honda", "honda", None, "blue", "LK19ABC"),),
    weapons=(Weapon("a crowbar", "blunt_object"),),
    answers={"source": "saw it", "evidence": "none"},
)


@pytest.fixture
def program(house: Services, app: Flask) -> Program:
    token = house.accounts.tokens.create("dispatch", "supervisor", house.clock())
    return Program(app.test_client(), token)


@pytest.fixture
def reference(house: Services, now: Any) -> str:
    facts = Facts(
        **{name: getattr(FULL, name) for name in FULL.__slots__} | {"when": When("now", now, now, True, "minute")}
    )
    return house.tip(
        "broke in \U0001f600 \x07",
        facts,
        ADDRESS,
        category="burglary",
        said=("Where?",),
        files=("image/png",),
        asking="who",
    )


def test_a_tip_has_the_shape_of_the_contract(program: Program, reference: str) -> None:
    tip = program.tip(reference).get_json()
    expected = {
        "reference", "status", "priority", "channel", "language", "category", "complete", "received_at", "updated_at",
        "asking", "what", "where", "when", "people", "vehicles", "weapons", "injuries", "evidence", "answers",
        "messages",
    }  # fmt: skip
    assert expected <= set(tip)
    assert tip["received_at"].endswith("Z")
    assert tip["asking"] == "who"
    assert (tip["vehicles"][0]["plate"], tip["weapons"][0]["kind"]) == ("LK19ABC", "blunt_object")
    assert [message["text"] for message in tip["messages"]] == ["broke in \U0001f600 \x07", "Where?"]
    assert tip["messages"][0]["direction"] == "in"


def test_the_list_gives_tips_without_messages_in_pages(program: Program, house: Services, reference: str) -> None:
    newer = house.tip()
    first = program.call("GET", "/tips?limit=1&order=newest&status=any").get_json()
    assert [item["reference"] for item in first["items"]] == [newer]
    assert "messages" not in first["items"][0]
    second = program.call("GET", f"/tips?limit=1&cursor={first['next_cursor']}").get_json()
    assert [item["reference"] for item in second["items"]] == [reference]
    assert second["next_cursor"] is None


def test_a_search_and_filters_narrow_the_list(program: Program, house: Services, reference: str) -> None:
    house.tip("quite another thing")
    for query in ("q=crowbar", "category=burglary", "q=lk19abc&status=open&channel=sms&priority=normal&assignee=-"):
        items = program.call("GET", f"/tips?{query}").get_json()["items"]
        assert [item["reference"] for item in items] == [reference], query


def test_a_patch_changes_only_what_it_names(program: Program, house: Services, reference: str) -> None:
    house.person("mia")
    tip = program.change(reference, {"status": "in_review", "assignee": "mia"}).get_json()
    assert (tip["status"], tip["priority"], tip["assignee"], tip["asking"]) == ("in_review", "normal", "mia", None)
    assert program.change(reference, {"assignee": None}).get_json()["assignee"] is None


def test_if_match_keeps_two_programs_from_undoing_one_another(
    program: Program, house: Services, reference: str
) -> None:
    etag = program.tip(reference).headers["ETag"]
    house.clock.forward(seconds=1)
    assert program.change(reference, {"priority": "high"}, headers={"If-Match": etag}).status_code == 200
    assert program.change(reference, {"priority": "low"}, headers={"If-Match": etag}).status_code == 412
    assert program.change(reference, {"priority": "low"}, headers={"If-Match": "*"}).status_code == 200


def test_replies_and_notes_are_added(program: Program, reference: str) -> None:
    assert program.say(reference, "messages", {"text": "on our way"}).status_code == 201
    assert program.say(reference, "notes", {"text": "known"}).status_code == 201
    tip = program.tip(reference).get_json()
    assert tip["messages"][-1]["text"] == "on our way"
    assert tip["notes"][0]["by"] == "dispatch"


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({"status": "gone", "priority": "urgent"}, ["priority", "status"]),
        ({"status": None}, ["status"]),
        ({"status": 3}, ["status"]),
        ({"assignee": "a stranger"}, ["assignee"]),
        ({"assignee": ["mia"]}, ["assignee"]),
        ({"colour": "red"}, ["colour"]),
        ({}, ["assignee", "category", "priority", "status"]),
    ],
)
def test_wrong_fields_of_a_patch_are_named(program: Program, reference: str, body: Any, fields: list[str]) -> None:
    answer = program.change(reference, body)
    assert answer.status_code == 422
    assert sorted(error["field"] for error in answer.get_json()["errors"]) == fields


@pytest.mark.parametrize("part", ["messages", "notes"])
@pytest.mark.parametrize("body", [{}, {"text": ""}, {"text": 5}, {"text": "x" * 10_001}, {"words": "x"}])
def test_wrong_texts_are_named(program: Program, reference: str, part: str, body: Any) -> None:
    answer = program.say(reference, part, body)
    assert answer.status_code == 422
    assert answer.get_json()["errors"]


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=9999", "limit=x", "limit=²", "order=up", "cursor=!", "status=x", "colour=red", "assignee=%00"],
)
def test_wrong_parameters_are_named(program: Program, query: str) -> None:
    answer = program.call("GET", f"/tips?{query}")
    assert answer.status_code == 422
    assert [error["field"] for error in answer.get_json()["errors"]] == [query.partition("=")[0]]


def test_a_body_must_be_a_small_json_object(program: Program, reference: str) -> None:
    for data, kind, status in (
        ("{", "application/json", 400),
        ("[]", "application/json", 400),
        ("text=x", "application/x-www-form-urlencoded", 415),
        (json.dumps({"text": "x" * 70_000}), "application/json", 413),
        (b"\xff\xfe", "application/json", 400),
        ("[" * 30_000, "application/json", 400),
    ):
        answer = program.say(reference, "notes", None, data=data, content_type=kind)
        assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")


def test_a_citizen_who_stopped_the_line_cannot_be_written_to(program: Program, house: Services, reference: str) -> None:
    house.say(ADDRESS, "stop", reference=reference, stop=True)
    assert program.say(reference, "messages", {"text": "hello?"}).status_code == 409


def test_a_file_is_served_so_that_it_can_do_nothing(program: Program, house: Services, reference: str) -> None:
    body = b"<svg onload=alert(1)>"
    for kind, shown in (
        ("image/png", "image/png"),
        ("image/svg+xml", "application/octet-stream"),
        ("text/html", "application/octet-stream"),
    ):
        with house.database.write() as connection:
            ident = connection.execute(select(evidence.c.id)).scalar_one()
            connection.execute(update(evidence).values(state="kept", content_type=kind))
        house.shelf.files[ident] = body
        answer = program.call(
            "GET", f"/tips/{reference}/evidence/{ident}", template="/tips/{reference}/evidence/{evidence_id}"
        )
        assert answer.data == body
        assert answer.mimetype == shown
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert ("attachment" in answer.headers["Content-Disposition"]) == (shown != kind)


def test_a_player_gets_the_part_of_a_film_that_it_asks_for(program: Program, house: Services) -> None:
    reference = house.tip(files=("video/mp4",))
    with house.database.write() as connection:
        ident = connection.execute(select(evidence.c.id)).scalar_one()
        connection.execute(update(evidence).values(state="kept"))
    house.shelf.files[ident] = bytes(range(100))
    path = f"{ROOT}/tips/{reference}/evidence/{ident}"
    answer = program.client.get(path, headers={"Authorization": f"Bearer {program.token}", "Range": "bytes=10-19"})
    assert (answer.status_code, answer.data) == (206, bytes(range(10, 20)))


def test_delivery_is_told(program: Program, house: Services, reference: str) -> None:
    from datetime import timedelta

    from intake_store.delivery.outbox import Outbox

    outbox = Outbox(house.database, house.vault)
    (waiting,) = outbox.claim(5, timedelta(seconds=60))
    outbox.sent(waiting.id, "SM1", house.clock())
    outbox.receipt(Receipt("SM1", "failed", "30003"), house.clock())
    message = program.tip(reference).get_json()["messages"][-1]
    assert (message["delivery"], "30003" in message["error"]) == ("failed", True)


@pytest.mark.parametrize("token", ["", "Bearer", "Bearer nonsense", "Basic YTpi", "Bearer tipline_" + "x" * 43])
def test_nothing_is_told_without_a_good_token(app: Flask, house: Services, token: str) -> None:
    reference = house.tip()
    for path in ("/tips", f"/tips/{reference}", f"/tips/{reference}/evidence/x"):
        answer = app.test_client().get(ROOT + path, headers={"Authorization": token} if token else {})
        assert (answer.status_code, answer.mimetype) == (401, "application/problem+json")
        assert "Bearer" in answer.headers["WWW-Authenticate"]


class Barred:
    """Knows every token, as that of somebody whose role may nothing."""

    def token_holder(self, token: str, now: object) -> Barred:
        return self

    def may(self, permission: Permission) -> bool:
        return False


def test_a_role_that_may_not_work_on_tips_is_turned_away(house: Services) -> None:
    app = Flask("desk")
    app.register_blueprint(blueprint(house.desk, Barred(), house.clock))
    answer = app.test_client().get(f"{ROOT}/tips", headers={"Authorization": "Bearer tipline_x"})
    assert (answer.status_code, answer.mimetype) == (403, "application/problem+json")


def test_every_view_but_the_description_needs_a_token(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("api.") and rule.endpoint != "api.openapi":
            path = rule.rule.replace("<reference>", "7K4-MQ2").replace("<evidence_id>", "x").replace("<slot>", "what")
            for method in (rule.methods or set()) - {"OPTIONS", "HEAD"}:
                assert app.test_client().open(path, method=method).status_code == 401, (method, path)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/v1/nothing", 404),
        ("GET", "/api/", 404),
        ("DELETE", "/api/v1/tips", 405),
        ("PUT", "/api/v1/openapi.json", 405),
    ],
)
def test_errors_of_the_router_are_problems_too(app: Flask, method: str, path: str, status: int) -> None:
    answer = app.test_client().open(path, method=method)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert answer.get_json()["status"] == status
    assert ("Allow" in answer.headers) == (status == 405)


def test_a_failure_is_a_problem_that_tells_nothing(
    app: Flask, program: Program, house: Services, reference: str
) -> None:
    with house.database.write() as connection:
        connection.execute(update(evidence).values(state="kept"))
        ident = connection.execute(select(evidence.c.id)).scalar_one()
    answer = program.client.get(
        f"{ROOT}/tips/{reference}/evidence/{ident}", headers={"Authorization": f"Bearer {program.token}"}
    )
    assert (answer.status_code, answer.mimetype) == (500, "application/problem+json")
    assert ident not in answer.get_data(as_text=True)


def test_an_unknown_tip_is_a_problem(program: Program) -> None:
    assert program.tip("AAA-AAA").status_code == 404


def test_the_description_is_valid_and_served_to_anyone(app: Flask) -> None:
    served = app.test_client().get(f"{ROOT}/openapi.json")
    assert served.get_json() == json.loads(json.dumps(document()))
    validate(served.get_json())


def test_the_description_and_the_url_map_name_the_same_operations(app: Flask) -> None:
    described = {
        (method.upper(), ROOT + path)
        for path, operations in document()["paths"].items()
        for method in operations
        if method != "parameters"
    }
    served = {
        (method, rule.rule.replace("<", "{").replace(">", "}"))
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("api.")
        for method in (rule.methods or set()) - {"OPTIONS", "HEAD"}
    }
    assert described == served


def test_a_slot_is_corrected_in_the_shape_in_which_it_is_shown(program: Program, reference: str) -> None:
    before = program.tip(reference)
    vehicles = before.get_json()["vehicles"]
    vehicles[0] |= {"make": "hyundai", "plate": "lk19 abd"}
    tag = {"If-Match": before.headers["ETag"]}
    after = program.correct(reference, "vehicles", vehicles, headers=tag)
    assert (after.status_code, after.headers["ETag"] != before.headers["ETag"]) == (200, True)
    tip = program.tip(reference).get_json()
    assert tip["vehicles"] == [
        vehicles[0] | {"plate": "LK19ABD", "source": tip["vehicles"][0]["source"]},
    ]
    assert tip["vehicles"][0]["source"]["found_by"] == "handler"
    assert [(done["slot"], done["by"]) for done in tip["corrections"]] == [("vehicles", "dispatch")]
    assert program.correct(reference, "vehicles", [], headers=tag).status_code == 412
    for slot in ("what", "where", "when", "people", "weapons"):
        assert program.correct(reference, slot, tip[slot]).get_json()["corrections"] == tip["corrections"]
    assert program.correct(reference, "when", None).get_json()["when"] is None


@pytest.mark.parametrize(
    ("slot", "more", "status"),
    [
        ("colour", {"json": "red"}, 422),
        ("people", {"json": [{"text": "a man", "role": "boss"}]}, 422),
        ("what", {"data": "{", "content_type": "application/json"}, 400),
        ("what", {"data": "text=x"}, 415),
    ],
)
def test_a_wrong_correction_is_a_problem(
    program: Program, reference: str, slot: str, more: dict[str, Any], status: int
) -> None:
    path, template = f"/tips/{reference}/facts/{slot}", "/tips/{reference}/facts/{slot}"
    assert program.call("PUT", path, template=template, **more).status_code == status


@pytest.mark.parametrize("slot", BY_FIELD.values(), ids=lambda slot: slot.name)
def test_every_slot_with_facts_is_shown_described_and_corrected_under_its_field(
    program: Program, reference: str, slot: Slot
) -> None:
    needed = {
        name: (mark.rule.choices or ("the words",))[0] for name, mark in slot.attributes.items() if mark.rule.needed
    }
    value = [needed] if slot.many else needed
    shown = program.correct(reference, slot.field, value).get_json()[slot.field]
    item = shown[0] if slot.many else shown
    assert needed.items() <= item.items()
    assert set(item) == {*slot.attributes, "source"}
    assert slot.item is not None
    assert set(document()["components"]["schemas"][slot.item.__name__]["required"]) == set(item)


def test_no_address_is_in_any_answer(program: Program, house: Services, reference: str) -> None:
    program.say(reference, "messages", {"text": "hello"})
    answers = [program.tip(reference), program.call("GET", "/tips"), program.change(reference, {"status": "closed"})]
    assert all(ADDRESS[1:] not in answer.get_data(as_text=True) for answer in answers)
