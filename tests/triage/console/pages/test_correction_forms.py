"""The forms of the summary card with which handlers set slots right, without scripts."""

from __future__ import annotations

from datetime import UTC, datetime

from intake_store.model.facts import Facts, Person, Vehicle, Weapon, What, When, Where
from tests.builders.desk import ADDRESS, PROGRAM, Services
from tests.builders.desk_app import DeskBrowser

TOLD = Facts(
    what=What("broke <in>"),
    where=Where("by the shop", 51.5, -0.1),
    when=When("last night", datetime(2026, 6, 16, 22, 0, 7, tzinfo=UTC), datetime(2026, 6, 17, 4, tzinfo=UTC)),
    people=(Person("two lads", 2), Person("a woman", 1, "witness", "Kim")),
    vehicles=(Vehicle("a blue honda", "honda", None, "blue", "LK19", True),),
)


def shown(services: Services, reference: str) -> Facts:
    return services.desk.tip(reference, PROGRAM, services.clock()).summary.facts


def send(mia: DeskBrowser, services: Services, reference: str, slot: str, **fields: str) -> tuple[int, str]:
    """Fill the form of a slot as the page shows it; (status, page)."""
    page = f"/triage/tips/{reference}"
    before = mia.get(page).get_data(as_text=True)
    mark = before.partition(f'name="slot" value="{slot}"')[2].partition('name="seen" value="')[2].partition('"')[0]
    answer = mia.post(f"{page}/correct", page, **{"slot": slot, "seen": mark} | fields)
    return answer.status_code, answer.get_data(as_text=True)


def test_a_correction_shows_with_what_the_bot_read_and_who_set_it(services: Services, mia: DeskBrowser) -> None:
    reference = services.tip(facts=TOLD)
    fields = {"text-0": "a blue hyundai", "make-0": "Hyundai", "colour-0": "blue", "plate-0": "lk19 abc"}
    assert send(mia, services, reference, "vehicles", **fields)[0] == 303
    assert shown(services, reference).vehicles[0].plate == "LK19ABC"
    page = mia.get(f"/triage/tips/{reference}").get_data(as_text=True)
    assert 'The bot read: <span dir="auto">a blue honda</span> (blue Honda, LK19 (part of the plate))' in page
    assert "Corrected by mia" in page
    assert "</span> corrected vehicles" in page


def test_a_row_is_taken_away_and_another_added(services: Services, mia: DeskBrowser) -> None:
    reference = services.tip(facts=TOLD)
    rows = {"text-0": "", "text-1": "a woman", "count-1": "1", "role-1": "witness"}
    more = {"text-2": "a boy", "count-2": "", "role-2": "victim"}
    assert send(mia, services, reference, "people", **rows, **more)[0] == 303
    people = shown(services, reference).people
    assert [(one.text, one.count, one.role, one.name) for one in people] == [
        ("a woman", 1, "witness", "Kim"),
        ("a boy", None, "victim", None),
    ]


def test_times_are_the_lines_own_and_one_left_alone_keeps_its_seconds(services: Services, mia: DeskBrowser) -> None:
    reference = services.tip(facts=TOLD)
    times = {"start-0": "2026-06-16T23:00", "end-0": "2026-06-17T01:30"}
    assert send(mia, services, reference, "when", **{"text-0": "before half one", **times, "ongoing-0": "1"})[0] == 303
    when = shown(services, reference).when
    assert when is not None
    assert TOLD.when is not None
    assert (when.start, when.end, when.ongoing) == (
        TOLD.when.start,
        datetime(2026, 6, 17, 0, 30, tzinfo=UTC),
        True,
    )


def test_a_wrong_field_keeps_what_was_typed_and_says_what_is_wrong(services: Services, mia: DeskBrowser) -> None:
    reference = services.tip(facts=TOLD)
    rows = {"text-0": "two <lads>", "count-0": "many", "role-0": "suspect"}
    status, page = send(mia, services, reference, "people", **rows)
    assert status == 422
    assert "Row 1, count must be a whole number" in page
    assert 'value="two &lt;lads&gt;"' in page
    assert '<details class="correct" open>' in page
    assert shown(services, reference) == TOLD


def test_a_slot_that_changed_meanwhile_is_left_as_it_is(services: Services, mia: DeskBrowser) -> None:
    reference = services.tip(facts=TOLD, address=ADDRESS)
    status, _ = send(mia, services, reference, "where", **{"text-0": "Elm St", "seen": "x"})
    assert (status, shown(services, reference)) == (303, TOLD)
    assert send(mia, services, reference, "colour")[0] in (303, 422)


def test_an_unchanged_form_corrects_nothing_and_an_empty_one_empties(services: Services, mia: DeskBrowser) -> None:
    reference = services.tip(facts=TOLD)
    assert send(mia, services, reference, "where", **{"text-0": "by the shop"})[0] == 303
    assert shown(services, reference) == TOLD
    assert send(mia, services, reference, "what", **{"text-0": ""})[0] == 303
    assert send(mia, services, reference, "weapons", **{"text-0": "a bat", "kind-0": "blunt_object"})[0] == 303
    facts = shown(services, reference)
    assert (facts.what, [weapon.kind for weapon in facts.weapons]) == (None, ["blunt_object"])
    assert isinstance(facts.weapons[0], Weapon)


def test_a_form_of_somebody_elses_making_is_refused(services: Services, mia: DeskBrowser) -> None:
    reference = services.tip(facts=TOLD)
    answer = mia.client.post(f"/triage/tips/{reference}/correct", data={"slot": "what", "text-0": "x"})
    assert (answer.status_code, shown(services, reference)) == (403, TOLD)
