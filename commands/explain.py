"""The command `explain`: what the bot understands of a message and why, on the terminal of who asked alone."""

from __future__ import annotations

import argparse
from collections.abc import Collection
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TextIO

from commands.errors import Mistake
from config.settings import Settings

if TYPE_CHECKING:  # every command reads this file for its arguments, and few need the understanding
    from bot.understanding.types import Context

FROM_INPUT = "-"


def add_arguments(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """`explain TEXT [--asking SLOT] [--language L] [--json]`."""
    about = "what the bot understands of a message, and why"
    explain = commands.add_parser("explain", help=about, description=f"Prints {about}. Nothing is stored or logged.")
    explain.add_argument("text", metavar="TEXT", help=f"the message; {FROM_INPUT} reads it from standard input")
    explain.add_argument(
        "--asking", metavar="SLOT", help="the slot of the question that it answers (danger, where ...)"
    )
    explain.add_argument("--language", metavar="L", help="the language of the conversation so far (en, es ...)")
    explain.add_argument("--json", action="store_true", help="print JSON")
    explain.set_defaults(run=_run)


def _run(settings: Settings, given: argparse.Namespace) -> None:
    import sys

    text = _read(sys.stdin) if given.text == FROM_INPUT else given.text
    explain(settings, text, sys.stdout, given.asking, given.language, given.json)


def explain(
    settings: Settings, text: str, out: TextIO, asking: str | None, language: str | None, as_json: bool = False
) -> None:
    """Print the explanation of `text`, sent now. Raises Mistake for a slot or language that there is not."""
    from bot.understanding.explain import explain as explaining
    from bot.understanding.explain import report
    from commands.services import build_pipeline
    from dialogs.loader import load
    from intake_store.model.slots import NAMES

    dialogs = load()
    _check("--asking", asking, NAMES)
    _check("--language", language, dialogs.languages)
    context = _context(settings, asking, language)
    explained = explaining.explain(build_pipeline(dialogs, settings), dialogs, text, context)
    print(report.as_json(explained) if as_json else report.report(explained), file=out)


def _read(lines: TextIO) -> str:
    try:
        return lines.read().removesuffix("\n")
    except UnicodeDecodeError as error:
        raise Mistake("Standard input is no text in UTF-8.") from error


def _check(option: str, given: str | None, allowed: Collection[str]) -> None:
    if given is not None and given not in allowed:
        raise Mistake(f"{option} is one of {', '.join(allowed)}; {given!r} is none of them.")


def _context(settings: Settings, asking: str | None, language: str | None) -> Context:
    from bot.understanding.types import Context

    now = datetime.now(UTC).astimezone(settings.timezone)
    return Context(now, settings.timezone, settings.country, language, asking)
