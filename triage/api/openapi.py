"""The API's description of itself: OpenAPI 3.1, https://spec.openapis.org/oas/v3.1.0."""

from __future__ import annotations

from functools import cache
from typing import Any

from intake_store.desk import rules
from intake_store.desk.corrections import CORRECTABLE
from intake_store.desk.queue import DEFAULT_LIMIT, MAX_LIMIT, ORDERS
from intake_store.model import facts, tip
from triage.api.schemas import SCHEMAS, SLOT_VALUE, Schema, ref, text, words

ABOUT = """Tips that citizens gave to the tip line, structured and as they were told.

Create a token with `python app.py token NAME --role ROLE` and send it as `Authorization: Bearer TOKEN`.
Errors are problem JSON (RFC 9457). No address of a citizen is in any answer.
Every reading of a tip and every change is written into the tip's history under the token's name."""

Operation = dict[str, Any]


def _query(name: str, schema: Schema, about: str) -> Schema:
    return {"name": name, "in": "query", "schema": schema, "description": about}


def _path(name: str) -> Schema:
    return {"name": name, "in": "path", "required": True, "schema": text()}


REFERENCE = _path("reference") | {"description": "As given to the citizen; 7k4mq2 is read as 7K4-MQ2."}

SLOT = _path("slot") | {"schema": words(CORRECTABLE)}

LIST_PARAMETERS = [
    _query("status", words(("any", "open", *tip.STATUSES)) | {"default": "any"}, "open: all that are not closed."),
    _query("priority", words(facts.PRIORITIES), "Only this priority."),
    _query("channel", words(tip.CHANNELS), "Only this channel."),
    _query("category", words(facts.CATEGORIES), "Only this category."),
    _query("assignee", text(), "Only the tips of this user; - means nobody's."),
    _query(
        "q",
        text(maxLength=rules.QUERY_LIMIT),
        "Words that the tip must hold, in any order, in messages, facts or reference. Content is sealed, so that a "
        "search opens tips one by one: a page may hold fewer items than the limit, or none, and next_cursor leads on.",
    ),
    _query("order", words(ORDERS) | {"default": "newest"}, "By arrival, or by priority and then the oldest first."),
    _query("limit", {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT}, "Page size."),
    _query("cursor", text(), "The next_cursor of the page before, with the same order."),
]

IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "schema": text(),
    "description": "The ETag of the tip as read: when it has changed since, nothing is done and the answer is 412.",
}


def _json(schema: Schema) -> Schema:
    return {"application/json": {"schema": schema}}


def _answers(good: dict[str, Any], *bad: int) -> dict[str, Any]:
    problem = {"application/problem+json": {"schema": ref("Problem")}}
    return good | {str(status): {"description": "Problem", "content": problem} for status in (401, *bad)}


def _body(schema: str) -> Schema:
    return {"required": True, "content": _json(ref(schema))}


def _one(status: int, about: str, schema: str, headers: Schema | None = None) -> dict[str, Any]:
    answer: Schema = {"description": about, "content": _json(ref(schema))}
    return {str(status): answer | ({"headers": headers} if headers else {})}


ETAG = {"ETag": {"schema": text(), "description": "Names this state of the tip, for If-Match."}}

LIST_TIPS: Operation = {
    "operationId": "listTips",
    "summary": "List tips",
    "parameters": LIST_PARAMETERS,
    "responses": _answers(_one(200, "A page of tips", "TipPage"), 422),
}
READ_TIP: Operation = {
    "operationId": "readTip",
    "summary": "Read a tip",
    "responses": _answers(_one(200, "The tip", "Tip", ETAG), 404),
}
CHANGE_TIP: Operation = {
    "operationId": "changeTip",
    "summary": "Change status, priority, category or assignee",
    "description": "What the citizen says on a closed tip makes it new again, and danger makes it an emergency, "
    "whatever was set. Close with If-Match, so that no message is closed away unread.",
    "parameters": [IF_MATCH],
    "requestBody": _body("Change"),
    "responses": _answers(_one(200, "The tip as it is now", "Tip", ETAG), 400, 404, 412, 413, 415, 422),
}
CORRECT_SLOT: Operation = {
    "operationId": "correctSlot",
    "summary": "Correct what a tip says",
    "description": "Sets a whole slot in the shape in which the tip shows it (its source is ignored); null or [] "
    "empties it. What the bot read is kept with who and when, and no later message of the citizen undoes it.",
    "parameters": [IF_MATCH],
    "requestBody": {"required": True, "content": _json(SLOT_VALUE)},
    "responses": _answers(_one(200, "The tip as it is now", "Tip", ETAG), 400, 404, 412, 413, 415, 422),
}
REPLY: Operation = {
    "operationId": "replyToCitizen",
    "summary": "Write to the citizen",
    "description": "Queues the text for the channel that the citizen wrote from. 409 when they stopped the line.",
    "requestBody": _body("NewMessage"),
    "responses": _answers(_one(201, "The queued message", "Message"), 400, 404, 409, 413, 415, 422),
}
ADD_NOTE: Operation = {
    "operationId": "addNote",
    "summary": "Add an internal note",
    "requestBody": _body("NewNote"),
    "responses": _answers(_one(201, "The note", "Note"), 400, 404, 413, 415, 422),
}
READ_EVIDENCE: Operation = {
    "operationId": "readEvidence",
    "summary": "Read a file",
    "parameters": [_path("evidence_id")],
    "responses": _answers(
        {"200": {"description": "The file", "content": {"*/*": {"schema": {"type": "string", "format": "binary"}}}}},
        404,
    ),
}
READ_OPENAPI: Operation = {
    "operationId": "readOpenapi",
    "summary": "This description",
    "security": [],
    "responses": {"200": {"description": "OpenAPI 3.1", "content": _json({"type": "object"})}},
}

PATHS: dict[str, Any] = {
    "/tips": {"get": LIST_TIPS},
    "/tips/{reference}": {"parameters": [REFERENCE], "get": READ_TIP, "patch": CHANGE_TIP},
    "/tips/{reference}/facts/{slot}": {"parameters": [REFERENCE, SLOT], "put": CORRECT_SLOT},
    "/tips/{reference}/messages": {"parameters": [REFERENCE], "post": REPLY},
    "/tips/{reference}/notes": {"parameters": [REFERENCE], "post": ADD_NOTE},
    "/tips/{reference}/evidence/{evidence_id}": {"parameters": [REFERENCE], "get": READ_EVIDENCE},
    "/openapi.json": {"get": READ_OPENAPI},
}


@cache
def document() -> dict[str, Any]:
    """The whole description as plain JSON data; not to be changed by the caller."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Tipline", "version": "1", "description": ABOUT},
        "servers": [{"url": "/api/v1"}],
        "security": [{"token": []}],
        "paths": PATHS,
        "components": {"schemas": SCHEMAS, "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
    }
