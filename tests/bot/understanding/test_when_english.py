"""Times in English, as people in Britain and America text them; all sent on Wednesday 17 June 2026 at 14:30."""

from __future__ import annotations

import pytest

from tests.bot.understanding.reading_times import meets, times

#: text, what was asked, the true window
TOLD = (
    (
        "bike nicked from outside the gym between 5 and 7 last night",
        None,
        "2026-06-16T17:00",
        "2026-06-16T19:00",
    ),
    ("saw it about 20 mins ago", None, "2026-06-17T14:00", "2026-06-17T14:20"),
    ("around half ten this morning", "when", "2026-06-17T10:00", "2026-06-17T11:00"),
    ("bout quarter past 9 last nite", "when", "2026-06-16T20:45", "2026-06-16T21:45"),
    ("it was at ten to four yesterday afternoon", None, "2026-06-16T15:20", "2026-06-16T16:20"),
    ("at like 1 in the morning", "when", "2026-06-17T00:30", "2026-06-17T01:30"),
    ("Happened this arvo around 1", None, "2026-06-17T12:30", "2026-06-17T13:30"),
    ("2-3am", "when", "2026-06-17T02:00", "2026-06-17T03:00"),
    ("early hours of this morning", None, "2026-06-17T00:00", "2026-06-17T06:00"),
    ("just before midnight on saturday", "when", "2026-06-13T23:00", "2026-06-14T00:00"),
    ("saturday gone", "when", "2026-06-13T00:00", "2026-06-13T23:59"),
    ("Monday lunchtime", "when", "2026-06-15T12:00", "2026-06-15T14:00"),
    ("the day before yesterday at 6pm", "when", "2026-06-15T17:30", "2026-06-15T18:30"),
    ("about a month ago", "when", "2026-05-10T00:00", "2026-05-24T00:00"),
    ("three weeks ago on the tuesday", "when", "2026-05-26T00:00", "2026-05-26T23:59"),
    ("on the 12th around 4 in the afternoon", "when", "2026-06-12T15:30", "2026-06-12T16:30"),
    ("12/06 at 16:00", "when", "2026-06-12T15:30", "2026-06-12T16:30"),
    ("June 12 at 4pm", "when", "2026-06-12T15:30", "2026-06-12T16:30"),
    ("since the start of may", None, "2026-05-01T00:00", "2026-06-17T14:30"),
    ("for the past few weeks", None, "2026-05-20T00:00", "2026-06-17T14:30"),
    ("its been going on for months", None, "2026-02-17T00:00", "2026-06-17T14:30"),
    ("yesterday", "when", "2026-06-16T00:00", "2026-06-16T23:59"),
    ("today", "when", "2026-06-17T00:00", "2026-06-17T14:30"),
    ("like an hour ago", "when", "2026-06-17T13:00", "2026-06-17T14:00"),
    ("2 hrs ago", "when", "2026-06-17T12:00", "2026-06-17T13:00"),
    ("5 mins", "when", "2026-06-17T14:15", "2026-06-17T14:30"),
    ("a couple hours ago", "when", "2026-06-17T12:00", "2026-06-17T13:00"),
    ("not sure, sometime last night", "when", "2026-06-16T18:00", "2026-06-17T06:00"),
    ("3", "when", "2026-06-17T02:30", "2026-06-17T03:30"),
    ("about 11", "when", "2026-06-17T10:30", "2026-06-17T11:30"),
    ("tuesday", "when", "2026-06-16T00:00", "2026-06-16T23:59"),
    ("Tues 9ish at night", "when", "2026-06-16T20:30", "2026-06-16T21:30"),
    ("friday night about half 11", "when", "2026-06-12T23:00", "2026-06-13T00:00"),
    ("saturday night, must have been 2am or so", "when", "2026-06-14T01:30", "2026-06-14T02:30"),
    ("Sunday morning, maybe 3 or 4am", "when", "2026-06-14T02:30", "2026-06-14T04:30"),
    ("at 8.15 this morning", None, "2026-06-17T08:00", "2026-06-17T08:30"),
    ("at 815 this morning", None, "2026-06-17T08:00", "2026-06-17T08:30"),
    ("0630 today", "when", "2026-06-17T06:15", "2026-06-17T06:45"),
    ("at 21:05 last night", None, "2026-06-16T20:50", "2026-06-16T21:20"),
    ("last thursday evening", "when", "2026-06-11T17:00", "2026-06-11T23:00"),
    ("last weekend", "when", "2026-06-13T00:00", "2026-06-14T23:59"),
    ("over the bank holiday weekend", "when", "2026-05-23T00:00", "2026-05-25T23:59"),
    ("on new years eve", "when", "2025-12-31T00:00", "2025-12-31T23:59"),
    ("christmas day", "when", "2025-12-25T00:00", "2025-12-25T23:59"),
    ("back in november", "when", "2025-11-01T00:00", "2025-11-30T23:59"),
    ("in 2019", "when", "2019-01-01T00:00", "2019-12-31T23:59"),
    ("last year", "when", "2025-01-01T00:00", "2025-12-31T23:59"),
    ("last month", "when", "2026-05-01T00:00", "2026-05-31T23:59"),
    ("earlier today", "when", "2026-06-17T06:00", "2026-06-17T14:30"),
    ("when I got up at 7 it was gone, it was there at midnight", None, "2026-06-17T00:00", "2026-06-17T07:00"),
    ("parked it at 6pm yesterday and found it smashed at 8 this morning", None, "2026-06-16T18:00", "2026-06-17T08:00"),
    ("happened friday 5th june around 10pm", None, "2026-06-05T21:30", "2026-06-05T22:30"),
    ("Wed 10th at 23:30", None, "2026-06-10T23:15", "2026-06-10T23:45"),
    ("1am", "when", "2026-06-17T00:30", "2026-06-17T01:30"),
    ("midnight last night", "when", "2026-06-16T23:30", "2026-06-17T00:30"),
    ("around midnight", "when", "2026-06-16T23:30", "2026-06-17T00:30"),
    ("it was about 5 to 3", "when", "2026-06-17T02:30", "2026-06-17T03:30"),
    ("twenty past seven", "when", "2026-06-17T07:00", "2026-06-17T07:40"),
    ("half eleven last night", "when", "2026-06-16T23:00", "2026-06-17T00:00"),
    ("at 3 o'clock this afternoon", "when", "2026-06-17T14:30", "2026-06-17T15:30"),
    ("7 in the evening on monday", "when", "2026-06-15T18:30", "2026-06-15T19:30"),
    ("on my way home from work yesterday, about 5:45", "when", "2026-06-16T17:30", "2026-06-16T18:00"),
    ("wensday just gone at 4", "when", "2026-06-10T15:30", "2026-06-10T16:30"),
    ("a week ago today", "when", "2026-06-10T00:00", "2026-06-10T23:59"),
    ("a week last friday", "when", "2026-06-05T00:00", "2026-06-05T23:59"),
    ("the weekend before last", "when", "2026-06-06T00:00", "2026-06-07T23:59"),
    ("the week before last", "when", "2026-06-01T00:00", "2026-06-07T23:59"),
    ("between 10 last night and 6 this morning", None, "2026-06-16T22:00", "2026-06-17T06:00"),
    ("some time between friday evening and sunday lunchtime", None, "2026-06-12T17:00", "2026-06-14T14:00"),
    ("from about 9 til midnight last night", None, "2026-06-16T21:00", "2026-06-17T00:00"),
    ("overnight", "when", "2026-06-16T20:00", "2026-06-17T07:00"),
    ("during the night", "when", "2026-06-16T18:00", "2026-06-17T06:00"),
    ("first thing this morning", "when", "2026-06-17T05:00", "2026-06-17T09:00"),
    ("late monday night", "when", "2026-06-15T21:00", "2026-06-16T03:00"),
    ("tonite about 8", "when", "2026-06-17T19:30", "2026-06-17T20:30"),
    ("12:15 am", "when", "2026-06-17T00:00", "2026-06-17T00:30"),
    ("yesterday noon", "when", "2026-06-16T11:30", "2026-06-16T12:30"),
    ("like 10pm tuesday nite", "when", "2026-06-16T21:30", "2026-06-16T22:30"),
    ("about 10 minutes before I texted you", "when", "2026-06-17T14:10", "2026-06-17T14:30"),
    ("it happened at 1:30", "when", "2026-06-17T13:15", "2026-06-17T13:45"),
    ("since last tuesday", "when", "2026-06-09T00:00", "2026-06-17T14:30"),
    ("the past hour or so", "when", "2026-06-17T13:00", "2026-06-17T14:30"),
    ("all last night", "when", "2026-06-16T18:00", "2026-06-17T06:00"),
    ("all weekend", "when", "2026-06-13T00:00", "2026-06-14T23:59"),
    ("thur 11 june 9am", "when", "2026-06-11T08:30", "2026-06-11T09:30"),
    ("11.6.26", "when", "2026-06-11T00:00", "2026-06-11T23:59"),
    ("2026-06-11 around 21:00", "when", "2026-06-11T20:30", "2026-06-11T21:30"),
    ("yest 4pm ish", "when", "2026-06-16T15:30", "2026-06-16T16:30"),
    ("2am last night", "when", "2026-06-17T01:30", "2026-06-17T02:30"),
    ("half 3", "when", "2026-06-17T03:00", "2026-06-17T04:00"),
    ("quarter to 8", "when", "2026-06-17T07:15", "2026-06-17T08:15"),
    ("22:40", "when", "2026-06-16T22:10", "2026-06-16T23:10"),
    ("20 to 6 this evening", "when", "2026-06-17T17:10", "2026-06-17T18:10"),
    ("around 11ish", "when", "2026-06-17T10:30", "2026-06-17T11:30"),
    ("noon", "when", "2026-06-17T11:30", "2026-06-17T12:30"),
    ("this arvo", "when", "2026-06-17T12:00", "2026-06-17T14:30"),
    ("fri just gone", "when", "2026-06-12T00:00", "2026-06-12T23:59"),
    ("2 nights ago", "when", "2026-06-15T18:00", "2026-06-16T06:00"),
    ("last monday", "when", "2026-06-15T00:00", "2026-06-15T23:59"),
    ("the 5th", "when", "2026-06-05T00:00", "2026-06-05T23:59"),
    ("on 3/6", "when", "2026-06-03T00:00", "2026-06-03T23:59"),
    ("since march", "when", "2026-03-01T00:00", "2026-06-17T14:30"),
    ("for about 3 weeks", "when", "2026-05-27T00:00", "2026-06-17T14:30"),
    ("just now", "when", "2026-06-17T14:20", "2026-06-17T14:30"),
    ("overnight Tuesday into Wednesday", "when", "2026-06-16T20:00", "2026-06-17T07:00"),
    ("sometime between saturday night and this morning", "when", "2026-06-13T18:00", "2026-06-17T12:00"),
    ("at the weekend", "when", "2026-06-13T00:00", "2026-06-14T23:59"),
    ("halloween", "when", "2025-10-31T00:00", "2025-10-31T23:59"),
    ("bank holiday monday", "when", "2026-05-25T00:00", "2026-05-25T23:59"),
    ("easter", "when", "2026-04-03T00:00", "2026-04-06T23:59"),
    ("good friday", "when", "2026-04-03T00:00", "2026-04-03T23:59"),
    ("the night before last", "when", "2026-06-15T18:00", "2026-06-16T06:00"),
    ("wednsday morning", "when", "2026-06-17T05:00", "2026-06-17T12:00"),
    ("yesturday about 4", "when", "2026-06-16T15:30", "2026-06-16T16:30"),
    ("in the last hour", "when", "2026-06-17T13:30", "2026-06-17T14:30"),
    ("between the 3rd and the 5th", "when", "2026-06-03T00:00", "2026-06-05T23:59"),
    ("the last week of may", "when", "2026-05-25T00:00", "2026-05-31T23:59"),
    ("9 to 12 of june", "when", "2026-06-09T00:00", "2026-06-12T23:59"),
    ("from march to may", "when", "2026-03-01T00:00", "2026-05-31T23:59"),
    ("2014 to 2018", "when", "2014-01-01T00:00", "2018-12-31T23:59"),
    ("last quarter", "when", "2026-01-01T00:00", "2026-03-31T23:59"),
    ("Tuesday, June 9th at 9pm", "when", "2026-06-09T20:30", "2026-06-09T21:30"),
    ("end of last month", "when", "2026-05-20T00:00", "2026-05-31T23:59"),
)

