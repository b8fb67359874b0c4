"""Vehicles in a tip: when two mentions are the same vehicle, and what a newer mention changes."""

from __future__ import annotations

from dataclasses import replace

from bot.engine.facts.people import both
from intake_store.model.facts import Vehicle

ATTRIBUTES = ("make", "model", "colour", "plate")


def merge(old: tuple[Vehicle, ...], new: tuple[Vehicle, ...]) -> tuple[Vehicle, ...]:
    """`old` with what `new` tells: a mention that contradicts none of a known vehicle's attributes is that vehicle."""
    merged = list(old)
    taken: set[int] = set()
    for vehicle in sorted(new, key=lambda item: -_best(merged, item)):
        index = _match(merged, vehicle, taken)
        if index is None:
            merged.append(vehicle)
            taken.add(len(merged) - 1)
        else:
            merged[index] = complete(merged[index], vehicle)
            taken.add(index)
    return tuple(merged)


def _best(known: list[Vehicle], vehicle: Vehicle) -> int:
    return max((agreement(item, vehicle) for item in known), default=0)


def _match(known: list[Vehicle], vehicle: Vehicle, taken: set[int]) -> int | None:
    fitting = [
        (agreement(item, vehicle), -i) for i, item in enumerate(known) if i not in taken and agree(item, vehicle)
    ]
    return -max(fitting)[1] if fitting else None


def agreement(one: Vehicle, other: Vehicle) -> int:
    """How many attributes both tell alike."""
    return sum(_alike(name, getattr(one, name), getattr(other, name)) for name in ATTRIBUTES)


def agree(one: Vehicle, other: Vehicle) -> bool:
    """True where no attribute told of both differs."""
    pairs = [(name, getattr(one, name), getattr(other, name)) for name in ATTRIBUTES]
    return all(_alike(name, a, b) for name, a, b in pairs if a and b)


def _alike(name: str, one: str | None, other: str | None) -> bool:
    if not one or not other:
        return False
    return one == other or (name == "plate" and (one.startswith(other) or other.startswith(one)))


def complete(old: Vehicle, new: Vehicle) -> Vehicle:
    """One vehicle told twice: every attribute of either, the newer first; the words of both."""
    known = {name: getattr(new, name) or getattr(old, name) for name in ATTRIBUTES}
    if old.plate and new.plate and len(old.plate) > len(new.plate):
        known["plate"] = old.plate
    partial = (old if known["plate"] == old.plate else new).plate_partial
    return replace(old, text=both(old.text, new.text), plate_partial=partial, source=new.source or old.source, **known)


def corrected(old: Vehicle, denied: Vehicle | None, found: Vehicle) -> Vehicle:
    """`old` with the attributes that a correction tells; a model does not outlive its make."""
    changes = {name: getattr(found, name) for name in ATTRIBUTES if getattr(found, name)}
    for name in ATTRIBUTES:
        if denied and getattr(denied, name) and getattr(denied, name) == getattr(old, name) and name not in changes:
            changes[name] = None
    if "make" in changes and changes["make"] != old.make and "model" not in changes:
        changes["model"] = None
    return replace(old, text=found.text, plate_partial=found.plate_partial, source=found.source, **changes)
