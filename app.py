"""Tipline: the composition root. `create_app` builds the web application, `main` runs the commands.

    python app.py serve|web|courier|poll|chat|token|user|migrate|dialogs|explain|rasa

Only this file reads the environment. Imports that a command does not need are not made: `token` answers at once.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from commands.errors import Mistake
from config import logging as log_lines
from config.settings import BadSettings, Settings

if TYPE_CHECKING:
    from flask import Flask

    from commands.services import Services

#: Where prometheus_client adds up the counters of several processes; it reads this name itself, when imported.
METRICS_FOLDER = "PROMETHEUS_MULTIPROC_DIR"


def create_app(settings: Settings, services: Services | None = None) -> Flask:
    """The web application over the parts in `services`, which are built from `settings` unless they are handed in."""
    from commands.services import build_services
    from commands.serving.flask_app import build_app

    return build_app(services or build_services(settings), os.environ.get(METRICS_FOLDER))


def main(arguments: Sequence[str], environ: Mapping[str, str]) -> int:
    """Run one command; the exit status. What a person has to mend is said on standard error, in plain words."""
    given = parser().parse_args(arguments)
    try:
        settings = Settings.load(environ)
        log_lines.configure(settings.log)
        given.run(settings, given)
    except BadSettings as wrong:
        return _complain("The settings do not hold:", wrong.mistakes)
    except Mistake as mistake:
        return _complain("That did not work:", str(mistake).splitlines())
    except KeyboardInterrupt:
        return 130
    return 0


def parser() -> argparse.ArgumentParser:
    """All commands with their arguments; each sets `run`, called with the settings and the arguments."""
    whole = argparse.ArgumentParser(prog="app.py", description="Tipline, a conversational tip line.")
    commands = whole.add_subparsers(metavar="COMMAND", required=True)
    for name, (run, about) in SIMPLE.items():
        commands.add_parser(name, help=about).set_defaults(run=run)
    from commands.accounts import add_arguments
    from commands.explain import add_arguments as add_explain
    from commands.rasa.arguments import add_arguments as add_rasa

    add_arguments(commands)
    add_explain(commands)
    add_rasa(commands)
    dialogs = commands.add_parser("dialogs", help="look after the dialog files").add_subparsers(
        metavar="ACTION", required=True
    )
    dialogs.add_parser("check", help="check questions, sentences and words").set_defaults(run=_check_dialogs)
    dialogs.add_parser("tidy", help="sort the word files").set_defaults(run=_tidy_dialogs)
    return whole


def _serve(settings: Settings, _given: argparse.Namespace) -> None:
    from commands.serving.serve import serve

    serve(settings, create_app)


def _web(settings: Settings, _given: argparse.Namespace) -> None:
    from commands.serving.serve import serve_web, shared_metrics

    with shared_metrics() as folder:
        os.environ[METRICS_FOLDER] = folder
        serve_web(settings, create_app, folder)


def _courier(settings: Settings, _given: argparse.Namespace) -> None:
    from commands.serving.workers import run_courier

    run_courier(settings)


def _poll(settings: Settings, _given: argparse.Namespace) -> None:
    from commands.serving.workers import run_polling

    run_polling(settings)


def _chat(settings: Settings, _given: argparse.Namespace) -> None:
    from commands.chat import chat

    chat(settings, sys.stdin, sys.stdout)


def _migrate(settings: Settings, _given: argparse.Namespace) -> None:
    from commands.storage import open_storage

    with open_storage(settings) as storage:
        storage.migrate()
    print("The database is up to date.")


def _check_dialogs(_settings: Settings, _given: argparse.Namespace) -> None:
    from commands.dialogs import check

    check()


def _tidy_dialogs(_settings: Settings, _given: argparse.Namespace) -> None:
    from commands.dialogs import tidy

    tidy()


SIMPLE = {
    "serve": (_serve, "web server, courier and polling in one go"),
    "web": (_web, "the web server alone, with several processes"),
    "courier": (_courier, "send what waits and fetch files"),
    "poll": (_poll, "fetch the messages of providers that cannot call us, as Telegram may be"),
    "chat": (_chat, "talk to the bot in this terminal"),
    "migrate": (_migrate, "bring the database up to date"),
}


def _complain(head: str, lines: Sequence[str]) -> int:
    print(head, *(f"  {line}" for line in lines), sep="\n", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
