"""What a citizen says beside the point: questions to us, "I told you", abuse, spam, another incident."""

from __future__ import annotations

from bot.engine import answers, closing, people, places, plan
from bot.engine.compose import reply
from bot.engine.draft import Draft
from bot.understanding.types import Act
from dialogs.segments import plain

#: Topics after which a person at the desk should look.
UNKNOWN_TOPIC = "unknown"
FOR_A_PERSON = frozenset({"talk_to_human", UNKNOWN_TOPIC, "safe_to_text"})
#: Messages that say nothing of a crime, after which the tip is let be.
TRIES = 2
#: A first message shorter than this only says hello.
GREETING_WORDS = 4
#: An answer this long, in characters, is not given twice by chance.
REPEATED = 25


def acknowledge_changes(draft: Draft) -> None:
    """Say what was changed, so that a wrong reading is seen."""
    change = draft.voice.listed(draft.changed.values())
    if change:
        draft.say("ack.changed", change=change)
    else:
        draft.say("ack.noted")


def respond(draft: Draft) -> None:
    """Say what the message calls for before the next question."""
    topic = topic_of(draft)
    if topic:
        draft.say(f"topic.{topic}")
        if topic in FOR_A_PERSON:
            draft.flag = draft.flag or "question"
    if draft.has(Act.ANOTHER_INCIDENT) and draft.conversation.messages > 1:
        draft.say("another")
    if draft.has(Act.ABUSE):
        draft.say("abuse")
    if draft.message.attachments:
        draft.say("ack.file")
    if draft.message.latitude is not None:
        draft.say("ack.location")


def topic_of(draft: Draft) -> str | None:
    """The topic of the citizen's question, "unknown" for one that no topic answers, None where nothing is asked."""
    name = draft.read.question
    if name is not None:
        return name if draft.voice.raw(f"topic.{name}") else UNKNOWN_TOPIC
    if not draft.has(Act.QUESTION) or draft.filled or draft.asking is None:
        return None
    answers_so = draft.asking in answers.GUESSED and (draft.asking != "where" or places.reads_like_one(draft))
    return None if answers_so else UNKNOWN_TOPIC


def wants_rewording(draft: Draft) -> bool:
    """True where the citizen asks what was meant."""
    return draft.has(Act.REPEAT)


def ends(draft: Draft) -> bool:
    """True where the message shows that there is nothing to ask about: spam, noise, a wrong number, abuse again."""
    if draft.conversation.emergency or draft.memory("distress"):
        return False
    if _says_the_same(draft):
        return True
    if draft.has(Act.ABUSE):
        return draft.count("abuse") >= draft.dialogs.questions.limits.abuse
    if plan.known(draft.facts) or draft.message.attachments:
        return False
    if draft.has(Act.SPAM):
        return True
    if people.suspects(draft.facts.people) and draft.memory(answers.UNREAD):
        return False
    return _no_crime(draft)


def _says_the_same(draft: Draft) -> bool:
    """True where the message repeats, word for word, a long answer given before: nobody is reading us."""
    text = plain(draft.message.text)
    return len(text) >= REPEATED and text in draft.facts.answers.values()


def _no_crime(draft: Draft) -> bool:
    """True where a second message says nothing of a crime, though what happened was asked: a wrong number, a joke."""
    if draft.read.question is not None or draft.has(Act.REPEAT, Act.DISTRESS):
        return False
    if draft.asking is None and len(draft.message.text.split()) < GREETING_WORDS:
        return False
    return draft.count("tries") >= TRIES and draft.asking is not None


def end(draft: Draft) -> None:
    """Let the tip be."""
    key = "ended" if draft.has(Act.ABUSE) else "minimal"
    if not plan.known(draft.facts):
        closing.let_be(draft, key)
    elif key == "ended":
        closing.close(draft, plan.usable(draft.facts))
        reply(draft, key)
    else:
        closing.pass_on(draft)


def respond_after(draft: Draft) -> None:
    """Say what a message after the end calls for."""
    topic = topic_of(draft)
    if topic:
        draft.say(f"topic.{topic}")
    if draft.message.attachments:
        draft.say("ack.file")


def only(draft: Draft) -> None:
    """Answer with what was said so far and nothing more."""
    key, values = draft.lead.pop()
    reply(draft, key, **values)
