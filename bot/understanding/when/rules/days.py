"""Days counted from today, and parts of the day: "yesterday", "last night", "the other day", "this evening"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bot.understanding.when.builders import piece_of, value_of
from bot.understanding.when.clock_context import Now
from bot.understanding.when.lexer import Atom
from bot.understanding.when.model import Days, Piece

_OTHER_DAY = {"other_day": (7, 1), "other_night": (7, 1), "recently": (21, 0)}


def day(atoms: Sequence[Atom], now: Now) -> Piece | None:
    """ "today", "yesterday", "last night", "the other day", with the part of the day that the word tells."""
    name, _, part = str(atoms[0].value).partition(" ")
    if name in _OTHER_DAY:
        first, last = (now.today - timedelta(days=days) for days in _OTHER_DAY[name])
        return piece_of(atoms, "other_day", Days(first, last, "week"), part="night" if name == "other_night" else "")
    if name == "tonight":
        return piece_of(atoms, "day", Days(now.waking_day, now.waking_day), part="night")
    if name == "earlier":
        return piece_of(atoms, "earlier", Days(now.waking_day, now.today))
    back = {"today": 0, "yesterday": 1, "before_yesterday": 2, "tomorrow": -1}[name]
    today = now.waking_day if name == "today" and part not in ("early_hours", "night") else now.today
    found = today - timedelta(days=back)
    last = now.today if name == "today" and not part else found
    return piece_of(atoms, "day", Days(found, last), part=part)


def relative_part(atoms: Sequence[Atom], now: Now) -> Piece | None:
    """ "this dinner time", "anoche pasada": a part of today or of yesterday."""
    kinds = {atom.kind for atom in atoms}
    back = 0 if "T" in kinds else -1 if "X" in kinds else 1
    found = now.waking_day - timedelta(days=back)
    return piece_of(atoms, "day", Days(found, found), part=value_of(atoms, "Ps"))


def part(atoms: Sequence[Atom], now: Now) -> Piece:
    weak = atoms[0].kind == "s" and not now.answering
    return Piece(atoms[0].first, atoms[-1].last, "part", part=atoms[0].value, weak=weak)
