"""The JSON Schemas of the API's documents; their lists of words come from the same constants that the code checks."""

from __future__ import annotations

from typing import Any, get_type_hints

from pydantic import TypeAdapter

from intake_store.desk import rules
from intake_store.model import facts, slots, tip
from intake_store.model.attributes import Attribute
from intake_store.model.slots import BY_FIELD, Slot

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


WHOLE, YES_NO, NUMBER = {"type": "integer"}, {"type": "boolean"}, {"type": "number"}
TIME = text("RFC 3339", format="date-time")
DELIVERY = words(tip.DELIVERY_STATES, "What became of a message of ours; null for the citizen's own.")


def typed(hint: Any) -> Schema:
    """The schema of a type as pydantic gives it, with references to the components here."""
    schema = TypeAdapter(hint).json_schema(ref_template="#/components/schemas/{model}")
    return {name: part for name, part in schema.items() if name != "$defs"}


def attribute(hint: Any, mark: Attribute) -> Schema:
    """The schema of an item's attribute: its type, and the words or codes that may stand there."""
    schema = typed(hint)
    told = schema["anyOf"][0] if "anyOf" in schema else schema
    codes = [code for code in mark.rule.choices if code]
    told |= {"description": mark.about} if mark.about else {"enum": codes} if codes else {}
    return schema


def item(slot: Slot) -> Schema:
    """The schema of an item of a slot."""
    hints = get_type_hints(slot.item, include_extras=True)
    shown = {name: attribute(hints[name], mark) for name, mark in slot.attributes.items()}
    return record(shown | {"source": typed(hints["source"])})


def correction(slot: Slot) -> Schema:
    """What a correction takes: the fields that the tip shows, those that can be left out being read as null."""
    needed = [name for name, mark in slot.attributes.items() if mark.rule.needed]
    return item(slot) | {"required": needed, "additionalProperties": False}


def value(slot: Slot, name: str) -> Schema:
    """The value of a whole slot, of items of the component `name`."""
    return many(ref(name)) if slot.many else maybe(ref(name))


#: The slots that have facts, by the names of their components.
ITEMS = {slot.item.__name__: slot for slot in BY_FIELD.values() if slot.item}

FACTS: Schema = {
    "Source": record(
        {name: typed(hint) for name, hint in get_type_hints(facts.Source).items()},
        "The words a field came from: characters from start to end of the citizen's message of that number, from 0.",
    ),
    **{name: item(slot) for name, slot in ITEMS.items()},
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
        {"slot": words((*BY_FIELD, "category")), "by": text(), "at": TIME},
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
    **{slot.field: value(slot, name) for name, slot in ITEMS.items()},
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

INPUTS |= {f"{name}Correction": correction(slot) for name, slot in ITEMS.items()}
SLOT_VALUE: Schema = {"anyOf": [value(slot, f"{name}Correction") for name, slot in ITEMS.items()]}

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
