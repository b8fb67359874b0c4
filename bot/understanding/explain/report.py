"""An explanation as plain text for a terminal, or as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import Any

from bot.understanding.explain.lines import each, fact_in_short, joined, long, short, wrapped
from bot.understanding.explain.values import Cue, Explanation, Finding, Language, Word
from bot.understanding.trace import Verdict
from intake_store.model.slots import NAMES

#: The parts from what is small to what decides; others follow.
_ORDER = ("acts", *NAMES, "number", "category", "urgency")


def report(explained: Explanation) -> str:
    """All of an explanation, in sections; control characters of the message are written out, so that none acts."""
    parts = dict.fromkeys((*_ORDER, *(one.part for one in explained.findings)))
    sections = {
        "message": _message(explained),
        "language": _language(explained.language),
        "words": _words(explained.words),
        "cues": each(map(_cue, explained.cues)),
        "cues of other languages": _not_borrowed(explained),
        **{part: _part(explained, part) for part in parts if part != "cues"},
        "understood": _understood(explained),
    }
    shown = ((name.upper(), list(lines)) for name, lines in sections.items())
    return "\n\n".join("\n".join([name, *lines]) for name, lines in shown if lines)


def as_json(explained: Explanation) -> str:
    """All of an explanation as one JSON object, in ASCII; the names are those of `values.py`."""
    return json.dumps(asdict(explained), indent=2, default=_plain)


def _plain(value: object) -> object:
    return sorted(value) if isinstance(value, frozenset) else str(value)


def _message(explained: Explanation) -> Iterator[str]:
    context = explained.context
    yield from wrapped(explained.text or "(empty)")
    yield from wrapped(
        f"asked: {context.asking or 'nothing'}; language so far: {context.language or 'none'}; "
        f"sent {context.sent_at.isoformat(timespec='minutes')} ({context.timezone})"
    )
    if explained.left_out:
        yield from wrapped(f"the last {explained.left_out} characters are kept, but not read")


def _language(language: Language) -> Iterator[str]:
    yield from wrapped(f"{language.code}, {'sure' if language.sure else 'not sure: too little tells it'}")
    yield from wrapped("scores: " + (_weights(language.scores) or "none; the script or the conversation tells it"))
    yield from wrapped("by: " + "; ".join(f"{word} {_weights(weights)}" for word, weights in language.evidence))


def _weights(weights: Mapping[str, float]) -> str:
    ranked = sorted(weights.items(), key=lambda item: -item[1])
    return ", ".join(f"{code} {weight:.3g}" for code, weight in ranked if weight)


def _words(words: Iterable[Word]) -> Iterator[str]:
    """The folded words, a line a sentence, with | between clauses."""
    lines: dict[int, list[str]] = {}
    clause = 0
    for word in words:
        line = lines.setdefault(word.sentence, [])
        if line and word.clause != clause:
            line.append("|")
        clause = word.clause
        line.append(f"{word.folded} (read as {word.meant})" if word.meant else word.folded)
    return each(wrapped(" ".join(line).replace("\n", " ")) for line in lines.values())


def _cue(cue: Cue) -> list[str]:
    under = "; ".join(f"{one.kind} by {short(one.by)}" for one in cue.under)
    used = f"-> {', '.join(cue.used)}" if cue.used else ""
    return [*wrapped(long(cue.entry, used)), *wrapped(under, 2)]


def _not_borrowed(explained: Explanation) -> Iterator[str]:
    """The refused cues of other languages, under the reasons that they share."""
    refused = explained.of("cues")
    for why in dict.fromkeys(one.why for one in refused):
        yield from wrapped(f"refused: {why}")
        yield from each(wrapped(long(entry), 2) for one in refused if one.why == why for entry in one.behind)


def _part(explained: Explanation, part: str) -> Iterator[str]:
    found = explained.of(part)
    if part == "category":
        return _category(found, explained.understanding.category)
    return each(_finding(one) for verdict in Verdict for one in found if one.verdict == verdict)


def _finding(one: Finding) -> list[str]:
    rule = joined(one.rule, one.value, by=" = ")
    words, fact = f'"{one.words}"' if one.words else "", fact_in_short(one.fact, one.confidence)
    says = joined(one.verdict, words, f"[{rule}]" if rule else "", one.why, fact)
    return [*wrapped(says), *each(wrapped(long(entry), 2) for entry in one.behind)]


def _category(found: list[Finding], best: str | None) -> Iterator[str]:
    """The categories by weight, each with what it is summed from."""
    sums = {one.value: one for one in found if one.rule == "sum"}
    for name in sorted(dict.fromkeys(one.value for one in found), key=lambda name: -_weight(sums.get(name))):
        total = sums.get(name)
        why = "the category" if name == best else total.why if total else "counts only with another category"
        yield from wrapped(joined(name, f"{_weight(total):.2f}" if total else "", why))
        yield from each(_contribution(one) for one in found if one.value == name and one is not total)


def _contribution(one: Finding) -> list[str]:
    weight = one.verdict if one.weight is None else f"{one.weight:+.2f}"
    says = joined(weight, f"[{one.rule}]" if one.rule else "", one.why)
    return [*wrapped(says, 2), *each(wrapped(long(entry), 3) for entry in one.behind)]


def _weight(one: Finding | None) -> float:
    return one.weight if one and one.weight is not None else 0.0


def _understood(explained: Explanation) -> Iterator[str]:
    """The understanding in short: what the engine is given."""
    heard = explained.understanding
    lines: dict[str, Any] = {
        "acts": ", ".join(sorted(heard.acts)) or "none",
        "command": heard.command,
        "question": heard.question,
        "emergency": heard.urgency and heard.urgency.reason,
        "nobody in danger": heard.nobody_in_danger or None,
        "category": heard.category and f"{heard.category}, confidence {heard.category_confidence:g}",
        "number": heard.number,
        "absences": ", ".join(f"{slot} {value}" for slot, value in heard.absences.items()),
    }
    yield from each(wrapped(f"{name}: {value}") for name, value in lines.items() if value not in (None, ""))
    facts = {(one.part, one.verdict, one.fact): one.confidence for one in explained.findings if one.fact is not None}
    for (part, verdict, fact), confidence in facts.items():
        denied = "not " if verdict == Verdict.DENIED else ""
        yield from wrapped(f'{part}: {denied}"{fact.text}" {fact_in_short(fact, confidence)}')
