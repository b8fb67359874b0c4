"""Matches the cue patterns of a language over the words of a message in one pass.

A pattern is a row of elements with blanks between them:

    word        that word, however it is accented or capitalised
    word*       every word that begins so
    a/b*/<c>    any of these
    <name>      any word of the class `name` (`classes.txt` of the language)
    (a/b)       the same, but it may be missing
    ..          up to three words in between, `....` up to six
    ^ and $     first and last element: the message begins, ends here

A pattern never reaches over the end of a sentence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, product
from typing import NamedTuple

from bot.understanding.text.spelling import Spelling
from bot.understanding.text.tokens import Tokeniser, fold
from dialogs.traits import NO_TRAITS, LanguageTraits
from dialogs.wordlists import Origin

_SHORTEST_STEM = 3  # letters that are left of a word without its proclitics
_SHORT, _LONG = -1, -2  # the edges of a gap; those of words are the symbols, which are > 0
_GAPS = {"..": _SHORT, "....": _LONG}
_REACH = ((_SHORT, 3), (_LONG, 6))  # words


class PatternError(ValueError):
    """A pattern that cannot be compiled; the text names it."""


class Cue(NamedTuple):
    """What a pattern stands for. `starts` and `ends`: it counts only at the beginning, at the end of the message."""

    group: str
    value: str
    weight: float = 1.0
    starts: bool = False
    ends: bool = False
    key: str = ""
    """Group and value as one word, for looking hits up."""
    file: str = ""
    """The word file of its patterns."""


class Hit(NamedTuple):
    """A cue found in words `first` up to and without `last`; `line` is that of the pattern in the cue's file."""

    first: int
    last: int
    cue: Cue
    line: int = 0

    @property
    def origin(self) -> Origin:
        """Where the pattern stands in the word files."""
        return Origin(self.cue.file, self.line)


@dataclass(slots=True)
class _Node:
    """Where the patterns that begin alike stand after some elements: how they go on, and which end here.

    `ends` holds each cue with the line of its pattern.
    """

    edges: dict[int, _Node] = field(default_factory=dict)
    ends: tuple[tuple[Cue, int], ...] = ()

    def behind(self, edge: int) -> _Node:
        """The node that an edge leads to, which is made if there is none."""
        node = self.edges.get(edge)
        if node is None:
            node = self.edges[edge] = _Node()
        return node


