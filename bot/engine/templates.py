"""The words of one language, filled in and kept within what a text message may cost."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from channels.base import Choice
from dialogs.loader import DEFAULT_LANGUAGE, Dialogs
from dialogs.segments import segments
from dialogs.traits import NO_TRAITS

#: SMS segments that a message may cost: in English, in every other language, and how much more the read-back may.
ENGLISH_BUDGET, OTHER_BUDGET, READBACK_EXTRA = 1, 2, 1
#: A number that Latin letters follow ("14 Elm St"), and the mark that keeps them in order where text runs leftward.
NUMBER_BEFORE_LATIN = re.compile(r"(?<![A-Za-z\d])(?=\d+[A-Za-z]?[ ,]+[A-Za-z])")
LEFT_TO_RIGHT = "\u200e"


@dataclass(frozen=True, slots=True)
class Templates:
    """One language of the dialog files, speaking for one line."""

    dialogs: Dialogs
    code: str
    agency: str
    emergency: str

    @property
    def budget(self) -> int:
        """The SMS segments that one message may cost."""
        return ENGLISH_BUDGET if self.code == DEFAULT_LANGUAGE else OTHER_BUDGET

    @property
    def readback_budget(self) -> int:
        """The SMS segments that a read-back may cost."""
        return self.budget + READBACK_EXTRA

    def raw(self, key: str) -> str | None:
        """The sentence or topic as written, in English where the language lacks it; None where there is none."""
        for code in (self.code, DEFAULT_LANGUAGE):
            language = self.dialogs.languages.get(code)
            if language is None:
                continue
            text = language.sentences.get(key)
            if text is None and key.startswith("topic."):
                text = language.topics.get(key.removeprefix("topic."))
            if text is not None:
                return text
        return None

    def say(self, key: str, **values: str) -> str:
        """The sentence `key` filled in; raises KeyError where no language has it."""
        text = self.raw(key)
        if text is None:
            raise KeyError(key)
        return text.format(agency=self.agency, emergency=self.emergency, **values).strip()

    def counted(self, key: str, count: int) -> str:
        """The sentence `key` in its form for so many; its forms stand in it one after the other, parted by `|`.

        Where the language lacks it, English answers, with fewer forms.
        """
        forms = self.say(key, count=str(count)).split("|")
        language = self.dialogs.languages.get(self.code)
        form = (language.traits if language else NO_TRAITS).form(count)
        return forms[min(form, len(forms) - 1)]

    def words(self, key: str) -> list[str]:
        """A list kept as one sentence: the weekdays, the months, the colours."""
        return (self.raw(key) or "").split()

    def listed(self, texts: Iterable[str]) -> str:
        """The texts that are not empty, as this language lists them."""
        return f"{self.raw('say.comma')} ".join(filter(None, texts))

    def ordered(self, text: str) -> str:
        """A citizen's address so that telephones show it in its own order, whatever this language's direction."""
        language = self.dialogs.languages.get(self.code)
        rightward = language is None or language.direction == "ltr"
        return text if rightward else NUMBER_BEFORE_LATIN.sub(LEFT_TO_RIGHT, text)

    def choices(self, slot: str) -> tuple[Choice, ...]:
        """The quick replies of a question."""
        names = self.dialogs.questions.choices.get(slot, ())
        return tuple(Choice(self.label(name), f"{slot}:{name}") for name in names)

    def label(self, name: str) -> str:
        """The label of a quick reply."""
        for code in (self.code, DEFAULT_LANGUAGE):
            language = self.dialogs.languages.get(code)
            if language and name in language.buttons:
                return language.buttons[name]
        return name


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a message. Where all do not fit, the highest `rank` is dropped first; rank 0 never is."""

    text: str
    rank: int = 0


def fit(parts: Sequence[Part], budget: int) -> str | None:
    """The parts as one text of at most `budget` segments, without the parts that had to go; None where it cannot be."""
    kept = [part for part in parts if part.text]
    while segments(text := " ".join(part.text for part in kept)) > budget:
        droppable = [part for part in kept if part.rank]
        if not droppable:
            return None
        kept.remove(max(droppable, key=lambda part: part.rank))
    return text


def cut(text: str, budget: int) -> str:
    """`text` cut at a word so that it costs at most `budget` segments; unchanged where it fits."""
    while segments(text) > budget:
        shorter = text[: -max(1, len(text) // 20)].rstrip()
        text = shorter.rsplit(" ", 1)[0].rstrip(" ,.;:-") + ".." if " " in shorter else shorter
    return text
