"""The dialogue: a conversation and the reading of one message become the turn that answers it; no clock, no I/O."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.conversation import Conversation, Turn
from bot.engine import alarm, answers, ask, closing, commands, corrections, describe, language, merge
from bot.engine.after import after
from bot.engine.collect import collect
from bot.engine.compose import reply
from bot.engine.draft import Draft, Line
from bot.understanding.types import Act, Understanding
from channels.base import InboundMessage
from dialogs.loader import Dialogs
from dialogs.segments import plain
from intake_store.facts import NONE, Where

#: The note of when the citizen last wrote, and the silence after which the open tip is named.
LAST, SILENCE = "last", timedelta(hours=6)

__all__ = ["Line", "advance", "unreadable"]


def advance(
    conversation: Conversation,
    understanding: Understanding,
    message: InboundMessage,
    dialogs: Dialogs,
    line: Line,
    now: datetime,
    reference: str,
) -> Turn:
    """The turn that `message` leads to. `now` is aware; `reference` names the tip if this message opens one."""
    read = _with_acts(merge.stamped(understanding, conversation.messages))
    if message.choice is not None:
        read = Understanding(understanding.text, conversation.language)
    draft = Draft(conversation, read, message, dialogs, line, now, reference, conversation.facts)
    language.settle(draft)
    if not commands.obey(draft):
        _take(draft)
        _answer(draft)
    return _turn(draft)


def _with_acts(read: Understanding) -> Understanding:
    """Commands that say what an act says are that act."""
    act = {"skip": Act.SKIP, "repeat": Act.REPEAT}.get(read.command or "")
    return replace(read, acts=read.acts | {act}) if act else read


def unreadable(
    conversation: Conversation, message: InboundMessage, dialogs: Dialogs, line: Line, reference: str
) -> Turn:
    """The turn of a message that no one could read: it is kept, a person is asked to look, and the citizen is told."""
    read = Understanding(message.text, conversation.language)
    no_time = datetime.min.replace(tzinfo=UTC)  # nothing of this turn depends on it
    draft = Draft(conversation, read, message, dialogs, line, no_time, reference, conversation.facts)
    _begin(draft)
    draft.flag = "unreadable"
    draft.event("flagged", "unreadable")
    if conversation.stage != "stopped":
        draft.set(greeted=True, language_said=True)
        reply(draft, "unreadable")
    return _turn(draft)


def _begin(draft: Draft) -> None:
    """The message belongs to a tip: the open one, or one that begins here."""
    if draft.conversation.stage == "idle":
        ask.open_tip(draft)
    elif draft.conversation.reference is None:
        ask.open_tip(draft)
        draft.set(stage="stopped")
    draft.set(messages=draft.conversation.messages + 1)


def _welcome_back(draft: Draft) -> None:
    """After a long silence the citizen is told which tip is still open."""
    last = draft.memory(LAST)
    if last and draft.asking and draft.now - datetime.fromisoformat(last) > SILENCE:
        draft.say("back.open", reference=draft.conversation.reference or "")
    draft.remember(LAST, draft.now.isoformat(timespec="seconds"))


def _take(draft: Draft) -> None:
    """Learn what the message tells, whatever was asked."""
    _begin(draft)
    _welcome_back(draft)
    alarm.sound(draft)
    if draft.has(Act.DISTRESS):
        draft.remember("distress", "1")
    if draft.read.safe is True and not draft.conversation.emergency and "danger" not in draft.facts.answers:
        draft.answer("danger", NONE)
    _take_shared(draft)
    if draft.has(Act.ANOTHER_INCIDENT) and draft.before.what is not None:
        return
    _keep_unread(draft)
    done = corrections.apply(draft) if corrections.is_correction(draft) else frozenset()
    merge.take(draft, frozenset(merge.SLOT_OF) - done - _contrasts(draft, done))
    alarm.date(draft)


def _keep_unread(draft: Draft) -> None:
    """Remember the longest words that told of no crime we know, while nothing else tells what happened."""
    text, known = plain(draft.message.text), draft.memory(answers.UNREAD) or ""
    if draft.before.what is None and draft.read.what is None and len(text) > len(known) and answers.substantive(draft):
        draft.remember(answers.UNREAD, text[: answers.KEPT])


def _contrasts(draft: Draft, corrected: frozenset[str]) -> frozenset[str]:
    """Days named beside a correction of something else only tell the right from the wrong ("that was last week")."""
    coarse = all(when.precision in describe.WHOLE_DAYS for when in draft.read.found.when)
    return frozenset({"when"}) if corrected and coarse else frozenset()


def _take_shared(draft: Draft) -> None:
    """A shared place and files."""
    message = draft.message
    if message.latitude is not None and message.longitude is not None:
        known = draft.facts.where or Where(f"{message.latitude:.5f}, {message.longitude:.5f}")
        place = replace(known, latitude=message.latitude, longitude=message.longitude, needs_address=False)
        draft.learn(where=place)
        draft.filled.add("where")
    if message.attachments:
        draft.answer("evidence", message.attachments[0].content_type or "file")
        draft.filled.add("evidence")


def _answer(draft: Draft) -> None:
    """Reply, as the stage asks for."""
    stage = draft.conversation.stage
    if stage == "done":
        after(draft)
    elif stage == "collecting":
        collect(draft)


def _turn(draft: Draft) -> Turn:
    return Turn(
        conversation=draft.conversation,
        replies=draft.replies,
        events=tuple(draft.events),
        kept=draft.kept,
        finished=draft.finished,
        complete=draft.complete,
        priority=closing.priority(draft) if draft.kept else None,
        flag=draft.flag,
        stop=draft.stop,
        resume=draft.resume,
    )
