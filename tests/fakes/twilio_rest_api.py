"""What Twilio's REST API accepts as a new message, and a server that accepts nothing else.

The schema below says in our own words what Twilio documents for the fields we send
(https://www.twilio.com/docs/messaging/api/message-resource). The same requests can be held against the whole of
Twilio's public OpenAPI description (github.com/twilio/twilio-oai, spec/json/twilio_api_v2010.json, MIT licence),
which is too large to keep here:

    python -m tests.fakes.twilio_rest_api PATH/TO/twilio_api_v2010.json
"""

from __future__ import annotations

import base64
import json
import re
import secrets
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from openapi_schema_validator import OAS30Validator

from channels.base import OutboundMessage
from tests.builders.channels import ACCOUNT_SID, AUTH_TOKEN, PHONE, twilio
from tests.fakes.http_server import Answer, Received, serving

PATH = f"/2010-04-01/Accounts/{ACCOUNT_SID}/Messages.json"
MESSAGE: dict[str, Any] = {
    "type": "object",
    "required": ["To", "Body"],
    "oneOf": [{"required": ["From"]}, {"required": ["MessagingServiceSid"]}],
    "additionalProperties": False,
    "properties": {
        "To": {"type": "string", "pattern": r"^(whatsapp:)?\+[1-9]\d{6,14}$"},
        "From": {"type": "string", "pattern": r"^((whatsapp:)?\+[1-9]\d{6,14}|\d{3,8})$"},
        "MessagingServiceSid": {"type": "string", "pattern": r"^MG[0-9a-fA-F]{32}$"},
        "Body": {"type": "string", "minLength": 1, "maxLength": 1600},
        "StatusCallback": {"type": "string", "format": "uri", "pattern": r"^https?://[^_]+$"},
    },
}
CREDENTIALS = "Basic " + base64.b64encode(f"{ACCOUNT_SID}:{AUTH_TOKEN}".encode()).decode()


class MessagesApi:
    """Answers as POST Messages.json does: 201 for a request of that shape, else 400 or 401."""

    def __init__(self, schema: dict[str, Any] = MESSAGE) -> None:
        self.sent: list[dict[str, str]] = []
        self._validator = OAS30Validator(schema, format_checker=OAS30Validator.FORMAT_CHECKER)

    def __call__(self, request: Received) -> Answer:
        if request.headers["Authorization"] != CREDENTIALS:
            return Answer(401, {"code": 20003, "message": "Authenticate", "status": 401})
        mistakes = [error.message for error in self._validator.iter_errors(request.fields)]
        if (request.method, request.path) != ("POST", PATH):
            mistakes.append("not POST Messages.json")
        if request.headers["Content-Type"] != "application/x-www-form-urlencoded":
            mistakes.append("not a form")
        if mistakes:
            return Answer(400, {"code": 21000, "message": "; ".join(mistakes), "status": 400})
        self.sent.append(request.fields)
        return Answer(201, created(request.fields))


def created(fields: dict[str, str]) -> dict[str, Any]:
    """Twilio's answer to a message that it took."""
    sid = "SM" + secrets.token_hex(16)
    return {
        "account_sid": ACCOUNT_SID, "api_version": "2010-04-01", "body": fields["Body"], "sid": sid,
        "date_created": "Wed, 17 Jun 2026 14:30:00 +0000", "date_sent": None,
        "date_updated": "Wed, 17 Jun 2026 14:30:00 +0000", "direction": "outbound-api", "error_code": None,
        "error_message": None, "from": fields.get("From"), "num_media": "0", "num_segments": "1", "price": None,
        "price_unit": "USD", "messaging_service_sid": fields.get("MessagingServiceSid"), "status": "queued",
        "subresource_uris": {"media": f"/2010-04-01/Accounts/{ACCOUNT_SID}/Messages/{sid}/Media.json"},
        "to": fields["To"], "uri": f"/2010-04-01/Accounts/{ACCOUNT_SID}/Messages/{sid}.json",
    }  # fmt: skip


def examples() -> Iterator[OutboundMessage]:
    """Messages of every kind that we send."""
    line, service = "+447700900100", "MG" + "0" * 32
    yield OutboundMessage("sms", PHONE, "In danger? Call 999.", "1", line=line)
    yield OutboundMessage("sms", PHONE, "No line", "2")
    yield OutboundMessage("sms", PHONE, "Short code", "3", line="60777")
    yield OutboundMessage("sms", PHONE, "Service", "4", line=service)
    yield OutboundMessage("whatsapp", PHONE, "WhatsApp", "5", line=line)
    yield OutboundMessage("sms", PHONE, "اتصل بـ 999 🚓 & <b>+%\n\x00", "6", line=line)
    yield OutboundMessage("sms", PHONE, "x" * 1600, "7", line=line)


def schema_of(description: dict[str, Any]) -> dict[str, Any]:
    """The form's schema in the public description, with its references resolved."""
    path = description["paths"]["/2010-04-01/Accounts/{AccountSid}/Messages.json"]["post"]
    schema = path["requestBody"]["content"]["application/x-www-form-urlencoded"]["schema"]
    text = json.dumps(schema | {"additionalProperties": False})
    while found := re.search(r'\{"\$ref": "#/components/schemas/([^"]+)"\}', text):
        text = text.replace(found.group(0), json.dumps(description["components"]["schemas"][found.group(1)]))
    return dict(json.loads(text))


def main() -> None:
    """Send every example to a server that holds them against the public description."""
    api = MessagesApi(schema_of(json.loads(Path(sys.argv[1]).read_text())))
    with serving(api) as server:
        channel = twilio(server.url)
        for message in examples():
            channel.send(message)
        channel.close()
    print(f"{len(api.sent)} requests are valid")


if __name__ == "__main__":
    main()
