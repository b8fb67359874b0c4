"""Which part a person plays: suspect, victim, witness, missing, wanted, or a bystander who is left out."""

from __future__ import annotations

from bot.understanding.cues.annotated import AnnotatedMessage
from bot.understanding.cues.matcher import Hit
from bot.understanding.people.mentions import Mention, Role

_AFTER = 3  # words from a person to what they do or suffer
_SUFFERS = 2  # words from a person to what happened to them
_BEFORE = 3  # words from what is done to whom it is done to


def role_of(reading: AnnotatedMessage, mention: Mention) -> Role:
    """The role of a mention from its noun and the words around it."""
    if mention.kind in ("part", "bare"):
        return Role("suspect", "counted among those who did it")
    for name, way in _BY_WORDS_AROUND:
        by = way(reading, mention)
        if by:
            return Role(name, way, tuple(by))
    if mention.kind == "other":
        return Role("bystander", "people of this kind are not whom a tip is about")
    if mention.kind == "relation":
        return _of_relation(reading, mention)
    if mention.kind == "jobs" and not mention.counted and not _does(reading, mention):
        at_work = Role("bystander", "somebody at work, and nothing says that they did it")
        return _asked_for(reading, mention) if reading.asking == "who" else at_work
    done = _done_to(reading, mention)
    return Role("victim", _done_to, tuple(done)) if done else Role("suspect", "told of, and nothing says otherwise")


def _of_relation(reading: AnnotatedMessage, mention: Mention) -> Role:
    """The role of a relative or friend: harmed, a victim; doing it, a suspect; else what the noun mostly is ("ex")."""
    if reading.asking == "who":
        return _asked_for(reading, mention)
    done = _done_to(reading, mention, ways=("harms",))
    if done:
        return Role("victim", _done_to, tuple(done))
    mostly = [h for h in reading.of("people.relations", "suspect") if h.first == mention.noun_at]
    does = _does(reading, mention, reach=0)
    return Role("suspect" if mostly or does else "bystander", _of_relation, (*mostly, *does))


def _asked_for(reading: AnnotatedMessage, mention: Mention) -> Role:
    """Whoever the answer to "who was it?" names is a suspect, unless they only saw, told or suffered it."""
    told = tells(reading, mention)
    return Role("bystander", tells, tuple(told)) if told else Role("suspect", _asked_for)


def _sought(reading: AnnotatedMessage, mention: Mention) -> list[Hit]:
    """Somebody is missing in this sentence."""
    if mention.kind == "other":
        return []
    sentence = reading.sentences[mention.noun_at]
    return [h for h in reading.of("people", "missing") if reading.sentences[h.first] == sentence]


def _suffers(reading: AnnotatedMessage, mention: Mention) -> list[Hit]:
    """ "got stabbed" follows, or the person owns what was taken ("a womans phone")."""
    end = mention.noun_at + 1
    owns = [hit for hit in reading.of("people", "owners") if hit.first == mention.noun_at]
    if owns or reading.asking == "who":
        return owns
    near = [hit for hit in reading.of("people", "suffered") if 0 <= hit.first - end <= _SUFFERS]
    return [hit for hit in near if reading.same_clause(hit.first, mention.noun_at)]


def tells(reading: AnnotatedMessage, mention: Mention) -> list[Hit]:
    """Words right behind say that they saw, told or suffered it ("my mate saw it")."""
    end = mention.noun_at + 1
    return [h for h in reading.of("people", "suffered") if 0 <= h.first - end <= 1]


def _done_by(reading: AnnotatedMessage, mention: Mention) -> list[Hit]:
    """A "by" stands right before."""
    return [h for h in reading.of("people", "by") if h.last == mention.first]


def _done_to(reading: AnnotatedMessage, mention: Mention, ways: tuple[str, ...] = ("harms", "to")) -> list[Hit]:
    """A harming verb or a word of direction stands right before, with no other person between."""
    near = [h for way in ways for h in reading.of("people", way) if way == "to" or not _is_passive(reading, h.first)]
    return [
        h for h in near if _right_before(reading, h.last, mention) and reading.same_clause(h.first, mention.noun_at)
    ]


#: The roles that the words around a person of any kind tell, and what tells them.
_BY_WORDS_AROUND = (("missing", _sought), ("victim", _suffers), ("suspect", _done_by))


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


def _does(reading: AnnotatedMessage, mention: Mention, reach: int = _AFTER) -> list[Hit]:
    """What suspects do follows within `reach` words."""
    end = mention.noun_at + 1
    near = [h for h in reading.of("people", "does") if 0 <= h.first - end <= reach]
    does = [h for h in near if reading.same_clause(h.first, mention.noun_at)]
    return does if not _suffers(reading, mention) else []


def leave_out_kin(reading: AnnotatedMessage, spoken: list[Mention]) -> None:
    """Where strangers did it, the citizen's own people stand by, unless they are said to harm as well."""
    if not any(m.role == "suspect" and m.kind in ("one", "many", "bare") for m in spoken):
        return
    for mention in spoken:
        if mention.kind == "relation" and mention.role == "suspect" and not _harms(reading, mention):
            mention.play(Role("bystander", leave_out_kin))


def _harms(reading: AnnotatedMessage, mention: Mention) -> bool:
    """A harming verb follows, or an "and" ties them to those before."""
    end = mention.noun_at + 1
    harms = any(0 <= h.first - end <= _AFTER for h in reading.of("people", "harms"))
    tied = any(mention.first - 2 <= h.first < mention.noun_at for h in reading.of("negation", "joins"))
    return harms or tied
