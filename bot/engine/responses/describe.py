"""Facts in words, short: as they are read back, acknowledged and named in questions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.engine.templates import Templates
from dialogs.segments import plain, without_symbols
from intake_store.model import slots
from intake_store.model.facts import COLOURS, Facts, Person, Vehicle, What, When, Where
from intake_store.model.slots import BY_NAME

#: Precisions that name a day, not a time of it.
WHOLE_DAYS = frozenset({"day", "week", "month", "year"})
#: Precisions too coarse for a date: "since January" is no day.
MONTHS = frozenset({"week", "month", "year"})

#: A place of more words than this is a description, not an address.
ADDRESS_WORDS = 6
#: Fewer words than these are no story by themselves ("someone broke" into the shop).
CLAUSE = 3
#: A further clause of so few words or fewer tells nothing by itself ("theyre gone").
SCRAP = 2
#: Minutes to which a time is read back when it is no nearer known than half an hour.
ROUND = 10


def spoken(text: str) -> str:
    """A citizen's words as they may be repeated in a text message: one line, plain characters, no closing stop."""
    return without_symbols(plain(text)).strip(" .,;:!-")


def shorten(text: str, limit: int) -> str:
    """`text` in at most `limit` characters, cut at a word and marked with two dots."""
    if len(text) <= limit:
        return text
    head = text[: max(limit - 2, 1)]
    return (head.rsplit(" ", 1)[0] if " " in head else head).rstrip(" ,.;:-") + ".."


def place(where: Where, templates: Templates) -> str:
    """The place as said, or that it was shared on a map."""
    said = spoken(where.text)
    text = templates.ordered(said if where.needs_address else capitalised(said, templates))
    return text or (templates.say("say.location") if where.latitude is not None else "")


def capitalised(text: str, templates: Templates) -> str:
    """An address in lower case with capitals; a text that has capitals, or reads like a sentence, stays as it is."""
    words = text.split()
    if not text.islower() or len(words) > ADDRESS_WORDS:
        return text
    small = templates.words("say.small")
    return " ".join(word if word in small else _capital(word) for word in words)


def _capital(word: str) -> str:
    return word.upper() if _is_postcode(word) else word[:1].upper() + word[1:]


def _is_postcode(word: str) -> bool:
    return len(word) <= 4 and word[:1].isalpha() and word[-1:].isalnum() and any(c.isdigit() for c in word)


def vehicle_name(vehicle: Vehicle) -> str:
    """A vehicle's make and model with capitals; "" where neither is known."""
    make = (vehicle.make or "").upper() if len(vehicle.make or "") <= 3 else (vehicle.make or "").title()
    model = (vehicle.model or "").title()
    return f"{make} {model}".strip()


def vehicle(item: Vehicle, templates: Templates) -> str:
    """A vehicle by what is known of it, or in the citizen's words."""
    colour = templates.words("say.colours")[COLOURS.index(item.colour)] if item.colour in COLOURS else ""
    name = vehicle_name(item)
    if not name and (not colour or item.text):
        return " ".join(part for part in (spoken(item.text), _extra_plate(item)) if part)
    make, _, model = name.partition(" ")
    text = templates.say("say.vehicle", colour=colour, make=make, model=model, plate=item.plate or "")
    return " ".join(text.split())


def _extra_plate(item: Vehicle) -> str:
    """The plate, unless the citizen's words hold it already."""
    bare = "".join(c for c in item.text.upper() if c.isalnum())
    return item.plate if item.plate and item.plate not in bare else ""


def person(item: Person, templates: Templates) -> str:
    """A person or group in the citizen's words, one mention after the other, without what cut words left behind."""
    mentions = [_whole(part, templates) for part in spoken(item.text).split(", ")]
    if not any(mentions) and item.count:
        return templates.counted("say.people", item.count)
    return templates.listed(mentions)


def _whole(mention: str, templates: Templates) -> str:
    """A mention without the small words that it ends with; "" where it is no more than a number ("one had", "4")."""
    bare, words = templates.words("say.bare"), mention.split()
    while words and words[-1].casefold() in bare:
        words.pop()
    numbers = all(word.strip("()").isdigit() or word.casefold() in bare for word in words)
    return "" if numbers else " ".join(words)


def item(one: Any, templates: Templates) -> str:
    """An item of any slot but a time: in the citizen's words where nothing better is known."""
    match one:
        case Where():
            return place(one, templates)
        case Person():
            return person(one, templates)
        case Vehicle():
            return vehicle(one, templates)
    return spoken(one.text)


