"""Rasa as the whole assistant, for `benchmarks.rasa`: our intents and entities, its own form, SQL tracker store."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import yaml

from commands.rasa import environment
from commands.rasa.models import QUIET, quietly
from config.bootstrap import ROOT
from dialogs.loader import load
from dialogs.nlu import project
from dialogs.nlu.examples import all_examples
from dialogs.nlu.frames import entities
from dialogs.nlu.intents import TELL

#: What the form asks, in its order; the first is filled by the message that starts it.
SLOTS = ("what", "where", "when", "who", "vehicle", "weapon")
_FORM = "tip_form"


def train(folder: Path) -> Path:
    """Write the assistant into `folder` and train it; the model."""
    dialogs = load()
    project.write(dialogs, folder)
    intents = sorted({example.intent for example in all_examples(dialogs)})
    _put(folder / "domain.yml", domain(intents))
    _put(folder / "data" / "rules.yml", rules(intents))
    config = yaml.safe_load((ROOT / "rasa" / "light.yml").read_text())
    _put(folder / "config.yml", config | {"policies": [{"name": "RulePolicy"}]})
    store = {"type": "SQL", "dialect": "sqlite", "url": "", "db": str(folder / "tracker.db")}
    _put(folder / "endpoints.yml", {"tracker_store": store})
    _put(folder / "credentials.yml", {"rest": {}})
    shutil.rmtree(folder / "models", ignore_errors=True)
    command = [*quietly(), str(environment.PYTHON), "-m", "rasa", "train", "--fixed-model-name", "assistant", "--quiet"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return folder / "models" / "assistant.tar.gz"


def start(folder: Path, port: int) -> list[str]:
    """The command that serves it."""
    arguments = ["run", "--quiet", "--interface", "127.0.0.1", "--port", str(port), "--enable-api"]
    files = ["--endpoints", str(folder / "endpoints.yml"), "--credentials", str(folder / "credentials.yml")]
    model = ["--model", str(folder / "models")]
    assert QUIET["RASA_TELEMETRY_ENABLED"] == "false"
    return [*quietly(), str(environment.PYTHON), "-m", "rasa", *arguments, *files, *model]


def domain(intents: list[str]) -> dict[str, object]:
    """Slots, form and sentences."""
    while_asked = {"active_loop": _FORM}
    slots = {
        name: {
            "type": "text",
            "influence_conversation": False,
            "mappings": [{"type": "from_text", "conditions": [while_asked | {"requested_slot": name}]}],
        }
        for name in SLOTS
    }
    responses = {f"utter_ask_{_FORM}_{name}": [{"text": f"Please tell us: {name}?"}] for name in SLOTS}
    return {
        "version": "3.1",
        "intents": intents,
        "entities": list(entities()),
        "slots": slots,
        "forms": {_FORM: {"required_slots": list(SLOTS)}},
        "responses": responses | {"utter_done": [{"text": "Passed on, thank you."}]},
    }


def rules(intents: list[str]) -> dict[str, object]:
    """Every story starts the form; when it is full, it is passed on."""
    loop = [{"action": _FORM}, {"active_loop": _FORM}]
    begun = [
        {"rule": f"begin {intent}", "steps": [{"intent": intent}, *loop]}
        for intent in intents
        if intent.startswith(TELL) or intent == "inform"
    ]
    end = {
        "rule": "end",
        "condition": [{"active_loop": _FORM}],
        "steps": [{"action": _FORM}, {"active_loop": None}, {"slot_was_set": [{"requested_slot": None}]},
                  {"action": "utter_done"}],
    }  # fmt: skip
    return {"version": "3.1", "rules": [*begun, end]}


def _put(file: Path, data: object) -> None:
    file.write_text(yaml.safe_dump(data, sort_keys=False, allow_unicode=True), encoding="utf-8")
