"""The understanding in the process: tokenise once, match every cue in one pass, then find each kind of fact."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import NamedTuple

from bot.understanding import injuries, weapons
from bot.understanding.classify import acts, category, danger, story
from bot.understanding.cues import compiler
from bot.understanding.cues import context as context_rules
from bot.understanding.cues.annotated import AnnotatedMessage, word_indexes
from bot.understanding.cues.context import ContextRules
from bot.understanding.cues.matcher import Hit, Matcher
from bot.understanding.people import finder as people
from bot.understanding.text.language import Detected, Detector
from bot.understanding.text.tokens import Tokeniser, Tokens
from bot.understanding.trace import Trace, Verdict
from bot.understanding.types import SLOT_OF, Act, Context, Entities, Understanding
from bot.understanding.vehicles.finder import VehicleFinder
from bot.understanding.when import TimeFinder
from bot.understanding.where import PlaceFinder
from bot.understanding.where.gazetteer import Gazetteer
from dialogs.loader import DEFAULT_LANGUAGE, Dialogs
from intake_store.model.facts import DECLINED, NONE, UNKNOWN
from intake_store.model.slots import SLOTS

LONGEST = 3000  # characters that are read; the rest of a message is kept, not understood
#: Slots where a bare "no" says that there was none.
_CAN_BE_NONE = frozenset({"evidence", *(slot.name for slot in SLOTS if slot.many)})
#: Cues that only the message's own language gives where that is sure: they look like other words elsewhere.
_NEVER_BORROWED = frozenset({"urgency", "urgency.tense", "categories", "negation"})
_REFUSED = ((Act.DECLINE, DECLINED), (Act.DONT_KNOW, UNKNOWN), (Act.SKIP, UNKNOWN))


@contextmanager
def _without_collector() -> Iterator[None]:
    """Keep the garbage collector away while the lexicons are built, and from them ever after.

    They are half a million small objects that live as long as the process: every full collection would walk them.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_on:
            gc.enable()


class Analysis(NamedTuple):
    """What a message means, and what it was read from."""

    reading: AnnotatedMessage
    negation: ContextRules
    detected: Detected
    understanding: Understanding


