"""The grammar of time: one regular expression over a line's letters, and what each of its rules means."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from bot.understanding.when import clocks, dates, spans
from bot.understanding.when.model import Piece
from bot.understanding.when.moment import Now
from bot.understanding.when.words import Atom, Line

#: Rules in order of preference at one place. The letters are those of `words.CUES`; capitals of `words`: Weekday,
#: Month, Part, daY, Unit, seaZon, Holiday, Number, Ordinal, K clock, D date; lower case: the weak ones.
_RULES: Sequence[tuple[str, str, Callable[[Sequence[Atom], Now], Piece | None]]] = (
    ("now", r"R", spans.now),
    ("just_now", r"J", spans.just_now),
    ("ago", r"~*[Nt]?~*o?(?:h|[Nt]t?(?:&t?h)?)?t?U(?:&?t?h|NU)?[oi]*A", spans.ago),
    ("ago_before", r"a~*[Nt]?~*o?h?t?U(?:&t?[hq])?", spans.ago),
    ("within", r"f~*(?:[NthtO]*o?)U", spans.within),
    ("been", r"=x{0,2}~*F~*(?:[Nt]*o?)U", spans.been),
    ("lasting", r"[SF]~*(?:[Nt]*o?[LT>]?)(?:&t?h)?U(?:&t?h)?[Rr]?|[L>]~*No?U|No?U[Rr]", spans.lasting),
    ("habit", r"I|E~?[oNt]*[UPWwQHV]|o?[VQ]", spans.habit),
    ("iso", r"N-N-N", dates.iso),
    ("date", r"D", dates.slashed),
    ("month_day", r"[Mm]t?(?:O|N(?![UpC]))(?:[,o]*N(?![UpCN]))?", dates.month_day),
    ("day_month", r"d?t?(?:[NO])o*t?o?[Mm](?:[,o]*N(?![UpCN]))?", dates.day_month),
    ("last_part", r"[LTX]P|P[LG]", dates.relative_part),
    ("weekday", r"[LTXG>]?t?o?[Ww](?![a-z]?N?M)(?:G?L?G?)", dates.weekday),
    ("unit", r"[eo]*t?[LTX>]t?U|[eo]*U[LG]", dates.relative_unit),
    ("weekend", r"o?t?U", dates.weekend),
    ("month", r"[LTXSo~@]+(?:e[ot]*)?[Mm]|e[ot]*[LTX]?[Mm]|[Mm]L|M(?=[.,]*$)", dates.month),
    ("season", r"[eoLTt]*Z", dates.season),
    ("holiday", r"[LT]?H", dates.holiday),
    ("day_number", r"d[NO]|to?O(?=[.,@~bPpKo&]|$|-)", dates.day_number),
    ("year", r"[oS]N(?![a-zA-Z])", dates.year),
    ("range", clocks.RANGE, clocks.both),
    ("clock", clocks.CLOCK, clocks.clock),
    ("day", r"Y", dates.day),
    ("part", r"P", dates.part),
    ("weak_now", r"r", spans.weak_now),
)
_GRAMMAR = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern, _ in _RULES))
_HANDLERS = {name: handler for name, _, handler in _RULES}
#: A message without one of these has no time in it.
_CUE = re.compile(r"[RrJAaUIEVQDOMmWwZHdKknNYPC]")


class Reading(NamedTuple):
    """What stands around a piece: the letter indexes it took in the line."""

    piece: Piece
    first: int
    last: int


def read(line: Line, now: Now) -> list[Reading]:
    """The pieces of time in a line, from left to right."""
    return list(_each(line, now)) if _CUE.search(line.kinds) else []


def _each(line: Line, now: Now) -> Iterator[Reading]:
    at = 0
    while found := _GRAMMAR.search(line.kinds, at):
        atoms = line.atoms[found.start() : found.end()]
        piece = _HANDLERS[found.lastgroup or ""](atoms, now)
        if piece and (found.lastgroup != "clock" or clocks.stands_free(line, found.start(), found.end(), now)):
            yield Reading(piece, found.start(), found.end())
            at = found.end()
        else:
            at = found.start() + 1
