"""What a language is, beyond its words: how it spells, inflects and orders them (`language.yaml` of its folder)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from gettext import c2py
from typing import Any, get_type_hints

BEFORE, AFTER, EITHER = "before", "after", "either"
#: A rule of gettext's Plural-Forms as a function; the standard library reads its own catalogues with it.
_rule = cache(c2py)


@dataclass(frozen=True, slots=True)
class LanguageTraits:
    """The traits of one language. Endings and marks are folded: small letters without accents and apostrophes."""

    script: str = ""
    """First and last letter of a script that no other language here writes; a text in it is in this language."""
    letters: str = ""
    """Letters that tell this language from others; those that several write speak for each a little less."""
    telling_endings: tuple[str, ...] = ()
    """Endings of longer words that tell this language where no word list holds the word."""
    elisions: tuple[str, ...] = ()
    """What is written with an apostrophe before a vowel and is a word of its own ("l" of "l'homme")."""
    elided_before: str = ""
    """The letters before which it elides."""
    abbreviations: tuple[str, ...] = ()
    """Words whose full stop ends no sentence ("st"); with a stop inside, one word ("a.m")."""
    vowels: str = ""
    """Letters of which every longer word has one; what has none was typed at random."""
    proclitics: tuple[str, ...] = ()
    """What is written together with the word after it, without an apostrophe."""
    ordinal_marks: tuple[str, ...] = ()
    """What follows figures to make them an ordinal ("nd" of "2nd")."""
    number_marks: tuple[str, ...] = ()
    """What is written together with figures, units above all ("20mph")."""
    tens_to_nineteen: tuple[int, ...] = ()
    """Tens that numbers up to nineteen follow ("soixante-douze")."""
    plural_endings: tuple[str, ...] = ()
    plural_words: tuple[str, ...] = ()
    """Plurals of persons without such an ending."""
    genitive_endings: tuple[str, ...] = ()
    """Endings of who owns the thing after it ("neighbours")."""
    case_endings: Mapping[str, str] = field(default_factory=dict)
    """Endings of the cases that names of makes take, each with what stands in its place in the lexicon."""
    verb_endings: tuple[str, ...] = ()
    """Endings of verbs: a small word of five letters or more with one is no name."""
    progressive_endings: tuple[str, ...] = ()
    """Endings of a verb that is going on."""
    gerund_endings: tuple[str, ...] = ()
    """Endings of a verb that may follow the word for a street without naming it ("en la calle peleando")."""
    adjectives: str = EITHER
    """Where an adjective stands: before its noun, after it, or either."""
    plural: str = "n != 1"
    """Which form of a counted phrase stands with n things, from 0, as gettext's Plural-Forms say it:
    https://www.gnu.org/software/gettext/manual/html_node/Plural-forms.html"""
    everyday_makes_listed: bool = False
    """Whether lexicons/vehicles.yaml lists which makes are everyday words of this language ("focus"); where it does
    not, every make that is a word of its word lists is one."""
    sounds: Mapping[str, str] = field(default_factory=dict)
    """How letters sound, of those that begin at a place the first that fits; words are then found by their sound."""
    silent: str = ""
    """Letters without a sound of their own for `sounds`."""

    def form(self, count: int) -> int:
        """Which form of a counted phrase stands with `count` things, from 0."""
        return _rule(self.plural)(count)


NO_TRAITS = LanguageTraits()


def parse(data: Mapping[str, Any]) -> LanguageTraits:
    """The traits in a mapping. Raises ValueError with the name of what is unknown or of the wrong kind."""
    known = {one.name for one in fields(LanguageTraits)}
    for name in data:
        if name not in known:
            raise ValueError(f"{name} is no trait of a language")
    kinds = get_type_hints(LanguageTraits)
    traits = LanguageTraits(**{name: _value(name, value, kinds[name]) for name, value in data.items()})
    if traits.adjectives not in (BEFORE, AFTER, EITHER):
        raise ValueError(f"adjectives is {traits.adjectives!r}; it must be before, after or either")
    try:
        traits.form(1)
    except ValueError as wrong:
        raise ValueError(f"plural: {wrong}") from None
    return traits


def _value(name: str, value: Any, kind: Any) -> Any:
    if kind in (str, bool) and isinstance(value, kind):
        return value
    if kind == tuple[int, ...] and isinstance(value, list) and all(type(item) is int for item in value):
        return tuple(value)
    if kind == tuple[str, ...] and isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value)
    if kind == Mapping[str, str] and isinstance(value, dict):
        return {str(key): str(item) for key, item in value.items()}
    raise ValueError(f"{name} is not of its kind; see dialogs/traits.py")
