"""The console's pages: what they show of tips, and what a handler does there."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select, update

from intake_store.db.tables import evidence
from intake_store.model.actor import Actor, Role
from intake_store.model.facts import Facts, Person, Source, Vehicle, What, When, Where
from tests.builders.desk import ADDRESS, PROGRAM, Services
from tests.builders.desk_app import DeskBrowser

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{7*7}}"


def text_of(handler: DeskBrowser, path: str, status: int = 200) -> str:
    answer = handler.get(path)
    assert answer.status_code == status
    return answer.get_data(as_text=True)


def test_the_queue_shows_emergencies_first_and_says_so(services: Services, mia: DeskBrowser) -> None:
    normal = services.tip("later", Facts(what=What("a bike was taken")))
    urgent = services.tip("now", Facts(where=Where("next door", needs_address=True)), emergency=True)
    page = text_of(mia, "/triage/")
    assert page.index(urgent) < page.index(normal)
    assert "1 open emergency" in page
    assert "<title>(1) Queue" in page
    assert "address needed" in page


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/triage/", "The queue is clear"),
        ("/triage/?view=mine", "Nothing is assigned to you"),
        ("/triage/?view=closed", "No tips here"),
        ("/triage/?q=zebra", "No tip fits"),
        ("/triage/?priority=low", "No tip fits"),
    ],
)
def test_an_empty_list_says_why(mia: DeskBrowser, address: str, words: str) -> None:
    assert words in text_of(mia, address)


@pytest.mark.parametrize(
    "query", ["view=x", "cursor=x", "priority=x", "q=%00", "q=" + "x" * 500, "category=", "view=all&cursor=e30"]
)
def test_a_wrong_address_shows_the_wider_list(services: Services, mia: DeskBrowser, query: str) -> None:
    text_of(mia, f"/triage/?{query}")


def test_the_queue_goes_on_over_pages(services: Services, mia: DeskBrowser) -> None:
    references = [services.tip() for _ in range(45)]
    first = text_of(mia, "/triage/?view=all")
    more = first.partition('class="button" href="')[2].partition('"')[0].replace("&amp;", "&")
    both = first + text_of(mia, more)
    assert all(f'data-reference="{reference}"' in both for reference in references)


def test_the_tip_page_tells_facts_denials_and_what_is_unknown(services: Services, mia: DeskBrowser) -> None:
    text = "2 lads by the shop"
    facts = Facts(
        where=Where("by the shop", 51.5, -0.1, source=Source(7, 18, 0.6, message=0)),
        people=(Person("2 lads", 2, source=Source(0, 6, 0.9, message=0)),),
        vehicles=(Vehicle("his bmw", "bmw", "x5", "black", "AB12", True),),
        answers={"weapon": "none", "when": "unknown", "contact": "declined", "source": "saw it"},
    )
    page = text_of(mia, f"/triage/tips/{services.tip(text, facts)}")
    for words in (
        "No weapon",
        "The citizen does not know",
        "The citizen would rather not say",
        "“saw it”",
        "likely",
        "black BMW x5, AB12 (part of the plate)",
        "2 people, suspect",
        "geo:51.50000,-0.10000",
        '<mark id="w0-0"',
        'href="#w0-7"',
    ):
        assert words in page, words


def test_hostile_words_stay_words(services: Services, mia: DeskBrowser) -> None:
    facts = Facts(what=What(HOSTILE, Source(0, 20, message=0)), where=Where(HOSTILE), answers={"source": HOSTILE})
    reference = services.tip(HOSTILE, facts, said=(HOSTILE,), category=None, flag="x")
    actor = Actor("handler:1", "mia", Role.HANDLER)
    services.desk.note(reference, HOSTILE, actor, services.clock())
    for path in ("/triage/", f"/triage/tips/{reference}", f"/triage/?q={HOSTILE}"):
        page = text_of(mia, path)
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "{{7*7}}" in page


@pytest.mark.parametrize("text", ["\u202egnp.exe", "a\x00b", "half \ud83d of one", "\x9b31m"])
def test_characters_that_deceive_or_break_are_replaced_on_the_screen(
    services: Services, mia: DeskBrowser, text: str
) -> None:
    page = text_of(mia, f"/triage/tips/{services.tip(text, Facts(what=What(text)))}")
    assert "\N{REPLACEMENT CHARACTER}" in page
    assert not set(page) & set("\u202e\x00\x9b\ud83d")


def test_a_text_of_ten_thousand_characters_is_shown_whole_once_beside_its_form(
    services: Services, mia: DeskBrowser
) -> None:
    text = "long " * 2000
    page = text_of(mia, f"/triage/tips/{services.tip(text, Facts(what=What(text)))}")
    before, _, form = page.partition("<textarea")
    assert before.count("long ") < 100
    assert form.partition("</textarea>")[2].count("long ") < 2100


def test_no_address_is_on_any_page(services: Services, mia: DeskBrowser) -> None:
    reference = services.tip("call me", files=("image/jpeg",), said=("hello",))
    for path in ("/triage/", f"/triage/tips/{reference}"):
        page = text_of(mia, path)
        assert ADDRESS[1:] not in page
        assert "provider/file" not in page


def test_a_reply_goes_out_and_stands_in_the_transcript(services: Services, mia: DeskBrowser) -> None:
    reference = services.tip()
    path = f"/triage/tips/{reference}"
    answer = mia.post(f"{path}/reply", text="which way?", once="0123456789abcdef" * 2)
    assert answer.status_code == 303
    page = text_of(mia, answer.location)
    assert "which way?" in page
    assert "Waiting to be sent" in page
    assert "Your reply is on its way" in page


def test_a_reply_that_cannot_go_keeps_what_was_typed(services: Services, mia: DeskBrowser) -> None:
    reference = services.tip(address=ADDRESS)
    answer = mia.post(f"/triage/tips/{reference}/reply", text="y" * 1700)
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert "y" * 1700 in page
    assert "at most 1600 characters" in page
    services.say(ADDRESS, "stop", reference=reference, stop=True)
    stopped = mia.post(f"/triage/tips/{reference}/reply", text="hello")
    assert "stopped the line" in stopped.get_data(as_text=True)


@pytest.mark.parametrize(("channel", "label"), [("phone", "Phone"), ("pager", "pager")])
def test_a_tip_of_a_channel_without_replies_is_shown_and_has_no_form(
    services: Services, mia: DeskBrowser, channel: str, label: str
) -> None:
    reference = services.tip(channel=channel)
    assert label in text_of(mia, "/triage/")
    page = text_of(mia, f"/triage/tips/{reference}")
    assert label in page
    assert "No reply is possible on this channel" in page
    assert 'id="reply-text"' not in page
    answer = mia.post(f"/triage/tips/{reference}/reply", text="hello")
    assert answer.status_code == 422


def test_notes_and_changes_are_made(services: Services, mia: DeskBrowser) -> None:
    reference = services.tip(status="new")
    path = f"/triage/tips/{reference}"
    assert mia.post(f"{path}/notes", text="known to us").status_code == 303
    was = {"was_status": "new", "was_priority": "normal", "was_category": "", "was_assignee": ""}
    form = {"status": "in_review", "priority": "high", "category": "arson", "assignee": "mia"}
    assert mia.post(f"{path}/change", **was, **form).status_code == 303
    page = text_of(mia, path)
    for words in ("known to us", "In review", "Arson", "set the status new → in review"):
        assert words in page
    summary = services.desk.tip(reference, PROGRAM, services.clock()).summary
    assert (summary.priority, summary.assignee) == ("high", "mia")


def test_a_form_that_is_out_of_date_says_so_and_changes_nothing(services: Services, mia: DeskBrowser) -> None:
    reference = services.tip(status="closed")
    form = {"was_status": "new", "status": "in_review", "was_priority": "normal", "priority": "normal"}
    answer = mia.post(f"/triage/tips/{reference}/change", **form, assignee="-", category="")
    assert "This tip changed a moment ago" in text_of(mia, answer.location)
    assert services.desk.tip(reference, PROGRAM, services.clock()).summary.status == "closed"


def closing(page: str) -> dict[str, str]:
    """The form that closes the tip, as this page shows it."""
    hidden = dict(re.findall(r'<input type="hidden" name="(etag|was_\w+)" value="([^"]*)">', page))
    return hidden | {"status": "closed"}


def test_a_tip_is_closed_by_one_who_saw_all_that_was_said(services: Services, mia: DeskBrowser) -> None:
    reference = services.tip(status="new", address=ADDRESS)
    path = f"/triage/tips/{reference}"
    form = closing(text_of(mia, path))
    services.say(ADDRESS, "he is back", reference=reference)
    assert "changed a moment ago" in text_of(mia, mia.post(f"{path}/change", **form).location)
    assert services.desk.tip(reference, PROGRAM, services.clock()).summary.status == "new"
    mia.post(f"{path}/change", **closing(text_of(mia, path)))
    assert services.desk.tip(reference, PROGRAM, services.clock()).summary.status == "closed"


def test_an_emergency_is_lowered_by_one_who_saw_all_that_was_said(services: Services, mia: DeskBrowser) -> None:
    reference = services.tip(status="in_review", address=ADDRESS, emergency=True)
    path = f"/triage/tips/{reference}"
    form = closing(text_of(mia, path)) | {"status": "in_review", "priority": "low"}
    services.say(ADDRESS, "he is back", reference=reference, emergency=True)
    mia.post(f"{path}/change", **form)
    assert services.desk.tip(reference, PROGRAM, services.clock()).summary.priority == "emergency"


def test_a_wrong_choice_is_refused_on_the_page(services: Services, mia: DeskBrowser) -> None:
    reference = services.tip()
    answer = mia.post(f"/triage/tips/{reference}/change", assignee="a stranger", was_assignee="")
    assert answer.status_code == 422
    assert "is nobody at this desk" in answer.get_data(as_text=True)


def test_a_tip_that_is_not_there_offers_the_one_that_looks_like_it(services: Services, mia: DeskBrowser) -> None:
    services.say(ADDRESS, "hello", facts=Facts(), reference="7K0-MQ1")
    page = text_of(mia, "/triage/tips/7ko-mql", 404)
    assert "There is no such tip" in page
    assert "7K0-MQ1" in page
    assert "no such page" in text_of(mia, "/triage/nothing/here", 404)


def test_evidence_is_shown_by_its_kind(services: Services, mia: DeskBrowser) -> None:
    kinds = ("image/png", "video/mp4", "audio/ogg", "text/vcard")
    reference = services.tip(files=kinds)
    with services.database.write() as connection:
        connection.execute(update(evidence).values(state="kept", bytes=1234, sha256="ab" * 32))
        ids = dict(connection.execute(select(evidence.c.content_type, evidence.c.id)).all())  # type: ignore[arg-type]
    page = text_of(mia, f"/triage/tips/{reference}")
    path = f"/triage/tips/{reference}/evidence"
    assert f'<img src="{path}/{ids["image/png"]}"' in page
    assert f'src="{path}/{ids["video/mp4"]}"></video>' in page
    assert f'src="{path}/{ids["audio/ogg"]}"></audio>' in page
    services.evidence.files[ids["text/vcard"]] = b"BEGIN:VCARD"
    answer = mia.get(f"{path}/{ids['text/vcard']}")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_a_file_that_was_refused_says_why(services: Services, mia: DeskBrowser) -> None:
    reference = services.tip(files=("image/png",))
    with services.database.write() as connection:
        connection.execute(update(evidence).values(state="refused", error="too large"))
    page = text_of(mia, f"/triage/tips/{reference}")
    assert "Refused" in page
    assert "too large" in page


def test_who_opened_a_tip_is_shown_to_supervisors(services: Services, app: Flask, mia: DeskBrowser) -> None:
    reference = services.tip()
    assert "opened the tip" not in text_of(mia, f"/triage/tips/{reference}")
    services.person("priya", "supervisor")
    priya = DeskBrowser(app.test_client())
    priya.log_in("priya")
    assert "opened the tip" in text_of(priya, f"/triage/tips/{reference}")


def test_an_admin_manages_people_and_tokens(services: Services, app: Flask, chief: DeskBrowser) -> None:
    services.accounts.tokens.create("dispatch", "handler", services.clock())
    added = chief.post("/triage/people", name="zoe", role="handler").get_data(as_text=True)
    password = added.partition('class="secret">')[2].partition("<")[0]
    zoe = DeskBrowser(app.test_client())
    assert zoe.log_in("zoe", password).status_code == 303
    number = {user.name: user.id for user in services.accounts.list()}["zoe"]
    assert chief.post(f"/triage/people/{number}", role="supervisor").status_code == 303
    assert zoe.get("/triage/").status_code == 303
    assert "shown only now" in chief.post(f"/triage/people/{number}/password").get_data(as_text=True)
    assert "dispatch" in text_of(chief, "/triage/people")
    chief.post("/triage/tokens/1")
    assert "No program has a token" in text_of(chief, "/triage/people")


@pytest.mark.parametrize(
    ("name", "role"), [("", "handler"), ("x" * 70, "handler"), ("zoe", "king"), ("chief", "handler")]
)
def test_a_person_that_cannot_be_is_refused_on_the_page(chief: DeskBrowser, name: str, role: str) -> None:
    answer = chief.post("/triage/people", name=name, role=role)
    assert answer.status_code == 422
    assert 'class="error"' in answer.get_data(as_text=True)


def test_the_last_admin_stays(chief: DeskBrowser) -> None:
    answer = chief.post("/triage/people/1", role="handler")
    assert answer.status_code == 422
    assert "One active admin must remain" in answer.get_data(as_text=True)


def test_an_own_password_is_changed(chief: DeskBrowser) -> None:
    wrong = chief.post("/triage/account", old="wrong", password="a whole new sentence")
    assert "is not your present password" in wrong.get_data(as_text=True)
    assert chief.post("/triage/account/logins").status_code == 303


def test_a_form_that_is_too_large_is_refused_in_words(services: Services, mia: DeskBrowser) -> None:
    answer = mia.post(f"/triage/tips/{services.tip()}/notes", text="x" * 200_000)
    assert answer.status_code == 413
    assert "too long" in answer.get_data(as_text=True)


def test_times_are_shown_in_the_lines_own_zone(services: Services, mia: DeskBrowser) -> None:
    when = When("about noon", services.clock(), services.clock.forward(hours=1), False, "hour")
    page = text_of(mia, f"/triage/tips/{services.tip('noon', Facts(when=when))}")
    assert "today, 10:30 to 11:30" in page
