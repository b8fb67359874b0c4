"""The API's views on tips: each parses, calls one verb of the desk and renders JSON."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from intake_store.desk.corrections import Correction
from intake_store.desk.desk import Desk
from intake_store.desk.tip_json import message_json, note_json, summary_json, tip_json
from intake_store.model.tip import Tip
from triage.api import inputs
from triage.api.access import Clock, caller
from triage.files import file_response


def add_views(api: Blueprint, desk: Desk, clock: Clock) -> None:
    """Put the tips' addresses on the blueprint."""

    @api.get("/tips")
    def list_tips() -> Response:
        page = desk.tips(inputs.list_query(request.args), caller(), clock())
        return jsonify(items=[summary_json(item) for item in page.items], next_cursor=page.next_cursor)

    @api.get("/tips/<reference>")
    def read_tip(reference: str) -> Response:
        return tip_response(desk.tip(reference, caller(), clock()))

    @api.patch("/tips/<reference>")
    def change_tip(reference: str) -> Response:
        change = inputs.change(inputs.json_object(request, inputs.CHANGEABLE))
        return tip_response(desk.change(reference, change, caller(), clock(), if_match=_if_match()))

    @api.put("/tips/<reference>/facts/<slot>")
    def correct_slot(reference: str, slot: str) -> Response:
        correction = Correction(slot, inputs.json_value(request))
        return tip_response(desk.correct(reference, correction, caller(), clock(), if_match=_if_match()))

    @api.post("/tips/<reference>/messages")
    def reply(reference: str) -> tuple[Response, int]:
        text = inputs.text(inputs.json_object(request, ("text",)))
        return jsonify(message_json(desk.reply(reference, text, caller(), clock()))), 201

    @api.post("/tips/<reference>/notes")
    def add_note(reference: str) -> tuple[Response, int]:
        text = inputs.text(inputs.json_object(request, ("text",)))
        return jsonify(note_json(desk.note(reference, text, caller(), clock()))), 201

    @api.get("/tips/<reference>/evidence/<evidence_id>")
    def read_evidence(reference: str, evidence_id: str) -> Response:
        return file_response(desk.file(reference, evidence_id, caller(), clock()))


def tip_response(tip: Tip) -> Response:
    """A tip as JSON with the entity tag that If-Match takes."""
    response = jsonify(tip_json(tip))
    response.set_etag(tip.etag)
    return response


def _if_match() -> frozenset[str] | None:
    """The entity tags that the caller accepts; None when any state is fine."""
    tags = request.if_match
    return None if not tags or tags.star_tag else frozenset(tags.as_set())
