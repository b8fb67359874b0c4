"""The grammar of time: one regular expression over the letters of a message, and what each of its rules means."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from bot.understanding.trace import Refused
from bot.understanding.when.clock_context import Now
from bot.understanding.when.lexer import Atom, TimeLetters
from bot.understanding.when.model import Piece
from bot.understanding.when.rules import clocks, dates, days, months, spans, weekdays

#: Rules in order of preference at one place. The letters are those of `lexer.CUES`; capitals of `lexer.NAMED`: Weekday,
#: Month, Part, daY, Unit, seaZon, Holiday, Number, Ordinal, K clock, D date; lower case: the weak ones.
_RULES: Sequence[tuple[str, str, Callable[[Sequence[Atom], Now], Piece | None]]] = (
    ("now", r"R", spans.now),
    ("just_now", r"J", spans.just_now),
    ("ago", r"~*[Ny]?~*o?(?:h|[Ny][ty]?(?:&y?h)?)?[ty]?U(?:&?y?h|NU)?[oi]*A", spans.ago),
    ("ago_before", r"a~*[Ny]?~*o?h?y?U(?:&y?[hq])?", spans.ago),
    ("within", r"f~*(?:[NyhtO]*o?)U|N[L>]U", spans.within),
    ("been", r"=x{0,2}~*F~*(?:[Ny]*o?)U", spans.lasting),
    ("week_of_month", r"[ot]*[LlO]U[ot]*[Mm](?:o?N(?![UpCN]))?", weekdays.week_of_month),
    ("before_last", r"[ot]*UbL", weekdays.before_last),
    ("weekdays_ago", r"[Ny]VA|[Ww]bL", weekdays.weekdays_ago),
    ("week_last", r"[Ny]?U[oL]*[LG]?o?[Ww]", weekdays.week_last),
    ("lasting", r"[SFl]~*(?:[Ny]*o?[LT>]?)(?:&y?h)?U(?:&y?h)?[Rr]?|[L>]~*No?U|No?U[Rr]", spans.lasting),
    ("habit", r"I|E~?[oNt]*[UPWwQHVs]|o?[VQ]", spans.habit),
    ("iso", r"(?<!-)N-N-N(?!-)", dates.iso),
    ("date", r"D", dates.slashed),
    ("day_range", r"B?t?[NO][-<&]t?[NO]o*t?[Mm]|[ot]*[Mm]t?[NO][-<&]t?[NO](?![UpC])|B?tO[-<&]t?O", dates.day_range),
    ("month_day", r"[o~@t]*[Mm](?:/?o?t?(?:O|N(?![UpC]))|,O)(?:[,o]*N(?![UpCN]))?", dates.month_day),
    ("day_month", r"[o~@]*d?t?(?:[NO])-?o*t?o?[Mm](?:[-,o]*N(?![UpCN]))?", dates.day_month),
    ("last_part", r"[LTX][Ps]|[Ps][LG]", days.relative_part),
    ("weekday_number", r"[Ww],?(?:t?O|N(?=[.,@B~P]|$))", dates.weekday_number),
    ("late_day", r"e[ot]*[Ww]", weekdays.late_day),
    ("weekday", r"[LTXG>]?t?o?[Ww](?![a-z]?N?M)(?:G?L?G?)", weekdays.weekday),
    ("years", r"(?<!-)B?N[-<&]N(?![-a-zA-Z])", dates.years),
    ("months", r"B[Mm][-<&][Mm]", months.months),
    ("unit", r"(?:e[ot]*|[ot]*)[LTX>]t?U|[eo]*U[LG]|e[ot]*U", weekdays.relative_unit),
    ("quarter", r"[LTX>Fl]N?q(?![><v])", weekdays.quarter),
    ("weekend", r"o?t?U", weekdays.weekend),
    ("in_month", r"o[Mm](?=[.,]|$)", months.in_month),
    ("month", r"[LTXSo~@]+(?:e[ot]*)?[Mm]|e[ot]*[LTX]?[Mm]|[Mm]L|M(?=[.,]*$)", months.month),
    ("season", r"[eoLTt]*Z", months.season),
    ("holiday", r"[LT]?H", dates.holiday),
    ("day_number", r"d[NO]|to?O(?=[.,@~bBPpKo&]|$|-)|otN(?=[.,@~bBPK]|$)", dates.day_number),
    ("year", r"[oSeBb~t]+U?N(?![a-zA-Z])|UN(?![a-zA-Z])", dates.year),
    ("amount", r"~*[Ny]~*o?U", spans.amount),
    ("range", clocks.RANGE, clocks.both),
    ("clock", clocks.CLOCK, clocks.clock),
    ("bare", r"[NO]", clocks.bare),
    ("day", r"Y", days.day),
    ("part", r"[Ps]", days.part),
    ("weak_now", r"r", spans.weak_now),
)
_MOST_REPEATS = 3  # hedges or articles in a row; more are noise and would cost quadratic time


def _bounded(pattern: str) -> str:
    return pattern.replace("*", f"{{0,{_MOST_REPEATS}}}").replace("]+", f"]{{1,{_MOST_REPEATS}}}")


_GRAMMAR = re.compile("|".join(f"(?P<{name}>{_bounded(pattern)})" for name, pattern, _ in _RULES))
_NAMES = [name for name, _, _ in _RULES]
_SINGLE = [(name, re.compile(_bounded(pattern)), handler) for name, pattern, handler in _RULES]
_MOST_TRIES = 400
"""Places where a rule is tried in one message; nobody tells more times."""
_COUNTED = frozenset({"clock", "range", "bare"})
"""Rules whose numbers may count things instead ("two to four people")."""
#: A message without one of these has no time in it.
_CUE = re.compile(r"[RrJAaUIEVQDOMmWwZHdKknNYPsCq]")


class Reading(NamedTuple):
    """A piece, the rule that read it, and the letter indexes it took."""

    piece: Piece
    rule: str
    first: int
    last: int


def read(letters: TimeLetters, now: Now, refused: list[Refused] | None = None) -> list[Reading]:
    """The pieces of time, from left to right; `refused` is given what rules matched and did not take."""
    return list(_each(letters, now, refused)) if _CUE.search(letters.kinds) else []


def _each(letters: TimeLetters, now: Now, refused: list[Refused] | None) -> Iterator[Reading]:
    at = 0
    for _ in range(_MOST_TRIES):
        found = _GRAMMAR.search(letters.kinds, at)
        if not found:
            return
        reading = _first_that_holds(letters, found.start(), _NAMES.index(found.lastgroup or ""), now, refused)
        if reading:
            yield reading
        at = reading.last if reading else found.start() + 1


def _first_that_holds(
    letters: TimeLetters, first: int, rule: int, now: Now, refused: list[Refused] | None
) -> Reading | None:
    """The piece of the first rule, from number `rule` on, that matches here and makes sense of the words."""
    for name, pattern, handler in _SINGLE[rule:]:
        found = pattern.match(letters.kinds, first)
        if not found:
            continue
        piece = handler(letters.atoms[first : found.end()], now)
        if piece and (name not in _COUNTED or clocks.stands_free(letters, first, found.end(), now)):
            return Reading(piece, name, first, found.end())
        if refused is not None:
            atoms, why = letters.atoms[first : found.end()], clocks.stands_free if piece else handler
            refused.append(Refused((name,), atoms[0].first, atoms[-1].last, found[0], why))
    return None