class Pipeline:
    """Understands one message at a time; built once, safe to share between threads."""

    def __init__(self, dialogs: Dialogs, country: str = "GB", gazetteer: Gazetteer | None = None) -> None:
        with _without_collector():
            self._build(dialogs, country, gazetteer)

    def _build(self, dialogs: Dialogs, country: str, gazetteer: Gazetteer | None) -> None:
        self._traits = {code: language.traits for code, language in dialogs.languages.items()}
        self._tokeniser = tokeniser = Tokeniser(self._traits.values())
        self._cues = compiler.compile_all(dialogs, tokeniser)
        self.detector = Detector(dialogs)
        self._vowels = frozenset(letter for traits in self._traits.values() for letter in traits.vowels)
        self._times = TimeFinder(dialogs, tokeniser, country)
        self._places = PlaceFinder(dialogs, tokeniser, gazetteer)
        self._vehicles = VehicleFinder(dialogs, tokeniser)

    def understand(self, text: str, context: Context) -> Understanding:
        """What `text` means in `context`; an empty text gives an empty Understanding. Never raises."""
        return self.analyse(text, context).understanding

    def analyse(self, text: str, context: Context, trace: Trace | None = None) -> Analysis:
        """What `text` means in `context`, and what it was read from; `trace` learns why."""
        tokens = self._tokeniser.tokenise(text[:LONGEST])
        detected = self.detector.detect(tokens, context.language)
        reading = self._read(tokens, context, detected, trace)
        negation = context_rules.read(reading)
        if not tokens.folded:
            return Analysis(reading, negation, detected, Understanding(text, detected.code, detected.sure))
        return Analysis(reading, negation, detected, self._compose(text, reading, negation, detected.sure))

    def _read(self, tokens: Tokens, context: Context, detected: Detected, trace: Trace | None) -> AnnotatedMessage:
        at = word_indexes(tokens)
        words = [tokens.folded[i] for i in at]
        sentences = [tokens.sentences[i] for i in at]
        hits: dict[str, list[Hit]] = {}
        not_borrowed: list[Hit] = []
        codes = self._codes(detected.code, context.language)
        matchers = tuple(self._cues[code] for code in codes)
        for cues in matchers:
            for hit in cues.find(words, sentences, mend=cues is matchers[0]):
                if cues is matchers[0] or _is_borrowed(hit, matchers[0], words, detected.sure):
                    hits.setdefault(hit.cue.group, []).append(hit)
                    hits.setdefault(hit.cue.key, []).append(hit)
                elif trace is not None:
                    not_borrowed.append(hit)
        if len(matchers) > 1:
            for found in hits.values():
                found.sort(key=lambda hit: hit.first)
        clauses = [tokens.clauses[i] for i in at]
        traits = tuple(self._traits[code] for code in codes)
        reading = AnnotatedMessage(
            tokens, context, detected.code, words, at, clauses, sentences, hits, matchers, traits, trace
        )
        for hit in not_borrowed:
            reading.note("cues", Verdict.REFUSED, hit.first, hit.last, hit, rule=hit.cue.key, why=_is_borrowed)
        return reading

    def _codes(self, *codes: str | None) -> list[str]:
        """The languages that are read: the message's, then the conversation's and the default, each once.

        Of the others only what holds no word of the first counts: words look alike and mean different things.
        """
        return [code for code in dict.fromkeys((*codes, DEFAULT_LANGUAGE)) if code in self._cues]

    def _compose(self, text: str, reading: AnnotatedMessage, no: ContextRules, sure: bool) -> Understanding:
        context = reading.context
        said = acts.find(reading, self._vowels)
        armed = weapons.find(reading, no)
        heard = replace(context, language=reading.language)
        places = self._places.read(reading.tokens, heard, reading.trace)
        times = self._times.read(reading.tokens, heard, reading.trace)
        driven = self._vehicles.find(reading, said.acts, places.found)
        who = people.find(reading, no, said, driven.words)
        hurt = injuries.find(reading, no, who.found)
        kind = category.find(reading, no)
        alarm = danger.find(reading, no, said)
        found = Entities(places.found, times.found, who.found, driven.found, armed.found, hurt.found)
        denied = Entities(places.denied, times.denied, who.denied, driven.denied, armed.denied, hurt.denied)
        what = story.find(reading, kind, said, alarm)
        filled = {"danger": alarm.urgency, "what": what}
        filled |= {slot: getattr(found, field) for field, slot in SLOT_OF.items()}
        stated = {"weapon": armed.absence, "vehicle": driven.absence, "who": who.absence, "injuries": hurt.absence}
        acts_, absences = _settled(reading, said.acts, stated, filled, kind.category)
        return Understanding(
            text=text,
            language=reading.language,
            language_sure=sure,
            acts=acts_,
            found=found,
            denied=denied,
            absences=absences,
            what=what,
            category=kind.category,
            category_confidence=kind.confidence,
            category_scores=kind.scores,
            urgency=alarm.urgency,
            nobody_in_danger=alarm.nobody_in_danger,
            question=said.question,
            command=said.command,
            number=who.number,
        )


def _is_borrowed(hit: Hit, own: Matcher, words: list[str], sure: bool) -> bool:
    """Whether a cue of another language than the message's counts: things and people may be named in it, acts not."""
    if sure and hit.cue.group in _NEVER_BORROWED:
        return False
    return not any(map(own.knows, words[hit.first : hit.last]))


def _settled(
    reading: AnnotatedMessage,
    found: frozenset[Act],
    stated: Mapping[str, str | None],
    filled: Mapping[str, object],
    category: str | None,
) -> tuple[frozenset[Act], dict[str, str]]:
    """The acts and absences, with those that follow from what was found beside them: what `filled` each slot."""
    asking, absences = reading.asking, {slot: value for slot, value in stated.items() if value}
    if category or any(value for slot, value in filled.items() if slot != "danger"):
        reading.note("acts", Verdict.FOUND, 0, 0, value=Act.INFORM, why="it tells a fact")
        found |= {Act.INFORM}
    if asking and asking not in absences and not filled.get(asking):
        absence = next((value for act, value in _REFUSED if act in found), None)
        if absence is None and Act.NO in found and asking in _CAN_BE_NONE:
            absence = NONE
        if absence:
            reading.note(asking, Verdict.FOUND, 0, 0, rule="absence", value=absence, why=_settled)
            absences[asking] = absence
    if asking == "injuries" and asking in absences:
        absences.pop("who", None)  # "nobody": is hurt, and not: was seen
    return found, absences
