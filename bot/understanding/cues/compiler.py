"""Compiles the word files that hold cue patterns into one matcher a language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from bot.understanding.cues.matcher import Cue, Matcher, PatternError
from bot.understanding.text.tokens import Tokeniser, fold
from bot.understanding.when.lexer import NAMED, PARTS_PLURAL, WEEKDAYS_PLURAL
from bot.understanding.where.lexer import LISTS
from dialogs.loader import Dialogs, Language
from dialogs.wordlists import Origin, WordList, groups, listed

#: The word files that hold cue patterns; `classes` names the word classes they use.
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
#: What the words of a category say for it.
WEIGHTS = {"certain": 10.0, "sure": 6.0, "likely": 3.0, "hint": 1.0, "against": -4.0}

#: Families of groups, by the beginnings of their names, of which a message can mean one only: what stands in the first
#: would never be found in another.
EXCLUSIVE = (
    (*(f"time.{name}." for name in (*NAMED, WEEKDAYS_PLURAL, PARTS_PLURAL)), "time.cues."),
    tuple(f"place.{name}." for name in LISTS),
    ("numbers.cardinals.", "numbers.ordinals.", "numbers.vague."),
    ("acts.yes.", "acts.no.", "acts.maybe.", "acts.dont_know."),
    ("acts.commands.",),
    ("acts.languages.",),
    ("questions_to_us.",),
    ("people.counts.",),
    ("colours.",),
    ("weapons.kinds.",),
)
_WORDS = re.compile(r"[^\s/()<>*]+")


class LexiconError(ValueError):
    """A pattern that cannot be compiled; the text names the pattern and where it stands."""


def spelt(entry: str) -> str:
    """An entry of a word file as it is compared with messages: folded, with the signs of its pattern."""
    return " ".join(_WORDS.sub(lambda word: fold(word[0]), entry).split())


def _cue(name: str, file: str) -> Cue:
    """The cue of a group of patterns by its full name ("people.nouns.one")."""
    if name.startswith("categories."):
        group, value, strength = name.split(".")
        return Cue(group, value, WEIGHTS[strength], key=f"{group}:{value}", file=file)
    group, _, value = name.rpartition(".")
    return Cue(group, value, key=f"{group}:{value}", file=file)


def compile_language(language: Language, tokeniser: Tokeniser, makes: Iterable[str] = ()) -> Matcher:
    """The matcher of one language; raises LexiconError with the pattern that is wrong.

    `makes` join the word class `car`: "stole my kia" is as clear as "stole my car".
    """
    classes = {name: list(words) for name, words in (language.words.get("classes") or {}).items()}
    if "car" in classes:
        classes["car"] += makes
    cues = Matcher(tokeniser, classes, language.traits)
    for section in SECTIONS:
        for name, patterns in groups({section: language.words.get(section) or {}}):
            _compile(cues, name, patterns)
    return cues.freeze()


def _compile(cues: Matcher, name: str, patterns: WordList) -> None:
    try:
        cue = _cue(name, patterns.file)
    except (KeyError, ValueError) as error:
        raise LexiconError(f"{patterns.file}: {name} is no group of a category with a weight") from error
    for pattern, line in patterns.located():
        try:
            cues.add(pattern, cue, line)
        except PatternError as error:
            raise LexiconError(f"{Origin(patterns.file, line)}: {name}: {pattern!r}: {error}") from error


def compile_all(dialogs: Dialogs, tokeniser: Tokeniser) -> dict[str, Matcher]:
    """The matchers of all languages, by code."""
    makes = clear_makes(dialogs.lexicons.get("vehicles") or {})
    return {code: compile_language(language, tokeniser, makes) for code, language in dialogs.languages.items()}


def clear_makes(lexicon: Mapping[str, Any]) -> list[str]:
    """The names of makes that are one word and mean nothing else."""
    unclear = {*listed(lexicon.get("ambiguous", "")), *listed(lexicon.get("needs_make", ""))}
    makes = (lexicon.get("makes") or {}).items()
    names = [name for make, entry in makes for name in (make, *listed((entry or {}).get("also", "")))]
    return [name for name in names if name.isalpha() and name not in unclear]