class Matcher:
    """The compiled patterns of one language."""

    def __init__(
        self,
        tokeniser: Tokeniser,
        classes: Mapping[str, Iterable[str]] | None = None,
        traits: LanguageTraits = NO_TRAITS,
    ) -> None:
        self._tokeniser, self._traits = tokeniser, traits
        self._classes = {name: list(words) for name, words in (classes or {}).items()}
        self._proclitics = tuple(sorted(map(fold, traits.proclitics), key=len, reverse=True))
        self._root = _Node()
        self._ids: dict[tuple[str, ...], int] = {}
        self._exact: dict[str, list[int]] = {}
        self._prefixes: dict[str, list[int]] = {}
        self._lengths: tuple[int, ...] = ()
        self._known: dict[str, tuple[int, ...]] = {}
        self._compiled: dict[str, list[int]] = {}
        self._spelling = Spelling((), traits)

    def add(self, pattern: str, cue: Cue, line: int = 0) -> None:
        """Compile the pattern that stands in `line` of the cue's file; raises PatternError."""
        elements = pattern.split()
        starts, ends = elements[:1] == ["^"], elements[-1:] == ["$"]
        if starts or ends:
            elements = elements[starts : len(elements) - ends]
        if not elements:
            raise PatternError(f"nothing to match in {pattern!r}")
        if starts or ends or not cue.key:
            cue = cue._replace(starts=starts, ends=ends, key=f"{cue.group}:{cue.value}")
        if "(" not in pattern:
            self._add_row(elements, (cue, line))
            return
        choices = [(e[1:-1], None) if e[0] == "(" and e[-1] == ")" else (e,) for e in elements]
        for way in product(*choices):
            self._add_row([element for element in way if element], (cue, line))

    def _add_row(self, elements: Sequence[str], cue: tuple[Cue, int]) -> None:
        node = self._root
        for element in elements:
            steps = self._compiled.get(element)
            if steps is None:
                steps = self._compiled[element] = self._steps(element)
            for edge in steps:
                node = node.behind(edge)
        if node is not self._root:
            node.ends += (cue,)

    def _steps(self, element: str) -> list[int]:
        """The edges that an element stands for: one, or one a token where a single word is several tokens."""
        if element in _GAPS:
            return [_GAPS[element]]
        if element.isalnum():
            return [self._symbol((fold(element),))]
        names = self._names(element)
        if len(names) == 1 and not names[0].endswith("*"):
            return [self._symbol((word,)) for word in self._tokeniser.tokenise(names[0]).words()]
        return [self._symbol(tuple(sorted(set(names))))]

    def _names(self, element: str) -> list[str]:
        names: list[str] = []
        for part in element.split("/"):
            if part[:1] == "<":
                if part[1:-1] not in self._classes:
                    raise PatternError(f"no class {part}")
                names += [name for word in self._classes[part[1:-1]] for name in self._names(word)]
            else:
                names.append(fold(part))
        return names

    def _symbol(self, names: tuple[str, ...]) -> int:
        if names not in self._ids:
            self._ids[names] = symbol = len(self._ids) + 1
            for name in names:
                table = self._prefixes if name.endswith("*") else self._exact
                table.setdefault(name.rstrip("*"), []).append(symbol)
        return self._ids[names]

    def freeze(self) -> Matcher:
        """Finish after the last `add`. Where the traits tell how letters sound, misspelt words are read by it."""
        self._lengths = tuple(sorted({len(prefix) for prefix in self._prefixes}))
        self._known = {word: (*symbols, *self._by_prefix(word)) for word, symbols in self._exact.items()}
        self._spelling = Spelling(self._exact, self._traits)
        return self

    def _by_prefix(self, word: str) -> list[int]:
        size, prefixes = len(word), self._prefixes
        found: list[int] = []
        for length in self._lengths:
            if length > size:
                break
            found += prefixes.get(word[:length], ())
        return found

    def _symbols(self, word: str) -> Sequence[int]:
        """What the word can stand for in patterns, also without the proclitics that it is written together with."""
        found = self._known.get(word) or self._by_prefix(word)
        if not self._proclitics:
            return found
        return [
            *found,
            *(symbol for stem in self._stems(word) for symbol in self._known.get(stem) or self._by_prefix(stem)),
        ]

    def _stems(self, word: str) -> Iterator[str]:
        for proclitic in self._proclitics:
            if word.startswith(proclitic) and len(word) - len(proclitic) >= _SHORTEST_STEM:
                yield word[len(proclitic) :]

    def meant(self, word: str) -> str | None:
        """The word that a misspelt one is read as; None for a word that any pattern holds."""
        return None if self.knows(word) else self._spelling.meant(word)

    def _mended(self, word: str) -> Sequence[int]:
        """What a misspelt word can stand for."""
        meant = self._spelling.meant(word)
        return self._known[meant] if meant else ()

    def knows(self, word: str) -> bool:
        """Whether any pattern holds this folded word."""
        return bool(self._symbols(word))

    def find(self, words: Sequence[str], sentences: Sequence[int], mend: bool = False) -> list[Hit]:
        """All hits, overlapping ones too, by their first word.

        `sentences` has the number of each word's sentence; `mend` reads misspelt words as what they stand for.
        """
        symbols = [self._symbols(word) for word in words]
        if mend:
            symbols = [mine or self._mended(word) for mine, word in zip(symbols, words, strict=True)]
        hits: list[Hit] = []
        for _, at in groupby(range(len(words)), sentences.__getitem__):
            first, *others = at
            _Sentence(symbols, first, first + len(others) + 1, hits).match(self._root)
        return hits


@dataclass(frozen=True, slots=True)
class _Sentence:
    """Words `first` up to and without `end` of a message while patterns are matched over them.

    `symbols` are what each word of the message can stand for, `hits` what was found so far.
    """

    symbols: Sequence[Sequence[int]]
    first: int
    end: int
    hits: list[Hit]

    def match(self, root: _Node) -> None:
        """Add the hits that begin at each of the words."""
        edges = root.edges
        for first in range(self.first, self.end):
            for symbol in self.symbols[first]:
                if symbol in edges:
                    self._walk(edges[symbol], first, first + 1)

    def _walk(self, node: _Node, first: int, at: int) -> None:
        """Add the hits from word `first` whose patterns go through `node`, which word `at` comes after."""
        for cue, line in node.ends:
            if (first == 0 or not cue.starts) and (at == len(self.symbols) or not cue.ends):
                self.hits.append(Hit(first, at, cue, line))
        edges = node.edges
        if at == self.end or not edges:
            return
        for symbol in self.symbols[at]:
            if symbol in edges:
                self._walk(edges[symbol], first, at + 1)
        for gap, reach in _REACH:
            if gap in edges:
                self._leap(edges[gap], first, at, min(self.end, at + reach + 1))

    def _leap(self, node: _Node, first: int, at: int, limit: int) -> None:
        """Go on from behind a gap at each word from `at` up to and without `limit`."""
        edges = node.edges
        for here in range(at, limit):
            for symbol in self.symbols[here]:
                if symbol in edges:
                    self._walk(edges[symbol], first, here + 1)
