"""The queue: which tips wait, the most urgent first."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request, url_for

from channels.registry import TRAITS
from intake_store.desk.counts import Counts
from intake_store.desk.desk import Desk
from intake_store.desk.queue import NOBODY, Filters, Query, read_cursor
from intake_store.desk.rules import FILTER_CHOICES, QUERY_LIMIT
from intake_store.model.actor import Actor
from intake_store.model.facts import CATEGORIES, PRIORITIES
from intake_store.model.text import clean
from intake_store.model.tip import TipSummary
from triage.console.access import Clock, login
from triage.console.pages.labels import PRIORITIES as PRIORITY_WORDS
from triage.console.pages.labels import label, shown

PAGE = 40
#: The views of the queue: status, order, and whose tips.
VIEWS = {
    "open": ("open", "priority"),
    "mine": ("open", "priority"),
    "nobody": ("open", "priority"),
    "closed": ("closed", "newest"),
    "all": ("any", "newest"),
}


def add_view(console: Blueprint, desk: Desk, clock: Clock) -> None:
    """Put the queue on the console."""

    @console.get("/")
    def queue() -> str:
        view, query = asked_for(login().actor)
        page = desk.tips(query, login().actor, clock())
        counts = desk.counts(login().actor)
        following = not (query.cursor or query.filters.q)
        return render_template(
            "desk/queue.html",
            view=view,
            asked=query.filters,
            page=page,
            counts=counts,
            tabs=tabs(counts),
            following=following,
            headline=headline,
            more=next_page(page.next_cursor),
            priorities=[(code, PRIORITY_WORDS[code]) for code in PRIORITIES],
            categories=[(code, label(code)) for code in CATEGORIES],
            channels=[(name, traits.label) for name, traits in TRAITS.items() if traits.receives],
        )


def asked_for(reader: Actor) -> tuple[str, Query]:
    """The view's name and its query. Unlike the API, an address typed wrong shows the wider list, not an error."""
    view = request.args.get("view", "open")
    view = view if view in VIEWS else "open"
    status, order = VIEWS[view]
    assignee = {"mine": reader.name, "nobody": NOBODY}.get(view, "")
    filters = Filters(status=status, assignee=assignee, q=clean(request.args.get("q", ""))[:QUERY_LIMIT], **_narrowed())
    cursor = request.args.get("cursor", "")
    return view, Query(filters, order, PAGE, cursor if read_cursor(cursor, order) else None)


def _narrowed() -> dict[str, str]:
    given = {name: request.args.get(name, "") for name in ("priority", "category", "channel")}
    return {name: value if value in FILTER_CHOICES[name] else "" for name, value in given.items()}


def tabs(counts: Counts) -> list[tuple[str, str, int | None]]:
    """The views with how many tips wait in each, where that says something."""
    return [
        ("open", "Open", counts.open),
        ("mine", "Mine", counts.mine),
        ("nobody", "Nobody’s", counts.unassigned),
        ("closed", "Closed", None),
        ("all", "All", None),
    ]


def next_page(cursor: str | None) -> str:
    """The address of the page after this one, filters kept."""
    asked: dict[str, Any] = request.args.to_dict()
    return url_for("console.queue", **{**asked, "cursor": cursor})


def headline(tip: TipSummary) -> str:
    """What the tip says in a line: what happened, or else whatever is known of who and which vehicle."""
    facts = tip.facts
    people, vehicles = [p.text for p in facts.people], [v.text for v in facts.vehicles]
    told = [facts.what.text] if facts.what else [*people, *vehicles]
    return shown(", ".join(told))[:300] or "Nothing told yet"
