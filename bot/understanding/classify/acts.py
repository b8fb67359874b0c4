"""What a message does in the conversation: yes, no, don't know, thanks, commands, questions to us and the like."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass

from bot.understanding.cues.annotated import AnnotatedMessage, longest
from bot.understanding.cues.matcher import Hit
from bot.understanding.text.tokens import LINK
from bot.understanding.trace import Reason, Verdict
from bot.understanding.types import Act

#: Acts that a message opens with; of these two only the first holds.
_ANSWERS = frozenset({"yes", "no", "maybe", "dont_know"})
_SENTENCE = 12  # words of a sentence that only answers
_LONG = 14  # words; in a longer one a "don't know" belongs to some detail
_REPORTED = 3  # words before a "stop" that may tell it of others
_ALWAYS_VOWEL = 5  # letters; a longer word has a vowel
_LONGER = 25  # words; what is longer tells, and corrects nothing
#: The words of the longest message in which a cue anywhere is that act.
_MOST_WORDS = {
    Act.DONT_KNOW: _LONG, Act.REPEAT: _LONG, Act.THANKS: _LONG, Act.MAYBE: _SENTENCE, Act.CORRECTION: _LONGER,
}  # fmt: skip
_CARRIER_COMMAND = re.compile(r"\s*/(\w+)(@\w+)?\s*$")
#: Telegram's, with the word of the link that was followed: https://core.telegram.org/bots/features#deep-linking
_DEEP_LINK = re.compile(r"\s*/(start)(@\w+)?\s+[A-Za-z0-9_-]{1,64}\s*$")
_SLASH = {
    "start": "start",
    "unstop": "start",
    "stop": "stop",
    "help": "help",
    "new": "new",
    "back": "back",
    "skip": "skip",
    "info": "help",
}
_MASHED = re.compile(r"(asdf|sdfg|dfgh|fghj|ghjk|hjkl|qwer|wert|erty|zxcv|xcvb|cvbn|jkl;)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Acts:
    """What was read. `led` counts the words at the beginning that only answer ("yes please" of "yes please, a van")."""

    acts: frozenset[Act] = frozenset()
    question: str | None = None
    command: str | None = None
    led: int = 0


def find(reading: AnnotatedMessage, vowels: Set[str]) -> Acts:
    """The acts; a fact beside them is for the caller to see, who knows the entities. `vowels`: of all languages."""
    slash = _CARRIER_COMMAND.match(reading.tokens.text) or _DEEP_LINK.match(reading.tokens.text)
    if slash:
        return _slashed(reading, slash[1].lower())
    led, found = _leading(reading)
    found |= _anywhere(reading)
    if not any(answer in found for answer in _ANSWERS):
        found |= _by_head(reading)
    if Act.MAYBE in found and not found.isdisjoint({Act.YES, Act.NO}):
        reading.note("acts", Verdict.REFUSED, 0, 0, value="yes or no", why="there is a maybe, too")
        found -= {Act.YES, Act.NO}
    command = _command(reading)
    question = _question(reading)
    if question:
        found.add(Act.QUESTION)
    if command:
        found.add(Act.COMMAND)
    if _is_noise(reading, vowels):
        reading.note("acts", Verdict.FOUND, 0, len(reading.words), value=Act.NOISE, why=_is_noise)
        found = {Act.NOISE}
    if _is_spam(reading):
        found.add(Act.SPAM)
    return Acts(frozenset(found), question, command, led)


def _is_noise(reading: AnnotatedMessage, vowels: Set[str]) -> bool:
    """Nothing to read: no words, or one run of letters that no language spells."""
    if not reading.words:
        return bool(reading.tokens.text.strip()) and LINK not in reading.tokens.kinds
    return len(reading.words) <= 2 and all(_is_mashed(word, vowels) for word in reading.words)


def _is_mashed(word: str, vowels: Set[str]) -> bool:
    if not word.isascii() or not word.isalpha():
        return False
    return bool(_MASHED.search(word)) or (len(word) > _ALWAYS_VOWEL and vowels.isdisjoint(word))


def _slashed(reading: AnnotatedMessage, name: str) -> Acts:
    command = "language" if name.startswith("lang") else _SLASH.get(name)
    if command is None:
        return Acts()
    reading.note("acts", Verdict.FOUND, 0, len(reading.words), rule="command", value=command, why="after a slash")
    return Acts(frozenset({Act.COMMAND}), None, command)


def _leading(reading: AnnotatedMessage) -> tuple[int, set[Act]]:
    """How many words at the beginning are acts alone, and which acts those are."""
    by_first: dict[int, list[Hit]] = {}
    for hit in reading.group("acts"):
        by_first.setdefault(hit.first, []).append(hit)
    for hit in reading.group("acts.alone"):
        if hit.last == len(reading.words) or not reading.same_clause(hit.last - 1, hit.last):
            by_first.setdefault(hit.first, []).append(hit)
    at, found = 0, list[Hit]()
    while at in by_first:
        hit = max(by_first[at], key=_preferred)
        found.append(hit)
        at = hit.last
    acts = _settled([hit.cue.value for hit in found])
    for hit in found:
        if hit.cue.value != "filler":
            verdict = Verdict.FOUND if hit.cue.value in acts else Verdict.REFUSED
            why = _leading if hit.cue.value in acts else _settled
            reading.note("acts", verdict, hit.first, hit.last, hit, value=hit.cue.value, why=why)
    return at, acts


def _preferred(hit: Hit) -> tuple[int, int, bool]:
    """The longest, then what says something, then what answers."""
    return (hit.last, hit.cue.value != "filler", hit.cue.value in _ANSWERS)


def _settled(values: list[str]) -> set[Act]:
    """The acts of the opening words: the first answer rules, "yeah no" is a no and "no idea" no no."""
    answers = [value for value in values if value in _ANSWERS]
    others = {Act(value) for value in values if value not in _ANSWERS and value != "filler"}
    if answers[:2] == ["yes", "no"]:
        answers = answers[1:]
    if answers and "dont_know" in answers and answers[0] != "yes":
        answers = ["dont_know"]
    return others | {Act(answer) for answer in answers[:1]}


def _by_head(reading: AnnotatedMessage) -> set[Act]:
    """The polarity of a short message that answers in a sentence ("that is totally true", "not the right one")."""
    heads = list(longest(reading.group("acts.heads")))
    if not heads or len(reading.words) > _SENTENCE:
        return set()
    head = heads[-1]
    before = [h for h in reading.group("acts.turning") if h.last <= head.first]
    turned = [h for h in before if reading.same_clause(h.first, head.first)]
    value, _, itself = head.cue.value.partition("_")
    yes = (value == "yes") != (len(turned) % 2 == 1 and not itself)
    act = Act.YES if yes else Act.NO
    reading.note("acts", Verdict.FOUND, head.first, head.last, head, *turned, value=act, why=_by_head)
    return {act}


def _anywhere(reading: AnnotatedMessage) -> set[Act]:
    """What cues anywhere in a message say, where it is short enough that they are of all of it."""
    found = set[Act]()
    for hit in reading.group("acts.anywhere"):
        act = Act(hit.cue.value)
        if act == Act.SPAM:
            continue
        fits = len(reading.words) <= _MOST_WORDS.get(act, len(reading.words))
        verdict = Verdict.FOUND if fits else Verdict.REFUSED
        reading.note("acts", verdict, hit.first, hit.last, hit, value=act, why=_anywhere)
        if fits:
            found.add(act)
    return found


def _command(reading: AnnotatedMessage) -> str | None:
    """The command that is the whole message, or that is meant inside a short one."""
    for hit in reading.group("acts.commands"):
        refusal, value = _refusal(reading, hit), hit.cue.value
        verdict = Verdict.FOUND if refusal is None else Verdict.REFUSED
        reading.note("acts", verdict, hit.first, hit.last, hit, rule="command", value=value, why=refusal or "")
        if refusal is None:
            return value
    for hit in reading.group("acts.languages"):
        value = f"language:{hit.cue.value}"
        reading.note("acts", Verdict.FOUND, hit.first, hit.last, hit, rule="command", value=value)
        return value
    return None


def _refusal(reading: AnnotatedMessage, hit: Hit) -> Reason | None:
    """Why a cue is no command here."""
    if (hit.cue.starts and hit.cue.ends) or (hit.cue.value in ("back", "done") and len(reading.words) <= _SENTENCE):
        return None
    if hit.cue.value == "stop":
        return None if _may_stop(reading, hit) else _may_stop
    return _command


def _may_stop(reading: AnnotatedMessage, hit: Hit) -> bool:
    """At "may we contact you?" a "don't text me again" answers the question; told of others it is a fact."""
    if reading.asking == "contact":
        return False
    reported = reading.words_of("acts.reported", "others").intersection(range(hit.first - _REPORTED, hit.first))
    return len(reading.words) <= _LONG and not reported


def _question(reading: AnnotatedMessage) -> str | None:
    """The topic with the longest cue, the earlier one of two; one of a word or two asks only in a short message."""
    hits = reading.group("questions_to_us")
    if not hits:
        return None
    best = max(hits, key=lambda hit: (hit.last - hit.first, -hit.first))
    asked = best.last - best.first >= 3 or len(reading.words) <= _LONG
    verdict = Verdict.FOUND if asked else Verdict.REFUSED
    reading.note("acts", verdict, best.first, best.last, best, rule="question", value=best.cue.value, why=_question)
    return best.cue.value if asked else None


def _is_spam(reading: AnnotatedMessage) -> bool:
    """Two cues of advertising, or one and a link."""
    hits = reading.of("acts.anywhere", "spam")
    links = LINK in reading.tokens.kinds
    spam = bool(hits) and len({hit.first for hit in hits}) + links >= 2
    if hits:
        verdict = Verdict.FOUND if spam else Verdict.REFUSED
        reading.note("acts", verdict, hits[0].first, hits[-1].last, *hits, value=Act.SPAM, why=_is_spam)
    return spam
