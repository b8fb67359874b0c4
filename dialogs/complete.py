"""What a language file lacks that the reference has: sections, words, filled-in names, entries of a list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from string import Formatter
from typing import Any

from dialogs.loader import Language

#: Sections of words that every language needs, and how many levels of keys it shares with the reference. What lies
#: deeper, and the section `classes`, each language arranges as its grammar wants it.
DEPTHS = {
    "stopwords": 0,
    "numbers": 0,
    "time": 0,
    "place": 0,
    "acts": 1,
    "questions_to_us": 1,
    "negation": 1,
    "urgency": 1,
    "people": 0,
    "vehicles": 0,
    "colours": 1,
    "weapons": 1,
    "injuries": 1,
    "categories": 1,
}
#: Commands work in every language, the telephone companies' above all.
COMMANDS = ("acts", "commands")
#: Names that every question may use or leave out: how it names people and vehicles is a matter of style.
OPTIONAL = frozenset({"them", "vehicle"})
#: Sentences that are lists of words, each with as many as the reference has.
LISTS = ("say.weekdays", "say.months", "say.colours")
#: Sentences that put together what a fact tells; a language leaves out what it does not say (am, pm).
COMPOSED = "say.time"


def lacks(one: Language, whole: Language) -> Iterator[tuple[str, tuple[str, ...]]]:
    """(what is wrong, the path of keys where) for all that `one` lacks of `whole`, but for whole sentences."""
    for section, depth in DEPTHS.items():
        yield from _missing(one.words, whole.words, (section,), depth)
    yield from _missing(one.words.get(COMMANDS[0], {}), whole.words.get(COMMANDS[0], {}), COMMANDS, 1)
    for section in ("sentences", "topics"):
        texts, model = getattr(one, section), getattr(whole, section)
        for key in texts.keys() & model.keys():
            if key.startswith(COMPOSED):
                continue
            for name in sorted(placeholders(model[key]) - placeholders(texts[key]) - OPTIONAL):
                yield f"{section}: {key} leaves out {{{name}}}", (section, key)
    for key in LISTS:
        has, needs = (len(language.sentences.get(key, "").split()) for language in (one, whole))
        if has != needs:
            yield f"{key} has {has} words, it needs {needs}", ("sentences", key)


def _missing(
    one: Mapping[str, Any], whole: Mapping[str, Any], path: tuple[str, ...], depth: int
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The keys that `whole` has at `path`, and that many levels below, where `one` has nothing."""
    key = path[-1]
    if not whole.get(key):
        return
    if not one.get(key):
        yield f"{'.'.join(map(str, path))} is missing or empty", path
    elif depth and isinstance(whole[key], Mapping):
        inner = one[key] if isinstance(one[key], Mapping) else {}
        for name in whole[key]:
            yield from _missing(inner, whole[key], (*path, name), depth - 1)


def placeholders(text: str) -> set[str]:
    """The names that `text` fills in; a lone brace counts as one named by itself."""
    try:
        return {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError:
        return {"{"}
