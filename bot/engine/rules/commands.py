"""Commands and the carriers' keywords: stop, start, help, new, a language."""

from __future__ import annotations

from collections.abc import Callable

from bot.engine.responses.compose import reply
from bot.engine.rules import ask, closing, language
from bot.engine.turn_builder import TurnBuilder
from bot.understanding.types import Act
from channels.registry import traits_of
from dialogs.segments import segments
from intake_store.model.event_kind import EventKind

#: How messengers mark a command that no one types by chance.
SLASH = "/"


def obey(turn: TurnBuilder) -> bool:
    """Carry out a command; True where it was one and the turn is complete."""
    name, _, value = (turn.understanding.command or "").partition(":")
    rules = OF_THE_STOPPED if turn.conversation.stage == "stopped" else COMMANDS
    rule = rules.get(name)
    return rule(turn, value) if rule else False


def _stop(turn: TurnBuilder, _: str) -> bool:
    turn.kept = turn.conversation.reference is not None
    if turn.conversation.stage == "collecting":
        closing.close(turn, complete=False)
    turn.set(stage="stopped", asking=None)
    turn.stop = True
    turn.event(EventKind.STOPPED)
    if not traits_of(turn.message.channel).carrier_keywords:
        _say_alone(turn, "stopped")
    return True


def _resume(turn: TurnBuilder, _: str) -> bool:
    """Take back one who opted out. Nothing leads to what they told before, so that the conversation is new."""
    turn.resume, turn.kept = True, False
    turn.set(stage="idle")
    _say_alone(turn, "started")
    return True


def _ignore(turn: TurnBuilder, _: str) -> bool:
    """One who opted out is not answered, and a command is no tip, unless it stands beside something told."""
    turn.kept = turn.has(Act.INFORM)
    return not turn.kept


def _start(turn: TurnBuilder, _: str) -> bool:
    turn.kept = turn.conversation.reference is not None
    if turn.conversation.stage == "collecting" and turn.asking:
        ask.slot(turn, turn.asking)
    else:
        turn.set(greeted=False)
        _invite(turn)
    return True


def _invite(turn: TurnBuilder) -> None:
    """Ask what happened without opening a tip: that begins with the next message."""
    turn.set(stage="idle", asking=None)
    reply(turn, "ask.what")


def _help(turn: TurnBuilder, _: str) -> bool:
    typed = not turn.message.text.startswith(SLASH)
    stage = turn.conversation.stage
    if stage == "idle" and not typed:
        turn.kept = False
        _say_alone(turn, "help")
        return True
    turn.flag = "help"
    turn.event(EventKind.FLAGGED, "help")
    if stage == "idle":
        ask.open_tip(turn)
        turn.set(distress=True)
    turn.count_message()
    turn.set(greeted=True)
    turn.say("help")
    ask.slot(turn, turn.asking or "what") if stage != "done" else _say_alone(turn, "help")
    return True


def _new(turn: TurnBuilder, _: str) -> bool:
    turn.kept = turn.conversation.reference is not None
    if turn.conversation.stage == "collecting":
        closing.close(turn, complete=False)
    turn.say("new")
    _invite(turn)
    return True


def _language(turn: TurnBuilder, code: str) -> bool:
    turn.kept = turn.conversation.reference is not None
    if code not in turn.dialogs.languages:
        _say_alone(turn, "languages", languages=_choice_of_languages(turn))
        return True
    language.choose(turn, code)
    stage = turn.conversation.stage
    if stage == "done":
        _say_alone(turn, "language")
        turn.set(language_said=True)
    elif stage == "collecting":
        ask.slot(turn, turn.asking or "what")
    else:
        _invite(turn)
    return True


def _choice_of_languages(turn: TurnBuilder) -> str:
    """The languages by code and own name; the codes alone where a text message has no room for the names."""
    templates, languages = turn.templates, turn.dialogs.languages.values()
    named = templates.listed(f"{item.code} {item.name}" for item in languages)
    if segments(templates.say("languages", languages=named)) <= templates.budget:
        return named
    return templates.listed(item.code for item in languages)


def _done(turn: TurnBuilder, _: str) -> bool:
    if turn.conversation.stage != "collecting":
        return False
    turn.count_message()
    closing.pass_on(turn)
    return True


def _say_alone(turn: TurnBuilder, key: str, **values: str) -> None:
    """Say one sentence and nothing else, not even who writes."""
    turn.preface.clear()
    turn.set(greeted=True, language_said=True)
    reply(turn, key, **values)


COMMANDS: dict[str, Callable[[TurnBuilder, str], bool]] = {
    "stop": _stop,
    "start": _start,
    "help": _help,
    "new": _new,
    "language": _language,
    "done": _done,
}
#: The commands of one who opted out; whatever else they write is for the desk.
OF_THE_STOPPED: dict[str, Callable[[TurnBuilder, str], bool]] = {"start": _resume, "stop": _ignore, "new": _ignore}
