"""Reads the values of atoms and makes pieces of them, for the rules that read days."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.understanding.when.lexer import Atom
from bot.understanding.when.model import Days, Piece

YEARS = range(1930, 2101)


def piece_of(atoms: Sequence[Atom], rule: str, days: Days | None, **more: Any) -> Piece | None:
    return Piece(atoms[0].first, atoms[-1].last, rule, days=days, **more) if days else None


def value_of(atoms: Sequence[Atom], kinds: str) -> Any:
    return next((atom.value for atom in atoms if atom.kind in kinds), None)


def numbers_in(atoms: Sequence[Atom]) -> list[int]:
    return [atom.value for atom in atoms if atom.kind in "NO" and atom.value is not None]
