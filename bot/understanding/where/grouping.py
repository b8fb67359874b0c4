"""Joins elements of one place ("by the co-op" + "on Mare St" + "E8") and weighs the places of a message."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.understanding.text.tokens import Tokens
from bot.understanding.trace import Refused
from bot.understanding.where.lexer import PlaceLetters
from bot.understanding.where.model import Element

_GAP = re.compile(r"[,Pd]?[,PoAec&]{0,3}$")
_LEAD = re.compile(r"(?:[Pdc][oA]?e?[Pco]?A?|c[oA]*|A)$")
_DENIED = re.compile(r"!s?$")
_AREA = re.compile(r"X{1,2}(?![a-zA-Z])|x(?=[,.]|$)")
_DIRECTION = 3  # a street this weak is where somebody went
_SHORTEST_AREA = 3  # letters of an unknown name behind a street
_NAMED = frozenset({"area", "capital"})
_VAGUE = frozenset({"own", "generic", "area", "capital", "unit", "number"})
_TAKES_AREA = frozenset({"address", "street", "building"})
_LONGEST_LEAD = 6  # letters
_MOVING, _LIVING = 5, 3  # what it costs a place that somebody went to, or lives at


@dataclass(frozen=True, slots=True)
class Chain:
    """Elements that make one place, with the letters that lead into it."""

    elements: tuple[Element, ...]
    first: int
    last: int
    denied: bool = False

    @property
    def strength(self) -> float:
        """The strongest element, a little more for each other one, less where it is a direction or a home."""
        scores = sorted((e.strength for e in self.elements), reverse=True)
        return scores[0] + 0.3 * len(scores[1:]) - self.cost

    @property
    def cost(self) -> int:
        head = self.elements[0]
        return _MOVING * head.moving + _LIVING * (head.living and not head.moving)

    def weighed(self) -> str:
        """Its strength in words."""
        less = f", {self.cost} less as somebody went or lives there" if self.cost else ""
        return f"strength {self.strength:g} of 10{less}; more than 1 makes a place"

    def needs_address(self, answering: bool) -> bool:
        """Whether it has to be asked for: a place only the citizen knows, or, unless it was the answer, a vague one."""
        if answering:
            return any(e.own for e in self.elements) and all(e.own or e.rule == "generic" for e in self.elements)
        rules = {e.rule for e in self.elements}
        return self.strength < _DIRECTION or (rules <= _VAGUE and not ("generic" in rules and rules & _NAMED))


def gather(
    elements: Sequence[Element],
    letters: PlaceLetters,
    tokens: Tokens,
    plain: frozenset[str],
    refused: list[Refused] | None = None,
) -> list[Chain]:
    """The places of a message, in the order of the text; `plain` are words that name no area behind a street.

    `refused` is given the elements that are left out.
    """
    chains: list[list[Element]] = []
    for element in elements:
        if chains and _joins(chains[-1][-1], element, letters):
            chains[-1].append(element)
        else:
            chains.append([element])
    known = [_without_unknown(each) for each in chains]
    if refused is not None:
        kept = {element for each in known for element in each}
        left = (element for element in elements if element not in kept)
        refused += [Refused((one.rule,), one.begin, one.end, "", _without_unknown) for one in left]
    return [_chain(each, letters, _tail(each[-1], letters, tokens, plain)) for each in known if each]


def _without_unknown(elements: list[Element]) -> list[Element]:
    """Unknown words count only between known ones, or in front of a town ("on peachtree industrial in norcross")."""
    sure = [element for element in elements if element.rule != "unknown"]
    if not sure or (elements[0].rule == "unknown" and any(element.rule not in _VAGUE for element in sure)):
        return elements[elements.index(sure[0]) :] if sure else []
    return elements


def _joins(before: Element, after: Element, letters: PlaceLetters) -> bool:
    gap = letters.kinds[before.last : after.first]
    if after.moving or "." in gap:
        return False
    return bool(_GAP.match(gap))


def _chain(elements: Sequence[Element], letters: PlaceLetters, last: int) -> Chain:
    first = elements[0].first
    before = max(0, first - _LONGEST_LEAD)
    lead = _LEAD.search(letters.kinds, before, first)
    begin = lead.start() if lead else first
    denied = bool(_DENIED.search(letters.kinds, max(0, begin - 2), begin))
    return Chain(tuple(elements), begin, last, denied)


def _tail(element: Element, letters: PlaceLetters, tokens: Tokens, plain: frozenset[str]) -> int:
    """A street or landmark takes the unknown name behind it that ends its clause ("elm st hackny")."""
    after = _AREA.match(letters.kinds, element.last) if element.rule in _TAKES_AREA else None
    if not after:
        return element.last
    word = tokens.folded[letters.firsts[element.last]]
    is_name = letters.kinds[element.last] == "X" or (len(word) >= _SHORTEST_AREA and word not in plain)
    return after.end() if is_name else element.last
