"""What a citizen says beside the point: questions to us, "I told you", abuse, spam, another incident."""

from __future__ import annotations

from bot.engine import policy
from bot.engine.facts import people
from bot.engine.responses.compose import reply
from bot.engine.rules import answers, closing
from bot.engine.tracking import places
from bot.engine.turn_builder import TurnBuilder
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


def acknowledge_changes(turn: TurnBuilder) -> None:
    """Say what was changed, so that a wrong reading is seen."""
    change = turn.templates.listed(turn.changed.values())
    if change:
        turn.say("ack.changed", change=change)
    else:
        turn.say("ack.noted")


def respond(turn: TurnBuilder) -> None:
    """Say what the message calls for before the next question."""
    topic = topic_of(turn)
    if topic:
        turn.say(f"topic.{topic}")
        if topic in FOR_A_PERSON:
            turn.flag = turn.flag or "question"
    if turn.has(Act.ANOTHER_INCIDENT) and turn.conversation.messages > 1:
        turn.say("another")
    if turn.has(Act.ABUSE):
        turn.say("abuse")
    if turn.message.attachments:
        turn.say("ack.file")
    if turn.message.latitude is not None:
        turn.say("ack.location")


def topic_of(turn: TurnBuilder) -> str | None:
    """The topic of the citizen's question, "unknown" for one that no topic answers, None where nothing is asked."""
    name = turn.understanding.question
    if name is not None:
        return name if turn.templates.raw(f"topic.{name}") else UNKNOWN_TOPIC
    if not turn.has(Act.QUESTION) or turn.filled or turn.asking is None:
        return None
    answers_so = turn.asking in answers.GUESSED and (turn.asking != "where" or places.reads_like_one(turn))
    return None if answers_so else UNKNOWN_TOPIC


def wants_rewording(turn: TurnBuilder) -> bool:
    """True where the citizen asks what was meant."""
    return turn.has(Act.REPEAT)


def ends(turn: TurnBuilder) -> bool:
    """True where the message shows that there is nothing to ask about: spam, noise, a wrong number, abuse again."""
    if turn.conversation.emergency or turn.conversation.distress:
        return False
    if _says_the_same(turn):
        return True
    if turn.has(Act.ABUSE):
        turn.set(abuse=turn.conversation.abuse + 1)
        return turn.conversation.abuse >= turn.dialogs.questions.limits.abuse
    if policy.known(turn.facts) or turn.message.attachments:
        return False
    if turn.has(Act.SPAM):
        return True
    if people.suspects(turn.facts.people) and turn.conversation.unread:
        return False
    return _no_crime(turn)


def _says_the_same(turn: TurnBuilder) -> bool:
    """True where the message repeats, word for word, a long answer given before: nobody is reading us."""
    text = plain(turn.message.text)
    return len(text) >= REPEATED and text in turn.facts.answers.values()


def _no_crime(turn: TurnBuilder) -> bool:
    """True where a second message says nothing of a crime, though what happened was asked: a wrong number, a joke."""
    if turn.understanding.question is not None or turn.has(Act.REPEAT, Act.DISTRESS):
        return False
    if turn.asking is None and len(turn.message.text.split()) < GREETING_WORDS:
        return False
    turn.set(tries=turn.conversation.tries + 1)
    return turn.conversation.tries >= TRIES and turn.asking is not None


def end(turn: TurnBuilder) -> None:
    """End the tip without another question."""
    key = "ended" if turn.has(Act.ABUSE) else "minimal"
    if not policy.known(turn.facts):
        closing.let_be(turn, key)
    elif key == "ended":
        closing.close(turn, policy.usable(turn.facts))
        reply(turn, key)
    else:
        closing.pass_on(turn)


def respond_after(turn: TurnBuilder) -> None:
    """Say what a message after the end calls for."""
    topic = topic_of(turn)
    if topic:
        turn.say(f"topic.{topic}")
    if turn.message.attachments:
        turn.say("ack.file")


def only(turn: TurnBuilder) -> None:
    """Answer with what was said so far and nothing more."""
    key, values = turn.preface.pop()
    reply(turn, key, **values)
