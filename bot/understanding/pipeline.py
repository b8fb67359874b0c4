"""The understanding that runs in the process: tokenise once, match every cue in one pass, let each finder read."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from bot.understanding import injuries, weapons, when
from bot.understanding.classify import acts, category, danger, story
from bot.understanding.cues import compiler
from bot.understanding.cues import context as negation
from bot.understanding.cues.annotated import AnnotatedMessage, word_indexes
from bot.understanding.cues.matcher import Hit, Matcher
from bot.understanding.people import finder as people
from bot.understanding.text.language import Detector
from bot.understanding.text.tokens import Tokeniser, Tokens
from bot.understanding.types import SLOT_OF, Act, Context, Entities, Understanding
from bot.understanding.vehicles import finder as vehicles
from bot.understanding.where import Finder as Where
from bot.understanding.where.gazetteer import Gazetteer
from dialogs.loader import DEFAULT_LANGUAGE, Dialogs
from intake_store.model.facts import DECLINED, NONE, UNKNOWN
from intake_store.model.slots import SLOTS

_LONGEST = 3000  # characters that are read; the rest of a message is kept, not understood
#: Slots where a bare "no" says that there was none.
_CAN_BE_NONE = frozenset({"evidence", *(slot.name for slot in SLOTS if slot.many)})
#: Cues that only the message's own language gives where that is sure: they look like other words elsewhere.
_NEVER_BORROWED = frozenset({"urgency", "urgency.tense", "categories", "negation"})
_REFUSED = ((Act.DECLINE, DECLINED), (Act.DONT_KNOW, UNKNOWN), (Act.SKIP, UNKNOWN))


@contextmanager
def _unwatched() -> Iterator[None]:
    """Keep the garbage collector away while the lexicons are built, and from them ever after.

    They are half a million small objects that live as long as the process: every full collection would walk them.
    """
    watching = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if watching:
            gc.enable()


class Pipeline:
    """Understands one message at a time; built once, safe to share between threads."""

    def __init__(self, dialogs: Dialogs, country: str = "GB", gazetteer: Gazetteer | None = None) -> None:
        with _unwatched():
            self._build(dialogs, country, gazetteer)

    def _build(self, dialogs: Dialogs, country: str, gazetteer: Gazetteer | None) -> None:
        self._traits = {code: language.traits for code, language in dialogs.languages.items()}
        self._tokeniser = tokeniser = Tokeniser(self._traits.values())
        self._cues = compiler.compile_all(dialogs, tokeniser)
        self._detector = Detector(dialogs)
        self._when = when.Finder(dialogs, tokeniser, country)
        self._where = Where(dialogs, tokeniser, gazetteer)
        self._acts = acts.Finder(self._traits.values())
        self._people = people.Finder()
        self._vehicles = vehicles.Finder(dialogs, tokeniser)
        self._weapons = weapons.Finder()
        self._injuries = injuries.Finder()
        self._category = category.Finder()
        self._what = story.Finder()

    def understand(self, text: str, context: Context) -> Understanding:
        """What `text` means in `context`; an empty text gives an empty Understanding. Never raises."""
        tokens = self._tokeniser.tokenise(text[:_LONGEST])
        language, sure = self._detector.detect(tokens, context.language)
        if not tokens.folded:
            return Understanding(text, language, sure)
        reading = self._read(tokens, context, language, sure)
        return self._compose(text, reading, sure)

    def _read(self, tokens: Tokens, context: Context, language: str, sure: bool = False) -> AnnotatedMessage:
        at = word_indexes(tokens)
        words = [tokens.folded[i] for i in at]
        sentences = [tokens.sentences[i] for i in at]
        hits: dict[str, list[Hit]] = {}
        codes = self._codes(language, context.language)
        matchers = tuple(self._cues[code] for code in codes)
        for cues in matchers:
            for hit in cues.find(words, sentences, mend=cues is matchers[0]):
                if cues is matchers[0] or _is_borrowed(hit, matchers[0], words, sure):
                    hits.setdefault(hit.cue.group, []).append(hit)
                    hits.setdefault(hit.cue.key, []).append(hit)
        if len(matchers) > 1:
            for found in hits.values():
                found.sort(key=lambda hit: hit.first)
        clauses = [tokens.clauses[i] for i in at]
        traits = tuple(self._traits[code] for code in codes)
        return AnnotatedMessage(tokens, context, language, words, at, clauses, sentences, hits, matchers, traits)

    def _codes(self, *codes: str | None) -> list[str]:
        """The languages that are read: the message's, then the conversation's and the default, each once.

        Of the others only what holds no word of the first counts: words look alike and mean different things.
        """
        return [code for code in dict.fromkeys((*codes, DEFAULT_LANGUAGE)) if code in self._cues]

    def _compose(self, text: str, reading: AnnotatedMessage, sure: bool) -> Understanding:
        context = reading.context
        no = negation.read(reading)
        said = self._acts.find(reading)
        armed = self._weapons.find(reading, no)
        heard = replace(context, language=reading.language)
        places, times = self._where.read(reading.tokens, heard), self._when.read(reading.tokens, heard)
        driven = self._vehicles.find(reading, said.acts, places.found)
        who = self._people.find(reading, no, said, driven.words)
        hurt = self._injuries.find(reading, no, who.found)
        kind = self._category.find(reading, no)
        alarm = danger.find(reading, no, said)
        found = Entities(places.found, times.found, who.found, driven.found, armed.found, hurt.found)
        denied = Entities(places.denied, times.denied, who.denied, driven.denied, armed.denied, hurt.denied)
        told = {"weapon": armed.told, "vehicle": driven.told, "who": who.told, "injuries": hurt.told}
        understood = Understanding(
            text=text,
            language=reading.language,
            language_sure=sure,
            acts=said.acts,
            found=found,
            denied=denied,
            told={slot: value for slot, value in told.items() if value},
            what=self._what.find(reading, kind, said, alarm),
            category=kind.category,
            category_confidence=kind.confidence,
            category_scores=kind.scores,
            urgency=alarm.urgency,
            safe=alarm.safe,
            question=said.question,
            command=said.command,
            number=who.number,
        )
        return _settled(understood, reading.asking)


def _is_borrowed(hit: Hit, own: Matcher, words: list[str], sure: bool) -> bool:
    """Whether a cue of another language than the message's counts: things and people may be named in it, acts not."""
    if sure and hit.cue.group in _NEVER_BORROWED:
        return False
    return not any(map(own.knows, words[hit.first : hit.last]))


def _settled(heard: Understanding, asking: str | None) -> Understanding:
    """The acts and absences that follow from what was found beside them."""
    acts_, told = set(heard.acts), dict(heard.told)
    if heard.what or heard.category or any(getattr(heard.found, kind) for kind in SLOT_OF):
        acts_.add(Act.INFORM)
    if asking and asking not in told and not _answers(heard, asking):
        absence = next((value for act, value in _REFUSED if act in acts_), None)
        if absence is None and Act.NO in acts_ and asking in _CAN_BE_NONE:
            absence = NONE
        if absence:
            told[asking] = absence
    if asking == "injuries" and asking in told:
        told.pop("who", None)  # "nobody": is hurt, and not: was seen
    return replace(heard, acts=frozenset(acts_), told=told)


def _answers(heard: Understanding, asking: str) -> bool:
    """Whether the message fills the slot that was asked for."""
    own = {"danger": heard.urgency, "what": heard.what}
    if asking in own:
        return own[asking] is not None
    return any(slot == asking and getattr(heard.found, kind) for kind, slot in SLOT_OF.items())
