"""Clock times as people say them: "half 3", "quarter to 8", "20 to 6", "22:40", "11ish", "a las tres y media"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.understanding.when.clock_context import Now
from bot.understanding.when.lexer import Atom, Spelled, TimeLetters
from bot.understanding.when.model import AM, FULL_DAY, PM, Clock, Piece

_HOUR = "[NO]"
_TOLD = "|".join(
    (
        rf"u~*{_HOUR}p?",  # half past three
        rf"h>?~*{_HOUR}p?(?![UA])",  # half three
        rf"j{_HOUR}",  # wpół do czwartej
        rf"[Nq]U?[><v]c?{_HOUR}C?p?(?![UA])|<[Nq]U?{_HOUR}",  # quarter to eight, 20 past 6
        rf"c~*{_HOUR}[CU]?(?:&[hqN]|v[tqNh]+|h|q)?(?:C|p)?",  # a las tres y media, الساعة الثالثة والنصف
        rf"{_HOUR}C(?:(?:&?[hq]|v[tqN]+|N(?![UC]))(?!U))?p?",  # 3 o'clock, trois heures et demie
        rf"C{_HOUR}(?:&[hqN]|v[qN])?",
        rf"{_HOUR}p",  # 3 pm
        r"KC?i?p?",
        r"[~@bG>]*kC?p?",
        r"N(?:N)(?=p|[^a-zA-Z]|[YPoWs@~]|$)",  # nine thirty
        r"n",
    )
)
_BARE = rf"{_HOUR}i|[~@bG>]*[@bG>~][~@b]*{_HOUR}(?![UA])|(?:^|(?<=[-<&B,.])){_HOUR}(?=[ot]*[YPWps])"
CLOCK = rf"[~@bG>]*(?:{_TOLD})(?:[i~])?|{_BARE}"
_SIDE = rf"[@~t]*(?:{_TOLD}|{_HOUR}i?)"
_SURE = rf"(?:K|{_HOUR}p|n)"
RANGE = "|".join(
    (
        rf"B{_SIDE}P?(?:[-<&]|(?=c)){_SIDE}",  # between 2 and 3, de las 8 a las 11
        rf"o{_HOUR}<{_HOUR}(?=[Ps])",  # de 8 a 11 de la noche
        rf"[@~]*{_SURE}[-<]{_SIDE}",  # 2pm to 3
        rf"(?:K|{_HOUR}[CU])c(?:K|{_HOUR}[CU])",  # de 8h à 10h
        rf"[@~]*{_HOUR}i?[-<&][@~]*(?:{_SURE}|{_HOUR}i)",  # 7-8pm, 8 til 11ish
        rf"[@~]+{_HOUR}[-&][@~]*{_HOUR}(?![a-zA-Z])",  # about 3 or 4
        r"(?<=[WYw])N-N(?![a-zA-Z])",  # monday 12-4
    )
)
_MOST_COMPACT = 2359
_QUARTERS = (15, 30, 45)


def _hour(value: int | None) -> bool:
    return value is not None and 0 <= value <= 24


def _read(atoms: Sequence[Atom]) -> Clock | None:
    """The clock in atoms that one of the patterns took."""
    if any(atom.kind == "U" and not atom.value.endswith(("hour", "minute")) for atom in atoms):
        return None
    told = [atom for atom in atoms if atom.kind in "NOKknhquj<>vCpc"]
    clock = _direct(told) or _fraction(told)
    if clock is None:
        return None
    half = next((atom.value for atom in told if atom.kind == "p"), "")
    lean = next((atom.value for atom in atoms if atom.kind == "b"), 1 if _leans(atoms) else 0)
    return replace(clock, half=half or clock.half, lean=lean)


def _leans(atoms: Sequence[Atom]) -> bool:
    return atoms[0].kind in "G>" or (len(atoms) > 1 and atoms[0].kind in "~@" and atoms[1].kind in "G>")


def _direct(atoms: Sequence[Atom]) -> Clock | None:
    for atom in atoms:
        if atom.kind in "Kkn":
            return atom.value  # type: ignore[no-any-return]
    return None


def _fraction(atoms: Sequence[Atom]) -> Clock | None:
    """Hours with halves, quarters and minutes before or after them."""
    kinds = "".join(atom.kind for atom in atoms if atom.kind not in "pC c")
    numbers = [atom.value for atom in atoms if atom.kind in "NO"]
    if not numbers or any(number is None for number in numbers):
        return None
    if kinds == "NN":
        return _spoken(numbers)
    if kinds[0] == "j":
        return _minus(numbers[0], 30)
    if kinds[0] == "<":
        return _minus(numbers[-1], 15 if kinds[1] == "q" else numbers[0])
    if kinds[0] in "uh":
        return _plus(numbers[0], 30)
    if kinds[0] in "qN" and len(kinds) > 1 and kinds[1] in "><v" and (kinds[0] == "q" or len(numbers) > 1):
        minutes = 15 if kinds[0] == "q" else numbers[0]
        if kinds[0] == "N" and kinds[1] == "v":
            return _minus(numbers[0], numbers[1])
        return (_plus if kinds[1] == ">" else _minus)(numbers[-1], minutes)
    return _hour_first(kinds, numbers)


def _spoken(numbers: Sequence[int]) -> Clock | None:
    """ "nine thirty": both in words."""
    hour, minute = numbers
    if not all(isinstance(number, Spelled) for number in numbers) or minute < 10:
        return None
    return _plus(hour, minute) if hour <= 12 else None


def _hour_first(kinds: str, numbers: Sequence[int]) -> Clock | None:
    hour, extra = numbers[0], numbers[1] if len(numbers) > 1 else 0
    extra = 30 if "h" in kinds else 15 if "q" in kinds else extra
    if extra:
        return (_minus if "v" in kinds else _plus)(hour, extra)
    if _hour(hour):
        return Clock(hour, 0, FULL_DAY if hour > 12 or hour == 0 else "")
    hours, minutes = divmod(hour, 100)
    if _looks_compact(hour) and minutes < 60:
        return Clock(hours, minutes, FULL_DAY if hours > 12 else "")
    return None


def _looks_compact(number: int) -> bool:
    """Whether a number may be a clock without a colon ("at 1430", "at 230"), no year and no round count."""
    return (1000 <= number <= _MOST_COMPACT and not 1930 <= number <= 2060) or (
        100 <= number < 1000 and number % 100 in _QUARTERS
    )


def _plus(hour: int, minutes: int) -> Clock | None:
    return Clock(hour, minutes, FULL_DAY if hour > 12 else "") if _hour(hour) and 0 <= minutes < 60 else None


def _minus(hour: int, minutes: int) -> Clock | None:
    if not _hour(hour) or not 0 < minutes < 60:
        return None
    before = (hour - 1) % 24 or (12 if hour <= 13 else 0)
    return Clock(before, 60 - minutes, FULL_DAY if hour > 13 else "")


def clock(atoms: Sequence[Atom], now: Now) -> Piece | None:
    found = _read(atoms)
    if found is None:
        return None
    kinds = {atom.kind for atom in atoms}
    if not kinds - _HEDGES and found.half != "" and found.minute == 0:
        return None
    weak = (kinds <= set("NO~") or kinds == {"k"}) and not now.answering
    return Piece(atoms[0].first, atoms[-1].last, "clock", clock=found, weak=weak, precision="minute")


_HEDGES = frozenset("NO@~bG>k<")
"""The letters of an hour that nothing marks as one but a word like "at": "at 21" is more often a house."""


def bare(atoms: Sequence[Atom], now: Now) -> Piece | None:
    """ "3", "11" as the answer to "when?"."""
    number = atoms[0].value
    if not now.answering or number is None or isinstance(number, Spelled) or not _hour(number):
        return None
    half = FULL_DAY if number > 12 or number == 0 else ""
    return Piece(atoms[0].first, atoms[0].last, "clock", clock=Clock(number, 0, half), precision="hour")


def stands_free(letters: TimeLetters, first: int, last: int, now: Now) -> bool:
    """Whether a bare hour is one: what follows must be no thing that it counts or street that it numbers."""
    kinds = {atom.kind for atom in letters.atoms[first:last] if atom.kind != "c" or atom.last - atom.first > 1}
    if kinds - _HEDGES:
        return True
    if last >= len(letters.atoms) or letters.kinds[last] != "x":
        return True
    word = str(letters.atoms[last].value)
    if first and letters.kinds[first - 1] in "YPW":  # "last night bout 8 he came", not "about 8 lads"
        return word in now.followers or not word.endswith(now.plural_endings)
    return word in now.followers


def both(atoms: Sequence[Atom], _: Now) -> Piece | None:
    """ "between 2 and 3", "8 til 11ish", "7-8pm": the half of the day told once holds for both."""
    begin = 2 if atoms[0].kind == "B" else 1
    split = next((i for i, atom in enumerate(atoms) if i >= begin and atom.kind in "-<&c"), len(atoms))
    left, right = _read(atoms[:split]), _read(atoms[split:])
    if left is None or right is None or _minutes_to(atoms):
        return None
    left, right = _share(left, right)
    return Piece(atoms[0].first, atoms[-1].last, "range", clock=left, until=right, precision="hour")


def _minutes_to(atoms: Sequence[Atom]) -> bool:
    """ "20 to 6pm" is no range."""
    numbers = [atom.value for atom in atoms if atom.kind == "N"]
    return (
        atoms[0].kind != "B" and any(a.kind == "<" for a in atoms) and bool(numbers) and numbers[0] in (5, 10, 20, 25)
    )


def _share(left: Clock, right: Clock) -> tuple[Clock, Clock]:
    if right.half in (AM, PM) and not left.half:
        later = left.hour % 12 * 60 + left.minute > right.hour % 12 * 60 + right.minute
        left = replace(left, half=({AM: PM, PM: AM}[right.half] if later else right.half))
    elif left.half in (AM, PM) and not right.half:
        later = left.hour % 12 * 60 + left.minute > right.hour % 12 * 60 + right.minute
        right = replace(right, half=({AM: PM, PM: AM}[left.half] if later else left.half))
    return left, right
