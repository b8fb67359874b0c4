"""The lexicon of vehicle makes and models, compiled for matching."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from bot.understanding.cues.matcher import Cue, Matcher
from bot.understanding.text.tokens import Tokeniser
from dialogs.wordlists import listed

_FILE = "lexicons/vehicles.yaml"
CLEAR, AMBIGUOUS, NEEDS_MAKE = 0.0, 1.0, 2.0
"""How much company a name needs: none, one word of it, or its make."""


class Name(NamedTuple):
    """What a cue of the lexicon stands for: a make, and the model if it names one."""

    make: str
    model: str | None


def compile_lexicon(lexicon: Mapping[str, Any], lines: Mapping[str, int], tokeniser: Tokeniser) -> Matcher:
    """The matcher of makes and models; a cue's value is "make" or "make|model", its weight the company it needs.

    `lines` are those that the makes stand in.
    """
    ambiguous = set(listed(lexicon.get("ambiguous", "")))
    needy = set(listed(lexicon.get("needs_make", "")))
    cues = Matcher(tokeniser)
    for make, entry in (lexicon.get("makes") or {}).items():
        bare = [make] if (entry or {}).get("bare", True) else []
        for name in (*bare, *listed((entry or {}).get("also", ""))):
            cues.add(name, Cue("make", make, _company(name, ambiguous, needy), file=_FILE), lines.get(make, 0))
        for model in listed((entry or {}).get("models", "")):
            canonical, *_ = spellings = model.split("/")
            canonical = canonical.removeprefix(f"{make} ")
            for spelling in spellings:
                company = _company(spelling, ambiguous, needy)
                cues.add(spelling, Cue("model", f"{make}|{canonical}", company, file=_FILE), lines.get(make, 0))
    return cues.freeze()


def _company(name: str, ambiguous: set[str], needy: set[str]) -> float:
    if name in needy:
        return NEEDS_MAKE
    return AMBIGUOUS if name in ambiguous else CLEAR


def name(cue: Cue) -> Name:
    """Make and model of a cue of this lexicon."""
    make, _, model = cue.value.partition("|")
    return Name(make, model or None)
