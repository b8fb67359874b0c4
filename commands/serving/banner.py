"""What `serve` says once it is up: where the pages are, the first login, and how to text it."""

from __future__ import annotations

from channels.registry import CHANNELS, Entry
from channels.talents import is_polled
from commands.services import Services
from intake_store.db.database import Unavailable
from intake_store.staff.accounts import Accounts


def welcome(services: Services) -> None:
    """Print it to standard output; the first login is shown this once, and only there."""
    for line in (*_pages(services), *_login(services), *_texting(services)):
        print(line, flush=True)


def _pages(services: Services) -> list[str]:
    settings = services.settings
    public, desk = settings.serve in ("all", "public"), settings.serve in ("all", "desk")
    lines = ["", "Tipline is up."]
    lines += [f"  Citizens chat at    {settings.own_url}/"] if public else []
    lines += [f"  Handlers work at    {settings.own_url}/triage/"] if desk else []
    return lines


def _login(services: Services) -> list[str]:
    try:
        login = Accounts(services.storage.database).first_login(services.clock())
    except Unavailable:
        return []
    if login is None:
        return []
    name, password = login
    return [f"  First login         {name}  password  {password}   (shown this once)"]


def _texting(services: Services) -> list[str]:
    lines = ["  In a terminal       .venv/bin/python app.py chat"]
    providers = [_provider(entry, services) for entry in CHANNELS if entry.webhooks and entry.key in services.channels]
    if not providers:
        lines.append("  No account needed for any of these; the README shows how to connect Twilio and Telegram.")
    return [*lines, *providers, "  Stop with Ctrl-C.", ""]


def _provider(entry: Entry, services: Services) -> str:
    """By which channels, where to, and how the messages come in."""
    name = "By " + " or ".join(traits.label for traits in entry.channels.values())
    webhook = f"webhook {services.settings.public_url}{entry.webhooks[0]}"
    number, way = entry.number(services.settings), services.channels[entry.key]
    return f"  {name:<19} {', '.join(filter(None, (number, 'polling' if is_polled(way) else webhook)))}"