def moment(when: When, now: datetime, templates: Templates) -> str:
    """The time as understood: so that a wrong reading is seen; in the citizen's words where it was not resolved."""
    if when.ongoing and when.precision and (when.start is None or _long(when) <= timedelta(hours=3)):
        return templates.say("say.ongoing")
    if when.start is None or when.end is None:
        return spoken(when.text)
    day = day_name(when.start, now, templates)
    if when.ongoing:
        return spoken(when.text) if when.precision in MONTHS else templates.say("say.since", day=day)
    if when.precision in WHOLE_DAYS or when.precision == "part_of_day" or _long(when) > timedelta(hours=3):
        return spoken(when.text)
    middle = when.start + (when.end - when.start) / 2
    if _long(when) >= timedelta(minutes=30):
        middle = middle.replace(minute=0) + timedelta(minutes=round(middle.minute / ROUND) * ROUND)
    key = "say.at.one" if middle.hour == 1 else "say.at"
    return templates.say(key, time=clock(middle, templates), day=day_name(middle, now, templates))


def slot(name: str, facts: Facts, templates: Templates) -> str:
    """What stands in `name` now, where it is one thing; "" where it is none or several, or a time."""
    items = BY_NAME[name].items(facts)
    return item(items[0], templates) if len(items) == 1 and name != "when" else ""


def _long(when: When) -> timedelta:
    return when.end - when.start if when.start and when.end else timedelta(0)


def day_name(at: datetime, now: datetime, templates: Templates) -> str:
    """ "today", "yesterday" or the date, seen from `now`."""
    days = (now.astimezone(at.tzinfo).date() - at.date()).days
    if days in (0, 1):
        return templates.say("say.day.yesterday" if days else "say.day.today")
    weekday, month = templates.words("say.weekdays")[at.weekday()], templates.words("say.months")[at.month - 1]
    return templates.say("say.day", weekday=weekday, day=str(at.day), month=month)


def clock(at: datetime, templates: Templates) -> str:
    """The time of day as the language writes it."""
    half = templates.say("say.am" if at.hour < 12 else "say.pm")
    key = "say.time" if at.minute else "say.time.full"
    return templates.say(key, hour=str(at.hour), hour12=str(at.hour % 12 or 12), minute=f"{at.minute:02}", half=half)


def story(what: What, facts: Facts, templates: Templates, wrong: Sequence[tuple[str, str]] = ()) -> str:
    """The words that tell what happened, without the place and the time that the same message tells beside them.

    `wrong` are words that a correction took back, and what stands in their place now.
    """
    text = what.text
    for part, right in wrong:
        text = text.replace(part, _led(part, right, templates), 1) if right else _without(text, part, templates)
    for item in (facts.where, _beside(facts.when, text, facts.where)):
        same = item is not None and item.source and what.source and item.source.message == what.source.message
        if item is not None and same:
            text = _without(text, item.text, templates)
    return spoken(
        re.sub(r"(?:\s*[,،])+(?=\s*[,.،])|\s+(?=[,.،])", "", _to_the_point(_opened(text, templates), facts, templates))
    )


def _beside(when: When | None, text: str, where: Where | None) -> When | None:
    """The time where it stands at the edge of a clause: within one it may be the deed itself ("just robbed me")."""
    if when is None or when.ongoing or not when.text:
        return None
    place = where.text if where else ""
    before, _, after = text.replace(place, "").partition(when.text)
    edge = not before.strip() or after.strip()[:1] in ("", ",", "،", ".", ";", "!")
    return when if edge else None


def _led(part: str, right: str, templates: Templates) -> str:
    """`right` behind the small word that `part` begins with: "broke into" stays, whatever the place is."""
    first, small = part.split()[0], templates.words("say.small")
    return f"{first} {right}" if first in small and right.split()[0].casefold() not in small else right


def _to_the_point(text: str, facts: Facts, templates: Templates) -> str:
    """`text` without the clauses after the first that are told elsewhere ("one had a crowbar") or next to nothing."""
    first, *more = text.split(", ")
    told = set(templates.words("say.bare"))
    for one in (one for slot, one in slots.items(facts) if slot.many):
        told.update(re.findall(r"[^\W_]+", one.text.casefold()))
    kept = [clause for clause in more if len(words := clause.casefold().split()) > SCRAP and not told.issuperset(words)]
    return ", ".join([first, *kept])


def _opened(text: str, templates: Templates) -> str:
    """`text` without the words that only lead up to it ("so basically", "I am writing to report that")."""
    for opening in (templates.raw("say.openings") or "").split("|"):
        if opening and text.casefold().startswith(f"{opening} "):
            text = text[len(opening) + 1 :].lstrip(" ,")
    return text


def _without(text: str, part: str, templates: Templates) -> str:
    """`text` without `part`, unless the sentence needs it: "broke into the shop" is nothing without the shop."""
    before, found, after = text.partition(part)
    last = before.split()[-1].casefold() if before.split() else ""
    needed = last in templates.words("say.small") or 0 < len(before.split()) < CLAUSE
    return text if not found or needed else f"{before} {after}"
