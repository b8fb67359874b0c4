"""The grammar of place: one regular expression over the letters of a message."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.understanding.text.tokens import Tokens
from bot.understanding.trace import Refused
from bot.understanding.where.common import Common
from bot.understanding.where.lexer import PlaceLetters
from bot.understanding.where.model import Element
from bot.understanding.where.validators import CHECKS, Candidate

_NAME = "[xXGgLHBbCtOTro]"  # words that may be part of a street's name ("Station Road", "White Hart Lane")
_PROPER = "[xXGg]"
_NUMBER = r"(?:#?N(?:[-/]N)?[,o]*)"
_UNIT = r"(?:F#?[NOxXyz][,P]*|OF[,P]*|[xX]F[,P]*)"
_SIDE = rf"A?{_PROPER}{{0,2}}[xXGgO][Tt]?"

#: Rules in order of preference at one place; the letters are those of `lexer.LISTS`.
_RULES = (
    ("known", r"#?N?,?K"),
    ("road", r"(?:R|r#?N)C?|(?<=P)AN(?=[P,.C&]|$)"),
    ("bus", r"(?:#?[Nnz])u|uo?#?[Nnz]"),
    (
        "address",
        rf"{_UNIT}?{_NUMBER}A?(?:C?(?:{_NAME}|e){{1,4}}?[Tt]+|[xXGgC]{{1,3}}H|HoA?C?[xXGg]{{1,2}}[Tt]?|AT|S[oA]*[xXGOLHtN]{{1,4}}|C?[xXGg]{{1,3}}S)C?",
    ),
    ("prefixed", r"S[oA]*(?:[xXGOLHtNC]{1,4})(?:,?#?N)?"),
    ("crossing", rf"(?<=[PDdoc]){_SIDE}[&C/]{_SIDE}(?:,?P?G)?|S?O[&C/]S?[xXGO]{{1,2}}|(?<=[AoPc])N&[xX]{{1,2}}"),
    ("street", rf"C?{_NAME}{{1,3}}?T(?:[Tt](?![oA]))?C?(?:,?#N)?"),
    ("saint", r"T[xX]{1,2}[LH]?"),
    ("building", rf"{_UNIT}?(?:{_NUMBER})?[xXGgC]{{1,2}}H+"),
    ("lot", rf"(?:^|(?<=[PDd,])){_UNIT}[xXGC]{{1,2}}(?=[Pd,.]|$)"),
    ("named", r"[xXGgBbCHt]{1,3}L+|L+oA?[XGg][xXG]?|L[XGg]X?"),
    ("weak", r"(?:[XGg]|C[XGg])[xXGt]{0,2}t|(?<=[PDd])[xXGgLHC]{1,2}t|(?<=[PDd]A)[XGgLHC]{1,2}t|(?<=,)[XGgLHC]{1,2}t"),
    ("brand", r"B[LX]?|(?<=[PDd])bL?X?|(?<=A)bL|(?<=[PDd]A)b"),
    ("unit", r"F#?[NO]|OF|F[xXyz](?=[,.]|$)"),
    ("postcode", r"Z|z(?=$|[,.])|(?<=[,PDGTtHLC])z"),
    ("own", r"m|M"),
    ("generic", r"L+"),
    ("number", r"#N"),
    ("places", r"(?<=[PDdo])(?:[CL]?X{2,3}|[GgK]X{1,2})|(?<=[PDdo]A)(?:X{2,3}|[GgK]X{1,2})"),
    ("area", r"(?:^|(?<=[,PDdcoTtHLCBKzZ]))[Gg]|G+"),
    ("unknown", r"(?<=P)x{1,2}(?=[Pd,.]|$)|(?<=PA)x{2}(?=[Pd,.]|$)"),
    ("capital", r"(?<=[PDd])X"),
)
_GRAMMAR = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _RULES))
_NAMES = [name for name, _ in _RULES]
_SINGLE = [(name, re.compile(pattern)) for name, pattern in _RULES]
_MOST_TRIES = 400  # places where a rule is tried in one message; nobody tells more
_CUE = re.compile(r"[RruTtSHLBbFZzmMGgKXNO]")
_ARTICLE = re.compile(r"[A,C]+$")
_MOVING, _LIVING = re.compile(r"D$|v[sx]{0,2}d$|v[sx]?$"), re.compile(r"l[sx]?[PD]?$")


def read(tokens: Tokens, letters: PlaceLetters, common: Common, refused: list[Refused] | None = None) -> list[Element]:
    """The elements of place, from left to right, without overlaps; `refused` is given what checks refused."""
    return list(_each(tokens, letters, common, refused)) if _CUE.search(letters.kinds) else []


def _each(tokens: Tokens, letters: PlaceLetters, common: Common, refused: list[Refused] | None) -> Iterator[Element]:
    at = 0
    for _ in range(_MOST_TRIES):
        found = _GRAMMAR.search(letters.kinds, at)
        if not found:
            return
        kept = _first_that_holds(tokens, letters, common, found.start(), _NAMES.index(found.lastgroup or ""), refused)
        if kept:
            yield _element(kept)
        at = kept.last if kept else found.start() + 1


def _first_that_holds(
    tokens: Tokens, letters: PlaceLetters, common: Common, first: int, rule: int, refused: list[Refused] | None
) -> Candidate | None:
    """The candidate of the first rule, from number `rule` on, that matches here and passes its check."""
    for name, pattern in _SINGLE[rule:]:
        if found := pattern.match(letters.kinds, first):
            candidate = Candidate(tokens, letters, common, name, first, found.end())
            check = CHECKS.get(name)
            kept = check(candidate) if check else candidate
            if kept:
                return kept
            if refused is not None and check:
                begin, end = letters.firsts[first], letters.lasts[found.end() - 1]
                refused.append(Refused((name,), begin, end, candidate.kinds, check))
    return None


def _element(found: Candidate) -> Element:
    letters = found.letters
    before = _ARTICLE.sub("", letters.kinds[max(0, found.first - 8) : found.first])
    begin, end = letters.firsts[found.first], letters.lasts[found.last - 1]
    moving, living = bool(_MOVING.search(before)), bool(_LIVING.search(before))
    return Element(found.rule, found.first, found.last, begin, end, moving, living, found.rule == "own")
