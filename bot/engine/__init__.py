"""Makes the turn that answers a message, from the conversation and what the message means; no clock, no I/O."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.engine.responses import describe
from bot.engine.responses.compose import reply
from bot.engine.rules import answers, ask, closing, commands, emergency, language
from bot.engine.rules.after_the_end import after
from bot.engine.rules.collect import collect
from bot.engine.tracking import corrections, merge
from bot.engine.turn_builder import LineSettings, TurnBuilder
from bot.understanding.types import SLOT_OF, Act, Understanding
from channels.base import InboundMessage
from dialogs.loader import Dialogs
from dialogs.segments import plain
from intake_store.model.conversation import Conversation
from intake_store.model.event_kind import EventKind
from intake_store.model.facts import NONE, Where
from intake_store.model.turn import Turn

#: The silence after which the open tip is named.
SILENCE = timedelta(hours=6)

__all__ = ["LineSettings", "advance", "unreadable"]


def advance(
    conversation: Conversation,
    understanding: Understanding,
    message: InboundMessage,
    dialogs: Dialogs,
    line: LineSettings,
    now: datetime,
    reference: str,
) -> Turn:
    """The turn that `message` leads to. `now` is aware; `reference` names the tip if this message opens one."""
    read = _with_acts(merge.stamped(understanding, conversation.messages))
    message = _as_typed(message, dialogs)
    if message.choice is not None:
        read = Understanding(understanding.text, conversation.language)
    turn = TurnBuilder(conversation, read, message, dialogs, line, now, reference, conversation.facts)
    language.settle(turn)
    if _tells_danger(turn) or not commands.obey(turn):
        _take(turn)
        _answer(turn)
    return _turn(turn)


def _tells_danger(turn: TurnBuilder) -> bool:
    """True where the words tell of danger; then they are no mere command, and a STOP in them is obeyed last."""
    urgency = turn.understanding.urgency
    return urgency is not None and urgency.emergency


def _as_typed(message: InboundMessage, dialogs: Dialogs) -> InboundMessage:
    """The message without a choice that no question of ours offers: its words count, and its value may be any words."""
    if message.choice is None:
        return message
    slot, _, name = message.choice.partition(":")
    return message if name in dialogs.questions.choices.get(slot, ()) else replace(message, choice=None)


def _with_acts(read: Understanding) -> Understanding:
    """Commands that say what an act says are that act."""
    act = {"skip": Act.SKIP, "repeat": Act.REPEAT}.get(read.command or "")
    return replace(read, acts=read.acts | {act}) if act else read


def unreadable(
    conversation: Conversation, message: InboundMessage, dialogs: Dialogs, line: LineSettings, reference: str
) -> Turn:
    """The turn of a message that no one could read: it is kept, a person is asked to look, and the citizen is told."""
    read = Understanding(message.text, conversation.language)
    no_time = datetime.min.replace(tzinfo=UTC)  # nothing of this turn depends on it
    turn = TurnBuilder(conversation, read, message, dialogs, line, no_time, reference, conversation.facts)
    _begin(turn)
    turn.flag = "unreadable"
    turn.event(EventKind.FLAGGED, "unreadable")
    if conversation.stage == "stopped":
        closing.hand_over(turn)
    else:
        turn.set(greeted=True, language_said=True)
        reply(turn, "unreadable")
    return _turn(turn)


def _begin(turn: TurnBuilder) -> None:
    """The message belongs to a tip: the open one, or one that begins here."""
    stage = turn.conversation.stage
    if stage in ("idle", "stopped"):
        ask.open_tip(turn)
    if stage == "stopped":
        turn.set(stage="stopped")
    turn.count_message()


def _welcome_back(turn: TurnBuilder) -> None:
    """After a long silence the citizen is told which tip is still open."""
    last = turn.conversation.last_message_at
    if last and turn.asking and turn.now - last > SILENCE:
        turn.say("back.open", reference=turn.conversation.reference or "")
    turn.set(last_message_at=turn.now)


def _take(turn: TurnBuilder) -> None:
    """Learn what the message tells, whatever was asked."""
    _begin(turn)
    _welcome_back(turn)
    emergency.sound(turn)
    if turn.has(Act.DISTRESS):
        turn.set(distress=True)
    nobody, known = turn.understanding.nobody_in_danger, "danger" in turn.facts.answers
    if nobody and not known and not turn.conversation.emergency:
        turn.answer("danger", NONE)
    _take_shared(turn)
    if turn.has(Act.ANOTHER_INCIDENT) and turn.before.what is not None:
        return
    _keep_unread(turn)
    done = corrections.apply(turn) if corrections.is_correction(turn) else frozenset()
    merge.take(turn, frozenset(SLOT_OF) - done - _contrasts(turn, done))
    emergency.date(turn)


def _keep_unread(turn: TurnBuilder) -> None:
    """Remember the longest words that told of no crime we know, while nothing else tells what happened."""
    text, known = plain(turn.message.text), turn.conversation.unread
    if (
        turn.before.what is None
        and turn.understanding.what is None
        and len(text) > len(known)
        and answers.substantive(turn)
    ):
        turn.set(unread=text[: answers.KEPT])


def _contrasts(turn: TurnBuilder, corrected: frozenset[str]) -> frozenset[str]:
    """Days named beside a correction of something else only tell the right from the wrong ("that was last week")."""
    coarse = all(when.precision in describe.WHOLE_DAYS for when in turn.understanding.found.when)
    return frozenset({"when"}) if corrected and coarse else frozenset()


def _take_shared(turn: TurnBuilder) -> None:
    """A shared place and files."""
    message = turn.message
    if message.latitude is not None and message.longitude is not None:
        known = turn.facts.where or Where(f"{message.latitude:.5f}, {message.longitude:.5f}")
        place = replace(known, latitude=message.latitude, longitude=message.longitude, needs_address=False)
        turn.learn(where=place)
        turn.filled.add("where")
    if message.attachments:
        turn.answer("evidence", message.attachments[0].content_type or "file")
        turn.filled.add("evidence")


def _answer(turn: TurnBuilder) -> None:
    """Reply, as the stage asks for."""
    stage = turn.conversation.stage
    if stage == "stopped":
        closing.hand_over(turn)
    elif turn.understanding.command == "stop":
        commands.obey(turn)
    elif stage == "done":
        after(turn)
    elif stage == "collecting":
        collect(turn)


def _turn(turn: TurnBuilder) -> Turn:
    return Turn(
        conversation=turn.conversation,
        replies=turn.replies,
        events=tuple(turn.events),
        kept=turn.kept,
        said=turn.said,
        finished=turn.finished,
        complete=turn.complete,
        priority=closing.priority(turn) if turn.kept else None,
        flag=turn.flag,
        stop=turn.stop,
        resume=turn.resume,
    )
