"""The page of one tip, and what a handler does there: reply, note, change, correct, look at evidence."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from intake_store.desk.desk import Desk
from intake_store.desk.queue import NOBODY
from intake_store.desk.rules import SETTABLE_STATUSES, Change, must_have_read
from intake_store.model.actor import Actor
from intake_store.model.errors import Conflict, Invalid, NotFound, Stale
from intake_store.model.facts import CATEGORIES, PRIORITIES
from intake_store.model.tip import Tip
from intake_store.staff.accounts import Accounts
from triage.console.access import Clock, is_live, login
from triage.console.pages.correction_forms import correction, forms, in_words
from triage.console.pages.display import Display
from triage.console.pages.labels import PRIORITIES as PRIORITY_WORDS
from triage.console.pages.labels import STATUSES, label
from triage.console.pages.summary import Card
from triage.console.pages.transcript import PENDING, history, marked, thread
from triage.files import file_response

View = str | AnyResponse | tuple[str, int]


@dataclass(frozen=True, slots=True)
class TipPages:
    """The views of one tip: each parses, calls one verb and renders."""

    desk: Desk
    accounts: Accounts
    display: Display
    clock: Clock

    def add_to(self, console: Blueprint) -> None:
        """Put the tip's pages on the console."""
        console.get("/tips/<reference>", endpoint="tip")(self.show)
        console.post("/tips/<reference>/reply", endpoint="reply")(self.reply)
        console.post("/tips/<reference>/notes", endpoint="note")(self.note)
        console.post("/tips/<reference>/change", endpoint="change")(self.change)
        console.post("/tips/<reference>/correct", endpoint="correct")(self.correct)
        console.get("/tips/<reference>/evidence/<evidence_id>", endpoint="evidence")(self.evidence)

    def show(self, reference: str) -> View:
        try:
            return self._page(reference)
        except NotFound:
            return gone(self.desk, reference)

    def reply(self, reference: str) -> View:
        text = request.form.get("text", "")
        try:
            self.desk.reply(reference, text, login().actor, self.clock(), request.form.get("once"))
        except (Invalid, Conflict) as error:
            return self._page(reference, 422, draft=text, errors=_named(error))
        return _back(reference, "replied", "reply")

    def note(self, reference: str) -> View:
        text = request.form.get("text", "")
        try:
            self.desk.note(reference, text, login().actor, self.clock())
        except Invalid as error:
            return self._page(reference, 422, note_draft=text, note_errors=error.errors)
        return _back(reference, "noted", "notes")

    def change(self, reference: str) -> View:
        change, seen = wanted()
        tag = frozenset({request.form.get("etag", "")}) if must_have_read(change, seen) else None
        try:
            self.desk.change(reference, change, login().actor, self.clock(), tag, seen)
        except Stale:
            return _back(reference, "stale", "handling")
        except Invalid as error:
            return self._page(reference, 422, change_errors=error.errors)
        return _back(reference, "saved", "handling")

    def correct(self, reference: str) -> View:
        slot, actor, now = request.form.get("slot", ""), login().actor, self.clock()
        facts = self.desk.tip(reference, actor, now, still_open=True).summary.facts
        wished = correction(slot, request.form, facts, self.display)
        try:
            self.desk.correct(reference, wished, actor, now, seen=request.form.get("seen", ""))
        except Stale:
            return _back(reference, "stale", "summary")
        except Invalid as error:
            return self._page(
                reference, 422, draft_slot=request.form, correct_slot=slot, correct_errors=in_words(error.errors)
            )
        return _back(reference, "saved", "summary")

    def evidence(self, reference: str, evidence_id: str) -> Response:
        return file_response(self.desk.file(reference, evidence_id, login().actor, self.clock()))

    def _page(self, reference: str, status: int = 200, **more: Any) -> tuple[str, int]:
        now, actor = self.clock(), login().actor
        tip = self.desk.tip(reference, actor, now, still_open=is_live())
        people = [user.name for user in self.accounts.list(active_only=True)]
        shown = shown_tip(tip, self.display, now, actor, people)
        shown["forms"] = forms(tip, self.display, Card(self.display, now, {}).fields(tip.read), more.get("draft_slot"))
        return render_template("desk/tip.html", **shown, **more), status


def _back(reference: str, said: str, part: str) -> AnyResponse:
    return redirect(url_for("console.tip", reference=reference, said=said, _anchor=part), 303)


def shown_tip(tip: Tip, display: Display, now: datetime, actor: Actor, people: list[str]) -> dict[str, Any]:
    """All that the page shows of a tip."""
    marks = marked(tip.summary.facts, tip.messages)
    assignee = tip.summary.assignee
    names = people if assignee is None or assignee in people else [*people, assignee]
    return {
        "tip": tip,
        "fields": Card(display, now, marks).fields(tip.summary.facts),
        "thread": list(thread(tip.messages, marks)),
        "pending": any(message.delivery in PENDING for message in tip.messages),
        "history": history(tip.history, actor.role.permissions),
        "once": secrets.token_hex(16),
        "statuses": [(code, STATUSES[code]) for code in SETTABLE_STATUSES],
        "priorities": [(code, PRIORITY_WORDS[code]) for code in PRIORITIES],
        "categories": [(code, label(code)) for code in CATEGORIES],
        "people": [(name, name) for name in names],
    }


def wanted() -> tuple[Change, Change]:
    """What the form sets, which is only what differs from what the page showed, and what the page showed."""
    names = [field.name for field in fields(Change)]
    shown = {name: _form_value(f"was_{name}") or "" for name in names}
    given = {name: _form_value(name) for name in names}
    return Change(**{name: None if given[name] == shown[name] else given[name] for name in names}), Change(**shown)


def _form_value(name: str) -> str | None:
    value = request.form.get(name)
    return "" if value == NOBODY else value


def gone(desk: Desk, reference: str) -> tuple[str, int]:
    """A page that helps: the tip may be mistyped."""
    text = "References have six letters or digits, like 7K4-MQ2. Check it against the message it came from."
    near = desk.near(reference)
    return render_template("desk/message.html", heading="There is no such tip", text=text, near=near), 404


def _named(error: Invalid | Conflict) -> dict[str, str]:
    return error.errors if isinstance(error, Invalid) else {"text": error.reason}
