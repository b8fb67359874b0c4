"""What the bot's messages cost at their longest: each sentence, and the pairs that are sent as one message."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dialogs.loader import Language
from dialogs.segments import segments

#: The longest that each placeholder gets in practice. Texts of open length (tip) are cut where they are used, and
#: the languages are told by their codes alone where their own names do not fit.
SAMPLES = {
    "agency": "Greater Manchester Police",
    "emergency": "999",
    "reference": "7K4-MQ2",
    "languages": "ar, en, es, fr, pl, pt",
    "count": "12",
    "tip": "",
}
#: A vehicle of average length, without its colour and plate.
MAKE, MODEL, PLATE = "Volkswagen", "Golf", "LK19ABC"
#: Placeholders that every sentence may use.
EVERYWHERE = frozenset({"agency", "emergency"})
#: Placeholders of the clock, which each language writes in its own way.
CLOCK = frozenset({"hour", "hour12", "minute", "half"})
#: Segments that a message may cost, and what the read-back may cost more: in English, in other languages.
ENGLISH, OTHER, READBACK_EXTRA = 1, 2, 1
#: Sentences that begin a message, and the sentences that may follow them in it, by the beginnings of their keys.
PAIRS = (
    ("first.short", ("ask.",)),
    ("first.danger", ("ask.danger",)),
    ("emergency.short", ("ask.",)),
    ("ack.changed", ("ask.", "passed")),
    ("help", ("ask.what.distress",)),
)
#: Sentences that are not said by themselves.
FRAGMENTS = ("say.", "them.")


def overruns(language: Language, english: bool) -> Iterator[tuple[str, str, int, int]]:
    """(section, key or pair of keys, segments, segments allowed) of each message that costs too much."""
    allowed = ENGLISH if english else OTHER
    known = samples(language)
    texts = {key: filled(text, known) for key, text in language.sentences.items() if not key.startswith(FRAGMENTS)}
    topics = {key: filled(text, known) for key, text in language.topics.items()}
    yield from _over("sentences", texts, allowed)
    yield from _over("topics", topics, allowed)
    yield from _over("sentences", _pairs(texts), allowed)
    asked = {key: text for key, text in texts.items() if _asked(key)}
    both = {f"{question} + {key}": f"{topics[key]} {text}" for key in topics for question, text in asked.items()}
    yield from _over("topics", both, allowed)


def samples(language: Language) -> dict[str, str]:
    """The longest that each placeholder gets in `language`: its words for people, colours and vehicles."""
    colour = max(language.sentences.get("say.colours", "").split(), key=len, default="")
    named = {"colour": colour, "make": MAKE, "model": MODEL}
    template = language.sentences.get("say.vehicle", "")
    vehicle, change = (" ".join(filled(template, {**named, "plate": plate}).split()) for plate in ("", PLATE))
    people = [text for key, text in language.sentences.items() if key.startswith("them.")]
    return {**SAMPLES, "vehicle": vehicle, "change": change, "them": max(people, key=len, default="")}


def filled(text: str, samples: Mapping[str, str]) -> str:
    """`text` with every placeholder of `samples` filled in."""
    for name, sample in samples.items():
        text = text.replace(f"{{{name}}}", sample)
    return text


def _asked(key: str) -> bool:
    """True for questions, but not for the read-back, which has a budget of its own."""
    return key.startswith("ask.") and key != "ask.confirm"


def _pairs(texts: dict[str, str]) -> dict[str, str]:
    pairs = {}
    for head, tails in PAIRS:
        for key, text in texts.items():
            if head in texts and key.startswith(tails) and key != "ask.confirm" and not key.endswith(".short"):
                pairs[f"{key} + {head}"] = f"{texts[head]} {text}"
    return pairs


def _over(section: str, texts: dict[str, str], allowed: int) -> Iterator[tuple[str, str, int, int]]:
    for key, text in texts.items():
        cost = segments(text)
        if cost > allowed:
            yield section, key, cost, allowed
