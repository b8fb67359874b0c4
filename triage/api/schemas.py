"""The JSON Schemas of the API's documents; their lists of words come from the same constants that the code checks."""

from __future__ import annotations

from typing import Any

from intake_store.desk import corrections, rules
from intake_store.model import facts, slots, tip

Schema = dict[str, Any]


def text(about: str = "", **more: Any) -> Schema:
    return {"type": "string"} | ({"description": about} if about else {}) | more


def words(choices: tuple[str, ...], about: str = "") -> Schema:
    return text(about, enum=list(choices))


def maybe(schema: Schema) -> Schema:
    """`schema` or null."""
    return {"anyOf": [schema, {"type": "null"}]}


def many(schema: Schema) -> Schema:
    return {"type": "array", "items": schema}


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def record(properties: Schema, about: str = "", optional: tuple[str, ...] = (), closed: bool = False) -> Schema:
    """An object all of whose properties are required but the optional ones; a closed one takes no others."""
    required = [name for name in properties if name not in optional]
    schema: Schema = {"type": "object", "properties": properties, "required": required}
    if not required:
        del schema["required"]
    return schema | ({"description": about} if about else {}) | ({"additionalProperties": False} if closed else {})


NUMBER, WHOLE, YES_NO = {"type": "number"}, {"type": "integer"}, {"type": "boolean"}
TIME = text("RFC 3339", format="date-time")
SOURCE = maybe(ref("Source"))
DELIVERY = words(tip.DELIVERY_STATES, "What became of a message of ours; null for the citizen's own.")

FACTS: Schema = {
    "Source": record(
        {"start": WHOLE, "end": WHOLE, "confidence": NUMBER, "found_by": text(), "message": maybe(WHOLE)},
        "The words a field came from: characters from start to end of the citizen's message of that number, from 0.",
    ),
    "What": record({"text": text(), "source": SOURCE}),
    "Where": record(
        {
            "text": text(),
            "latitude": maybe(NUMBER),
            "longitude": maybe(NUMBER),
            "needs_address": YES_NO,
            "source": SOURCE,
        }
    ),
    "When": record(
        {
            "text": text("As said."),
            "start": maybe(TIME),
            "end": maybe(TIME),
            "ongoing": YES_NO,
            "precision": text("minute, hour, part_of_day, day, week, month, year, or empty when not resolved."),
            "source": SOURCE,
        }
    ),
    "Person": record(
        {
            "text": text(),
            "count": maybe(WHOLE),
            "role": words(facts.PERSON_ROLES),
            "name": maybe(text()),
            "source": SOURCE,
        }
    ),
    "Vehicle": record(
        {
            "text": text(),
            "make": maybe(text("In lower case.")),
            "model": maybe(text("In lower case.")),
            "colour": maybe(words(facts.COLOURS)),
            "plate": maybe(text("In upper case without spaces.")),
            "plate_partial": YES_NO,
            "source": SOURCE,
        }
    ),
    "Weapon": record({"text": text(), "kind": words(facts.WEAPON_KINDS), "source": SOURCE}),
}

PARTS: Schema = {
    "Evidence": record(
        {
            "id": text("Names the file at /tips/{reference}/evidence/{id}."),
            "state": words(("pending", "kept", "refused", "failed"), "The file can be read when it is kept."),
            "content_type": text(),
            "bytes": maybe(WHOLE),
            "sha256": maybe(text("Of the file as received, in hex.")),
        }
    ),
    "Message": record(
        {
            "at": TIME,
            "direction": words(("in", "out")),
            "author": words(("citizen", "bot", "handler")),
            "text": text("As received or sent, unchanged."),
            "delivery": maybe(DELIVERY),
            "error": text("Why it failed, empty when it did not."),
            "by": maybe(text("The name of the handler who wrote it.")),
            "place": maybe(record({"latitude": NUMBER, "longitude": NUMBER}, "A location that the citizen shared.")),
        }
    ),
    "Corrected": record(
        {"slot": words((*corrections.CORRECTABLE, "category")), "by": text(), "at": TIME},
        "A handler set this slot; the tip shows the corrected value.",
    ),
    "Note": record({"at": TIME, "by": text(), "text": text()}, "An internal note; the citizen never sees it."),
}

SUMMARY: Schema = {
    "reference": text(),
    "status": words(tip.STATUSES),
    "priority": words(facts.PRIORITIES),
    "channel": words(tip.CHANNELS, "terminal: the local test chat of 'python app.py chat'."),
    "language": text("ISO 639-1"),
    "category": maybe(words(facts.CATEGORIES)),
    "complete": YES_NO,
    "assignee": maybe(text("A user's name.")),
    "flag": maybe(text("Why a person should look at it.")),
    "received_at": TIME,
    "updated_at": TIME,
    "asking": maybe(words(slots.NAMES, "The slot of the open question.")),
    "what": maybe(ref("What")),
    "where": maybe(ref("Where")),
    "when": maybe(ref("When")),
    "people": many(ref("Person")),
    "vehicles": many(ref("Vehicle")),
    "weapons": many(ref("Weapon")),
    "answers": {
        "type": "object",
        "additionalProperties": text(),
        "description": "Per slot: none (denied), unknown, declined, or the citizen's own words.",
    },
    "evidence": many(ref("Evidence")),
}

INPUTS: Schema = {
    "Change": record(
        {
            "status": words(rules.SETTABLE_STATUSES),
            "priority": words(facts.PRIORITIES),
            "category": words(facts.CATEGORIES),
            "assignee": maybe(text("A user's name; null takes the assignee away.")),
        },
        "At least one of the fields.",
        optional=("status", "priority", "category", "assignee"),
        closed=True,
    )
    | {"minProperties": 1},
    "NewMessage": record({"text": text(minLength=1, maxLength=rules.LONGEST_REPLY)}, closed=True),
    "NewNote": record({"text": text(minLength=1, maxLength=rules.NOTE_LIMIT)}, closed=True),
}

#: What a correction takes, per slot: the fields that the tip shows, those that can be left out being read as null.
NEEDED = {"Weapon": ("text", "kind")}
for _name in ("What", "Where", "When", "Person", "Vehicle", "Weapon"):
    INPUTS[f"{_name}Correction"] = {
        **FACTS[_name],
        "required": list(NEEDED.get(_name, ("text",))),
        "additionalProperties": False,
    }
SLOT_VALUE: Schema = {
    "anyOf": [
        *(maybe(ref(f"{name}Correction")) for name in ("What", "Where", "When")),
        *(many(ref(f"{name}Correction")) for name in ("Person", "Vehicle", "Weapon")),
    ]
}

PROBLEM = record(
    {
        "type": text(),
        "title": text(),
        "status": WHOLE,
        "detail": text(),
        "errors": many(record({"field": text(), "message": text()})),
    },
    "RFC 9457; errors names each wrong field.",
    optional=("errors",),
)

SCHEMAS: Schema = {
    **FACTS,
    **PARTS,
    **INPUTS,
    "TipSummary": record(SUMMARY, "A tip without its messages."),
    "Tip": record(
        SUMMARY
        | {
            "messages": many(ref("Message")),
            "notes": many(ref("Note")),
            "corrections": many(ref("Corrected")),
        }
    ),
    "TipPage": record({"items": many(ref("TipSummary")), "next_cursor": maybe(text("Null on the last page."))}),
    "Problem": PROBLEM,
}
