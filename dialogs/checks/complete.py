"""What the sentences of a language lack that the default's have: filled-in names, entries of a list."""

from __future__ import annotations

from collections.abc import Iterator
from string import Formatter

from dialogs.loader import Language

#: Names that every question may use or leave out: how it names people and vehicles is a matter of style.
OPTIONAL = frozenset({"them", "vehicle"})
#: Sentences that are lists of words, each with as many as the default has.
LISTS = ("say.weekdays", "say.months", "say.colours")
#: Sentences in as many forms, parted by `|`, as the plural rule of the language tells apart, with the number of things.
COUNTED = ("say.people",)
#: As many things as show every form of a rule: none looks at more than the last two digits.
SHOWN = range(1, 201)
#: Sentences that put together what a fact tells; a language leaves out what it does not say (am, pm).
COMPOSED = "say.time"


def lacks(one: Language, whole: Language) -> Iterator[tuple[str, tuple[str, ...]]]:
    """(what is wrong, the path of keys where) for all that the texts of `one` lack of `whole`, but for whole texts."""
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
    for key in COUNTED:
        has, needs = one.sentences.get(key, "").count("|") + 1, max(map(one.traits.form, SHOWN)) + 1
        if has != needs:
            yield f"{key} has {has} forms, the plural rule tells {needs} apart", ("sentences", key)


def placeholders(text: str) -> set[str]:
    """The names that `text` fills in; a lone brace counts as one named by itself."""
    try:
        return {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError:
        return {"{"}
