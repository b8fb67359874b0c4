"""Compiles the cue sections of the language files into one matcher a language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bot.understanding.cues.matcher import Cue, Matcher, PatternError
from dialogs.loader import Dialogs, Language

#: The sections of a language file that hold cue patterns; `classes` names the word classes they use.
SECTIONS = (
    "acts",
    "questions_to_us",
    "negation",
    "urgency",
    "people",
    "vehicles",
    "colours",
    "weapons",
    "injuries",
    "categories",
)
#: Languages whose misspelt words `spelling` can mend: it knows how English letters sound.
SPELT_BY_EAR = frozenset({"en"})
#: What the words of a category say for it.
WEIGHTS = {"certain": 10.0, "sure": 6.0, "likely": 3.0, "hint": 1.0, "against": -4.0}


class LexiconError(ValueError):
    """A pattern that cannot be compiled; the text names language, section and pattern."""


def listed(text: object) -> list[str]:
    """The entries of a comma-separated list ("two, a pair of"); a YAML list does as well."""
    parts = text if isinstance(text, list) else str(text).split(",")
    return [entry for part in parts if (entry := str(part).strip())]


def leaves(data: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every pattern of a section with the keys that lead to it."""
    for key, value in data.items():
        here = (*path, str(key))
        if isinstance(value, Mapping):
            yield from leaves(value, here)
        else:
            for pattern in listed(value or ""):
                yield here, pattern


def _cue(path: tuple[str, ...]) -> Cue:
    group, value, weight = ".".join(path[:-1]), path[-1], 1.0
    if path[0] == "categories":
        group, value, weight = "categories", path[1], WEIGHTS[path[2]]
    return Cue(group, value, weight, key=f"{group}:{value}")


def compile_language(language: Language, makes: Iterable[str] = ()) -> Matcher:
    """The matcher of one language; raises LexiconError with the pattern that is wrong.

    `makes` join the word class `car`: "stole my kia" is as clear as "stole my car".
    """
    classes = {name: listed(words) for name, words in (language.words.get("classes") or {}).items()}
    if "car" in classes:
        classes["car"] += makes
    cues = Matcher(classes)
    for section in SECTIONS:
        made: dict[tuple[str, ...], Cue] = {}
        for path, pattern in leaves(language.words.get(section) or {}, (section,)):
            try:
                cues.add(pattern, made.get(path) or made.setdefault(path, _cue(path)))
            except (PatternError, KeyError) as error:
                raise LexiconError(f"{language.code}.yaml: {'.'.join(path)}: {pattern!r}: {error}") from error
    return cues.freeze(by_ear=language.code in SPELT_BY_EAR)


def compile_all(dialogs: Dialogs) -> dict[str, Matcher]:
    """The matchers of all languages, by code."""
    makes = clear_makes(dialogs.lexicons.get("vehicles") or {})
    return {code: compile_language(language, makes) for code, language in dialogs.languages.items()}


def clear_makes(lexicon: Mapping[str, Any]) -> list[str]:
    """The names of makes that are one word and mean nothing else."""
    unclear = {*listed(lexicon.get("ambiguous", "")), *listed(lexicon.get("needs_make", ""))}
    makes = (lexicon.get("makes") or {}).items()
    names = [name for make, entry in makes for name in (make, *listed((entry or {}).get("also", "")))]
    return [name for name in names if name.isalpha() and name not in unclear]
