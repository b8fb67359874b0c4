"""What `serve` says once it is up: where the pages are, the first login, and how to text it."""

from __future__ import annotations

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
    settings = services.settings
    lines = ["  In a terminal       .venv/bin/python app.py chat"]
    if settings.twilio_from:
        lines.append(f"  By SMS or WhatsApp  {settings.twilio_from}, webhook {settings.public_url}/webhooks/twilio")
    if settings.telegram_token:
        lines.append(f"  By Telegram         {'polling' if settings.telegram_polls else 'webhook'}")
    if not settings.twilio_from and not settings.telegram_token:
        lines.append("  No account needed for any of these; the README shows how to connect Twilio and Telegram.")
    return [*lines, "  Stop with Ctrl-C.", ""]
