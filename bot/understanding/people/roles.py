"""Which part a person plays: suspect, victim, witness, missing, wanted, or a bystander who is left out."""

from __future__ import annotations

from bot.understanding.cues.annotated import AnnotatedMessage
from bot.understanding.people.mentions import Mention

_AFTER = 3  # words from a person to what they do or suffer
_SUFFERS = 2  # words from a person to what happened to them
_BEFORE = 3  # words from what is done to whom it is done to


def role_of(reading: AnnotatedMessage, mention: Mention) -> str:
    """The role of a mention from its noun and the words around it."""
    if mention.kind in ("part", "bare"):
        return "suspect"
    if _is_sought(reading, mention, "missing"):
        return "missing"
    if _suffers(reading, mention):
        return "victim"
    if _done_by(reading, mention):
        return "suspect"
    if mention.kind == "other":
        return "bystander"
    if mention.kind == "relation":
        return _of_relation(reading, mention)
    if mention.kind == "jobs" and not mention.counted and not _is_subject(reading, mention):
        return "suspect" if reading.asking == "who" and not tells(reading, mention) else "bystander"
    return "victim" if _done_to(reading, mention) else "suspect"


def _values(reading: AnnotatedMessage, mention: Mention) -> set[str]:
    """The lists of relations that the noun is in."""
    return {h.cue.value for h in reading.group("people.relations") if h.first == mention.noun_at}


def _of_relation(reading: AnnotatedMessage, mention: Mention) -> str:
    """A tie to somebody: done to, it is a victim; doing, a suspect; else what its noun mostly is."""
    if reading.asking == "who":
        return "bystander" if tells(reading, mention) else "suspect"
    if _done_to(reading, mention, ways=("harms",)):
        return "victim"
    mostly = _values(reading, mention)
    if _is_subject(reading, mention, _AFTER if "suspect" in mostly else 0):
        return "suspect"
    return "suspect" if "suspect" in mostly else "bystander"


def _is_sought(reading: AnnotatedMessage, mention: Mention, value: str) -> bool:
    if mention.kind == "other":
        return False
    sentence = reading.sentences[mention.noun_at]
    return any(reading.sentences[h.first] == sentence for h in reading.of("people", value))


def _suffers(reading: AnnotatedMessage, mention: Mention) -> bool:
    """ "got stabbed" follows, or the person owns what was taken ("a womans phone")."""
    end = mention.noun_at + 1
    if any(hit.first == mention.noun_at for hit in reading.of("people", "owners")):
        return True
    near = [hit for hit in reading.of("people", "suffered") if 0 <= hit.first - end <= _SUFFERS]
    return reading.asking != "who" and any(reading.same_clause(hit.first, mention.noun_at) for hit in near)


def tells(reading: AnnotatedMessage, mention: Mention) -> bool:
    """Whether they told it or suffered it ("my mate saw it")."""
    end = mention.noun_at + 1
    return any(0 <= h.first - end <= 1 for h in reading.of("people", "suffered"))


def _done_by(reading: AnnotatedMessage, mention: Mention) -> bool:
    return any(h.last == mention.first for h in reading.of("people", "by"))


def _done_to(reading: AnnotatedMessage, mention: Mention, ways: tuple[str, ...] = ("harms", "to")) -> bool:
    """A harming verb or a word of direction stands right before, with no other person between."""
    near = [h for way in ways for h in reading.of("people", way) if way == "to" or not _is_passive(reading, h.first)]
    return any(_right_before(reading, h.last, mention) and reading.same_clause(h.first, mention.noun_at) for h in near)


def _is_passive(reading: AnnotatedMessage, verb: int) -> bool:
    """ "got hit", "was robbed": whoever comes after it did it."""
    return any(h.last == verb for h in reading.of("urgency.tense", "past"))


def _right_before(reading: AnnotatedMessage, last: int, mention: Mention) -> bool:
    """Nothing but an article stands between, or an article and one word more ("at a delivery rider")."""
    if not last <= mention.first <= last + _BEFORE:
        return False
    articles = reading.words_of("people", "articles")
    between = [at for at in range(last, mention.first) if at not in articles]
    return not between or (len(between) == 1 and between[0] > last)


def _is_subject(reading: AnnotatedMessage, mention: Mention, reach: int = _AFTER) -> bool:
    """What suspects do follows within `reach` words."""
    end = mention.noun_at + 1
    near = [h for h in reading.of("people", "does") if 0 <= h.first - end <= reach]
    does = any(reading.same_clause(h.first, mention.noun_at) for h in near)
    return does and not _suffers(reading, mention)


def leave_out_kin(reading: AnnotatedMessage, spoken: list[Mention]) -> None:
    """Where strangers did it, the citizen's own people stand by, unless they are said to harm as well."""
    strangers = any(m.role == "suspect" and m.kind in ("one", "many", "bare") for m in spoken)
    for mention in spoken:
        if strangers and mention.kind == "relation" and mention.role == "suspect" and not _harms(reading, mention):
            mention.role = "bystander"


def _harms(reading: AnnotatedMessage, mention: Mention) -> bool:
    """A harming verb follows, or an "and" ties them to those before."""
    end = mention.noun_at + 1
    harms = any(0 <= h.first - end <= _AFTER for h in reading.of("people", "harms"))
    tied = any(mention.first - 2 <= h.first < mention.noun_at for h in reading.of("negation", "joins"))
    return harms or tied
