"""A program that uses the API, and holds every answer to the API's own description."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient
from jsonschema import Draft202012Validator, FormatChecker
from werkzeug.test import TestResponse

from triage.api.openapi import document

ROOT = "/api/v1"
JSON_TYPES = ("application/json", "application/problem+json")


@dataclass
class ApiClient:
    """Calls with a token."""

    client: FlaskClient
    token: str

    def call(self, method: str, path: str, *, template: str = "", **more: Any) -> TestResponse:
        """One request; the answer must be one that the description of `template` (default: `path`) promises."""
        headers = {"Authorization": f"Bearer {self.token}"} | more.pop("headers", {})
        answer = self.client.open(ROOT + path, method=method, headers=headers, **more)
        check(method, template or path.partition("?")[0], answer)
        return answer

    def tip(self, reference: str, **more: Any) -> TestResponse:
        return self.call("GET", f"/tips/{reference}", template="/tips/{reference}", **more)

    def change(self, reference: str, body: Any, **more: Any) -> TestResponse:
        return self.call("PATCH", f"/tips/{reference}", template="/tips/{reference}", json=body, **more)

    def correct(self, reference: str, slot: str, value: Any, **more: Any) -> TestResponse:
        path, template = f"/tips/{reference}/facts/{slot}", "/tips/{reference}/facts/{slot}"
        return self.call("PUT", path, template=template, data=json.dumps(value), content_type=JSON_TYPES[0], **more)

    def say(self, reference: str, part: str, body: Any, **more: Any) -> TestResponse:
        given = {"json": body} if "data" not in more else {}
        return self.call("POST", f"/tips/{reference}/{part}", template=f"/tips/{{reference}}/{part}", **given, **more)


def check(method: str, template: str, answer: TestResponse) -> None:
    """Compare an answer with the description: its status, media type and body."""
    operation = document()["paths"][template][method.lower()]
    promised = operation["responses"][str(answer.status_code)]["content"]
    if answer.mimetype in JSON_TYPES:
        validator(promised[answer.mimetype]["schema"]).validate(answer.get_json())
    else:
        assert "*/*" in promised


def validator(schema: dict[str, Any]) -> Draft202012Validator:
    """A strict validator for a schema of the description: objects may hold what is described, and nothing else."""
    closed = _closed({"components": document()["components"], **schema})
    return Draft202012Validator(closed, format_checker=FormatChecker())


def _closed(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    found = {name: _closed(value) for name, value in schema.items()}
    if found.get("type") == "object" and "properties" in found:
        found["additionalProperties"] = False
    return found
