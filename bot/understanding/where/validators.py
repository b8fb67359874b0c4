"""Checks the words that a rule of place matched: names are no common words, streets do not end in verbs."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from bot.understanding.text.tokens import Tokens
from bot.understanding.where.common import Common
from bot.understanding.where.lexer import PlaceLetters

_OWN_REACH = 3  # words from "my" to the thing
_LED = re.compile(r"(?:^|[PDdc,.N&oM])A?$")  # what leads to a landmark that is written small
_LONGEST_LINE = 4  # characters of a bus line ("N136")
_SHORT = 4  # letters of a word that an ending does not make a verb
_SMALL = "xtLHeb"  # letters of words that are names only in company


@dataclass(frozen=True, slots=True)
class Candidate:
    """Letters `first` up to and without `last` of a message that `rule` matched."""

    tokens: Tokens
    letters: PlaceLetters
    common: Common
    rule: str
    first: int
    last: int

    @property
    def kinds(self) -> str:
        return self.letters.kinds[self.first : self.last]

    def word(self, index: int) -> str:
        """The folded first word of a letter."""
        return self.tokens.folded[self.letters.firsts[index]]

    def said(self, index: int) -> str:
        """The words of a letter as written, in lower case."""
        return self.tokens.said(self.letters.firsts[index], self.letters.lasts[index]).casefold()

    def plain(self, index: int) -> bool:
        """Whether a letter is a common word or a verb, written small."""
        if self.letters.kinds[index] not in _SMALL:
            return False
        word = self.word(index)
        return word in self.common.plain or (len(word) > _SHORT and word.endswith(self.common.verbs))

    def before(self, length: int = 2) -> str:
        """The letters before it."""
        return self.letters.kinds[max(0, self.first - length) : self.first]


def _address(found: Candidate) -> Candidate | None:
    """The first word after the number must be a name: "3 lads" is no house."""
    name = found.letters.kinds.index("N", found.first) + 1
    while name < found.last and found.letters.kinds[name] in "-/N,oAC#":
        name += 1
    if found.letters.kinds.startswith("Ho", name):
        return found  # "1200 block of North Main"
    if name >= found.last:
        return found if found.letters.kinds[found.last - 1] == "T" else None
    small_type = found.letters.kinds[found.last - 1] == "t" and name == found.last - 1
    return None if small_type or found.plain(name) else found


def _street(found: Candidate) -> Candidate | None:
    """The name begins at its first capital, else after verbs and common words."""
    kinds, end = found.letters.kinds, found.last - 1
    while kinds[end] not in "T":
        end -= 1
    capitals = [i for i in range(found.first, end) if kinds[i] in "XGgC"]
    first = found.first
    if capitals and "x" in kinds[first:end]:
        first = capitals[0]
    anchored = _anchored(found)
    while (first < end - 1 and kinds[first] in "oA") or (not anchored and first < end - 1 and found.plain(first)):
        first += 1
    if end - first == 1 and found.plain(first) and not anchored:
        return None
    return None if end == first else replace(found, first=first)


def _anchored(found: Candidate) -> bool:
    """Whether it begins a text or a clause, or follows a preposition without an article."""
    return found.first == 0 or found.before(1) in "PDd,."


def _named(found: Candidate) -> Candidate | None:
    """A landmark with a name that begins after verbs and common words, and that capitals or a small word lead to."""
    first = found.first
    while first < found.last - 1 and found.plain(first):
        first += 1
    found = replace(found, first=first)
    if not found.kinds.strip("L"):
        return replace(found, rule="generic")
    if set(found.kinds) & set("XGgB") or _LED.search(found.before()):
        return found
    return replace(found, rule="generic")


def _building(found: Candidate) -> Candidate | None:
    """Its name is no common word, and a capital, a number or a small word leads to it."""
    name = next(i for i in range(found.first, found.last) if found.letters.kinds[i] in "xXGgC" and _is_name(found, i))
    if found.plain(name):
        return None
    known = bool(set(found.kinds) & set("XGgNF"))
    return found if known or found.first == 0 or re.search("[PDd]A?$|,$", found.before()) else None


def _is_name(found: Candidate, index: int) -> bool:
    return found.letters.kinds[index + 1 : index + 2] != "F"


def _weak(found: Candidate) -> Candidate | None:
    """No word before a kind of street that is also another word ("way") is a common one."""
    if any(found.plain(i) for i in range(found.first, found.last - 1)):
        return None
    return replace(found, rule="named")


def _own(found: Candidate) -> Candidate | None:
    """ "my" makes a place with the house, street or door behind it; "next door" is one by itself."""
    if found.letters.kinds[found.first] == "m":
        return found
    for index in range(found.last, min(found.last + _OWN_REACH, len(found.letters.kinds))):
        if found.said(index) in found.common.own_things:
            return replace(found, last=index + 1)
        if found.letters.kinds[index] in ",.PDdvst":
            return None
    return None


def _crossing(found: Candidate) -> Candidate | None:
    corner = found.before(4).rstrip("oA").endswith("c")
    telling = "O" in found.kinds or "T" in found.kinds or len(re.findall("[XGg]", found.kinds)) >= 2
    return found if corner or telling else None


def _bus(found: Candidate) -> Candidate | None:
    """A line has up to three figures ("the 134 bus"); more are a telephone line."""
    numbers = [found.word(i) for i in range(found.first, found.last) if found.letters.kinds[i] in "Nnz"]
    return found if all(len(number) <= _LONGEST_LINE for number in numbers) else None


def _saint(found: Candidate) -> Candidate | None:
    """What begins like a street's kind is a saint ("st james park")."""
    return found if found.word(found.first) in found.common.saint else None