#: It goes on as the citizen writes.
GOING_ON = (
    ("hes outside my door now", None),
    ("right now!!", "when"),
    ("theyre doing it as we speak", None),
    ("still happening", "when"),
)

#: Again and again: that it goes on is told, not when it was, so that "when?" is asked.
HABITS = (
    "every night this week",
    "they meet every friday at 9pm",
    "most evenings around 7",
)

#: Numbers and words that tell no time of a crime.
NONE = (
    "I live at 14 Park Road",
    "two lads about 16",
    "bout 6 foot 2",
    "the number 12 bus",
    "they took 50 quid",
    "he works nights",
    "call me after 6",
    "ring me on 07700 900123",
    "plate is LK19 ABC",
    "good evening",
    "there were like 5 of them",
    "hes 3 years older than me",
    "can you help me for a second",
    "he may have a knife",
    "nothing now hes gone",
    "no hes not here right now",
    "im ok now",
    "outside 14 elm st",
    "dogs at 21",
    "flat 3 lomond house",
    "the 22 bus",
    "3rd floor",
    "the second one had a hat",
    "shes 14 years old",
    "5'10 and stocky",
    "£800 in cash",
    "theres about 30 of them",
    "at 3 park road",
    "sat on the wall outside may street",
    "he might march up there",
    "two to four people",
    "my number is 020 7946 0018",
    "happy new year",
    "second hand shop",
    "theyre in spain till sunday",
)


@pytest.mark.parametrize(("text", "asking", "first", "last"), TOLD)
def test_a_time_is_resolved_to_its_window(text: str, asking: str | None, first: str, last: str) -> None:
    found = times(text, asking=asking)
    assert found, "no time found"
    assert meets(found[0], first, last), found[0]


@pytest.mark.parametrize(("text", "asking"), GOING_ON)
def test_what_happens_now_goes_on(text: str, asking: str | None) -> None:
    assert times(text, asking=asking)[0].ongoing


@pytest.mark.parametrize("text", HABITS)
def test_a_habit_goes_on_and_has_no_start(text: str) -> None:
    found = times(text)
    assert found[0].ongoing
    assert found[0].start is None
    assert not times(text, asking=None)


@pytest.mark.parametrize("text", NONE)
def test_other_numbers_and_words_are_no_times(text: str) -> None:
    assert times(text, asking=None) == []
