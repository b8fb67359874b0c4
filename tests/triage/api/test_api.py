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
from tests.builders.api_client import ROOT, ApiClient
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
def api(services: Services, app: Flask) -> ApiClient:
    token = services.accounts.tokens.create("dispatch", "supervisor", services.clock())
    return ApiClient(app.test_client(), token)


@pytest.fixture
def reference(services: Services, now: Any) -> str:
    facts = Facts(
        **{name: getattr(FULL, name) for name in FULL.__slots__} | {"when": When("now", now, now, True, "minute")}
    )
    return services.tip(
        "broke in \U0001f600 \x07",
        facts,
        ADDRESS,
        category="burglary",
        said=("Where?",),
        files=("image/png",),
        asking="who",
    )


def test_a_tip_has_the_shape_of_the_contract(api: ApiClient, reference: str) -> None:
    tip = api.tip(reference).get_json()
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


def test_the_list_gives_tips_without_messages_in_pages(api: ApiClient, services: Services, reference: str) -> None:
    newer = services.tip()
    first = api.call("GET", "/tips?limit=1&order=newest&status=any").get_json()
    assert [item["reference"] for item in first["items"]] == [newer]
    assert "messages" not in first["items"][0]
    second = api.call("GET", f"/tips?limit=1&cursor={first['next_cursor']}").get_json()
    assert [item["reference"] for item in second["items"]] == [reference]
    assert second["next_cursor"] is None


def test_a_search_and_filters_narrow_the_list(api: ApiClient, services: Services, reference: str) -> None:
    services.tip("quite another thing")
    for query in ("q=crowbar", "category=burglary", "q=lk19abc&status=open&channel=sms&priority=normal&assignee=-"):
        items = api.call("GET", f"/tips?{query}").get_json()["items"]
        assert [item["reference"] for item in items] == [reference], query


def test_a_patch_changes_only_what_it_names(api: ApiClient, services: Services, reference: str) -> None:
    services.person("mia")
    tip = api.change(reference, {"status": "in_review", "assignee": "mia"}).get_json()
    assert (tip["status"], tip["priority"], tip["assignee"], tip["asking"]) == ("in_review", "normal", "mia", None)
    assert api.change(reference, {"assignee": None}).get_json()["assignee"] is None


def test_if_match_keeps_two_programs_from_undoing_one_another(
    api: ApiClient, services: Services, reference: str
) -> None:
    etag = api.tip(reference).headers["ETag"]
    services.clock.forward(seconds=1)
    assert api.change(reference, {"priority": "high"}, headers={"If-Match": etag}).status_code == 200
    assert api.change(reference, {"priority": "low"}, headers={"If-Match": etag}).status_code == 412
    assert api.change(reference, {"priority": "low"}, headers={"If-Match": "*"}).status_code == 200


def test_replies_and_notes_are_added(api: ApiClient, reference: str) -> None:
    assert api.say(reference, "messages", {"text": "on our way"}).status_code == 201
    assert api.say(reference, "notes", {"text": "known"}).status_code == 201
    tip = api.tip(reference).get_json()
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
def test_wrong_fields_of_a_patch_are_named(api: ApiClient, reference: str, body: Any, fields: list[str]) -> None:
    answer = api.change(reference, body)
    assert answer.status_code == 422
    assert sorted(error["field"] for error in answer.get_json()["errors"]) == fields


@pytest.mark.parametrize("part", ["messages", "notes"])
@pytest.mark.parametrize("body", [{}, {"text": ""}, {"text": 5}, {"text": "x" * 10_001}, {"words": "x"}])
def test_wrong_texts_are_named(api: ApiClient, reference: str, part: str, body: Any) -> None:
    answer = api.say(reference, part, body)
    assert answer.status_code == 422
    assert answer.get_json()["errors"]


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=9999", "limit=x", "limit=²", "order=up", "cursor=!", "status=x", "colour=red", "assignee=%00"],
)
def test_wrong_parameters_are_named(api: ApiClient, query: str) -> None:
    answer = api.call("GET", f"/tips?{query}")
    assert answer.status_code == 422
    assert [error["field"] for error in answer.get_json()["errors"]] == [query.partition("=")[0]]


def test_a_body_must_be_a_small_json_object(api: ApiClient, reference: str) -> None:
    for data, kind, status in (
        ("{", "application/json", 400),
        ("[]", "application/json", 400),
        ("text=x", "application/x-www-form-urlencoded", 415),
        (json.dumps({"text": "x" * 70_000}), "application/json", 413),
        (b"\xff\xfe", "application/json", 400),
        ("[" * 30_000, "application/json", 400),
    ):
        answer = api.say(reference, "notes", None, data=data, content_type=kind)
        assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")


def test_a_citizen_who_stopped_the_line_cannot_be_written_to(
    api: ApiClient, services: Services, reference: str
) -> None:
    services.say(ADDRESS, "stop", reference=reference, stop=True)
    assert api.say(reference, "messages", {"text": "hello?"}).status_code == 409


def test_a_file_is_served_so_that_it_can_do_nothing(api: ApiClient, services: Services, reference: str) -> None:
    body = b"<svg onload=alert(1)>"
    for kind, shown in (
        ("image/png", "image/png"),
        ("image/svg+xml", "application/octet-stream"),
        ("text/html", "application/octet-stream"),
    ):
        with services.database.write() as connection:
            ident = connection.execute(select(evidence.c.id)).scalar_one()
            connection.execute(update(evidence).values(state="kept", content_type=kind))
        services.evidence.files[ident] = body
        answer = api.call(
            "GET", f"/tips/{reference}/evidence/{ident}", template="/tips/{reference}/evidence/{evidence_id}"
        )
        assert answer.data == body
        assert answer.mimetype == shown
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert ("attachment" in answer.headers["Content-Disposition"]) == (shown != kind)


