"""Compares the words of a language with the default's: which groups it lacks, and how many entries it has by kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase

from dialogs.loader import Language
from dialogs.wordlists import groups

#: Word files that each language arranges as its grammar wants it, so that no group of them can lack.
OWN_WAY = frozenset({"classes"})


def lacking(one: Language, whole: Language) -> list[str]:
    """The groups that `whole` has words for and `one` has not, by their full names."""
    has = {name for name, entries in groups(one.words) if entries}
    return [name for name, entries in groups(whole.words) if entries and name not in has and _kind(name) not in OWN_WAY]


def unexplained(one: Language, whole: Language) -> Iterator[tuple[str, str]]:
    """(what is wrong, name) for each group that `one` lacks without a reason, and each reason that explains nothing."""
    missing = lacking(one, whole)
    for name in missing:
        if not any(fnmatchcase(name, pattern) for pattern in one.lacks):
            yield f"{name} is missing or empty; add words, or the reason to `lacks`", name
    for pattern in one.lacks:
        if not any(fnmatchcase(name, pattern) for name in missing):
            yield f"{pattern} lacks nothing", pattern


def counts(language: Language) -> Mapping[str, int]:
    """The number of entries by kind, which is the name of the word file."""
    found: Counter[str] = Counter()
    for name, entries in groups(language.words):
        found[_kind(name)] += sum(1 for _ in entries)
    return found


def report(languages: Sequence[Language], whole: Language) -> list[str]:
    """How many entries each language has by kind, then the groups that it lacks with the reasons, as lines of text."""
    codes = [language.code for language in languages]
    numbers = {language.code: counts(language) for language in languages}
    rows = [(kind, [numbers[code].get(kind, 0) for code in codes]) for kind in sorted(counts(whole))]
    total = ("all", [sum(numbers[code].values()) for code in codes])
    without = ("groups lacking", [len(lacking(language, whole)) for language in languages])
    lines = [f"{'entries':<16}" + "".join(f"{code:>7}" for code in codes)]
    lines += [f"{kind:<16}" + "".join(f"{number:>7}" for number in row) for kind, row in (*rows, total, without)]
    return [*lines, f"groups of {whole.code} that others lack", *_reasons(languages)]


def _reasons(languages: Sequence[Language]) -> Iterator[str]:
    lacking_it: dict[tuple[str, str], list[str]] = {}
    for language in languages:
        for item in language.lacks.items():
            lacking_it.setdefault(item, []).append(language.code)
    return (f"{name:<28}{' '.join(codes):<16}{reason}" for (name, reason), codes in sorted(lacking_it.items()))


def _kind(name: str) -> str:
    return name.partition(".")[0]