def _prefixed(found: Candidate) -> Candidate | None:
    """A type before the name ("calle Mayor 5", "rue de Rivoli"): capitals go on, one small word is enough."""
    kinds, name = found.letters.kinds, found.first + 1
    while name < found.last and kinds[name] in "oA":
        name += 1
    if name >= found.last or found.plain(name) or _gerund(found, name):
        return None
    end = name + 1
    while end < found.last and kinds[end] in "XGNO#,":
        end += 1
    while kinds[end - 1] in ",#":
        end -= 1
    return replace(found, rule="street", last=end)


def _gerund(found: Candidate, index: int) -> bool:
    """ "en la calle peleando" names no street."""
    return found.letters.kinds[index] == "x" and found.word(index).endswith(found.common.gerunds)


def _lot(found: Candidate) -> Candidate | None:
    """ "lot 22 pine hollow": a number and the name of what it is in."""
    return None if any(found.plain(i) for i in range(found.first + 1, found.last)) else found


def _unknown(found: Candidate) -> Candidate | None:
    """Unknown words behind a preposition are no common ones."""
    return None if any(found.plain(i) for i in range(found.first, found.last)) else found


def _area(found: Candidate) -> Candidate | None:
    """A town without a word that leads to it, written small, may be anything ("barking")."""
    if found.first == 0 or found.letters.kinds[found.first - 1] in ",PDdcoTtHLCBKzZ":
        return found
    return found if found.tokens.said(*_ends(found))[:1].isupper() else None


def _capital(found: Candidate) -> Candidate | None:
    """Capitals after "by" are a person ("attacked by John Smith")."""
    before = found.said(found.first - 1 - (found.letters.kinds[found.first - 1] == "A"))
    if before in found.common.agents:
        return None
    return replace(found, rule="places") if found.rule == "capital" and before in found.common.spots else found


def _ends(found: Candidate) -> tuple[int, int]:
    return found.letters.firsts[found.first], found.letters.lasts[found.last - 1]


CHECKS: Mapping[str, Callable[[Candidate], Candidate | None]] = {
    "address": _address,
    "street": _street,
    "named": _named,
    "building": _building,
    "weak": _weak,
    "own": _own,
    "crossing": _crossing,
    "saint": _saint,
    "bus": _bus,
    "prefixed": _prefixed,
    "lot": _lot,
    "unknown": _unknown,
    "capital": _capital,
    "places": _capital,
    "area": _area,
}
