"""The arguments of `rasa ...`; what the actions do is imported when one of them runs."""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Callable
from pathlib import Path

from config.settings import Settings

PORT = 5005
PIPELINES = ("light", "diet")
ACTIONS = {
    "install": "make .venv-rasa, the environment of Rasa",
    "train": "train a model from the dialog files",
    "serve": "serve the newest model on this machine",
    "export": "write handlers' corrections as training examples, for a person to review",
    "learn": "train with a reviewed export from now on",
    "compare": "measure models on held-back examples",
    "swap": "let the running server load another model, unless it reads worse",
    "up": "all of it: install, train, serve",
}


def add_arguments(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """`rasa install|train|serve|export|learn|compare|swap|up`."""
    rasa = commands.add_parser("rasa", help="a Rasa server that reads beside us")
    actions = rasa.add_subparsers(metavar="ACTION", required=True)
    for name, about in ACTIONS.items():
        action = actions.add_parser(name, help=about)
        action.set_defaults(run=_run(name))
        if name in ("train", "up"):
            action.add_argument("--pipeline", choices=PIPELINES, default=PIPELINES[0])
        if name in ("export", "learn"):
            action.add_argument("file", type=Path)
            action.add_argument("--by", required=True, help="your name: who exports or reviewed it")
        if name in ("compare", "swap"):
            action.add_argument("models", nargs="*", type=Path, help="model files; the newest are the default")
        if name == "swap":
            action.add_argument("--force", action="store_true", help="swap even to a model that reads worse")
        if name in ("serve", "swap", "up"):
            action.add_argument("--port", type=int, default=PORT)


def _run(name: str) -> Callable[[Settings, argparse.Namespace], None]:
    def run(settings: Settings, given: argparse.Namespace) -> None:
        action = getattr(importlib.import_module("commands.rasa.actions"), name)
        action(settings, given)

    return run