def test_a_player_gets_the_part_of_a_film_that_it_asks_for(api: ApiClient, services: Services) -> None:
    reference = services.tip(files=("video/mp4",))
    with services.database.write() as connection:
        ident = connection.execute(select(evidence.c.id)).scalar_one()
        connection.execute(update(evidence).values(state="kept"))
    services.evidence.files[ident] = bytes(range(100))
    path = f"{ROOT}/tips/{reference}/evidence/{ident}"
    answer = api.client.get(path, headers={"Authorization": f"Bearer {api.token}", "Range": "bytes=10-19"})
    assert (answer.status_code, answer.data) == (206, bytes(range(10, 20)))


def test_delivery_is_told(api: ApiClient, services: Services, reference: str) -> None:
    from datetime import timedelta

    from intake_store.delivery.outbox import Outbox

    outbox = Outbox(services.database, services.vault)
    (waiting,) = outbox.claim(5, timedelta(seconds=60))
    outbox.sent(waiting.id, "SM1", services.clock())
    outbox.receipt(Receipt("SM1", "failed", "30003"), services.clock())
    message = api.tip(reference).get_json()["messages"][-1]
    assert (message["delivery"], "30003" in message["error"]) == ("failed", True)


@pytest.mark.parametrize("token", ["", "Bearer", "Bearer nonsense", "Basic YTpi", "Bearer tipline_" + "x" * 43])
def test_nothing_is_told_without_a_good_token(app: Flask, services: Services, token: str) -> None:
    reference = services.tip()
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


def test_a_role_that_may_not_work_on_tips_is_turned_away(services: Services) -> None:
    app = Flask("desk")
    app.register_blueprint(blueprint(services.desk, Barred(), services.clock))
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
    app: Flask, api: ApiClient, services: Services, reference: str
) -> None:
    with services.database.write() as connection:
        connection.execute(update(evidence).values(state="kept"))
        ident = connection.execute(select(evidence.c.id)).scalar_one()
    answer = api.client.get(
        f"{ROOT}/tips/{reference}/evidence/{ident}", headers={"Authorization": f"Bearer {api.token}"}
    )
    assert (answer.status_code, answer.mimetype) == (500, "application/problem+json")
    assert ident not in answer.get_data(as_text=True)


def test_an_unknown_tip_is_a_problem(api: ApiClient) -> None:
    assert api.tip("AAA-AAA").status_code == 404


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


def test_a_slot_is_corrected_in_the_shape_in_which_it_is_shown(api: ApiClient, reference: str) -> None:
    before = api.tip(reference)
    vehicles = before.get_json()["vehicles"]
    vehicles[0] |= {"make": "hyundai", "plate": "lk19 abd"}
    tag = {"If-Match": before.headers["ETag"]}
    after = api.correct(reference, "vehicles", vehicles, headers=tag)
    assert (after.status_code, after.headers["ETag"] != before.headers["ETag"]) == (200, True)
    tip = api.tip(reference).get_json()
    assert tip["vehicles"] == [
        vehicles[0] | {"plate": "LK19ABD", "source": tip["vehicles"][0]["source"]},
    ]
    assert tip["vehicles"][0]["source"]["found_by"] == "handler"
    assert [(done["slot"], done["by"]) for done in tip["corrections"]] == [("vehicles", "dispatch")]
    assert api.correct(reference, "vehicles", [], headers=tag).status_code == 412
    for slot in ("what", "where", "when", "people", "weapons"):
        assert api.correct(reference, slot, tip[slot]).get_json()["corrections"] == tip["corrections"]
    assert api.correct(reference, "when", None).get_json()["when"] is None


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
    api: ApiClient, reference: str, slot: str, more: dict[str, Any], status: int
) -> None:
    path, template = f"/tips/{reference}/facts/{slot}", "/tips/{reference}/facts/{slot}"
    assert api.call("PUT", path, template=template, **more).status_code == status


@pytest.mark.parametrize("slot", BY_FIELD.values(), ids=lambda slot: slot.name)
def test_every_slot_with_facts_is_shown_described_and_corrected_under_its_field(
    api: ApiClient, reference: str, slot: Slot
) -> None:
    needed = {
        name: (mark.rule.choices or ("the words",))[0] for name, mark in slot.attributes.items() if mark.rule.needed
    }
    value = [needed] if slot.many else needed
    shown = api.correct(reference, slot.field, value).get_json()[slot.field]
    item = shown[0] if slot.many else shown
    assert needed.items() <= item.items()
    assert set(item) == {*slot.attributes, "source"}
    assert slot.item is not None
    assert set(document()["components"]["schemas"][slot.item.__name__]["required"]) == set(item)


def test_no_address_is_in_any_answer(api: ApiClient, services: Services, reference: str) -> None:
    api.say(reference, "messages", {"text": "hello"})
    answers = [api.tip(reference), api.call("GET", "/tips"), api.change(reference, {"status": "closed"})]
    assert all(ADDRESS[1:] not in answer.get_data(as_text=True) for answer in answers)
