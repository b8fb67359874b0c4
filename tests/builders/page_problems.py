"""Pages that are held to more than what a test looks at: no error in the console, no request to a foreign host."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import Page

OURS = (None, "127.0.0.1", "localhost")


def problems_of(page: Page) -> list[str]:
    """What goes wrong on the page from now on: errors, warnings, and requests to other hosts than this machine."""
    problems: list[str] = []

    def asked(url: str) -> None:
        host = urlsplit(url).hostname
        if host not in OURS:
            problems.append(f"asked {host}")

    page.on("console", lambda line: problems.append(line.text) if line.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("request", lambda request: asked(request.url))
    return problems


def unexpected(problems: list[str], expected: tuple[str, ...]) -> list[str]:
    """Those that no text of `expected` is part of: a test that pulls the plug sees the browser complain of it."""
    return [one for one in problems if not any(part in one for part in expected)]
