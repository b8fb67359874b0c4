"""People in a tip: who counts, who is described well enough, and when two mentions are the same people."""

from __future__ import annotations

import re
from dataclasses import replace

from intake_store.model.facts import Person

#: Roles that a tip is about; victims and witnesses are not asked for.
SOUGHT = frozenset({"suspect", "missing", "wanted", "unknown"})


def suspects(people: tuple[Person, ...]) -> list[Person]:
    """Those whom the tip is about."""
    return [person for person in people if person.role in SOUGHT]


def words(text: str) -> list[str]:
    """The words of `text`, folded."""
    return re.findall(r"[^\W_]+", text.casefold())


def described(person: Person) -> bool:
    """True where the mention names the person or tells looks."""
    return person.described or bool(person.name)


def total(people: tuple[Person, ...]) -> int:
    """How many people the mentions come to; a group without a number counts as none."""
    return sum(person.count or 0 for person in suspects(people))


def merge(old: tuple[Person, ...], new: tuple[Person, ...], answering: bool) -> tuple[Person, ...]:
    """`old` with what `new` tells; `answering` "who?", a message describes the people known already."""
    if not old or not new:
        return old or new
    if answering:
        return _answered(old, new)
    merged = list(old)
    for person in new:
        index = _same(merged, person)
        if index is not None:
            merged[index] = complete(merged[index], person)
        elif person.role not in SOUGHT:
            merged.append(person)
        elif person.name:
            _name(merged, person)
        elif person.described:
            _describe(merged, person)
    return tuple(merged)


def _name(people: list[Person], named: Person) -> None:
    """A name told later belongs to somebody mentioned without one, else it is somebody new."""
    index = next((i for i, p in enumerate(people) if p.role in SOUGHT and p.name is None), None)
    if index is None:
        people.append(named)
        return
    known = people[index]
    alone = known.count in (1, None)
    people[index] = replace(
        known, text=both(known.text, named.text), name=named.name if alone else None, described=True
    )


def _describe(known: list[Person], new: Person) -> None:
    """Looks told late belong to the only ones mentioned, as long as nobody told theirs."""
    sought = suspects(tuple(known))
    if len(sought) == 1 and not described(sought[0]) and (new.count or 1) <= (sought[0].count or 1):
        known[known.index(sought[0])] = replace(complete(sought[0], new), count=sought[0].count)


def _answered(old: tuple[Person, ...], new: tuple[Person, ...]) -> tuple[Person, ...]:
    """The answer to "who?": as many as it says, or as many as were known if it describes only some of them."""
    others = tuple(person for person in old if person.role not in SOUGHT)
    before, after = suspects(old), suspects(new)
    if not after:
        return old + tuple(person for person in new if person not in old)
    extra = tuple(person for person in new if person.role not in SOUGHT and person not in others)
    if total(new) >= total(old):
        return others + extra + _enriched(before, after)
    if len(before) == 1:
        return others + extra + (replace(complete(before[0], _joined(after)), count=before[0].count),)
    return others + extra + tuple(before)


def _enriched(before: list[Person], after: list[Person]) -> tuple[Person, ...]:
    """The newer mentions with the older words where one mention stands for one."""
    if len(before) == 1 and len(after) == 1:
        return (complete(before[0], after[0]),)
    return tuple(after)


def _joined(people: list[Person]) -> Person:
    names = [person.name for person in people if person.name]
    return replace(people[0], text=", ".join(person.text for person in people), name=names[0] if names else None)


def _same(people: list[Person], person: Person) -> int | None:
    """The index of the mention that `person` repeats: the same name, or all of its words."""
    for index, known in enumerate(people):
        if person.name and known.name and person.name.casefold() == known.name.casefold():
            return index
        if set(words(person.text)) <= set(words(known.text)):
            return index
    return None


def complete(old: Person, new: Person) -> Person:
    """One person told twice: the newer number and name, the words of both."""
    return replace(
        old,
        text=both(old.text, new.text),
        count=new.count if new.count is not None and (old.count is None or new.count > old.count) else old.count,
        name=new.name or old.name,
        described=old.described or new.described,
        role=new.role if old.role == "unknown" else old.role,
        source=new.source or old.source,
    )


def both(old: str, new: str) -> str:
    """The words of two mentions, without saying twice what one of them says already."""
    if set(words(new)) <= set(words(old)):
        return old
    if set(words(old)) <= set(words(new)):
        return new
    return f"{old}, {new}"
