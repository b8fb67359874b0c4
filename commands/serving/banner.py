"""What `serve` says once it is up: where the pages are, the first login, and how to text it."""

from __future__ import annotations

from pathlib import Path
from typing import TextIO

from channels.registry import CHANNELS, Entry
from channels.talents import is_polled
from commands import login_file
from commands.services import Services
from intake_store.db.database import Unavailable
from intake_store.staff.first_login import first_login, is_waiting


def welcome(services: Services, out: TextIO) -> None:
    """Write it to `out`. The first password is shown this once, on a terminal: whatever else `out` is may keep it."""
    for line in (*_pages(services), *_login(services, out.isatty()), *_texting(services)):
        print(line, file=out, flush=True)


def _pages(services: Services) -> list[str]:
    settings = services.settings
    public, desk = settings.serve in ("all", "public"), settings.serve in ("all", "desk")
    lines = ["", "Tipline is up."]
    lines += [f"  Citizens chat at    {settings.own_url}/"] if public else []
    lines += [f"  Handlers work at    {settings.own_url}/triage/"] if desk else []
    return lines


def _login(services: Services, terminal: bool) -> list[str]:
    if services.settings.serve == "public":
        return []
    accounts, folder = services.storage.accounts, services.settings.data_dir.resolve()
    try:
        login = first_login(accounts, services.clock())
        waiting = is_waiting(accounts, services.clock())
    except Unavailable:
        return []
    if login is None:
        return _earlier(folder, waiting)
    if terminal:
        name, password = login
        return [f"  First login         {name}  password  {password}   (shown this once; change it within the hour)"]
    return [_in_file(login_file.keep(folder, *login))]


def _earlier(folder: Path, waiting: bool) -> list[str]:
    """Where the login of an earlier start is; a file that opens nothing any more goes."""
    if not waiting:
        login_file.forget(folder)
    path = folder / login_file.NAME
    return [_in_file(path)] if path.exists() else []


def _in_file(path: Path) -> str:
    return f"  First login         name and password are in {path} (change it within the hour)"


def _texting(services: Services) -> list[str]:
    lines = ["  In a terminal       .venv/bin/python app.py chat"]
    providers = [_provider(entry, services) for entry in CHANNELS if entry.webhooks and entry.key in services.channels]
    if not providers:
        lines.append(
            "  No account needed for any of these; docs/operating.md shows how to connect Twilio and Telegram."
        )
    return [*lines, *providers, "  Stop with Ctrl-C.", ""]


def _provider(entry: Entry, services: Services) -> str:
    """By which channels, where to, and how the messages come in."""
    name = "By " + " or ".join(traits.label for traits in entry.channels.values())
    webhook = f"webhook {services.settings.public_url}{entry.webhooks[0]}"
    number, way = entry.number(services.settings), services.channels[entry.key]
    return f"  {name:<19} {', '.join(filter(None, (number, 'polling' if is_polled(way) else webhook)))}"
